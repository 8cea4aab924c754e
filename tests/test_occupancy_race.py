"""Many want the same time in the same second, really: threads that commit."""

import threading
from datetime import datetime, timedelta

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.service.model import retrying
from odoo.sql_db import db_connect
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

START = datetime(2035, 3, 5, 16)
PEOPLE = 6
SLOTS = 6


class RaceCommon(TransactionCase):
    """Works in transactions of its own, and takes back what it committed."""

    def setUp(self):
        super().setUp()
        self.addCleanup(self._take_back)
        with self._cursor() as cr:
            Facility = api.Environment(cr, SUPERUSER_ID, {})["club.facility"]
            site = Facility.create({"name": "Zugleich", "kind": "site"})
            self.site_id = site.id
            hall = {"name": "Halle", "parent_id": site.id, "is_bookable": True}
            self.hall_id = Facility.create(hall).id
            self.third_ids = self._add_thirds(Facility, 3)

    def _cursor(self):
        return db_connect(self.env.cr.dbname).cursor()

    def _add_thirds(self, Facility, count):
        third = {"name": "Drittel", "parent_id": self.hall_id, "is_bookable": True}
        return Facility.create([third] * count).ids

    def _take_back(self):
        with self._cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
            places = env["club.facility"].search([("id", "child_of", self.site_id)])
            env["club.reservation"].search([("facility_id", "in", places.ids)]).unlink()
        # seen from outside, before the units change
        with self._cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
            places = env["club.facility"].search([("id", "child_of", self.site_id)])
            places.unit_ids = False
            places.sorted("parent_path", reverse=True).unlink()

    def _press_at_once(self, acts):
        """Each act is one request; the outcome of each, in their order."""
        begin, outcomes = threading.Barrier(len(acts)), [None] * len(acts)

        def press(place, act):
            with self._cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                tries = []

                def request():
                    tries.append(place)
                    # all have looked before one of them begins
                    cr.execute("SELECT count(*) FROM club_occupancy")
                    if len(tries) == 1:
                        begin.wait(20)
                    act(env)

                try:
                    retrying(request, env)
                    outcomes[place] = "done"
                except Exception as error:  # noqa: BLE001 - whatever it is, it is told
                    cr.rollback()
                    outcomes[place] = error

        threads = [
            threading.Thread(target=press, args=arguments)
            for arguments in enumerate(acts)
        ]
        with mute_logger("odoo.sql_db", "odoo.service.model"):
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(60)
        return outcomes

    def _book(self, facility_id, start, hours=1):
        def act(env):
            stop = start + timedelta(hours=hours)
            booking = env["club.reservation"].create(
                {
                    "name": "Handball",
                    "facility_id": facility_id,
                    "start": start,
                    "stop": stop,
                }
            )
            booking.action_confirm()

        return act

    def _read_rows(self):
        """Per booking its units as written and as they should be."""
        with self._cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            hall = env["club.facility"].browse(self.hall_id)
            spaces = hall | hall.child_ids
            bookings = env["club.reservation"].search(
                [("facility_id", "in", spaces.ids), ("state", "=", "confirmed")]
            )
            return [
                (
                    sorted(one.occupancy_ids.unit_id.ids),
                    sorted((one.facility_id.unit_ids or one.facility_id).ids),
                )
                for one in bookings
            ]

    def _assert_told(self, outcomes):
        for outcome in outcomes:
            if outcome != "done":
                self.assertIsInstance(outcome, UserError)


@tagged("post_install", "-at_install")
class TestOccupancyRace(RaceCommon):
    def test_of_many_at_once_exactly_one_gets_each_slot(self):
        for slot in range(SLOTS):
            start = START + timedelta(days=slot)
            # each pair of them meets in one third
            contested = self.third_ids[slot % 3]
            acts = [
                self._book((self.hall_id, contested)[person % 2], start)
                for person in range(PEOPLE)
            ]
            outcomes = self._press_at_once(acts)
            self.assertEqual(outcomes.count("done"), 1, outcomes)
            self._assert_told(outcomes)
        rows = self._read_rows()
        self.assertEqual(len(rows), SLOTS)
        for written, units in rows:
            self.assertEqual(written, units)

    def test_neighbours_do_not_hinder_each_other(self):
        acts = [self._book(third, START) for third in self.third_ids]
        acts.append(self._book(self.hall_id, START + timedelta(hours=1)))
        self.assertEqual(self._press_at_once(acts), ["done"] * 4)

    def test_a_lapsed_hold_gives_way_to_one_of_many(self):
        with self._cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            held = env["club.reservation"].create(
                {"name": "Lange her", "facility_id": self.hall_id, "start": START}
            )
            held.action_hold()
            held.hold_until = "2020-01-01 00:00:00"
        acts = [self._book(third, START) for third in self.third_ids[:1] * 3]
        outcomes = self._press_at_once(acts)
        self.assertEqual(outcomes.count("done"), 1, outcomes)
        self._assert_told(outcomes)
        self.assertEqual(self._read_rows(), [([self.third_ids[0]],) * 2])

    def test_units_that_change_while_somebody_books_are_all_taken(self):
        for day in range(4):
            start = START + timedelta(days=day)
            outcomes = self._press_at_once(
                [
                    self._book(self.hall_id, start),
                    lambda env: self._add_thirds(env["club.facility"], 1),
                    self._book(self.third_ids[0], start + timedelta(hours=1)),
                ]
            )
            self.assertEqual(outcomes, ["done"] * 3)
        rows = self._read_rows()
        self.assertEqual(len(rows), 8)
        for written, units in rows:
            self.assertEqual(written, units)
        self.assertIn(7, [len(written) for written, _units in rows])

    def test_a_unit_that_joins_and_is_booked_meanwhile_is_not_booked_twice(self):
        with self._cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            hall = env["club.facility"].browse(self.hall_id)
            hall.unit_ids = [(3, self.third_ids[2])]
            self._book(self.hall_id, START)(env)

        def join(env):
            hall = env["club.facility"].browse(self.hall_id)
            hall.unit_ids = [(4, self.third_ids[2])]

        outcomes = self._press_at_once([join, self._book(self.third_ids[2], START)])
        self.assertEqual(outcomes.count("done"), 1, outcomes)
        self._assert_told(outcomes)
        for written, units in self._read_rows():
            self.assertEqual(written, units)
