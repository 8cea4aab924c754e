"""No space is ever booked twice."""

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common_facilities import FacilitiesCommon


@tagged("post_install", "-at_install")
class TestOccupancy(FacilitiesCommon):
    def test_a_whole_takes_all_of_its_parts(self):
        self.assertEqual(self.hall.unit_ids, self.thirds)
        booking = self._reserve()
        self.assertFalse(booking.occupancy_ids)
        booking.action_request()
        self.assertFalse(booking.occupancy_ids)
        booking.action_confirm()
        self.assertEqual(booking.occupancy_ids.unit_id, self.thirds)

    def test_a_whole_and_its_parts_exclude_each_other(self):
        self._reserve().action_confirm()
        part = self._reserve(self.thirds[0], start=19, stop=21)
        with self.assertRaises(UserError):
            part.action_confirm()
        self.assertEqual(part.state, "draft")
        later = self._reserve(self.thirds[0], start=20, stop=21)
        later.action_confirm()
        self.assertEqual(later.state, "confirmed")

    def test_what_is_cancelled_is_free_again(self):
        booking = self._reserve()
        booking.action_confirm()
        booking.action_cancel("Ferien")
        self.assertFalse(booking.occupancy_ids)
        self._reserve().action_confirm()

    def test_a_hold_that_has_lapsed_gives_way(self):
        held = self._reserve()
        self._let_hold_lapse(held)
        self.assertEqual(len(held.occupancy_ids), 3)
        self._reserve().action_confirm()
        self.assertEqual(held.state, "requested")
        self.assertFalse(held.occupancy_ids)

    def test_a_space_is_no_unit_of_itself(self):
        with self.assertRaises(ValidationError):
            self.thirds[0].unit_ids = self.thirds[0]

    def test_spaces_without_a_site_combine(self):
        Facility = self.env["club.facility"]
        parts = Facility.create(
            [{"name": name, "is_bookable": True} for name in ("Saal 1", "Saal 2")]
        )
        whole = Facility.create(
            {"name": "Säle", "is_bookable": True, "unit_ids": parts.ids}
        )
        self._reserve(whole).action_confirm()
        with self.assertRaises(UserError):
            self._reserve(parts[0]).action_confirm()

    def test_a_new_part_is_taken_by_what_is_booked_ahead(self):
        booking = self._reserve()
        booking.action_confirm()
        fourth = self.env["club.facility"].create(
            {"name": "Empore", "parent_id": self.hall.id, "is_bookable": True}
        )
        self.assertIn(fourth, booking.occupancy_ids.unit_id)
