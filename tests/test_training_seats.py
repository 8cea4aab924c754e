from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_trainings import TrainingsCommon


class SeatsCommon(TrainingsCommon):
    def _statuses(self, people):
        return [one.training_status for one in people]

    def _date(self, seats, **vals):
        return self._create_date(seats_limited=True, seats_max=seats, **vals)

    def _lapse(self, offers):
        offers.sudo().until = fields.Datetime.now() - timedelta(minutes=1)
        self._allot(offers.event_id)


@tagged("post_install", "-at_install")
class TestSeats(SeatsCommon):
    def test_whoever_comes_first_gets_the_seat_and_the_next_one_waits(self):
        event = self._date(1)
        first = self._register(event, "Hanna Berg")
        second = self._register(event, "Jörg Brandt")
        self.assertEqual(first.training_status, "registered")
        self.assertEqual(second.training_status, "waiting")

    def test_a_freed_seat_is_offered_to_whoever_is_next(self):
        event = self._date(1)
        first = self._register(event, "Hanna Berg")
        second = self._register(event, "Jörg Brandt")
        first._give_up("person")
        self._allot(event)
        self.assertEqual(second.training_status, "offered")
        self.assertEqual(event.seats_taken, 0, "kept, but not taken yet")

    def test_whoever_arrives_while_a_seat_is_free_gets_it_at_once(self):
        event = self._date(1)
        first = self._register(event, "Hanna Berg")
        first.booking_id._give_up()
        second = self._register(event, "Jörg Brandt")
        self.assertEqual(second.training_status, "registered")

    def test_groups_are_not_split(self):
        event = self._date(3)
        self._register(event, "Hanna Berg")
        group = self._register(event, "Ina Sommer", "Kai Vogt", "Lea Frank")
        self.assertEqual(self._statuses(group), ["waiting"] * 3)
        self.assertEqual(set(group.mapped("training_wait")), {"group"})

    def test_a_group_that_does_not_fit_is_passed_over_and_it_is_noted_why(self):
        event = self._date(2)
        self._register(event, "Hanna Berg")
        group = self._register(event, "Ina Sommer", "Kai Vogt")
        single = self._register(event, "Lea Frank")
        self.assertEqual(single.training_status, "registered")
        lines = group[0].allotment_ids
        self.assertEqual(set(lines.mapped("kind")), {"group"})
        self.assertIn("Seats free: 1, needed: 2", lines[0].explanation)

    def test_the_waiting_list_is_also_for_groups(self):
        event = self._date(2)
        first = self._register(event, "Hanna Berg", "Jörg Brandt")
        group = self._register(event, "Ina Sommer", "Kai Vogt")
        self.assertEqual(group.mapped("waiting_position"), [1, 2])
        first.booking_id._give_up()
        self._allot(event)
        self.assertEqual(self._statuses(group), ["offered"] * 2)
        self.assertEqual(len(group.offer_id), 1, "one answer for all of them")

    def test_a_group_that_need_not_stay_together_gets_what_is_free(self):
        event = self._date(2)
        group = self._register(event, "Ina Sommer", "Kai Vogt", "Lea Frank")
        self.assertEqual(self._statuses(group), ["waiting"] * 3)
        group.booking_id.stays_together = False
        self._allot(event)
        self.assertEqual(self._statuses(group), ["offered", "offered", "waiting"])
        self.assertEqual(group[2].waiting_position, 1)

    def test_a_date_without_limit_has_a_seat_for_everybody(self):
        event = self._create_date(seats_limited=False, seats_max=0)
        people = self._register(event, *[f"Person {number}" for number in range(30)])
        self.assertEqual(set(self._statuses(people)), {"registered"})
        self.assertIn("not limited", people[0].allotment_ids.explanation)

    def test_positions_count_those_ahead(self):
        event = self._date(1)
        people = [self._register(event, f"Person {number}") for number in range(4)]
        self.assertEqual([one.waiting_position for one in people], [0, 1, 2, 3])
        people[1].booking_id._give_up()
        self.assertEqual([one.waiting_position for one in people], [0, 0, 1, 2])
        self.assertEqual(event.waiting_count, 2)


