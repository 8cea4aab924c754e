"""A changed template changes the meetings ahead that nobody changed by hand."""

from odoo import Command, api, models

# what a meeting takes over from its series
TEMPLATE = {"name", "location", "tz", "hour_from", "hour_to", "staff_ids"}
TIMES = {"tz", "hour_from", "hour_to"}


class ClubMeetingSeries(models.Model):
    _inherit = "club.meeting.series"

    def write(self, vals):
        names = TEMPLATE & vals.keys()
        before = {series: series._get_template(names) for series in self}
        result = super().write(vals)
        for series in self:
            now = series._get_template(names)
            changed = {name for name in names if now[name] != before[series][name]}
            if changed:
                series._follow_template(changed)
        return result

    def _get_template(self, names):
        return {name: self[name] for name in names}

    def _get_followers(self):
        """The meetings ahead that are planned and were not changed by hand."""
        return self.date_ids.filtered(lambda row: row._follows()).meeting_id

    def _follow_template(self, changed):
        """Change the meetings ahead, and say which ones stay as they are.

        :param set changed: names of the fields of the template that changed
        """
        ahead = self.date_ids.filtered(lambda row: row._is_ahead())
        meetings = self._get_followers().with_context(club_series_follows=True)
        vals = self._get_template_vals()
        vals = {name: vals[name] for name in vals if name in changed}
        if "staff_ids" in changed:
            vals["staff_ids"] = [Command.set(self.staff_ids.ids)]
        if vals:
            meetings.write(vals)
        if TIMES & changed:
            self._follow_times(meetings)
        self._log_followed(meetings, ahead.meeting_id - meetings)

    def _follow_times(self, meetings):
        days = {row.meeting_id: row.date for row in self.date_ids}
        meetings.check_access("write")
        # sudo: checked above; the calendar follows at once
        moved = meetings.sudo().with_context(club_calendar_later=True)
        for meeting in moved:
            start, stop = self._get_span(days[meeting])
            meeting.write({"start": start, "stop": stop})
        meetings._update_calendar_events()

    def _log_followed(self, followed, left):
        if not followed and not left:
            return
        body = self.env._(
            "%(count)s meetings ahead follow the changed series.", count=len(followed)
        )
        if left:
            names = ", ".join(left.sorted("start").mapped("display_name"))
            body = self.env._(
                "%(count)s meetings ahead follow the changed series. These stay as "
                "they are, because they were changed by hand or are not planned any "
                "more: %(meetings)s.",
                count=len(followed),
                meetings=names,
            )
        self._message_log(body=body)

    @api.ondelete(at_uninstall=False)
    def _unlink_meetings_that_nobody_knows(self):
        """Meetings that were only made go along; all others stay."""
        self.date_ids.filtered(lambda row: row._may_go()).meeting_id.unlink()
