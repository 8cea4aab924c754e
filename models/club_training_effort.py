"""Whoever of the staff prepared or held a training notes the own effort."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from .club_meeting_effort import LONGEST
from .res_partner_register import STAFF


class EventEvent(models.Model):
    _inherit = "event.event"

    club_entry_ids = fields.One2many(
        comodel_name="club.contact.entry",
        inverse_name="training_event_id",
        string="Effort",
        groups=STAFF,
    )
    club_entry_count = fields.Integer(
        string="Contact Entries", compute="_compute_club_entry_count", groups=STAFF
    )

    @api.depends("club_entry_ids")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_club_entry_count(self):
        counts = dict(
            self.env["club.contact.entry"]._read_group(
                [("training_event_id", "in", self._origin.ids)],
                ["training_event_id"],
                ["__count"],
            )
        )
        for event in self:
            event.club_entry_count = counts.get(event._origin, 0)

    def action_club_note_effort(self):
        """Open the dialog for the own effort, or the entry that is there already.

        :raises UserError: for events that are no trainings
        """
        self.ensure_one()
        self.check_access("read")
        self.env["club.contact.entry"].check_access("create")
        if not self.training_id:
            raise UserError(
                self.env._("Effort is noted here for trainings only, not for events.")
            )
        entry = self.club_entry_ids.filtered(lambda one: one.user_id == self.env.user)
        vals = self._prepare_club_effort_vals()
        form = self.env.ref("club_support.club_contact_entry_view_form_training")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("My Effort"),
            "res_model": "club.contact.entry",
            "res_id": entry[:1].id,
            "views": [(form.id, "form")],
            "target": "new",
            "context": {f"default_{name}": value for name, value in vals.items()},
        }

    def _prepare_club_effort_vals(self):
        """Values of the entry of the current user: the hours of all days."""
        self.ensure_one()
        seconds = sum(
            (day.stop - day.start).total_seconds() for day in self.training_day_ids
        )
        course = self.training_id
        return {
            "training_event_id": self.id,
            "company_id": self.company_id.id,
            "user_id": self.env.uid,
            "date": fields.Datetime.to_string(self.date_begin),
            "channel": "event",
            "minutes": min(int(seconds // 60), LONGEST),
            "area_id": course.area_id.id,
            "field_of_action_id": course.field_of_action_id.id,
            "target_group_ids": course.target_group_ids.ids,
        }

    def action_club_view_entries(self):
        """Open the contact entries of this date."""
        self.ensure_one().check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "club_support.club_contact_entry_action"
        )
        return {
            **action,
            "domain": [("training_event_id", "=", self.id)],
            "context": {
                "default_training_event_id": self.id,
                "default_channel": "event",
            },
        }
