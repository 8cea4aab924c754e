from odoo.tests import tagged

from .common_trainings import TrainingsCommon


@tagged("post_install", "-at_install")
class TestSeats(TrainingsCommon):
    def test_whoever_comes_first_gets_the_seat_and_the_next_one_waits(self):
        event = self._create_date(seats_limited=True, seats_max=1)
        first = self._register(event, "Hanna Berg")
        second = self._register(event, "Jörg Brandt")
        self.assertEqual(first.training_status, "registered")
        self.assertEqual(second.training_status, "waiting")

    def test_a_freed_seat_is_offered_to_whoever_is_next(self):
        event = self._create_date(seats_limited=True, seats_max=1)
        first = self._register(event, "Hanna Berg")
        second = self._register(event, "Jörg Brandt")
        first._give_up("person")
        self._allot(event)
        self.assertEqual(second.training_status, "offered")
        self.assertEqual(event.seats_taken, 0, "kept, but not taken yet")
