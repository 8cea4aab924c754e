"""How well halls are used."""

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_facilities import FacilitiesCommon

# a Wednesday: the weeks until Sunday the 14th of March count
NOW = "2027-03-17 12:00:00"


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestUtilisation(FacilitiesCommon):
    def _read(self, space, user=None):
        names = ["open_hours", "used_hours", "unused_hours", "use_share"]
        return self._rpc(
            user or self.officer, "club.facility", "read", space.ids, names
        )

    def test_s0_14_utilisation_tells_how_many_of_the_open_hours_are_used(self):
        third = self.thirds[0]
        self._reserve(third, day="2027-03-09", start=16, stop=20).action_confirm()
        empty = self._reserve(third, day="2027-03-10", start=18, stop=20)
        empty.action_confirm()
        empty.action_count_people(0)
        # this week is not over, and a request is no use
        self._reserve(third, day="2027-03-16").action_confirm()
        self._reserve(third, day="2027-03-11").action_request()
        row = self._read(third)[0]
        # twelve weeks of seven days from 7 to 22
        self.assertEqual(row["open_hours"], 12 * 7 * 15)
        self.assertEqual((row["used_hours"], row["unused_hours"]), (6, 2))
        self.assertAlmostEqual(row["use_share"], 100 * 4 / (12 * 7 * 15))

    def test_a_hall_counts_the_hours_of_its_parts(self):
        self._reserve(day="2027-03-09", start=18, stop=20).action_confirm()
        self._reserve(
            self.thirds[1], day="2027-03-10", start=18, stop=19
        ).action_confirm()
        row = self._read(self.hall)[0]
        self.assertEqual(row["open_hours"], 3 * 12 * 7 * 15)
        self.assertEqual(row["used_hours"], 7)

    def test_closures_are_no_open_hours(self):
        self.env["club.closure"].create(
            {
                "name": "Neuer Boden",
                "facility_id": self.building.id,
                "start": self._at("2027-03-01", 0),
                "stop": self._at("2027-03-08", 0),
            }
        )
        self.assertEqual(self._read(self.thirds[0])[0]["open_hours"], 11 * 7 * 15)
        self.assertEqual(self._read(self.building)[0]["use_share"], 0)

    def test_it_costs_the_same_for_many_halls(self):
        halls = self.env["club.facility"].create(
            [{"name": f"Halle {number}", "is_bookable": True} for number in range(30)]
        )
        self._read(halls)
        counts = []
        for some in (halls[:1], halls):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._read(some)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 1)

    def test_figures_are_for_the_office_and_management(self):
        self.assertTrue(self._read(self.hall, self.management))
        for user in (self.worker, self.caretaker):
            with self.assertRaises(AccessError):
                self._read(self.hall, user)
