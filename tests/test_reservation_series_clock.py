"""Rules as calendars write them, by the clock on the wall of the hall."""

from datetime import UTC, date, datetime, timedelta

from odoo.exceptions import ValidationError
from odoo.tests import BaseCase, tagged

from ..tools import rrules
from .common_facilities import BERLIN
from .common_reservation_series import ReservationSeriesCommon


def _local(moment):
    return moment.replace(tzinfo=UTC).astimezone(BERLIN).replace(tzinfo=None)


def _switch_days():
    """Both days of fourteen years on which the clock changes."""
    days = []
    for year in range(2026, 2040):
        for month in (3, 10):
            day = date(year, month, 31)
            days.append(day - timedelta(days=(day.weekday() + 1) % 7))
    return days


@tagged("post_install", "-at_install")
class TestRules(BaseCase):
    def test_on_28_switch_days_hours_and_durations_are_right(self):
        days = _switch_days()
        self.assertEqual(len(days), 28)
        for day in days:
            # as many as on other days, but for uses that the change falls into
            extra = {3: -60, 10: 60}[day.month]
            for begin in range(96):
                for length in (1, 2, 3, 6, 8, 12):
                    end = begin + length
                    if end > 96:
                        continue
                    wall = datetime.combine(day, datetime.min.time())
                    walls = [wall + timedelta(minutes=15 * at) for at in (begin, end)]
                    span = rrules.use(day, begin / 4, end / 4, BERLIN)
                    gap = day.month == 3 and any(8 <= at < 12 for at in (begin, end))
                    self.assertEqual(span is None, gap, (day, begin, end))
                    if gap:
                        continue
                    self.assertEqual([_local(one) for one in span], walls)
                    spans_change = begin < 8 and end >= 12
                    minutes = 15 * length + (extra if spans_change else 0)
                    self.assertEqual(
                        span[1] - span[0], timedelta(minutes=minutes), (day, begin, end)
                    )

    def test_rules_that_cannot_be_understood(self):
        for text in (
            *("", "FREQ", "FREQ=HOURLY", "FREQ=WEEKLY;BYDAY=XX", "BYDAY=TU"),
            *("FREQ=WEEKLY;INTERVAL=0", "FREQ=WEEKLY;BYHOUR=3", "FREQ=WEEKLY;COUNT=x"),
            *("FREQ=MONTHLY;BYMONTHDAY=32", "FREQ=MONTHLY;BYDAY=99TU", "FREQ=DAILY;;"),
            *("FREQ=WEEKLY;UNTIL=x", "FREQ=WEEKLY\nDTSTART:20270101", "X" * 300),
            *("FREQ=WEEKLY;FREQ=DAILY", "FREQ=WEEKLY;WKST=3", "FREQ=YEARLY;BYWEEKNO=0"),
        ):
            with self.subTest(text=text), self.assertRaises(rrules.RuleError):
                rrules.read(text)

    def test_weeks_are_counted_from_the_first_day(self):
        found = rrules.days(
            "RRULE:freq=weekly;interval=2;byday=mo",
            date(2027, 1, 6),
            date(2027, 2, 20),
            99,
        )
        self.assertEqual(
            [str(one.day) for one in found],
            [
                "2027-01-18",
                "2027-02-01",
                "2027-02-15",
            ],
        )

    def test_months_without_the_day_are_told(self):
        found = rrules.days(
            "FREQ=MONTHLY;BYMONTHDAY=31", date(2027, 1, 1), date(2027, 4, 30), 99
        )
        self.assertEqual(
            [(str(one.day), one.is_missing) for one in found],
            [
                ("2027-01-31", False),
                ("2027-02-28", True),
                ("2027-03-31", False),
                ("2027-04-30", True),
            ],
        )

    def test_until_and_count_end_a_rule(self):
        for text, count in (
            ("FREQ=DAILY;UNTIL=20270105T220000Z", 5),
            ("FREQ=DAILY;COUNT=3", 3),
            ("FREQ=DAILY", 31),
            ("FREQ=DAILY;UNTIL=20261231", 0),
        ):
            days = rrules.days(text, date(2027, 1, 1), date(2027, 1, 31), 99)
            self.assertEqual(len(days), count, text)

    def test_a_rule_that_names_no_day_at_all_is_not_searched_for_ever(self):
        self.assertEqual(
            rrules.days("FREQ=DAILY;BYSETPOS=2", date(2027, 1, 1), date(2029, 1, 1), 9),
            [],
        )


