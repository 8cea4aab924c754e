"""Mails of a date, and whether somebody was not reached."""

from odoo import api, fields, models

FAILING = ("failed", "undeliverable", "letter", "none")
OFFICE = "club_support.club_support_group_trainingorganiser"


class EventEvent(models.Model):
    _inherit = "event.event"

    training_notice_count = fields.Integer(
        string="Mails", compute="_compute_training_notice_counts", groups=OFFICE
    )
    training_lost_count = fields.Integer(
        string="Not Told Yet", compute="_compute_training_notice_counts", groups=OFFICE
    )

    @api.depends("training_id")
    def _compute_training_notice_counts(self):
        Notice = self.env["club.training.notice"]
        dates = self.filtered("training_id")
        rows = Notice._read_group(
            [("event_id", "in", dates.ids)],
            ["event_id", "delivery", "is_done"],
            ["__count"],
        )
        counts, lost = {}, {}
        for event, delivery, is_done, count in rows:
            counts[event] = counts.get(event, 0) + count
            if delivery in FAILING and not is_done:
                lost[event] = lost.get(event, 0) + count
        for event in self:
            event.training_notice_count = counts.get(event._origin, 0)
            event.training_lost_count = lost.get(event._origin, 0)

    def action_club_notices(self):
        """Open the mails and letters of these dates."""
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "club_support.club_training_notice_action"
        )
        domain = [("event_id", "in", self.ids)]
        return {**action, "domain": domain, "context": {}}

    def action_club_lost_notices(self):
        """Open those of these dates that reached nobody."""
        action = self.action_club_notices()
        return {**action, "context": {"search_default_waiting": 1}}
