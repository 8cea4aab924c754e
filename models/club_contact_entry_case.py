"""A short advice (an entry without a case) becomes a case in one click."""

from datetime import UTC

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

ORIGINS = {"walk_in": "visit", "event": "visit"}
LONGEST_SUBJECT = 70


class ClubContactEntry(models.Model):
    _inherit = "club.contact.entry"

    # read as superuser, as grouping demands; who reads the entry reads its case
    case_type_id = fields.Many2one(related="case_id.type_id", string="Type of Case")

    def action_make_case(self):
        """Make one case of each entry and link them.

        :return: the action that opens the new case, or the list of several
        :raises UserError: when one of the entries belongs to a case already
        """
        if any(entry.case_id for entry in self):
            raise UserError(
                self.env._(
                    "This contact entry belongs to a case already. Please choose "
                    "entries without a case."
                )
            )
        self.check_access("write")
        cases = self.env["club.case"].create(
            [entry._prepare_case_vals() for entry in self]
        )
        for entry, case in zip(self, cases, strict=True):
            entry.case_id = case
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "club_support.club_case_action"
        )
        if len(cases) == 1:
            form = self.env.ref("club_support.club_case_view_form")
            return {**action, "views": [(form.id, "form")], "res_id": cases.id}
        return {**action, "domain": [("id", "in", cases.ids)], "context": {}}

    def _prepare_case_vals(self):
        """Values of the case that this entry begins."""
        self.ensure_one()
        company = self.company_id
        staff = self.user_id.filtered(
            lambda user: user.active and company in user.company_ids
        )
        return {
            "name": self._make_case_subject(),
            "type_id": self._get_short_advice_type().id,
            "partner_id": self.partner_id.id,
            "contact_id": self.contact_id.id,
            "company_id": company.id,
            "area_id": self.area_id.id,
            "field_of_action_id": self.field_of_action_id.id,
            "target_group_ids": self.target_group_ids.ids,
            "user_id": (staff or self.env.user).id,
            "origin": ORIGINS.get(self.channel, self.channel),
            "date_open": self._get_local_date(),
        }

    def _make_case_subject(self):
        """The first words of the note, else with whom, else on which day."""
        lines = (line.strip() for line in (self.note or "").splitlines())
        first = next((line for line in lines if line), "")
        if len(first) > LONGEST_SUBJECT:
            cut = first[:LONGEST_SUBJECT]
            first = (cut.rpartition(" ")[0] or cut) + " …"
        whom = self.partner_id.name or self.contact_id.name
        if first or whom:
            return first or self.env._("Short advice for %(partner)s", partner=whom)
        return self.env._(
            "Short advice of %(date)s",
            date=format_date(self.env, self._get_local_date()),
        )

    def _get_local_date(self):
        """The day of the entry as the company counts days."""
        zone = self.company_id._club_zone()
        return self.date.replace(tzinfo=UTC).astimezone(zone).date()

    def _get_short_advice_type(self):
        case_type = self.env.ref(
            "club_support.club_case_type_short_advice", raise_if_not_found=False
        )
        if not case_type or not case_type.active:
            return self.env["club.case.type"]
        if case_type.company_id not in (self.company_id, self.env["res.company"]):
            return self.env["club.case.type"]
        return case_type
