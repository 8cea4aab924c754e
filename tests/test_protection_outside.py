"""Users who are not of Club Support work with contacts as before, and learn nothing."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common_protection import EMAIL, ProtectionCommon

REGISTER_ONLY = (
    "actor_type_id",
    "area_id",
    "sport_ids",
    "target_group_ids",
    "language_ids",
    "intercultural_maturity",
)


@tagged("post_install", "-at_install")
class TestContactsOfOthers(ProtectionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sport = cls.env["club.sport"].create({"name": "Rhönrad"})
        cls.club.write(
            {
                "is_actor": True,
                "sport_ids": [Command.link(cls.sport.id)],
                "intercultural_maturity": "2",
            }
        )

    def _copy(self, user, record):
        self.env.flush_all()
        self.env.invalidate_all()
        ids = self._rpc(user, record._name, "copy", record.ids)
        return record.browse(ids)

    def test_contact_managers_and_administrators_duplicate_contacts(self):
        for user in (self.outside_manager, self.outside_admin):
            for partner in (self.club, self.acquaintance):
                with self.subTest(user=user.login, partner=partner.name):
                    copy = self._copy(user, partner)
                    self.assertIn(partner.name, copy.name)
                    self.assertNotEqual(copy, partner)
                    self.assertFalse(copy.sport_ids)

    def test_staff_duplicate_clubs_with_what_is_said_of_them(self):
        copy = self._copy(self.contact_manager, self.club)
        self.assertEqual(copy.sport_ids, self.sport)
        self.assertEqual(copy.intercultural_maturity, "2")

    def test_administrators_without_a_role_duplicate_users(self):
        template = new_test_user(self.env, login="club_template")
        copy = self._copy(self.outside_admin, template)
        self.assertNotEqual(copy.partner_id, template.partner_id)
        self.assertEqual(copy.group_ids, template.group_ids)

    def test_what_is_said_of_clubs_is_for_staff(self):
        for user in self.insiders:
            with self.subTest(user=user.login):
                offered = self._rpc(user, "res.partner", "fields_get")
                self.assertFalse(offered.keys() & set(REGISTER_ONLY))
                for name in REGISTER_ONLY:
                    with self.assertRaises(AccessError):
                        self._rpc(user, "res.partner", "read", self.club.ids, [name])
        for user in self.staff:
            with self.subTest(user=user.login):
                offered = self._rpc(user, "res.partner", "fields_get")
                self.assertLessEqual(set(REGISTER_ONLY), offered.keys())

    def test_others_make_a_person_of_an_organisation_as_the_rules_say(self):
        plain = self.env["res.partner"].create({"name": "Firma", "is_company": True})
        self.env.invalidate_all()
        self._rpc(
            self.outside_manager,
            "res.partner",
            "write",
            plain.ids,
            {"is_company": False},
        )
        self.assertFalse(plain.is_company)

    def test_others_open_and_search_contacts(self):
        views = [(False, "form"), (False, "list"), (False, "search")]
        for user in self.insiders:
            with self.subTest(user=user.login):
                answer = self._rpc(user, "res.partner", "get_views", views)
                fields = answer["models"]["res.partner"]["fields"]
                self.assertFalse(fields.keys() & set(REGISTER_ONLY))
                found = self._rpc(
                    user,
                    "res.partner",
                    "web_search_read",
                    [("name", "ilike", self.club.name)],
                    {"display_name": {}, "email": {}},
                )
                self.assertEqual([row["id"] for row in found["records"]], self.club.ids)

    def test_notifications_of_mailings_do_not_tell_addresses(self):
        mailing = (
            self.env["club.mailing"]
            .with_user(self.worker)
            .create(
                {
                    "name": "Sommerfest",
                    "body": "<p>Wir laden alle ein.</p>",
                    "function_id": self.office.function_id.id,
                    "partner_ids": [Command.set(self.club.ids)],
                }
            )
        )
        mailing.action_send()
        notification = mailing.sudo().recipient_ids.mail_id.notification_ids
        self.assertEqual(mailing.recipient_ids.email, EMAIL)
        self.assertEqual(notification.res_partner_id, self.volunteer)
        for user in self.insiders:
            with self.subTest(user=user.login):
                self._assert_silent(
                    self._ask(
                        user,
                        "mail.notification",
                        "search_read",
                        [("id", "=", notification.id)],
                        ["mail_email_address", "res_partner_id"],
                    )
                )
                guess = [("mail_email_address", "=", EMAIL)]
                count = self._rpc(user, "mail.notification", "search_count", guess)
                self.assertEqual(count, 0)
