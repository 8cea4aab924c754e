"""What the page behind the link of an invitation shows and takes."""

from babel.dates import format_datetime, get_timezone_name

from odoo import models
from odoo.tools.misc import babel_locale_parse

# so many proposals of topics wait at a time; whoever sends more is no member
MOST_TOPICS = 50
DAYS = {"de": "EEEE, d. MMMM y", "en": "EEEE, d MMMM y"}


class ClubInvitation(models.Model):
    _inherit = "club.invitation"

    def _club_link_lang(self):
        return self.partner_id.lang or super()._club_link_lang()

    def _page_times(self):
        """Day and hours at the place of the meeting, with the day of the week."""
        meeting = self.meeting_id
        start, stop = meeting._local(meeting.start), meeting._local(meeting.stop)
        locale = babel_locale_parse(self.env.lang)
        day = DAYS.get(locale.language, DAYS["en"])
        return {
            "start_day": format_datetime(start, day, locale=locale),
            "stop_day": (
                start.date() != stop.date()
                and format_datetime(stop, day, locale=locale)
            ),
            "start_time": start.strftime("%H:%M"),
            "stop_time": stop.strftime("%H:%M"),
            "zone": self._page_zone(start, locale),
        }

    def _page_zone(self, moment, locale):
        """The name of the time zone, where it is not the one of the office."""
        meeting = self.meeting_id
        if meeting.tz == meeting.company_id._club_zone().key:
            return ""
        return get_timezone_name(moment, locale=locale)

    def _page_deadline(self):
        """Until when one may answer, if that is before the meeting begins."""
        meeting = self.meeting_id
        if not meeting.answer_until or meeting.answer_until >= meeting.start:
            return ""
        until = meeting._local(meeting.answer_until)
        locale = babel_locale_parse(self.env.lang)
        day = DAYS.get(locale.language, DAYS["en"])
        return format_datetime(until, f"{day}, HH:mm", locale=locale)

    def _page_agenda(self):
        """The titles of the agenda; proposals are nobody's business."""
        return self.meeting_id._get_agenda().mapped("name")

    def _page_may_answer(self):
        return self._closed_because() is None

    def _page_calendar(self):
        """The meeting as a file that any calendar opens; it asks nothing back."""
        return self._make_calendar("PUBLISH", self._make_texts("request", None))

    def _page_takes_topics(self):
        """Whether one may propose a topic: before it begins, and not without end."""
        meeting = self.meeting_id
        proposed = meeting.agenda_item_ids.filtered(
            lambda item: item.state == "proposed"
        )
        return (
            self._closed_because() in (None, "late")
            and not meeting._has_begun()
            and len(proposed) < MOST_TOPICS
        )
