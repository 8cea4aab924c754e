"""A club reads what becomes of its series once, with all dates."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_reservation_series import ReservationSeriesCommon


@tagged("post_install", "-at_install")
class TestReservationSeriesTelling(ReservationSeriesCommon):
    def _count(self, act):
        """
        :return: the notices that an act made, in order
        """
        Notice = self.env["club.reservation.notice"]
        before = Notice.search([])
        act()
        self.env.flush_all()
        return (Notice.search([]) - before).sorted("id")

    def test_confirming_tells_all_dates_in_one_mail(self):
        notice = self._count(self.series.action_confirm)
        self.assertEqual(notice.mapped("kind"), ["confirmed"])
        self.assertEqual(len(notice.reservation_ids), 10)
        self.assertEqual(notice.partner_id, self.club)
        self.assertEqual(len(notice.mail_id), 1)
        self.assertIn("January 5, 2027", notice.dates)
        self.assertIn("March 9, 2027", notice.dates)

    def test_two_series_of_a_club_are_told_together(self):
        other = self._create_series(
            name="Turnen", facility_id=self.thirds[0].id, hour_from=20, hour_to=21
        )
        notice = self._count((self.series | other).action_confirm)
        self.assertEqual(len(notice), 1)
        self.assertEqual(len(notice.reservation_ids), 20)

    def test_a_season_tells_its_times_itself(self):
        season = self.env["club.season"].create(
            {
                "name": "Winter",
                "date_from": "2027-01-01",
                "date_to": "2027-03-31",
                "user_id": self.officer.id,
            }
        )
        self.series.season_id = season
        self.assertFalse(self._count(season.action_confirm))
        self.assertEqual(len(season.notice_ids), 1)

    def test_whoever_tells_it_otherwise_keeps_the_series_silent(self):
        silent = self.series.with_context(club_tell_clubs=False)
        self.assertFalse(self._count(silent.action_confirm))

    def test_what_is_given_up_is_told_with_its_reason(self):
        self.series.action_confirm()
        ended = self._count(lambda: self.series.action_leave_out("2027-01-12", "Ball"))
        self.assertEqual(ended.mapped("kind"), ["cancelled"])
        self.assertEqual(ended.reason, "Ball")
        self.assertEqual(len(ended.reservation_ids), 1)
        back = self._count(self.series.skipped_ids.action_add_again)
        self.assertEqual(back.mapped("kind"), ["confirmed"])
        self.assertEqual(len(back.reservation_ids), 1)
        ended = self._count(lambda: self.series.action_end("2027-02-10"))
        self.assertEqual(ended.mapped("kind"), ["cancelled"])
        self.assertEqual(len(ended.reservation_ids), 4)

    def test_a_change_tells_what_moved_and_what_it_was(self):
        self.series.action_confirm()
        self._reserve(day="2027-01-12", start=16, stop=17).action_confirm()
        notices = self._count(
            lambda: self.series.action_change({"hour_from": 16.5, "hour_to": 18})
        )
        by_kind = notices.grouped("kind")
        self.assertEqual(set(by_kind), {"moved", "cancelled"})
        self.assertEqual(len(by_kind["moved"].reservation_ids), 9)
        self.assertIn("18:00 – 19:30", by_kind["moved"].dates)
        self.assertEqual(len(by_kind["cancelled"].reservation_ids), 1)
        self.assertFalse(
            self._count(lambda: self.series.action_change({"people_expected": 9}))
        )
        # what is remembered as moved would be told by the nightly run once more
        self.assertFalse(any(self.series.reservation_ids.mapped("date_moved")))

    def test_what_is_taken_back_is_told_to_who_knew_of_it(self):
        self.series.action_confirm()
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self.series.with_user(self.worker).action_undo()
        notice = self._count(self.series.action_undo)
        self.assertEqual(notice.mapped("kind"), ["cancelled"])
        self.assertEqual(notice.dates.count("2027"), 10)
