"""The agenda of a meeting as a whole: its order, its times, what is proposed for it."""

from datetime import timedelta

from odoo import api, fields, models

NOT_ON_AGENDA = ("proposed", "declined")


class ClubMeeting(models.Model):
    _inherit = "club.meeting"

    minutes_item_ids = fields.One2many(
        comodel_name="club.agenda.item",
        inverse_name="meeting_id",
        string="Outcomes",
        domain=[("state", "not in", NOT_ON_AGENDA)],
    )
    proposed_item_ids = fields.One2many(
        comodel_name="club.agenda.item",
        inverse_name="meeting_id",
        string="Proposals",
        domain=[("state", "=", "proposed")],
    )
    agenda_overrun = fields.Integer(
        string="Minutes Too Many",
        compute="_compute_agenda_overrun",
        help="How much longer the agenda takes than the meeting.",
    )

    @api.depends(
        "start", "stop", "agenda_item_ids.minutes_planned", "agenda_item_ids.state"
    )
    def _compute_agenda_overrun(self):
        for meeting in self:
            planned = sum(meeting._get_agenda().mapped("minutes_planned"))
            lasts = timedelta()
            if meeting.start and meeting.stop:
                lasts = meeting.stop - meeting.start
            meeting.agenda_overrun = max(0, planned - int(lasts.total_seconds() // 60))

    def _get_agenda(self):
        """The items on the agenda in their order, without what is only proposed."""
        return self.agenda_item_ids.filtered(
            lambda item: item.state not in NOT_ON_AGENDA
        ).sorted(
            # a form sorts its lines by itself and counts new ones last
            lambda item: (item.sequence, not item._origin.id, item._origin.id)
        )

    def _get_agenda_times(self):
        """The local clock time at which each item on the agenda begins.

        :return: dict of item: such as ``"18:10"``
        """
        times = {}
        if not self.start:
            return times
        begins = self.start
        for item in self._get_agenda():
            times[item] = self._local(begins).strftime("%H:%M")
            begins += timedelta(minutes=item.minutes_planned)
        return times

    def _claim(self):
        """Take the rows of these meetings.

        Of two requests at a time the second one fails, is repeated by Odoo, and
        finds what the first one did.
        """
        self.env["club.meeting"].flush_model()
        self.env.cr.execute(
            "UPDATE club_meeting SET write_date = write_date WHERE id IN %s",
            (tuple(self.ids),),
        )
