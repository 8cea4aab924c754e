import time
from datetime import timedelta
from random import Random

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_training_seats import SeatsCommon

ADDRESS = "hanna.berg@verein.example.org"


@tagged("post_install", "-at_install")
class TestRegistering(SeatsCommon):
    def _assert_refused(self, event, people, **options):
        before = event.env["event.registration"].search_count([])
        with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            event._club_register(people, **options)
        self._assert_sentence(caught.exception)
        self.assertEqual(event.env["event.registration"].search_count([]), before)

    def test_several_people_of_one_club_are_one_booking(self):
        event = self._date(5)
        booking = event._club_register(
            [{"name": "Hanna Berg"}, {"name": "Kai Vogt", "email": "kai@example.org"}],
            organisation="tsv grunbach 1902 E.V.",
            contact="Hanna Berg",
            email=ADDRESS,
            via="page",
        )
        self.assertEqual(booking.partner_id, self.club)
        self.assertEqual(
            booking.registration_ids.sorted("id").mapped("email"),
            [ADDRESS, "kai@example.org"],
        )

    def test_a_name_that_two_clubs_have_is_nobodys(self):
        self.club.copy({"name": self.club.name})
        booking = self._date(5)._club_register(
            [{"name": "Lea"}], organisation=self.club.name, email=ADDRESS
        )
        self.assertFalse(booking.partner_id)
        self.assertEqual(booking.organisation_name, self.club.name)

    def test_the_clubs_own_address_is_recognised(self):
        booking = self._date(5)._club_register(
            [{"name": "Lea"}], organisation="Grünbach", email=self.club.email
        )
        self.assertEqual(booking.partner_id, self.club)

    def test_what_cannot_be_is_refused_and_nothing_is_written(self):
        event = self._date(5)
        one = [{"name": "Hanna Berg"}]
        event._club_register(one, email=ADDRESS)
        self._assert_refused(event, [{"name": "hanna  BERG"}], email=ADDRESS.upper())
        self._assert_refused(event, [{"name": "Kai"}] * 2, email=ADDRESS)
        self._assert_refused(event, [{"name": "Kai"}], email="kai@nowhere")
        self._assert_refused(event, [{"name": "Kai"}], email="a@b.de, c@d.de")
        self._assert_refused(event, [{"name": "Kai"}], via="page")
        self._assert_refused(event, [{"name": "K" * 300}], email=ADDRESS)
        self._assert_refused(event, [{"email": "kai@example.org"}])
        self._assert_refused(event, [])
        many = [{"name": f"Person {number}"} for number in range(21)]
        self._assert_refused(event, many, email=ADDRESS)

    def test_barred_dates_take_nobody(self):
        one = [{"name": "Hanna Berg"}]
        event = self._date(5)
        event.sudo().training_state = "called_off"
        self._assert_refused(event, one, email=ADDRESS, via="page")
        self._assert_refused(event, one, email=ADDRESS)
        planned = self._date(5, is_open=False)
        self._assert_refused(planned, one, email=ADDRESS)
        ordinary = self.env["event.event"].create(
            {
                "name": "Sommerfest",
                "date_begin": fields.Datetime.now(),
                "date_end": fields.Datetime.now() + timedelta(hours=1),
            }
        )
        self._assert_refused(ordinary, one, email=ADDRESS)

    def test_staff_registers_after_the_deadline_the_page_does_not(self):
        today = self.company._club_today()
        event = self._date(5, registration_until=fields.Date.subtract(today, days=1))
        self._assert_refused(event, [{"name": "Hanna"}], email=ADDRESS, via="page")
        booking = event._club_register([{"name": "Hanna"}], via="phone")
        self.assertEqual(len(booking.registration_ids), 1)

    def test_staff_registers_people_in_a_dialog(self):
        event = self._date(5)
        Dialog = self.env["club.training.register"].with_user(self.trainingorganiser)
        dialog = Dialog.with_context(default_event_id=event.id).create(
            {
                "partner_id": self.club.id,
                "contact_ids": [fields.Command.set(self.chair.ids)],
                "line_ids": [fields.Command.create({"name": "Kai Vogt"})],
            }
        )
        dialog.action_register()
        self._allot(event)
        people = event.registration_ids
        self.assertEqual(set(people.mapped("name")), {"Hanna Berg", "Kai Vogt"})
        self.assertEqual(people.organisation_id, self.club)

    @mute_logger("odoo.sql_db")
    def test_who_came_in_the_same_moment_is_told_in_a_sentence(self):
        event = self._date(5)
        event._club_register([{"name": "Hanna Berg"}], email=ADDRESS)
        # the other transaction was not committed when this one looked
        self.patch(type(event), "_check_registered_once", lambda *_args: None)
        people = [{"name": "Kai Vogt"}, {"name": "hanna  BERG"}]
        with self.assertRaises(UserError) as caught:
            event._club_register(people, email=ADDRESS)
        self._assert_sentence(caught.exception)
        self.assertIn("hanna BERG", str(caught.exception))
        self.assertEqual(event.registration_ids.mapped("name"), ["Hanna Berg"])

    def test_nobody_puts_people_into_the_dialog_of_a_colleague(self):
        event = self._date(5)
        dialog = (
            self.env["club.training.register"]
            .with_user(self.trainingorganiser)
            .create({"event_id": event.id, "email": ADDRESS})
        )
        other = self.trainingorganiser.copy({"login": "second_organiser"})
        Line = "club.training.register.line"
        vals = {"name": "Otto Ohne", "register_id": dialog.id}
        with self.assertRaises(AccessError), mute_logger("odoo.models"):
            self._rpc(other, Line, "create", [vals])
        own = self._rpc(other, Line, "create", [{"name": "Otto Ohne"}])
        with self.assertRaises(AccessError), mute_logger("odoo.models"):
            self._rpc(other, Line, "write", own, {"register_id": dialog.id})
        self.assertFalse(dialog.line_ids)

    def test_only_organisers_register_people_by_dialog(self):
        event = self._date(5)
        for user in (self.trainer, self.worker, self.portal):
            with self.assertRaises(AccessError):
                self._rpc(
                    user,
                    "club.training.register",
                    "create",
                    {"event_id": event.id},
                )


