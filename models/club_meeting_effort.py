"""Whoever of the staff took part in a meeting notes the own effort, nobody else's."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

LONGEST = 1440


class ClubMeeting(models.Model):
    _inherit = "club.meeting"

    entry_ids = fields.One2many(
        comodel_name="club.contact.entry",
        inverse_name="meeting_id",
        string="Effort",
    )
    entry_count = fields.Integer(
        string="Contact Entries", compute="_compute_entry_count"
    )
    is_effort_missing = fields.Boolean(
        string="My Effort Missing",
        compute="_compute_is_effort_missing",
        search="_search_is_effort_missing",
    )

    @api.depends("entry_ids")
    def _compute_entry_count(self):
        counts = dict(
            self.env["club.contact.entry"]._read_group(
                [("meeting_id", "in", self._origin.ids)], ["meeting_id"], ["__count"]
            )
        )
        for meeting in self:
            meeting.entry_count = counts.get(meeting._origin, 0)

    @api.depends("state", "staff_ids", "entry_ids.user_id")
    @api.depends_context("uid")
    def _compute_is_effort_missing(self):
        missing = self._origin.filtered_domain(self._get_domain_effort_missing())
        for meeting in self:
            meeting.is_effort_missing = meeting._origin in missing

    def _search_is_effort_missing(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._get_domain_effort_missing()

    @api.model
    def _get_domain_effort_missing(self):
        """Held meetings that the current user attended without noting it."""
        return (
            Domain("state", "=", "held")
            & Domain("staff_ids", "in", self.env.user.ids)
            & ~Domain("entry_ids", "any", [("user_id", "=", self.env.uid)])
        )

    def action_note_effort(self):
        """Open the dialog for the own effort, or the entry that is there already.

        :raises UserError: when the meeting is not held
        """
        self.ensure_one()
        self.check_access("read")
        if self.state != "held":
            raise UserError(
                self.env._(
                    "“%(meeting)s” is not marked as held yet. Effort is noted for "
                    "meetings that took place.",
                    meeting=self.name,
                )
            )
        entry = self.entry_ids.filtered(lambda entry: entry.user_id == self.env.user)
        vals = self._prepare_effort_vals()
        form = self.env.ref("club_support.club_contact_entry_view_form_effort")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("My Effort"),
            "res_model": "club.contact.entry",
            "res_id": entry[:1].id,
            "views": [(form.id, "form")],
            "target": "new",
            "context": {f"default_{name}": value for name, value in vals.items()},
        }

    def _prepare_effort_vals(self):
        """Values of the entry of the current user for this meeting.

        People are counted at the meeting, once, however many colleagues were there.
        """
        self.ensure_one()
        minutes = int((self.stop - self.start).total_seconds() // 60)
        return {
            "meeting_id": self.id,
            "network_id": self.network_id.id,
            "company_id": self.company_id.id,
            "user_id": self.env.uid,
            "date": fields.Datetime.to_string(self.start),
            "channel": "event",
            "minutes": min(minutes, LONGEST),
            "area_id": self.area_id.id,
            "field_of_action_id": self.field_of_action_id.id,
            "target_group_ids": self.target_group_ids.ids,
        }

    def action_open_entries(self):
        """Open the contact entries of this meeting."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "club_support.club_contact_entry_action"
        )
        return {
            **action,
            "domain": [("meeting_id", "=", self.id)],
            "context": {"default_meeting_id": self.id, "default_channel": "event"},
        }
