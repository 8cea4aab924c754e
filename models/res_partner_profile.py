from odoo import fields, models
from odoo.tools import formataddr

from .res_partner_register import STAFF


class ResPartner(models.Model):
    _inherit = "res.partner"

    profile_confirmed_on = fields.Date(
        string="Data Confirmed On",
        copy=False,
        help="When the organisation last said what is right about its data.",
        groups=STAFF,
    )
    profile_check_ids = fields.One2many(
        comodel_name="club.profile.check",
        inverse_name="partner_id",
        string="Data Checks",
        groups=STAFF,
    )
    profile_check_state = fields.Selection(
        selection=lambda self: (
            self.env["club.profile.check"]
            ._fields["state"]
            ._description_selection(self.env)
        ),
        string="Data Check",
        compute="_compute_profile_check_state",
        groups=STAFF,
    )
    profile_check_recipient = fields.Char(
        string="Asks",
        compute="_compute_profile_check_recipient",
        groups=STAFF,
    )

    def _compute_profile_check_state(self):
        """Where the latest check stands."""
        checks = self.env["club.profile.check"].search(
            [("partner_id", "in", self.ids)], order="year desc, id desc"
        )
        by_partner = checks.grouped("partner_id")
        for partner in self:
            latest = by_partner.get(partner._origin, checks.browse())[:1]
            partner.profile_check_state = latest.state

    def _compute_profile_check_recipient(self):
        # a dialog that is not saved yet holds copies of the organisations
        recipients = self._origin._profile_check_recipients()
        for partner in self:
            person, email = recipients.get(partner._origin, (self.browse(), False))
            partner.profile_check_recipient = (
                formataddr((person.name, email)) if person else email
            )

    def _profile_check_recipients(self):
        """Who is asked whether an organisation's data are still right.

        :return: dict of organisation: pair of the person in office, or nobody if
            the organisation's own address is used, and the address or ``False``
        """
        return {
            partner: (
                found.person if found.step == "holder" else self.browse(),
                found.email or False,
            )
            for partner, found in self._club_recipient().items()
        }

    def _profile_check_open(self):
        """Those among these contacts that can be asked at all."""
        return self.filtered(
            lambda partner: (
                partner.active
                and partner.is_actor
                and partner.actor_state != "dissolved"
            )
        )

    def _profile_check_candidates(self, year):
        """Those that can be asked and were not asked in this year."""
        asked = self.env["club.profile.check"].search(
            [("partner_id", "in", self.ids), ("year", "=", year)]
        )
        return self._profile_check_open() - asked.partner_id

    def action_view_profile_checks(self):
        """Open the data checks of this organisation."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "club_support.club_profile_check_action"
        )
        action["domain"] = [("partner_id", "=", self.id)]
        action["context"] = {}
        return action

    def action_view_profile_proposals(self):
        """Open the corrections that wait for a decision about this organisation."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "club_support.club_profile_proposal_action"
        )
        action["domain"] = [("partner_id", "=", self.id)]
        return action

    def _fill_in_contact(self, values):
        """Add address and number where there are none; nothing is replaced."""
        self.ensure_one()
        missing = {
            field: values[field]
            for field in ("email", "phone")
            if values.get(field) and not self[field]
        }
        if missing:
            self.write(missing)
