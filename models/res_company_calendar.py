from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo import fields, models

from ..tools import working_days

DEFAULT_ZONE = "Europe/Berlin"


class ResCompany(models.Model):
    """On which days people work here, and what day it is."""

    _inherit = "res.company"

    def _club_zone(self):
        """The time zone in which the days of this company begin and end."""
        self.ensure_one()
        # sudo: the company's own zone is no secret
        company = self.sudo()
        zone = company.partner_id.tz or company.resource_calendar_id.tz
        # Odoo gives a calendar UTC where it knows nothing better
        return ZoneInfo(zone if zone and zone != "UTC" else DEFAULT_ZONE)

    def _club_today(self):
        """The date in the company's time zone, whoever asks, also a cron or a mail."""
        now = fields.Datetime.now().replace(tzinfo=ZoneInfo("UTC"))
        return now.astimezone(self._club_zone()).date()

    def _club_working_days(self, date_from, date_to):
        """The days on which people work, by the company's calendar and holidays.

        Works by weekday, without the calendar's leaves for single people; public
        holidays are those of the company's federal state.

        :param date date_from: first day, included
        :param date date_to: last day, included
        :return: set of dates
        """
        self.ensure_one()
        # sudo: calendar and holidays are facts that everybody's dates depend on
        company = self.sudo()
        days = company._club_calendar_days(date_from, date_to)
        holidays = company.env["club.holiday"].search(
            [
                ("kind", "=", "public"),
                ("state_id", "=", company.state_id.id),
                ("date_from", "<=", date_to),
                ("date_to", ">=", date_from),
            ]
        )
        for holiday in holidays:
            length = (holiday.date_to - holiday.date_from).days + 1
            days -= {holiday.date_from + timedelta(days=i) for i in range(length)}
        return days

    def _club_calendar_days(self, date_from, date_to):
        calendar = self.resource_calendar_id
        if not calendar:
            length = (date_to - date_from).days + 1
            days = (date_from + timedelta(days=i) for i in range(length))
            return {day for day in days if day.weekday() < 5}
        zone = self._club_zone()
        start = datetime.combine(date_from, time.min, zone)
        stop = datetime.combine(date_to, time.max, zone)
        intervals = calendar._work_intervals_batch(start, stop)[False]
        return {begin.astimezone(zone).date() for begin, _end, _record in intervals}

    def _club_counted_days(self, first, last):
        """Tell of any day whether people work on it.

        :param date first: first day that is expected to be asked for
        :param date last: last day that is expected to be asked for
        """
        self.ensure_one()
        return working_days.CountedDays(self._club_working_days, first, last)

    def _club_due_days(self):
        """Today, and the next working day: what is due by then is due.

        :return: two dates
        """
        self.ensure_one()
        today = self._club_today()
        counted = self._club_counted_days(today, today + timedelta(days=14))
        return today, working_days.shift(today, 1, counted) or today
