"""Whoever changes a series keeps what was changed by hand and what lies behind."""

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common_reservation_series import ReservationSeriesCommon


@tagged("post_install", "-at_install")
class TestReservationSeriesChange(ReservationSeriesCommon):
    def setUp(self):
        super().setUp()
        self.series.action_confirm()

    def _date(self, day, series=None):
        dates = (series or self.series).reservation_ids
        return dates.filtered(lambda one: str(one.series_date) == day)

    def _open(self, one=None, **context):
        origin = one or self.series
        return Form(
            self.env["club.reservation.series.change"]
            .with_user(self.officer)
            .with_context(active_model=origin._name, active_id=origin.id, **context)
        )

    def test_all_dates_ahead_follow_and_stay_the_same_records(self):
        before = self.series.reservation_ids
        self.series.action_change({"hour_from": 17.0, "hour_to": 19.0, "name": "D"})
        self.assertEqual(self.series.reservation_ids, before)
        self.assertEqual(set(before.mapped("minutes")), {120})
        self.assertEqual(set(before.mapped("name")), {"D"})
        self.assertEqual(self._date("2027-01-12").start, self._at("2027-01-12", 17))
        self._reserve(day="2027-01-12", start=19, stop=20).action_confirm()
        rows = before.occupancy_ids
        self.assertEqual(len(rows), 30)
        self.assertEqual(set(rows.mapped("start")), set(before.mapped("start")))

    def test_a_new_weekday_moves_each_date_within_its_week(self):
        before = self.series.reservation_ids
        self.series.action_leave_out("2027-01-19", "Elternabend")
        self.series.action_change({"rrule": "FREQ=WEEKLY;BYDAY=WE"})
        live = before.filtered(lambda one: one.state == "confirmed")
        self.assertEqual(
            self._get_dates(),
            [
                *("2027-01-06", "2027-01-13", "2027-01-27", "2027-02-03"),
                *("2027-02-10", "2027-02-17", "2027-02-24", "2027-03-03"),
            ],
        )
        self.assertEqual(len(live), 8)
        skip = self.series.skipped_ids
        self.assertEqual((str(skip.date), skip.reason), ("2027-01-20", "Elternabend"))
        # beyond the last day
        self.assertEqual(self._date("2027-03-09").state, "cancelled")

    def test_what_was_changed_by_hand_stays(self):
        moved = self._date("2027-01-12")
        moved.with_user(self.officer).write(
            {"start": self._at("2027-01-13", 18), "stop": self._at("2027-01-13", 20)}
        )
        self.assertTrue(moved.is_touched)
        self.assertFalse(self._date("2027-01-19").is_touched)
        self.series.action_change({"hour_from": 17.0, "facility_id": self.thirds[0].id})
        self.assertEqual(moved.start, self._at("2027-01-13", 18))
        self.assertEqual(moved.facility_id, self.hall)
        self.assertEqual(self._date("2027-01-19").facility_id, self.thirds[0])
        self.assertEqual(self._date("2027-01-19").occupancy_ids.unit_id, self.thirds[0])
        self.assertEqual(len(self._get_dates()), 10)
        self.assertIn("01/12/2027", str(self.series.message_ids[0].body))

    def test_from_here_on_another_series_goes_on(self):
        moved = self._date("2027-02-09")
        moved.people_expected = 3
        day = "2027-02-02"
        after = self.series.action_change({"hour_from": 17.0}, day)
        self.assertNotEqual(after, self.series)
        self.assertEqual(str(self.series.date_to), "2027-01-31")
        self.assertEqual(len(self._get_dates()), 4)
        self.assertEqual(len(self._get_dates(after)), 6)
        self.assertEqual(moved.series_id, after)
        self.assertEqual(moved.start, self._at("2027-02-09", 18))
        self.assertEqual(self._date(day, after).start, self._at(day, 17))
        self.assertEqual(self._date("2027-01-26").start, self._at("2027-01-26", 18))
        self.assertEqual(after.state, "confirmed")
        self.assertFalse(any(self.series.reservation_ids.mapped("is_touched")))

    def test_what_cannot_be_had_is_given_up_and_told(self):
        self._reserve(day="2027-01-12", start=20, stop=22, name="Chor").action_confirm()
        self.series.action_change({"hour_from": 19.0, "hour_to": 20.5})
        self.assertEqual(self._date("2027-01-12").state, "cancelled")
        self.assertFalse(self._date("2027-01-12").occupancy_ids)
        self.assertEqual(self.series.skipped_ids.kind, "taken")
        self.assertIn("Chor", self.series.skipped_ids.reason)
        self.assertEqual(len(self._get_dates()), 9)

    def test_what_lies_behind_stays(self):
        with freeze_time("2027-02-10 10:00:00"):
            self.series.action_change({"hour_from": 17.0})
            self.assertEqual(self._date("2027-02-09").start, self._at("2027-02-09", 18))
            self.assertFalse(self._date("2027-02-09").is_touched)
            self.assertEqual(self._date("2027-02-16").start, self._at("2027-02-16", 17))

    def test_more_weeks_and_more_days_are_added(self):
        before = self.series.reservation_ids
        self.series.action_change(
            {"rrule": "FREQ=WEEKLY;BYDAY=TU,TH", "date_to": "2027-03-16"}
        )
        self.assertEqual(len(self._get_dates()), 21)
        self.assertLessEqual(before, self.series.reservation_ids)

    def test_of_a_number_of_dates_the_rest_goes_on(self):
        series = self._create_series(
            rrule="FREQ=WEEKLY;BYDAY=TU;COUNT=6", hour_from=8, hour_to=9
        )
        series.action_confirm()
        after = series.action_change({"name": "D"}, "2027-01-26")
        self.assertEqual(len(self._get_dates(series)), 3)
        self.assertEqual(len(self._get_dates(after)), 3)

    def test_the_dialog_shows_what_happens_before_it_does(self):
        self._reserve(day="2027-01-12", start=20, stop=22, name="Chor").action_confirm()
        dialog = self._open()
        dialog.hour_from, dialog.hour_to = 19.0, 20.5
        self.assertIn("Chor", dialog.preview_html)
        self.assertEqual(len(self._get_dates()), 10)
        dialog.save().action_apply()
        self.assertEqual(len(self._get_dates()), 9)

    def test_the_dialog_changes_the_weekday(self):
        dialog = self._open()
        self.assertEqual(dialog.weekday, "1")
        dialog.weekday = "2"
        self.assertEqual(dialog.rrule, "FREQ=WEEKLY;BYDAY=WE")
        dialog.save().action_apply()
        self.assertEqual(self._get_dates()[0], "2027-01-06")

    def test_the_dialog_changes_one_date_only(self):
        one = self._date("2027-01-12")
        dialog = self._open(one, default_scope="this")
        dialog.hour_from, dialog.hour_to = 20.0, 21.5
        dialog.save().action_apply()
        self.assertEqual(one.start, self._at("2027-01-12", 20))
        self.assertTrue(one.is_touched)
        self.assertEqual(self.series.hour_from, 18)

    def test_the_dialog_goes_on_from_a_date(self):
        one = self._date("2027-02-02")
        dialog = self._open(one, default_scope="ahead")
        dialog.name = "Handball B-Jugend"
        action = dialog.save().action_apply()
        after = self.env["club.reservation.series"].browse(action["res_id"])
        self.assertEqual(len(self._get_dates(after)), 6)

    def test_nothing_and_nonsense_are_refused_in_words(self):
        refused = [
            lambda: self._open().save().action_apply(),
            lambda: self._open(default_scope="this").save().action_apply(),
            lambda: self.series.action_change({"state": "draft"}),
            lambda: self.series.action_change("alles"),
            lambda: self.series.action_change({"hour_from": 17}, "2028-01-01"),
            lambda: self.series.action_change({"hour_from": 17}, "bald"),
        ]
        for act in refused:
            with self.assertRaises(UserError) as caught:
                act()
            self._assert_sentence(caught.exception.args[0])

    def test_dialogs_tell_nothing_to_others(self):
        for model in ("club.reservation.series.change", "club.reservation.series.step"):
            for user in (self.worker, self.caretaker, self.management):
                with self.assertRaises(AccessError):
                    self._rpc(user, model, "create", {"series_id": self.series.id})

    def test_dialogs_end_and_leave_out(self):
        Step = self.env["club.reservation.series.step"].with_user(self.officer)
        Step = Step.with_context(
            active_model="club.reservation.series", active_id=self.series.id
        )
        Step.create(
            {"step": "leave_out", "date": "2027-01-12", "reason": "Turnier"}
        ).action_apply()
        self.assertEqual(self.series.skipped_ids.reason, "Turnier")
        Step.create({"date": "2027-01-20"}).action_apply()
        self.assertEqual(self._get_dates(), ["2027-01-05", "2027-01-19"])
