"""The occupancy plan in a browser: clash, another time, a new booking."""

from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from .common_facilities import FacilitiesCommon


@tagged("post_install", "-at_install")
class TestBoardTour(FacilitiesCommon, HttpCase):
    browser_size = "1600x1000"

    def test_a_use_that_loses_takes_another_third_and_a_free_time_is_booked(self):
        self.env["res.lang"]._lang_get("en_US").week_start = "1"
        today = self.company._club_today()
        day = today - timedelta(days=today.weekday()) + timedelta(days=9)
        wednesday = {"day": day.isoformat()}
        use = self._reserve(self.thirds[0], name="Tour Badminton", **wednesday)
        other = self._reserve(self.thirds[1], name="Tour Fechten", **wednesday)
        (use | other).action_confirm()
        with self.assertRaises(UserError), self.cr.savepoint():
            use.action_move(use.start, facility=self.thirds[1].id)

        url = f"/odoo/club.facility/{self.hall.id}/occupancy-plan"
        self.start_tour(url, "club_support_board", login=self.officer.login)

        self.env.invalidate_all()
        self.assertEqual(use.facility_id, self.thirds[0])
        self.assertEqual(use.start, self._at(day.isoformat(), 18))
        self.assertEqual(use.occupancy_ids.unit_id, self.thirds[0])
        booked = self.env["club.reservation"].search([("name", "=", "Tour Turnen")])
        self.assertEqual(booked.facility_id, self.thirds[0])
        self.assertEqual(booked._local(booked.start).date(), day)
        self.assertEqual((booked.state, booked.minutes), ("draft", 90))
        self.assertEqual(booked.user_id, self.officer)