@tagged("post_install", "-at_install")
class TestSeatsByStaff(SeatsCommon):
    def setUp(self):
        super().setUp()
        self.event = self._date(1)
        self.people = [
            self._register(self.event, f"Person {number}") for number in range(4)
        ]

    def _step(self, user, person, method, *args):
        return self._rpc(user, "event.registration", method, person.ids, *args)

    def test_staff_cancels_and_the_next_is_offered_the_seat(self):
        self._step(self.trainingorganiser, self.people[0], "action_club_cancel")
        self._allot(self.event)
        self.assertEqual(self.people[0].cancel_kind, "staff")
        self.assertEqual(self.people[1].training_status, "offered")

    def test_out_of_turn_needs_a_reason_that_is_kept(self):
        organiser = self.trainingorganiser
        with self.assertRaises(UserError) as caught:
            self._step(organiser, self.people[3], "action_club_give_seat")
        self._assert_sentence(caught.exception)
        self._step(organiser, self.people[3], "action_club_give_seat", "Trains youth")
        self.assertEqual(self.people[3].waiting_position, 1)
        self._step(organiser, self.people[0], "action_club_cancel")
        self._allot(self.event)
        self.assertEqual(self.people[3].training_status, "registered")
        self.assertEqual(self.people[1].training_status, "waiting")
        lines = self.people[3].allotment_ids.filtered(lambda one: one.kind == "by_hand")
        self.assertIn("Trains youth", lines.explanation)
        self.assertEqual(lines.user_id, organiser)

    def test_staff_accepts_an_offer_on_the_telephone(self):
        self.people[0].booking_id._give_up()
        self._allot(self.event)
        self._step(self.trainingorganiser, self.people[1], "action_confirm")
        self.assertEqual(self.people[1].training_status, "registered")

    def test_odoos_buttons_go_through_the_steps(self):
        organiser = self.trainingorganiser
        self._step(organiser, self.people[0], "action_cancel")
        self.assertEqual(self.people[0].cancel_kind, "staff")
        with self.assertRaises(UserError):
            self._step(organiser, self.people[1], "action_set_draft")
        self._step(organiser, self.people[0], "action_set_draft")
        again = self.event.registration_ids.filtered(lambda one: one.state == "draft")
        self.assertEqual(max(again.mapped("id")), again.sorted("id")[-1].id)
        self.assertIn(self.people[0].name, again.sorted("id")[-1].name)

    def test_others_take_no_step(self):
        for user in (self.trainer, self.worker, self.portal):
            for method in (
                "action_club_cancel",
                "action_club_give_seat",
                "action_club_queue_again",
            ):
                with self.assertRaises(AccessError):
                    self._step(user, self.people[1], method)

    def test_nobody_archives_a_seat(self):
        with self.assertRaises(UserError) as caught:
            self.people[0].active = False
        self._assert_sentence(caught.exception)

    def test_fewer_seats_than_are_held_are_refused(self):
        event = self._date(3)
        people = self._register(event, "Hanna Berg", "Kai Vogt", "Lea Frank")
        with self.assertRaises(UserError) as caught:
            event.with_user(self.trainingorganiser).seats_max = 2
        self._assert_sentence(caught.exception)
        people[0].booking_id._give_up(people[0])
        event.with_user(self.trainingorganiser).seats_max = 2
        self._allot(event)
        self.assertEqual(sorted(people.mapped("seat_number")), [0, 1, 2])

    def test_more_seats_are_offered_to_those_who_wait(self):
        self.event.with_user(self.trainingorganiser).seats_max = 3
        self._allot(self.event)
        statuses = [one.training_status for one in self.people]
        self.assertEqual(statuses, ["registered", "offered", "offered", "waiting"])

    def test_the_seats_stay_given_when_mails_fail(self):
        event = self._date(1)
        one = self._register(event, "Hanna Berg", allot=False)

        def fail(*args):
            raise ValueError("no mail")

        self.patch(type(self.env["club.training.booking"]), "_club_tell", fail)
        with mute_logger("odoo.addons.club_support.models.club_training_allotter"):
            self._allot(event)
        self.assertEqual(one.training_status, "registered")

    def test_the_scheduled_action_gives_seats_that_were_missed(self):
        event = self._date(1)
        one = self._register(event, "Hanna Berg", allot=False)
        with self.enter_registry_test_mode():
            cron = self.env.ref("club_support.club_training_allotter_cron_catch_up")
            cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(one.training_status, "registered")

    def test_two_hundred_registrations_take_no_longer_each(self):
        """As they come in: in bookings of twenty; the allotter sees all at once."""
        counts = []
        for size in (20, 200):
            event = self._date(size // 2)
            people = [{"name": f"Person {number}"} for number in range(size)]
            begin = time.process_time()
            for first in range(0, size, 20):
                event._club_register(
                    people[first : first + 20], email=ADDRESS, stays_together=False
                )
            before = self.env.cr.sql_log_count
            self._allot(event)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            spent = time.process_time() - begin
        statuses = event.registration_ids.mapped("training_status")
        self.assertEqual(statuses.count("registered"), 100)
        self.assertLess(counts[1], counts[0] * 2, counts)
        # of this process alone: neighbours do not count
        self.assertLess(spent / 200, 0.02, "seconds for each, with the mails queued")


@tagged("post_install", "-at_install")
class TestHistories(SeatsCommon):
    """Whatever happens in whatever order, these hold."""

    def test_random_histories(self):
        for seed in range(3):
            with self.subTest(seed=seed):
                self._live(Random(seed))

    def _live(self, dice):
        until = fields.Date.add(self.company._club_today(), days=5)
        event = self._date(6, seats_per_club=2, quota_until=until)
        clubs = ["SV Nord", "SV Süd", False]
        for turn in range(20):
            self._happen(dice, event, turn, clubs)
            self._allot(event)
            self._check(event)

    def _happen(self, dice, event, turn, clubs):
        people, offers = event.registration_ids, event.booking_ids.offer_ids
        here = people.filtered(lambda one: one.state != "cancel")
        open_offers = offers.filtered(lambda one: one.state == "open")
        deed = dice.choice(("come", "come", "come", "go", "yes", "no", "end", "seats"))
        if deed == "go" and here:
            dice.choice(list(here)).booking_id._give_up()
        elif deed == "yes" and open_offers:
            dice.choice(list(open_offers))._accept()
        elif deed == "no" and open_offers:
            dice.choice(list(open_offers))._decline()
        elif deed == "end" and open_offers:
            dice.choice(list(open_offers)).until = fields.Datetime.now()
        elif deed == "seats":
            held = len(people.filtered("seat_number"))
            event.seats_max = max(1, held, event.seats_max + dice.choice((-1, 1)))
            if dice.random() < 0.2:
                event.quota_until = fields.Date.subtract(event.quota_until, days=9)
        else:
            names = [f"P{turn} {number}" for number in range(dice.choice((1, 1, 2, 3)))]
            self._register(
                event,
                *names,
                allot=False,
                organisation_name=dice.choice(clubs),
                stays_together=dice.random() < 0.7,
            )

    def _check(self, event):
        people = event.registration_ids.sorted("id")
        seats = people.filtered("seat_number").mapped("seat_number")
        self.assertEqual(len(seats), len(set(seats)))
        self.assertLessEqual(max(seats, default=0), event.seats_max)
        waiting = people.filtered(lambda one: one.training_status == "waiting")
        self.assertFalse(people.filtered(lambda one: one.training_status == "arrived"))
        free = event.seats_max - len(seats)
        quota = self.env["club.training.allotter"]._get_quota(event)
        self._check_nobody_waits_in_vain(people, waiting, free, quota)
        for one in people:
            self.assertTrue(one.allotment_ids, one.name)
            last = one.allotment_ids.sorted("id")[-1].kind
            expected = {
                "registered": ("seat", "accepted"),
                "offered": ("offered",),
                "waiting": ("full", "group", "quota"),
                "cancelled": ("given_up", "left", "declined", "lapsed"),
            }
            self.assertIn(last, expected[one.training_status])

    def _check_nobody_waits_in_vain(self, people, waiting, free, quota):
        for one in waiting:
            booking = one.booking_id
            party = waiting.filtered(lambda other, own=booking: other.booking_id == own)
            size = len(party) if booking.stays_together else 1
            club = booking.organisation_name
            held = people.filtered(
                lambda other, club=club: (
                    other.seat_number and other.booking_id.organisation_name == club
                )
            )
            is_over = quota and club and len(held) + size > quota
            self.assertTrue(size > free or is_over, "a seat is free for them")
