"""The days of a rule and the moments on them, without the database."""

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from odoo.tests import BaseCase, tagged

from ..tools.recurrence import (
    LAST,
    MISSING,
    MONTH_DAY,
    MONTH_WEEKDAY,
    WEEK,
    Rule,
    moment,
    next_day,
    occurrences,
    span,
)

BERLIN = ZoneInfo("Europe/Berlin")
YEARS = range(2024, 2038)


def last_sunday(year, month):
    end = date(year, month, monthrange(year, month)[1])
    return end - timedelta(days=(end.weekday() + 1) % 7)


@tagged("post_install", "-at_install")
class TestRecurrence(BaseCase):
    def _days(self, rule, anchor, last, first=None, closed=None):
        found = occurrences(rule, anchor, first or anchor, last, closed)
        return [(each.day.isoformat(), each.reason) for each in found]

    def test_every_first_tuesday(self):
        rule = Rule(MONTH_WEEKDAY, weekdays=(1,), ordinal=1)
        days = self._days(rule, date(2027, 1, 1), date(2027, 4, 30))
        names = ["2027-01-05", "2027-02-02", "2027-03-02", "2027-04-06"]
        self.assertEqual(days, [(day, None) for day in names])

    def test_a_month_whose_day_lies_before_the_first_one_is_not_skipped(self):
        rule = Rule(MONTH_WEEKDAY, weekdays=(1,), ordinal=1)
        days = self._days(rule, date(2027, 1, 20), date(2027, 2, 28))
        self.assertEqual(days, [("2027-02-02", None)])

    def test_months_without_a_fifth_one_are_told(self):
        rule = Rule(MONTH_WEEKDAY, weekdays=(4,), ordinal=5)
        days = self._days(rule, date(2027, 1, 1), date(2027, 4, 30))
        self.assertEqual(
            days,
            [
                ("2027-01-29", None),
                ("2027-02-28", MISSING),
                ("2027-03-31", MISSING),
                ("2027-04-30", None),
            ],
        )

    def test_the_last_one_of_a_month(self):
        rule = Rule(MONTH_WEEKDAY, weekdays=(4,), ordinal=LAST)
        days = self._days(rule, date(2027, 1, 1), date(2027, 3, 31))
        names = ["2027-01-29", "2027-02-26", "2027-03-26"]
        self.assertEqual(days, [(day, None) for day in names])

    def test_months_without_a_31st_are_told_leap_years_too(self):
        rule = Rule(MONTH_DAY, month_day=31)
        days = self._days(rule, date(2028, 1, 1), date(2028, 4, 30))
        self.assertEqual(
            days,
            [
                ("2028-01-31", None),
                ("2028-02-29", MISSING),
                ("2028-03-31", None),
                ("2028-04-30", MISSING),
            ],
        )
        rule = Rule(MONTH_DAY, month_day=29)
        years = {
            year: self._days(rule, date(year, 2, 1), date(year, 2, 28))
            for year in (2027, 2028)
        }
        self.assertEqual(years[2027], [("2027-02-28", MISSING)])
        self.assertEqual(years[2028], [])

    def test_every_second_week_is_counted_from_the_first_day_also_later_on(self):
        rule = Rule(WEEK, interval=2, weekdays=(0, 3))
        anchor, last = date(2027, 1, 6), date(2027, 12, 31)
        days = self._days(rule, anchor, last)
        names = [day for day, _reason in days[:4]]
        self.assertEqual(
            names, ["2027-01-07", "2027-01-18", "2027-01-21", "2027-02-01"]
        )
        later = self._days(rule, anchor, last, first=date(2027, 6, 1))
        self.assertEqual(later, [day for day in days if day[0] >= "2027-06-01"])

    def test_every_third_month(self):
        rule = Rule(MONTH_DAY, interval=3, month_day=15)
        days = self._days(rule, date(2027, 11, 1), date(2028, 12, 31))
        names = ["2027-11-15", "2028-02-15", "2028-05-15", "2028-08-15", "2028-11-15"]
        self.assertEqual([day for day, _reason in days], names)

    def test_what_is_closed_is_told_with_its_reason(self):
        rule = Rule(WEEK, weekdays=(1,))
        closed = {date(2027, 1, 12): "Ferien"}.get
        days = self._days(rule, date(2027, 1, 1), date(2027, 1, 20), closed=closed)
        self.assertEqual(
            days,
            [("2027-01-05", None), ("2027-01-12", "Ferien"), ("2027-01-19", None)],
        )

    def test_hours_stay_those_of_the_wall_on_all_days_when_the_clock_changes(self):
        for year in YEARS:
            for month in (3, 10):
                switch = last_sunday(year, month)
                for offset in range(-1, 2):
                    day = switch + timedelta(days=offset)
                    for hour in (0, 1, 4, 18, 23.5):
                        with self.subTest(day=day, hour=hour):
                            utc = moment(day, hour, BERLIN).replace(tzinfo=UTC)
                            local = utc.astimezone(BERLIN)
                            self.assertEqual(local.date(), day)
                            self.assertEqual(local.hour + local.minute / 60, hour)

    def test_the_offset_changes_on_the_very_day(self):
        for year in YEARS:
            for month, before, after in ((3, 17, 16), (10, 16, 17)):
                switch = last_sunday(year, month)
                eve = switch - timedelta(days=1)
                with self.subTest(switch=switch):
                    self.assertEqual(moment(eve, 18, BERLIN).hour, before)
                    self.assertEqual(moment(switch, 18, BERLIN).hour, after)

    def test_an_hour_that_is_left_out_lies_one_later_and_lasts_as_long(self):
        for year in YEARS:
            day = last_sunday(year, 3)
            for hours, length in (((2, 2.5), 30), ((2.5, 3), 30), ((1.5, 3), 30)):
                with self.subTest(day=day, hours=hours):
                    start, stop = span(day, *hours, BERLIN)
                    self.assertEqual(stop - start, timedelta(minutes=length))
            start, _stop = span(day, 2.5, 3, BERLIN)
            self.assertEqual(start.hour * 60 + start.minute, 90)

    def test_of_an_hour_that_comes_twice_the_first_is_meant(self):
        for year in YEARS:
            day = last_sunday(year, 10)
            start, stop = span(day, 2.5, 4, BERLIN)
            with self.subTest(day=day):
                self.assertEqual((start.hour, start.minute), (0, 30))
                self.assertEqual(stop.hour, 3)

    def test_midnight_is_the_end_of_a_day(self):
        start, stop = span(date(2027, 1, 5), 20, 24, BERLIN)
        self.assertEqual(start, datetime(2027, 1, 5, 19))
        self.assertEqual(stop, datetime(2027, 1, 5, 23))

    def test_parts_of_an_hour_are_rounded_to_minutes(self):
        self.assertEqual(
            moment(date(2027, 1, 5), 18 + 20 / 60, BERLIN), datetime(2027, 1, 5, 17, 20)
        )

    def test_the_next_day_follows_the_last_two(self):
        cases = [
            # the first Tuesday
            ((2027, 2, 2), (2027, 1, 5), (2027, 3, 2)),
            ((2027, 3, 2), (2027, 2, 2), (2027, 4, 6)),
            # every second month
            ((2027, 3, 2), (2027, 1, 5), (2027, 5, 4)),
            # the last Friday, though once it was the fourth and once the fifth
            ((2027, 2, 26), (2027, 1, 29), (2027, 3, 26)),
            ((2027, 1, 29), (2026, 12, 25), (2027, 2, 26)),
            # the 15th
            ((2027, 2, 15), (2027, 1, 15), (2027, 3, 15)),
            # anything else by days
            ((2027, 1, 19), (2027, 1, 5), (2027, 2, 2)),
            ((2027, 1, 7), (2027, 1, 5), (2027, 1, 9)),
        ]
        for day, previous, expected in cases:
            with self.subTest(day=day, previous=previous):
                self.assertEqual(next_day(date(*day), date(*previous)), date(*expected))

    def test_where_nothing_is_known_it_lies_four_weeks_ahead(self):
        day = date(2027, 1, 5)
        self.assertEqual(next_day(day), date(2027, 2, 2))
        self.assertEqual(next_day(day, day), date(2027, 2, 2))

    def test_it_can_be_looked_for_after_a_day(self):
        day, previous = date(2027, 2, 2), date(2027, 1, 5)
        for after, expected in (
            (date(2027, 6, 1), date(2027, 7, 6)),
            (date(2027, 5, 31), date(2027, 6, 1)),
            (date(2020, 1, 1), date(2027, 3, 2)),
        ):
            self.assertEqual(next_day(day, previous, after), expected)
        self.assertEqual(
            next_day(date(2027, 1, 3), None, date(2027, 6, 1)), date(2027, 6, 20)
        )
