"""From a facility to its plan, and what keeps it from being deleted."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_facilities import FacilitiesCommon


@tagged("post_install", "-at_install")
class TestFacilityLinks(FacilitiesCommon):
    def _open_plan(self, facility):
        action = facility.with_user(self.worker).action_view_board()
        self.assertEqual(action["tag"], "club_facility_board")
        self.assertEqual(action["context"]["active_model"], "club.facility")
        return self.env["club.facility"].browse(action["context"]["active_id"])

    def test_the_plan_opens_on_the_hall_or_on_all_halls_of_the_site(self):
        for place in (self.hall, self.thirds[1], self.building, self.site):
            self.assertEqual(self._open_plan(place), self.hall)
        self.env["club.facility"].create(
            {"name": "Turnhalle", "parent_id": self.building.id, "is_bookable": True}
        )
        self.assertEqual(self._open_plan(self.thirds[1]), self.hall)
        self.assertEqual(self._open_plan(self.building), self.site)

    def test_a_contact_point_where_somebody_was_counted_is_not_deleted(self):
        office = self.env["club.facility"].create(
            {
                "name": "Sportbüro",
                "parent_id": self.site.id,
                "is_contact_point": True,
            }
        )
        entry = self.env["club.contact.entry"].create(
            {"note": "Anruf", "facility_id": office.id}
        )
        with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            office.unlink()
        self._assert_sentence(caught.exception)
        self.assertIn("Sportbüro", caught.exception.args[0])
        entry.unlink()
        office.unlink()
        self.assertFalse(office.exists())
