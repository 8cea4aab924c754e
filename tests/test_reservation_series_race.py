"""Officers who give a series and a single time in the same second, really."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo import SUPERUSER_ID, api
from odoo.tests import tagged

from .test_occupancy_race import RaceCommon

TUESDAY = date(2035, 3, 6)
WEEKS = 6


@tagged("post_install", "-at_install")
class TestReservationSeriesRace(RaceCommon):
    def setUp(self):
        super().setUp()
        self.series_ids = []
        self.addCleanup(self._take_series_back)

    def _take_series_back(self):
        with self._cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
            series = env["club.reservation.series"].browse(self.series_ids)
            series.reservation_ids.unlink()
            series.state = "draft"
            series.unlink()

    def _create_series(self, facility_id, rule):
        with self._cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            series = env["club.reservation.series"].create(
                {
                    "name": "Handball",
                    "facility_id": facility_id,
                    "rrule": rule,
                    "date_from": TUESDAY,
                    "date_to": TUESDAY + timedelta(weeks=WEEKS, days=-1),
                    "hour_from": 17,
                    "hour_to": 18,
                }
            )
            self.series_ids.append(series.id)
            self.zone = ZoneInfo(series.tz)
            return series.id

    def _confirm(self, series_id):
        return lambda env: (
            env["club.reservation.series"].browse(series_id).action_confirm()
        )

    def _get_moment(self, day, hour):
        """By the clock on the wall, as naive UTC."""
        wall = datetime.combine(day, time(hour), self.zone)
        return wall.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)

    def _read_days(self, series_id):
        """Days on which a series has its time, and those it was told it has not."""
        with self._cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            series = env["club.reservation.series"].browse(series_id)
            dates = series.reservation_ids.filtered(
                lambda one: one.state == "confirmed"
            )
            skipped = series.skipped_ids
            self.assertEqual(set(skipped.mapped("kind")) | {"taken"}, {"taken"})
            return dates.mapped("series_date"), skipped.mapped("date")

    def _assert_units_true(self):
        for written, units in self._read_rows():
            self.assertEqual(written, units)

    def test_a_single_time_and_a_series_never_share_a_date(self):
        for number, third_id in enumerate(self.third_ids):
            series_id = self._create_series(third_id, "FREQ=WEEKLY;BYDAY=TU")
            contested = TUESDAY + timedelta(weeks=number)
            start = self._get_moment(contested, 17)
            outcomes = self._press_at_once(
                [self._confirm(series_id), self._book(third_id, start)]
            )
            self._assert_told(outcomes)
            self.assertEqual(outcomes[0], "done", "the other dates are free")
            dates, skipped = self._read_days(series_id)
            self.assertEqual(len(dates) + len(skipped), WEEKS)
            self.assertEqual(skipped, [contested] if outcomes[1] == "done" else [])
        self._assert_units_true()

    def test_two_series_share_the_days_and_no_date(self):
        whole = self._create_series(self.hall_id, "FREQ=WEEKLY;BYDAY=TU,WE")
        third = self._create_series(self.third_ids[0], "FREQ=WEEKLY;BYDAY=TU,TH")
        outcomes = self._press_at_once([self._confirm(whole), self._confirm(third)])
        self.assertEqual(outcomes, ["done", "done"])
        mine, not_mine = self._read_days(whole)
        theirs, not_theirs = self._read_days(third)
        self.assertFalse(set(mine) & set(theirs))
        self.assertEqual(len(mine) + len(theirs), 3 * WEEKS, "each Tuesday is given")
        self.assertEqual(set(not_mine) | set(not_theirs), set(not_mine + not_theirs))
        self.assertEqual(len(not_mine) + len(not_theirs), WEEKS)
        self._assert_units_true()

    def test_a_series_confirmed_twice_has_each_date_once(self):
        series_id = self._create_series(self.hall_id, "FREQ=WEEKLY;BYDAY=TU")
        outcomes = self._press_at_once([self._confirm(series_id)] * 2)
        self._assert_told(outcomes)
        self.assertEqual(outcomes.count("done"), 1)
        dates, skipped = self._read_days(series_id)
        self.assertEqual((len(dates), len(set(dates)), skipped), (WEEKS, WEEKS, []))
        self._assert_units_true()
