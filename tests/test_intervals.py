"""Half-open times, compared with counting minute by minute."""

import random
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from odoo.tests import BaseCase, tagged

from ..tools import intervals

BERLIN = ZoneInfo("Europe/Berlin")
START = datetime(2027, 3, 1)


@tagged("post_install", "-at_install")
class TestIntervals(BaseCase):
    def _draw(self, dice):
        """Intervals at random, and the minutes that lie in them."""
        pairs = []
        for _number in range(dice.randrange(7)):
            begin = dice.randrange(60)
            pairs.append((begin, begin + dice.randrange(1, 15)))
        minutes = {minute for pair in pairs for minute in range(*pair)}
        return intervals.merge(pairs), minutes

    def _count(self, pairs):
        return {minute for pair in pairs for minute in range(*pair)}

    def test_sets_of_times_are_what_counting_says(self):
        dice = random.Random(6)
        for _round in range(500):
            (some, mine), (others, theirs) = self._draw(dice), self._draw(dice)
            for found, counted in (
                (intervals.subtract(some, others), mine - theirs),
                (intervals.intersect(some, others), mine & theirs),
                (intervals.clip(some, 10, 40), mine & set(range(10, 40))),
            ):
                self.assertEqual(self._count(found), counted)
                self.assertEqual(found, intervals.merge(found))

    def test_half_open_times_that_touch_do_not_clash(self):
        self.assertEqual(intervals.merge([(1, 2), (2, 3)]), [(1, 3)])
        self.assertEqual(intervals.subtract([(1, 3)], [(3, 4)]), [(1, 3)])
        self.assertFalse(intervals.covers([(1, 2)], 1, 3))

    def test_a_hall_is_open_as_long_as_the_clock_says_on_each_day_of_28_switches(self):
        for year in range(2024, 2038):
            for month in (3, 10):
                day = date(year, month, 31)
                day -= timedelta(days=(day.weekday() + 1) % 7)
                start = datetime.combine(day, datetime.min.time())
                opened = intervals.open_hours(
                    lambda _day: [(7 * 60, 22 * 60)],
                    start,
                    start + intervals.DAY,
                    BERLIN,
                )
                hour = 5 if month == 3 else 6
                self.assertEqual(
                    opened,
                    [
                        (
                            start.replace(hour=hour),
                            start.replace(hour=hour + 15),
                        )
                    ],
                )
                whole = intervals.open_hours(
                    lambda today, day=day: [(0, 1440)] if today == day else [],
                    start - intervals.DAY,
                    start + 2 * intervals.DAY,
                    BERLIN,
                )
                hours = [(end - begin).total_seconds() / 3600 for begin, end in whole]
                self.assertEqual(hours, [23 if month == 3 else 25])

    def test_the_grid_counts_from_midnight_on_the_wall(self):
        found = intervals.on_grid(
            [(START.replace(hour=17, minute=10), START.replace(hour=19, minute=50))],
            30,
            BERLIN,
        )
        self.assertEqual(
            found,
            [(START.replace(hour=17, minute=30), START.replace(hour=19, minute=30))],
        )
