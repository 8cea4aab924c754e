from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from .common import ClubSupportCommon

EMAIL = "hanna.privat@example.net"
PHONE = "+49 6221 471108"
STREET = "Amselweg 7"
CITY = "Hinterwaldheim"
SECRETS = (EMAIL, "471108", STREET, "69999", CITY)
PRIVATE = [
    "email",
    "email_formatted",
    "email_normalized",
    "phone",
    "street",
    "street2",
    "zip",
    "city",
    "contact_address",
    "contact_address_inline",
]
OUTSIDERS = {
    "outside_manager": "base.group_user,base.group_partner_manager,"
    "base.group_allow_export",
    "outside_admin": "base.group_system",
}
STAFF = ("worker", "management", "lead", "administrator", "contact_manager")


class ProtectionCommon(ClubSupportCommon):
    """A volunteer in office, known to staff, and everybody who is not staff."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name, groups in OUTSIDERS.items():
            user = new_test_user(
                cls.env,
                login=f"club_{name}",
                groups=groups,
                name=f"Person {name}",
                email=f"{name}@landkreis-musterau.example.org",
                company_id=cls.company.id,
            )
            setattr(cls, name, user)
        cls.insiders = [cls.plain_user, cls.outside_manager, cls.outside_admin]
        cls.outsiders = [*cls.insiders, cls.portal, cls.public]
        cls.staff = [getattr(cls, name) for name in STAFF]
        cls.volunteer = (
            cls.env["res.partner"]
            .with_user(cls.worker)
            .create(
                {
                    "name": "Hanna Vogel",
                    "email": EMAIL,
                    "phone": PHONE,
                    "street": STREET,
                    "street2": f"bei Meier, {STREET}",
                    "zip": "69999",
                    "city": CITY,
                }
            )
        )
        cls.office = (
            cls.env["club.office"]
            .with_user(cls.worker)
            .create({"partner_id": cls.club.id, "person_id": cls.volunteer.id})
        )
        cls.acquaintance = cls.env["res.partner"].create(
            {
                "name": "Jens Offen",
                "email": "jens.offen@example.net",
                "city": "Musterau",
            }
        )
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        self.env.invalidate_all()

    def _assert_silent(self, answer):
        """Nothing private is in what came back."""
        for secret in SECRETS:
            self.assertNotIn(secret, str(answer))

    def _ask(self, user, model, method, *args, **kwargs):
        """What a user gets; a refusal is an answer as well. Nothing is in memory."""
        self.env.flush_all()
        self.env.invalidate_all()
        try:
            with (
                self.env.cr.savepoint(),
                mute_logger("odoo.addons.base.models.ir_rule"),
            ):
                return self._rpc(user, model, method, *args, **kwargs)
        except (AccessError, UserError) as refusal:
            return str(refusal)
        finally:
            self.env.invalidate_all()

    def _event(self, **vals):
        """A meeting of the worker with a colleague and the volunteer."""
        start = fields.Datetime.now() + timedelta(days=3)
        guests = self.worker.partner_id | self.plain_user.partner_id | self.volunteer
        return (
            self.env["calendar.event"]
            .with_user(self.worker)
            .create(
                {
                    "name": "Jubiläum",
                    "start": start,
                    "stop": start + timedelta(hours=1),
                    "partner_ids": [Command.set(guests.ids)],
                    **vals,
                }
            )
        )
