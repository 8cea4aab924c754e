"""What signature sheets, lists of attendance and certificates say."""

from collections import defaultdict

from odoo import models
from odoo.tools import format_date, format_time, formatLang

# Rows of a signature sheet. Not every wkhtmltopdf keeps a row on one page, so pages
# are made here: below the head, on each page after it, and what the end takes.
ROWS_FIRST = 15
ROWS_NEXT = 20
ROWS_END = 4
ROWS_EMPTY = 5


class EventEvent(models.Model):
    _inherit = "event.event"

    def _club_get_paper_people(self):
        """Whoever has a seat, by club and name, as far as the user may read them."""
        self.ensure_one()
        seated = self.env["event.registration"].search(
            [("event_id", "=", self.id), ("state", "in", ("open", "done"))]
        )
        by_club = defaultdict(seated.browse)
        for person in seated.sorted(lambda one: (one.name or "").casefold()):
            by_club[person._club_get_organisation_name()] |= person
        # who came for no club stands at the end
        return sorted(
            by_club.items(), key=lambda each: (not each[0], each[0].casefold())
        )

    def _club_get_signature_pages(self, groups):
        """The rows of a signature sheet, page by page, with empty ones at the end.

        :param list groups: clubs and their people
        :return: list of pages, each a list of number, name and club
        """
        self.ensure_one()
        signing = [(one.name, club) for club, people in groups for one in people]
        signing += [("", "")] * ROWS_EMPTY
        rows = [(number, *row) for number, row in enumerate(signing, 1)]
        pages, room = [], ROWS_FIRST
        while len(rows) > room - ROWS_END:
            # the end needs its place below a row at least
            fitting = min(room, len(rows) - 1)
            pages.append(rows[:fitting])
            rows, room = rows[fitting:], ROWS_NEXT
        return [*pages, rows]

    def _club_get_paper_place(self, day=None):
        """Room and house in one line, or that it is held online."""
        self.ensure_one()
        if self.training_mode == "online":
            return self.env._("Online")
        # sudo: the name of the room, which the programme shows
        room = (day or self).sudo().facility_id or self.sudo().facility_id
        names = [room.name, room.parent_id.name] if room else []
        return ", ".join(name for name in names if name)

    def _club_write_units(self, units):
        """Teaching units as one writes them: whole where they are.

        :param float units: of 45 minutes
        """
        rounded = round(units, 1)
        return formatLang(self.env, rounded, digits=0 if rounded % 1 == 0 else 1)

    def action_club_print_signatures(self):
        """Print the sheet that goes round: one page set for each day.

        :raises AccessError: for whoever may not note attendance here
        """
        self._club_check_noting()
        report = self.env.ref("club_support.event_event_report_signatures")
        return report.report_action(self)

    def action_club_print_attendance(self):
        """Print who was there, by club.

        :raises AccessError: for whoever may not note attendance here
        """
        self._club_check_noting()
        report = self.env.ref("club_support.event_event_report_attendance")
        return report.report_action(self)

    def _club_get_paper_trainers(self):
        # sudo: the names of trainers, which the programme shows
        return ", ".join(self.sudo().trainer_ids.mapped("name"))


class ClubTrainingDay(models.Model):
    _inherit = "club.training.day"

    def _get_paper_times(self):
        """The day in words with its hours, in the time zone of the training."""
        self.ensure_one()
        zone = self.event_id.date_tz
        day = format_date(self.env, self._get_local_dates()[0], date_format="full")
        hours = [
            format_time(self.env, moment, tz=zone, time_format="short")
            for moment in (self.start, self.stop)
        ]
        return f"{day}, {hours[0]} – {hours[1]}"


class EventRegistration(models.Model):
    _inherit = "event.registration"

    def _club_get_paper_mark(self, day):
        """One sign for a person's day: there, partly with minutes, absent, open."""
        row = self.attendance_ids.filtered(lambda one: one.day_id == day)
        if row.presence == "partly":
            return self.env._("%(minutes)s min", minutes=row.minutes)
        return {"present": "×", "absent": "–"}.get(row.presence, "")

    def _club_get_attended_days(self):
        """The days on a certificate: those on which somebody was there."""
        self.ensure_one()
        attended = self.attendance_ids.filtered(
            lambda row: row.presence in ("present", "partly")
        )
        return attended.day_id.sorted("start")

    def _club_paper_lang(self):
        """The language of a certificate: the one somebody registered in."""
        self.ensure_one()
        # sudo: a language; trainers do not read bookings
        booking = self.sudo().booking_id
        return booking.lang or self.company_id.partner_id.lang or self.env.lang