@tagged("post_install", "-at_install")
class TestReservationSeriesClock(ReservationSeriesCommon):
    def test_the_hour_that_the_clock_leaves_out_is_skipped(self):
        series = self._create_series(
            rrule="FREQ=WEEKLY;BYDAY=SU",
            date_from="2027-03-14",
            date_to="2027-04-04",
            hour_from=2.5,
            hour_to=3.5,
        )
        # the opening hours are another matter
        self._open_all_day()
        series.action_confirm()
        self.assertEqual(series.skipped_ids.kind, "clock")
        self.assertEqual(str(series.skipped_ids.date), "2027-03-28")
        self.assertEqual(len(self._get_dates(series)), 3)

    def test_the_hour_that_comes_twice_is_booked_once(self):
        self._open_all_day()
        series = self._create_series(
            rrule="FREQ=WEEKLY;BYDAY=SU",
            date_from="2027-10-24",
            date_to="2027-11-07",
            hour_from=2.5,
            hour_to=3.5,
        )
        series.action_confirm()
        self.assertEqual(len(self._get_dates(series)), 3)
        self.assertEqual(set(series.reservation_ids.mapped("minutes")), {60})

    def _open_all_day(self):
        self.hall.resource_calendar_id = self.env["resource.calendar"].create(
            {
                "name": "Immer",
                "tz": "Europe/Berlin",
                "attendance_ids": [
                    (
                        0,
                        0,
                        {
                            "name": day,
                            "dayofweek": day,
                            "hour_from": 0,
                            "hour_to": 24,
                            "day_period": "full_day",
                        },
                    )
                    for day in "0123456"
                ],
            }
        )

    def test_ten_years_each_day_are_refused(self):
        for vals in (
            {"rrule": "FREQ=DAILY", "date_to": "2037-01-04"},
            {"rrule": "FREQ=DAILY", "date_to": "2029-12-31"},
            {"rrule": "FREQ=WEEKLY;BYDAY=TU", "date_to": "2030-01-05"},
            {"rrule": "jeden Dienstag"},
        ):
            with self.subTest(vals=vals), self.assertRaises(ValidationError) as caught:
                self._create_series(**vals)
            self._assert_sentence(caught.exception.args[0].replace("_", " "))
        self._create_series(rrule="FREQ=WEEKLY;BYDAY=TU", date_to="2030-01-04")

    def test_weekdays_are_an_easy_way_to_say_the_rule(self):
        series = self.series
        self.assertTrue(series.is_weekly)
        self.assertTrue(series.tue)
        self.assertFalse(series.wed)
        self.assertEqual(series.rule_text, "Every Tuesday, 18:00 to 19:30")
        series.write({"thu": True, "every_weeks": 2})
        self.assertEqual(series.rrule, "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH")
        self.assertEqual(
            series.rule_text, "Every 2 weeks on Tuesday, Thursday, 18:00 to 19:30"
        )
        series.rrule = "FREQ=MONTHLY;BYDAY=1TU"
        self.assertFalse(series.is_weekly)
        self.assertFalse(series.tue)
        self.assertIn("MONTHLY", series.rule_text)

    def test_a_month_without_a_fifth_tuesday_is_told(self):
        series = self._create_series(
            rrule="FREQ=MONTHLY;BYDAY=5TU", date_from="2027-03-01", date_to="2027-06-30"
        )
        series.action_confirm()
        self.assertEqual(len(self._get_dates(series)), 2)
        self.assertEqual(set(series.skipped_ids.mapped("kind")), {"missing"})
