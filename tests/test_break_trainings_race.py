"""Two want opposite things of one seat in the same moment: threads that commit."""

from datetime import timedelta
from unittest.mock import patch

from odoo import SUPERUSER_ID, api, fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_training_seats_race import SeatsRaceCommon


@tagged("post_install", "-at_install")
class TestOppositeSteps(SeatsRaceCommon):
    def _write_event(self, **vals):
        with self._cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["event.event"].browse(self.event_id).write(vals)

    def _seats(self, count):
        def act(env):
            env["event.event"].browse(self.event_id).seats_max = count

        return act

    def _give(self, registration_id):
        def act(env):
            one = env["event.registration"].browse(registration_id)
            one.action_club_give_seat("Dringend")

        return act

    def _answer(self, offer_id, method):
        def act(env):
            getattr(env["club.training.offer"].browse(offer_id), method)()

        return act

    def _call_off(self, env):
        env["event.event"].browse(self.event_id).action_call_off("Referent krank")

    def _lapse(self, env):
        env["club.training.offer"]._cron_lapse()

    def _fill(self, seats, waiting=0):
        """Seats that are taken, and people who wait for one."""
        self._write_event(seats_max=seats)
        for number in range(seats + waiting):
            self._press_at_once([self._register(f"Person {number}")])
        return self._read()

    def _make_offer(self):
        """Somebody waited and is offered the only seat; returns booking and offer."""
        rows = self._fill(1, 2)
        self._press_at_once([self._cancel(rows[0][3])])
        with self._cursor() as cr:
            cr.execute(
                "SELECT id, booking_id FROM club_training_offer "
                "WHERE event_id = %s AND state = 'open'",
                [self.event_id],
            )
            [(offer_id, booking_id)] = cr.fetchall()
        return offer_id, booking_id

    def _assert_sentences(self, failures):
        for failure in failures:
            self.assertIsInstance(failure, UserError)

    def _assert_sound(self, seats):
        """No seat twice, none beyond the last, none empty while somebody waits."""
        rows = self._read()
        held = [seat for _id, seat, _status, _booking in rows if seat]
        self.assertEqual(len(held), len(set(held)))
        self.assertLessEqual(len(held), seats)
        statuses = [status for _id, _seat, status, _booking in rows]
        self.assertNotIn("arrived", statuses)
        if "waiting" in statuses:
            self.assertEqual(len(held), seats)
        with self._cursor() as cr:
            cr.execute(
                "SELECT count(*) FROM event_registration r LEFT JOIN "
                "club_training_offer o ON o.id = r.offer_id AND o.state = 'open' "
                "WHERE r.event_id = %s AND r.state = 'draft' AND r.seat_number > 0 "
                "AND o.id IS NULL",
                [self.event_id],
            )
            self.assertEqual(cr.fetchone()[0], 0, "a kept seat has an open offer")
        return statuses

    def test_accepting_while_it_is_declined_or_given_up(self):
        offer, booking = self._make_offer()
        acts = [self._answer(offer, "_accept"), self._cancel(booking)]
        acts.append(self._answer(offer, "_decline"))
        self._assert_sentences(self._press(acts))
        statuses = self._assert_sound(1)
        self.assertEqual(statuses[1:], ["cancelled", "offered"])

    def test_accepting_in_the_moment_when_it_lapses(self):
        offer, _booking = self._make_offer()
        with self._cursor() as cr:
            cr.execute(
                "UPDATE club_training_offer SET until = %s WHERE id = %s",
                [fields.Datetime.now() - timedelta(seconds=1), offer],
            )
        failures = self._press(
            [self._answer(offer, "_accept"), self._lapse, self._lapse]
        )
        self._assert_sentences(failures)
        self.assertEqual(len(failures), 1, "too late is too late")
        self.assertEqual(self._assert_sound(1)[1:], ["cancelled", "offered"])

    def test_two_of_the_staff_give_the_same_seat(self):
        rows = self._fill(2, 3)
        acts = [self._cancel(rows[0][3])]
        acts += [self._give(rows[3][0]), self._give(rows[4][0])]
        self._assert_sentences(self._press(acts))
        statuses = self._assert_sound(2)
        self.assertEqual(sorted(statuses[3:]), ["registered", "waiting"])

    def test_fewer_seats_while_people_register(self):
        self._fill(4)
        self._write_event(seats_max=10)
        acts = [self._register(f"Neu {number}") for number in range(4)]
        acts += [self._seats(5)]
        acts += [self._register(f"Spät {number}") for number in range(4)]
        failures = self._press(acts)
        self._assert_sentences(failures)
        self._assert_sound(10 if failures else 5)

    def test_nobody_stays_behind_when_it_is_called_off(self):
        self._fill(2, 1)
        acts = [self._register(f"Neu {number}") for number in range(3)]
        acts += [self._call_off]
        acts += [self._register(f"Spät {number}") for number in range(3)]
        self._assert_sentences(self._press(acts))
        self.assertEqual(
            {status for _id, _seat, status, _b in self._read()}, {"cancelled"}
        )

    def test_an_allotter_that_dies_is_made_up_for(self):
        """The process is killed after seats were written, before the commit."""
        self._write_event(seats_max=2)

        def die(_self, _told):
            raise SystemExit

        Allotter = type(self.env["club.training.allotter"])
        with (
            patch.object(Allotter, "_tell", die),
            mute_logger("odoo.sql_db"),
            self.assertRaises(SystemExit),
            self._cursor() as cr,
        ):
            self._register("Hanna Berg")(api.Environment(cr, SUPERUSER_ID, {}))
        self.assertEqual([row[2] for row in self._read()], ["arrived"])
        with self._cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["club.training.allotter"]._cron_catch_up()
        self.assertEqual(self._assert_sound(2), ["registered"])
