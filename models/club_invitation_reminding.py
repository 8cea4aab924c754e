"""Only those who have not answered are reminded."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.one_by_one import one_by_one

# whoever was invited just now is not pressed
PAUSE = timedelta(days=2)


class ClubInvitation(models.Model):
    _inherit = "club.invitation"

    reminded_on = fields.Date(readonly=True, copy=False)

    @api.model
    def _silent_domain(self):
        """Who was invited by mail and has not said anything."""
        return Domain(
            [
                ("answer", "=", "none"),
                ("is_withdrawn", "=", False),
                ("channel", "=", "email"),
                ("revision_sent", ">=", 0),
            ]
        )

    @api.model
    def _cron_remind(self):
        """Remind the silent once, some days before the deadline of their meeting."""
        Cron = self.env["ir.cron"]
        Meeting = self.env["club.meeting"]
        domain = Meeting._remindable_domain() & Domain("remind_days", ">", 0)
        meetings = Meeting.search(domain, order="answer_until, id")
        due = meetings.filtered(lambda meeting: meeting._is_remind_time())
        silent = self.search(self._due_domain(due)).grouped("meeting_id")
        Cron._commit_progress(remaining=len(silent))
        for invitations in silent.values():
            one_by_one(invitations.try_lock_for_update(), type(self)._remind)
            if not Cron._commit_progress(1):
                break

    @api.model
    def _due_domain(self, meetings):
        return self._silent_domain() & Domain(
            [
                ("meeting_id", "in", meetings.ids),
                ("reminded_on", "=", False),
                ("create_date", "<=", fields.Datetime.now() - PAUSE),
            ]
        )

    def _remind(self):
        """Remind of these; both that and its day are kept, or neither."""
        # sudo: the callers have checked; the day is written here only
        invitations = self.sudo()
        for company, reminded in invitations.grouped("company_id").items():
            reminded.reminded_on = company._club_today()
        invitations.flush_recordset()
        invitations._send_reminder()