@tagged("post_install", "-at_install")
class TestQuota(SeatsCommon):
    def setUp(self):
        super().setUp()
        self.today = self.company._club_today()

    def _quota_date(self, seats=5, days=10):
        until = fields.Date.add(self.today, days=days)
        return self._date(seats, seats_per_club=2, quota_until=until)

    def test_one_club_gets_its_quota_and_others_pass_by(self):
        event = self._quota_date()
        own = [
            self._register(event, f"Person {number}", partner_id=self.club.id)
            for number in range(3)
        ]
        self.assertEqual(own[2].training_status, "waiting")
        self.assertEqual(own[2].training_wait, "quota")
        other = self._register(event, "Lea Frank")
        self.assertEqual(other.training_status, "registered")

    def test_clubs_that_are_not_recognised_count_by_their_name(self):
        event = self._quota_date()
        names = ("SV Weißbach", "sv weissbach", "SV  Weißbach")
        own = [
            self._register(event, f"Person {number}", organisation_name=name)
            for number, name in enumerate(names)
        ]
        self.assertEqual(own[2].training_wait, "quota")

    def test_people_without_a_club_have_no_quota(self):
        event = self._quota_date()
        people = [self._register(event, f"Person {number}") for number in range(4)]
        self.assertEqual({one.training_status for one in people}, {"registered"})

    def test_after_the_quota_has_ended_the_waiting_are_next(self):
        event = self._quota_date()
        for number in range(2):
            self._register(event, f"Person {number}", partner_id=self.club.id)
        third = self._register(event, "Lea Frank", partner_id=self.club.id)
        event.quota_until = self.today
        self._allot(event)
        self.assertEqual(third.training_status, "waiting", "its last day counts")
        event.quota_until = fields.Date.subtract(self.today, days=1)
        self._allot(event)
        self.assertEqual(third.training_status, "offered")

    def test_a_seat_given_up_makes_room_for_the_same_club(self):
        event = self._quota_date()
        own = [
            self._register(event, f"Person {number}", partner_id=self.club.id)
            for number in range(3)
        ]
        own[0].booking_id._give_up()
        self._allot(event)
        self.assertEqual(own[2].training_status, "offered")

    def test_calling_off_is_explained_as_such(self):
        event = self._date(1)
        seated = self._register(event, "Hanna Berg")
        waiting = self._register(event, "Jörg Brandt")
        event.action_call_off("The trainer is ill")
        for person in (seated, waiting):
            last = person.allotment_ids.sorted("id")[-1]
            self.assertEqual(last.kind, "called_off")
            self.assertEqual(last.explanation, "The training was called off.")


@tagged("post_install", "-at_install")
class TestOffers(SeatsCommon):
    def setUp(self):
        super().setUp()
        self.event = self._date(1)
        self.first = self._register(self.event, "Hanna Berg")
        self.second = self._register(self.event, "Jörg Brandt")
        self.third = self._register(self.event, "Lea Frank")
        self.first.booking_id._give_up()
        self._allot(self.event)
        self.offer = self.second.offer_id

    def test_an_offer_that_is_accepted_is_a_seat(self):
        self.offer._accept()
        self.assertEqual(self.second.training_status, "registered")
        self.assertEqual(self.offer.state, "accepted")
        self.offer._accept()
        self.assertEqual(self.event.seats_taken, 1)

    def test_an_offer_that_is_declined_goes_to_the_one_after(self):
        self.offer._decline()
        self._allot(self.event)
        self.assertEqual(self.second.cancel_kind, "declined")
        self.assertEqual(self.third.training_status, "offered")

    def test_an_offer_that_lapsed_goes_to_the_one_after_without_anyone_watching(self):
        self.offer.until = fields.Datetime.now() - timedelta(minutes=1)
        with self.enter_registry_test_mode():
            cron = self.env.ref("club_support.club_training_offer_cron_lapse")
            cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(self.offer.state, "lapsed")
        self.assertEqual(self.second.cancel_kind, "lapsed")
        self.assertEqual(self.third.training_status, "offered")

    def test_the_scheduled_action_wakes_when_an_offer_ends(self):
        cron = self.env.ref("club_support.club_training_offer_cron_lapse")
        moments = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        self.assertIn(self.offer.until, moments.mapped("call_at"))

    def test_answers_that_come_too_late_are_refused_in_a_sentence(self):
        self.offer.until = fields.Datetime.now()
        for answer in (self.offer._accept, self.offer._decline):
            with self.assertRaises(UserError) as caught:
                answer()
            self._assert_sentence(caught.exception)
        self._allot(self.event)
        with self.assertRaises(UserError):
            self.offer._accept()
        self.assertEqual(self.second.training_status, "cancelled")

    def test_nobody_accepts_what_was_declined_or_called_off(self):
        self.event.sudo().training_state = "called_off"
        with self.assertRaises(UserError) as caught:
            self.offer._accept()
        self._assert_sentence(caught.exception)
        self.event.sudo().training_state = "open"
        self.offer._decline()
        with self.assertRaises(UserError) as caught:
            self.offer._accept()
        self._assert_sentence(caught.exception)

    def test_an_accepted_offer_is_not_declined_afterwards(self):
        self.offer._accept()
        with self.assertRaises(UserError) as caught:
            self.offer._decline()
        self._assert_sentence(caught.exception)

    def test_whoever_gives_up_while_being_offered_a_seat_ends_the_offer(self):
        self.second.booking_id._give_up()
        self.assertEqual(self.offer.state, "declined")
        self._allot(self.event)
        self.assertEqual(self.third.training_status, "offered")

    def test_whoever_missed_the_offer_joins_the_queue_at_its_end(self):
        self._lapse(self.offer)
        again = self.second.booking_id._queue_again()
        self._allot(self.event)
        self.assertEqual(again.training_status, "waiting")
        self.assertGreater(again.id, self.third.id)
        self.assertFalse(self.second.booking_id._queue_again(), "only once")

    def test_nobody_joins_the_queue_of_a_date_that_is_called_off(self):
        self._lapse(self.offer)
        self.event.sudo().training_state = "called_off"
        with self.assertRaises(UserError) as caught:
            self.second.booking_id._queue_again()
        self._assert_sentence(caught.exception)

    def test_offers_end_when_the_training_begins(self):
        soon = fields.Datetime.now() + timedelta(hours=3)
        event = self._date(1, date_begin=soon, date_end=soon + timedelta(hours=2))
        first = self._register(event, "Hanna Berg")
        second = self._register(event, "Jörg Brandt")
        first.booking_id._give_up()
        self._allot(event)
        self.assertEqual(second.offer_id.until, event.date_begin)
