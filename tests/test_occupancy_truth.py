"""What the engine says equals what is counted by hand, whatever happened before."""

import random
from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models.club_reservation_occupying import Wanted
from .common_facilities import FacilitiesCommon

MONDAY = datetime(2027, 3, 1)
QUESTIONS = 10_000
STEPS = 150


@tagged("post_install", "-at_install")
@freeze_time("2027-02-01 10:00:00")
class TestOccupancyTruth(FacilitiesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.random = random.Random(6)
        Facility = cls.env["club.facility"]
        cls.more = Facility.create(
            [
                {
                    "name": f"Raum {number}",
                    "parent_id": cls.building.id,
                    "is_bookable": True,
                }
                for number in range(5)
            ]
        )
        cls.units = (cls.thirds | cls.more).with_env(cls.env)
        cls.combined = Facility.create(
            [
                {
                    "name": f"Verbund {number}",
                    "parent_id": cls.building.id,
                    "is_bookable": True,
                    "unit_ids": cls._pick(cls.units, number % 4 + 2).ids,
                }
                for number in range(12)
            ]
        )
        cls.spaces = (cls.hall | cls.units | cls.combined).with_env(cls.env)

    @classmethod
    def _pick(cls, records, count=1):
        ids = cls.random.sample(records.ids, count)
        return records.browse(sorted(ids))

    def _draw_time(self):
        start = MONDAY + timedelta(minutes=15 * self.random.randrange(4 * 24 * 7))
        return start, start + timedelta(minutes=15 * self.random.randrange(1, 13))

    def _draw_bookings(self, count):
        bookings = self.env["club.reservation"].create(
            [
                {
                    "name": f"Gruppe {number}",
                    "facility_id": self._pick(self.spaces).id,
                    # at any hour of the night: only who is there already counts
                    "is_exception": True,
                    **dict(zip(("start", "stop"), self._draw_time(), strict=True)),
                }
                for number in range(count)
            ]
        )
        self.env.flush_all()
        return bookings

    def _try(self, act):
        """Whether it went through; otherwise all is as before."""
        try:
            with self.env.cr.savepoint():
                act()
        except UserError:
            self.env.invalidate_all()
            return False
        return True

    def test_random_bookings_get_what_is_free_and_nothing_else(self):
        taken = []
        units = self.spaces._get_units()
        bookings = self._draw_bookings(400)
        for booking in bookings:
            parts = set(units[booking.facility_id].ids)
            free = not any(
                parts & others and booking.start < stop and start < booking.stop
                for others, start, stop in taken
            )
            self.assertEqual(self._try(booking.action_confirm), free)
            if free:
                taken.append((parts, booking.start, booking.stop))
        self.assertGreater(len(taken), 50)
        self.assertLess(len(taken), 350)
        self._assert_rows_true()
        self._ask_ten_thousand_times(bookings)

    def _ask_ten_thousand_times(self, bookings):
        """Each question takes a random set of units at a random time."""
        rows = [
            (row.unit_id.id, row.start, row.stop, row.reservation_id.id)
            for row in bookings.occupancy_ids
        ]
        wanted = []
        for key in range(QUESTIONS):
            start, stop = self._draw_time()
            parts = self._pick(self.units, self.random.randrange(1, 5))
            wanted += [Wanted(unit, start, stop, key) for unit in parts.ids]
        by_unit = {
            unit: [row for row in rows if row[0] == unit] for unit in self.units.ids
        }
        expected = sorted(
            (one, row[3], row[1], row[2])
            for one in wanted
            for row in by_unit[one.unit_id]
            if one.start < row[2] and row[1] < one.stop
        )
        found = self.env["club.reservation"]._find_clashes(wanted)
        self.assertGreater(len(found), QUESTIONS / 5)
        self.assertEqual(sorted(map(tuple, found)), expected)

    # ------------------------------------------------------------
    # Histories
    # ------------------------------------------------------------

    def test_rows_are_true_after_each_step_of_a_random_history(self):
        bookings = self._draw_bookings(25)
        self.done = dict.fromkeys(self._get_steps(), 0)
        for _step in range(STEPS):
            name = self.random.choice(list(self.done))
            step = self._get_steps()[name]
            some = self._pick(bookings, self.random.choice((1, 1, 2)))
            self.done[name] += self._try(lambda step=step, some=some: step(some))
            self._assert_rows_true()
        self.assertGreater(min(self.done.values()), 0, self.done)

    def _get_steps(self):
        return {
            "request": lambda some: some.action_request(),
            "hold": lambda some: some.action_hold(),
            "hold for long gone": self._let_hold_lapse,
            "confirm": lambda some: some.action_confirm(),
            "reject": lambda some: some.action_reject("Belegt"),
            "cancel": lambda some: some.action_cancel(),
            "reopen": lambda some: some.action_reopen(),
            "move": lambda some: some[0].action_move(
                *self._draw_time(), facility=self._pick(self.spaces)
            ),
            "write": lambda some: some.write(
                {"facility_id": self._pick(self.spaces).id}
            ),
            "shift": lambda some: some.action_shift(self.random.randrange(-90, 91, 15)),
            "units": lambda some: self._pick(self.combined).write(
                {"unit_ids": [(6, 0, self._pick(self.units, 2).ids)]}
            ),
            "archive": lambda some: self._archive(self._pick(self.more)),
            "restore": lambda some: self.units.action_unarchive(),
        }

    def _archive(self, space):
        """What is booked ahead keeps a space from being archived."""
        if self.random.random() < 0.5:
            self.env["club.reservation"].search(
                [
                    ("state", "in", ("requested", "held", "confirmed")),
                    "|",
                    ("facility_id", "=", space.id),
                    ("occupancy_ids.unit_id", "=", space.id),
                ]
            ).action_cancel()
        space.action_archive()
