"""Counting days, without a database."""

from datetime import date, timedelta
from itertools import pairwise

from odoo.tests import BaseCase, tagged

from ..tools.working_days import CountedDays, postpone, shift

MONDAY = date(2027, 3, 1)


def weekday(day):
    return day.weekday() < 5


def never(day):
    return False


@tagged("post_install", "-at_install")
class TestWorkingDays(BaseCase):
    def test_days_are_counted_from_the_next_one(self):
        self.assertEqual(shift(MONDAY, 1), date(2027, 3, 2))
        self.assertEqual(shift(MONDAY, 7), date(2027, 3, 8))
        self.assertEqual(shift(MONDAY, 5, weekday), date(2027, 3, 8))
        self.assertEqual(shift(date(2027, 3, 6), 1, weekday), date(2027, 3, 8))

    def test_days_are_counted_back_as_well(self):
        self.assertEqual(shift(MONDAY, -1), date(2027, 2, 28))
        self.assertEqual(shift(MONDAY, -1, weekday), date(2027, 2, 26))
        self.assertEqual(shift(MONDAY, -5, weekday), date(2027, 2, 22))

    def test_no_days_are_the_day_itself_whether_it_counts_or_not(self):
        self.assertEqual(shift(MONDAY, 0, never), MONDAY)

    def test_where_no_day_counts_there_is_none(self):
        self.assertIsNone(shift(MONDAY, 1, never))
        self.assertIsNone(shift(MONDAY, -1, never))

    def test_a_day_moves_by_the_working_days_that_were_lost(self):
        friday = date(2027, 3, 5)
        # Tuesday and Wednesday are lost
        moved = postpone(friday, date(2027, 3, 2), date(2027, 3, 4), weekday)
        self.assertEqual(moved, date(2027, 3, 9))
        # Thursday and Friday were left, and are so from the Monday after next
        moved = postpone(friday, date(2027, 3, 4), date(2027, 3, 15), weekday)
        self.assertEqual(moved, date(2027, 3, 16))

    def test_a_day_off_inside_the_time_moves_to_the_first_day_after(self):
        sunday = date(2027, 3, 7)
        moved = postpone(sunday, date(2027, 3, 6), date(2027, 3, 9), weekday)
        self.assertEqual(moved, date(2027, 3, 9))

    def test_a_day_before_the_time_and_a_time_without_days_move_nothing(self):
        wait = (date(2027, 3, 2), date(2027, 3, 20))
        self.assertEqual(postpone(MONDAY, *wait, weekday), MONDAY)
        self.assertEqual(postpone(wait[1], wait[1], wait[1], weekday), wait[1])

    def test_weekends_of_a_time_move_nothing(self):
        friday = date(2027, 3, 12)
        moved = postpone(friday, date(2027, 3, 6), date(2027, 3, 8), weekday)
        self.assertEqual(moved, friday)

    def test_days_are_looked_up_in_portions(self):
        asked = []

        def load(first, last):
            asked.append((first, last))
            days = (first + timedelta(days=i) for i in range((last - first).days + 1))
            return {day for day in days if weekday(day)}

        counted = CountedDays(load, MONDAY, MONDAY + timedelta(days=10))
        every = range(-500, 900)
        for offset in every:
            day = MONDAY + timedelta(days=offset)
            self.assertEqual(counted(day), weekday(day))
        self.assertLess(len(asked), 6)
        spans = sorted(asked)
        for (_first, last), (following, _last) in pairwise(spans):
            self.assertEqual(following, last + timedelta(days=1))
