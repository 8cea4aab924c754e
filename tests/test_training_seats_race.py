"""Many register in the same second, really: threads that commit."""

import random
import threading
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields
from odoo.service.model import retrying
from odoo.sql_db import db_connect
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

SEATS = 20
PEOPLE = 40


class SeatsRaceCommon(TransactionCase):
    """Works in transactions of its own, and takes back what it committed."""

    def setUp(self):
        super().setUp()
        self.addCleanup(self._take_back)
        with self._cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            training = env["club.training"].create({"name": "Zugleich"})
            begin = fields.Datetime.now() + timedelta(days=30)
            event = env["event.event"].create(
                {
                    "training_id": training.id,
                    "date_begin": begin,
                    "date_end": begin + timedelta(hours=6),
                    "seats_limited": True,
                    "seats_max": SEATS,
                }
            )
            event.action_open_registration()
            self.training_id, self.event_id = training.id, event.id

    def _cursor(self):
        return db_connect(self.env.cr.dbname).cursor()

    def _take_back(self):
        with self._cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
            event = env["event.event"].browse(self.event_id)
            event.registration_ids.unlink()
            event.booking_ids.unlink()
            event.unlink()
            env["club.training"].browse(self.training_id).unlink()

    def _press_at_once(self, acts):
        """Each act is one request of its own, with commit and what follows it."""
        self.assertFalse(self._press(acts))

    def _press(self, acts):
        """The same for acts that may fail; returns what was raised."""
        failures, gate = [], threading.Semaphore(8)

        def press(act):
            with gate, self._cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                try:
                    retrying(lambda: act(env), env)
                except Exception as error:  # noqa: BLE001 - whatever it is, it is told
                    cr.rollback()
                    failures.append(error)

        threads = [threading.Thread(target=press, args=(act,)) for act in acts]
        with mute_logger("odoo.sql_db", "odoo.service.model"):
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(120)
        return failures

    def _register(self, name):
        def act(env):
            event = env["event.event"].browse(self.event_id)
            event._club_register([{"name": name}], email="post@verein.example.org")

        return act

    def _cancel(self, booking_id):
        def act(env):
            env["club.training.booking"].browse(booking_id)._give_up()

        return act

    def _read(self):
        """Id, seat and status of everybody, as anybody sees them now."""
        with self._cursor() as cr:
            cr.execute(
                "SELECT id, COALESCE(seat_number, 0), training_status, booking_id "
                "FROM event_registration WHERE event_id = %s ORDER BY id",
                [self.event_id],
            )
            return cr.fetchall()


@tagged("post_install", "-at_install")
class TestSeatsRace(SeatsRaceCommon):
    def test_forty_at_once_for_twenty_seats(self):
        self._press_at_once(
            [self._register(f"Person {number}") for number in range(PEOPLE)]
        )
        rows = self._read()
        self.assertEqual(len(rows), PEOPLE)
        statuses = [status for _id, _seat, status, _booking in rows]
        expected = ["registered"] * SEATS + ["waiting"] * (PEOPLE - SEATS)
        self.assertEqual(statuses, expected, "in order of arrival")
        seats = [seat for _id, seat, _status, _booking in rows if seat]
        self.assertEqual(sorted(seats), list(range(1, SEATS + 1)))

    def test_cancelling_meanwhile_leaves_no_seat_empty_and_none_twice(self):
        self._press_at_once(
            [self._register(f"Person {number}") for number in range(SEATS)]
        )
        bookings = [booking for _id, _seat, _status, booking in self._read()]
        acts = [self._cancel(booking) for booking in bookings[:6]]
        acts += [self._register(f"Late {number}") for number in range(16)]
        random.Random(7).shuffle(acts)
        self._press_at_once(acts)
        rows = self._read()
        held = [seat for _id, seat, _status, _booking in rows if seat]
        self.assertEqual(sorted(held), list(range(1, SEATS + 1)))
        late = [status for _id, _seat, status, _booking in rows[SEATS:]]
        self.assertEqual(late[:6].count("waiting"), 0, "the first six got the seats")
        self.assertEqual(late[6:], ["waiting"] * 10)
