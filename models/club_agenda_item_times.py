"""When each agenda item begins, and that it stays as the minutes tell it."""

from odoo import api, fields, models


class ClubAgendaItem(models.Model):
    _name = "club.agenda.item"
    _inherit = ["club.agenda.item", "club.minuted.mixin"]

    # what is carried over to a later meeting is known after the minutes are sent
    _not_in_minutes = frozenset({"state"})

    start_time = fields.Char(
        string="Begins",
        compute="_compute_start_time",
        help="Local time: the beginning of the meeting and the minutes of all items "
        "before.",
    )

    @api.depends(
        "meeting_id.start",
        "meeting_id.tz",
        "meeting_id.agenda_item_ids.sequence",
        "meeting_id.agenda_item_ids.minutes_planned",
        "meeting_id.agenda_item_ids.state",
    )
    def _compute_start_time(self):
        for meeting, items in self.grouped("meeting_id").items():
            times = meeting._get_agenda_times()
            for item in items:
                item.start_time = times.get(item, False)
