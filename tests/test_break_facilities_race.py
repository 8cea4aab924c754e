"""Two officers press at the same second, really: threads that commit."""

from datetime import datetime, timedelta

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_occupancy_race import RaceCommon

START = datetime(2035, 3, 6, 16)


@tagged("post_install", "-at_install")
class TestBreakFacilitiesRace(RaceCommon):
    def setUp(self):
        super().setUp()
        with self._cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            club = env["res.partner"].create(
                {"name": "Zugleich e.V.", "is_company": True}
            )
            self.club_id = club.id
            self.booking_ids = (
                env["club.reservation"]
                .create(
                    [
                        {
                            "facility_id": self.hall_id,
                            "partner_id": club.id,
                            "start": START + timedelta(days=day),
                            "stop": START + timedelta(days=day, hours=2),
                        }
                        for day in range(2)
                    ]
                )
                .ids
            )

    def _take_back(self):
        with self._cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
            notices = env["club.reservation.notice"].search(
                [("partner_id", "=", self.club_id)]
            )
            closures = env["club.closure"].search(
                [("facility_id", "child_of", self.site_id)]
            )
            closures.displaced_ids.unlink()
            (notices.mail_id | closures.notice_ids.mail_id).unlink()
            notices.unlink()
            closures.notice_ids.unlink()
            closures.unlink()
        result = super()._take_back()
        with self._cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["res.partner"].browse(self.club_id).unlink()
        return result

    def _read(self, method):
        with self._cursor() as cr:
            return method(api.Environment(cr, SUPERUSER_ID, {}))

    def _count_notices(self, env):
        return env["club.reservation.notice"].search_count(
            [("partner_id", "=", self.club_id)]
        )

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_of_two_who_decide_one_is_told_that_it_is_decided(self):
        ids = self.booking_ids
        outcomes = self._press_at_once(
            [
                lambda env: env["club.reservation"].browse(ids).action_confirm(),
                lambda env: env["club.reservation"].browse(ids).action_reject("Nein"),
            ]
        )
        self.assertEqual(outcomes.count("done"), 1, outcomes)
        loser = next(one for one in outcomes if one != "done")
        self.assertIsInstance(loser, UserError)
        states = self._read(
            lambda env: set(env["club.reservation"].browse(ids).mapped("state"))
        )
        self.assertEqual(len(states), 1)
        self.assertEqual(self._read(self._count_notices), 1)

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_a_closure_that_two_settle_tells_each_club_once(self):
        with self._cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["club.reservation"].browse(self.booking_ids).action_confirm()
            closure = env["club.closure"].create(
                {
                    "name": "Boden",
                    "facility_id": self.site_id,
                    "start": START - timedelta(days=1),
                    "stop": START + timedelta(days=9),
                }
            )
            closure_id = closure.id
        press = [lambda env: env["club.closure"].browse(closure_id).action_settle()] * 2
        outcomes = self._press_at_once(press)
        self.assertEqual(outcomes.count("done"), 1, outcomes)
        loser = next(one for one in outcomes if one != "done")
        self.assertIsInstance(loser, UserError)
        told = self._read(
            lambda env: len(env["club.closure"].browse(closure_id).notice_ids)
        )
        self.assertEqual(told, 1)
