"""A group has its time each week, and whatever it does not get is told."""

from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common_reservation_series import ReservationSeriesCommon


@tagged("post_install", "-at_install")
class TestReservationSeries(ReservationSeriesCommon):
    def _date(self, day, series=None):
        dates = (series or self.series).reservation_ids
        return dates.filtered(lambda one: str(one.series_date) == day)

    def test_all_dates_are_booked_on_all_units(self):
        self.series.action_confirm()
        self.assertEqual(self.series.state, "confirmed")
        self.assertEqual(len(self._get_dates()), 10)
        rows = self.series.reservation_ids.occupancy_ids
        self.assertEqual(len(rows), 30)
        first = self._date("2027-01-05")
        self.assertEqual(first.start, self._at("2027-01-05", 18))
        self.assertEqual(set(self.series.reservation_ids.mapped("minutes")), {90})
        self.assertEqual(self.series.reservation_ids.company_id, self.hall.company_id)
        self.assertEqual(first.partner_id, self.club)
        self.assertEqual(first.state, "confirmed")

    def test_each_of_many_times_belongs_to_one_company(self):
        other = self.env["res.company"].create({"name": "Stadt Neuenfels"})
        stranger = self.env["res.partner"].create(
            {"name": "Jona Fremd", "company_id": other.id}
        )
        vals = {
            "name": "Turnen",
            "facility_id": self.hall.id,
            "start": self._at("2027-01-05", 8),
            "stop": self._at("2027-01-05", 9),
        }
        with self.assertRaisesRegex(UserError, "Jona Fremd"):
            self.env["club.reservation"].create(
                [vals, {**vals, "instructor_id": stranger.id}, vals]
            )

    def test_the_preview_writes_nothing(self):
        before = self.env["club.reservation"].search_count([])
        states = self._get_states(self.series.preview())
        self.assertEqual(set(states.values()), {"free"})
        self.assertEqual(len(states), 10)
        self.assertEqual(self.env["club.reservation"].search_count([]), before)
        self.assertFalse(self.series.skipped_ids)

    def test_what_is_taken_or_closed_is_skipped_with_its_reason(self):
        self._reserve(self.thirds[0], day="2027-01-12", name="Turnen").action_confirm()
        self.env["club.closure"].create(
            {
                "name": "Neuer Boden",
                "facility_id": self.site.id,
                "start": "2027-01-18 05:00:00",
                "stop": "2027-01-20 05:00:00",
            }
        )
        states = self._get_states(self.series.preview())
        self.series.action_confirm()
        skips = {str(one.date): one for one in self.series.skipped_ids}
        self.assertEqual(
            {day: one.kind for day, one in skips.items()},
            {"2027-01-12": "taken", "2027-01-19": "closed"},
        )
        self.assertEqual(
            {day: state for day, state in states.items() if state != "free"},
            {day: one.kind for day, one in skips.items()},
        )
        self.assertIn("Turnen", skips["2027-01-12"].reason)
        self.assertIn("18:00 to 20:00", skips["2027-01-12"].reason)
        self.assertIn("Neuer Boden", skips["2027-01-19"].reason)
        self.assertEqual(len(self._get_dates()), 8)

    def test_a_closed_third_closes_the_whole(self):
        self.env["club.closure"].create(
            {
                "name": "Neues Netz",
                "facility_id": self.thirds[1].id,
                "start": "2027-01-18 05:00:00",
                "stop": "2027-01-20 05:00:00",
            }
        )
        self.series.action_confirm()
        self.assertEqual(self.series.skipped_ids.mapped("kind"), ["closed"])

    def test_a_school_pauses_in_school_holidays(self):
        self.env["club.holiday"].create(
            {
                "name": "Faschingsferien",
                "kind": "school",
                "date_from": "2027-02-08",
                "date_to": "2027-02-12",
            }
        )
        self.assertFalse(self.series.skip_school)
        school = self._create_series(use="school", hour_from=8, hour_to=13)
        self.assertTrue(school.skip_school)
        (school | self.series).action_confirm()
        self.assertEqual(school.skipped_ids.kind, "holiday")
        self.assertEqual(school.skipped_ids.date, date(2027, 2, 9))
        self.assertIn("2027-02-09", self._get_dates())
        # the school may want it all the same
        school.skipped_ids.action_add_again()
        self.assertIn("2027-02-09", self._get_dates(school))
        self.assertFalse(school.skipped_ids)

    def test_a_skipped_date_can_be_added_again_once_it_is_free(self):
        other = self._reserve(day="2027-01-12", name="Turnen")
        other.action_confirm()
        self.series.action_confirm()
        skip = self.series.skipped_ids
        with self.assertRaises(UserError) as caught:
            skip.action_add_again()
        self._assert_sentence(caught.exception.args[0])
        self.assertIn("Turnen", caught.exception.args[0])
        other.action_cancel("Grippe")
        skip.action_add_again()
        self.assertEqual(len(self._get_dates()), 10)
        self.assertFalse(skip.exists())

    def test_of_two_that_clash_the_first_one_has_the_time(self):
        second = self._create_series(
            name="Basketball", facility_id=self.thirds[2].id, hour_from=19, hour_to=21
        )
        third = self._create_series(
            name="Turnen", facility_id=self.thirds[1].id, hour_from=19.5, hour_to=21
        )
        fourth = self._create_series(
            name="Judo",
            facility_id=self.thirds[1].id,
            hour_from=19.5,
            hour_to=21,
            rrule="FREQ=WEEKLY;BYDAY=TU,WE",
        )
        second.rrule = "FREQ=WEEKLY;BYDAY=TU,TH"
        (self.series | second | third | fourth).action_confirm()
        self.assertEqual(len(self._get_dates()), 10)
        self.assertEqual(set(second.skipped_ids.mapped("kind")), {"taken"})
        self.assertEqual(len(second.skipped_ids), 10)
        self.assertIn("Handball", second.skipped_ids[0].reason)
        self.assertEqual(len(self._get_dates(third)), 10)
        self.assertEqual(len(fourth.skipped_ids), 10)
        self.assertEqual(len(self._get_dates(fourth)), 9)

    def test_a_series_without_a_single_date_is_refused(self):
        self._create_series(name="Turnen").action_confirm()
        with self.assertRaises(UserError) as caught:
            self.series.action_confirm()
        self._assert_sentence(caught.exception.args[0])
        self.assertEqual(self.series.state, "draft")
        never = self._create_series(rrule="FREQ=YEARLY;BYMONTH=8;BYMONTHDAY=1")
        with self.assertRaises(UserError) as caught:
            never.action_confirm()
        self.assertIn("names no day", caught.exception.args[0])

    # ------------------------------------------------------------
    # Taking back and ending
    # ------------------------------------------------------------

    def test_a_confirmation_can_be_taken_back_before_the_first_date(self):
        self.series.action_leave_out(["2027-01-12"], "Elternabend")
        self._reserve(day="2027-01-19").action_confirm()
        self.series.action_confirm()
        self.series.action_undo()
        self.assertEqual(self.series.state, "draft")
        self.assertFalse(self.series.reservation_ids)
        self.assertEqual(self.series.skipped_ids.kind, "hand")
        self._reserve(day="2027-01-26").action_confirm()

    def test_a_series_that_has_begun_is_ended_instead(self):
        begun = self._create_series(date_from="2026-12-01", date_to="2027-01-31")
        begun.action_confirm()
        with self.assertRaises(UserError) as caught:
            begun.action_undo()
        self._assert_sentence(caught.exception.args[0])
        begun.action_end("2026-12-20")
        self.assertEqual(begun.state, "ended")
        self.assertEqual(
            self._get_dates(begun), ["2026-12-01", "2026-12-08", "2026-12-15"]
        )
        gone = self._date("2026-12-22", begun)
        self.assertEqual(gone.state, "cancelled")
        self.assertTrue(gone.reason)
        self._reserve(day="2026-12-22").action_confirm()

    def test_a_series_ends_within_its_days(self):
        self.series.action_confirm()
        for day in ("2026-01-01", "2028-01-01", "bald"):
            with self.assertRaises(UserError) as caught:
                self.series.action_end(day)
            self._assert_sentence(caught.exception.args[0])
        self.series.action_end("2027-01-05")
        self.assertEqual(self._get_dates(), ["2027-01-05"])

    # ------------------------------------------------------------
    # Leaving out
    # ------------------------------------------------------------

    def test_days_are_left_out_before_and_after(self):
        self.series.action_leave_out("2027-01-12", "Elternabend")
        self.series.action_confirm()
        self.assertEqual(len(self._get_dates()), 9)
        self._date("2027-01-19").action_leave_out("Turnier")
        self.assertEqual(len(self._get_dates()), 8)
        reasons = {str(one.date): one.reason for one in self.series.skipped_ids}
        self.assertEqual(
            reasons, {"2027-01-12": "Elternabend", "2027-01-19": "Turnier"}
        )
        self.series.skipped_ids.action_add_again()
        self.assertEqual(len(self._get_dates()), 10)
        with self.assertRaises(UserError) as caught:
            self.series.action_leave_out("2027-01-13")
        self._assert_sentence(caught.exception.args[0])

    def test_whoever_cancels_a_date_leaves_it_out(self):
        self.series.action_confirm()
        one = self._date("2027-01-12")
        one.action_cancel("Grippe")
        self.assertEqual(self.series.skipped_ids.kind, "hand")
        self.assertEqual(self.series.skipped_ids.reason, "Grippe")
        one.action_reopen()
        one.action_confirm()
        self.assertFalse(self.series.skipped_ids)

    def test_a_date_left_out_of_a_draft_simply_comes_back(self):
        self.series.action_leave_out("2027-01-12")
        self.series.skipped_ids.action_add_again()
        self.assertFalse(self.series.skipped_ids)
        self.assertFalse(self.series.reservation_ids)

    def test_a_single_use_is_left_out_of_nothing(self):
        with self.assertRaises(UserError) as caught:
            self._reserve().action_leave_out()
        self._assert_sentence(caught.exception.args[0])

    # ------------------------------------------------------------
    # Rules and copies
    # ------------------------------------------------------------

    def test_a_copy_begins_anew(self):
        self.series.action_leave_out("2027-01-12")
        self.series.action_confirm()
        copy = self.series.copy()
        self.assertEqual(copy.state, "draft")
        self.assertFalse(copy.reservation_ids)
        self.assertFalse(copy.skipped_ids)
        self.assertEqual(copy.rrule, self.series.rrule)

    def test_what_is_booked_is_neither_deleted_nor_archived(self):
        self.series.action_confirm()
        for act in (
            self.series.unlink,
            self.series.action_archive,
            lambda: self.series.write({"hour_from": 17}),
            lambda: self.series.write({"mon": True}),
        ):
            with self.assertRaises(UserError) as caught:
                act()
            self._assert_sentence(caught.exception.args[0])
        self._create_series().unlink()

    def test_the_rules_of_the_space_count_before_anything_is_booked(self):
        self.hall.write(
            {"capacity": 20, "shortest_minutes": 60, "longest_minutes": 120}
        )
        for vals in (
            {"people_expected": 21},
            {"hour_from": 18.1},
            {"hour_from": 15},
            {"hour_from": 19},
        ):
            series = self._create_series(**vals)
            with self.subTest(vals=vals), self.assertRaises(ValidationError) as caught:
                series.action_confirm()
            self._assert_sentence(caught.exception.args[0])
        self.hall.active = False
        with self.assertRaises(ValidationError) as caught:
            self.series.action_confirm()
        self._assert_sentence(caught.exception.args[0])

    # ------------------------------------------------------------
    # Who may
    # ------------------------------------------------------------

    def test_only_the_office_books_series(self):
        calls = [
            ("action_confirm",),
            ("action_undo",),
            ("action_end",),
            ("action_leave_out", "2027-01-12"),
            ("action_change", {"hour_from": 17}),
        ]
        for user in (self.worker, self.caretaker, self.management, self.lead):
            for method, *args in calls:
                with (
                    self.subTest(user=user.name, method=method),
                    self.assertRaises(AccessError),
                ):
                    self._rpc(
                        user, "club.reservation.series", method, self.series.ids, *args
                    )
        self.assertEqual(self.series.state, "draft")

    def test_nobody_makes_dates_of_a_series_by_hand(self):
        self.series.action_confirm()
        booking = self._reserve(day="2027-04-01").with_user(self.officer)
        for vals in (
            {"series_id": self.series.id},
            {"series_date": "2027-04-06"},
        ):
            with self.assertRaises(UserError):
                booking.write(vals)
        with self.assertRaises(UserError):
            self._rpc(
                self.worker,
                "club.reservation",
                "create",
                {
                    "facility_id": self.hall.id,
                    "start": "2027-04-06 16:00:00",
                    "series_id": self.series.id,
                },
            )

    def test_a_management_reader_previews(self):
        lines = self._rpc(
            self.management, "club.reservation.series", "preview", self.series.ids
        )
        self.assertEqual(len(lines), 10)

    # ------------------------------------------------------------
    # Queries
    # ------------------------------------------------------------

    def test_queries_do_not_grow_with_dates_or_series(self):
        short = self._create_series(date_to="2027-01-05", hour_from=8, hour_to=9)
        long = self._create_series(date_to="2027-12-31", hour_from=9, hour_to=10)
        many = self.env["club.reservation.series"].concat(
            *(
                self._create_series(hour_from=10 + number, hour_to=11 + number)
                for number in range(5)
            )
        )
        counts = []
        for series in (short, long, many):
            self.env.invalidate_all()
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            series.mapped("display_name")
            series.action_confirm()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(max(counts[1:]), counts[0] + 6, counts)
        self.assertEqual(len(self._get_dates(long)), 52)
