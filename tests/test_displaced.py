"""A closure over what is booked: moved or cancelled, told once, taken back."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_facilities import FacilitiesCommon


@tagged("post_install", "-at_install")
class TestDisplaced(FacilitiesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Facility = cls.env["club.facility"]
        cls.annex = Facility.create({"name": "Anbau", "parent_id": cls.site.id})
        cls.gym = Facility.create(
            {"name": "Gymnastikraum", "parent_id": cls.annex.id, "is_bookable": True}
        )
        cls.other_club = cls.env["res.partner"].create(
            {
                "name": "SV Tal",
                "is_company": True,
                "street": "Am Bach 1",
                "zip": "60000",
                "city": "Tal",
            }
        )
        cls.day = str(cls.env.company._club_today() + timedelta(days=40))
        cls.later = str(cls.env.company._club_today() + timedelta(days=41))

    def _book(self, facility, day=None, start=18, stop=20, **vals):
        booking = self._reserve(facility, day or self.day, start, stop, **vals)
        booking.action_confirm()
        return booking

    def _close(self, facility=None, day=None, until=None, **vals):
        return self.env["club.closure"].create(
            {
                "name": "Neuer Boden",
                "facility_id": (facility or self.building).id,
                "start": self._at(day or self.day, 0),
                "stop": self._at(until or self.later, 23),
                **vals,
            }
        )

    def _mails(self, closure):
        return self.env["mail.mail"].search(
            [
                ("model", "=", "club.closure.notice"),
                ("res_id", "in", closure.notice_ids.ids),
            ],
            order="id",
        )

    def test_a_closure_lists_what_it_displaces(self):
        inside = self._book(self.thirds[0])
        self._book(self.gym)
        self._book(self.thirds[1], str(fields.Date.to_date(self.later) + timedelta(2)))
        self._reserve(self.thirds[2], self.day).action_request()
        closure = self._close()
        self.assertEqual(closure.displaced_ids.reservation_id, inside)
        self.assertEqual(closure.open_count, 1)

    def test_a_whole_is_displaced_by_the_closure_of_a_part(self):
        whole = self._book(self.hall)
        closure = self._close(self.thirds[1])
        self.assertEqual(closure.displaced_ids.reservation_id, whole)
        span = (self._at(self.day, 10), self._at(self.day, 11))
        self.assertTrue(self.hall._get_closed(*span)[self.hall])
        self.assertFalse(self.thirds[0]._get_closed(*span)[self.thirds[0]])

    def test_the_same_time_in_a_free_space_of_the_site_is_proposed(self):
        first, second = self._book(self.thirds[0]), self._book(self.thirds[1])
        closure = self._close()
        lines = closure.displaced_ids
        self.assertEqual(lines.mapped("way"), ["move", "cancel"])
        self.assertEqual(lines.facility_id, self.gym)
        self.assertEqual(lines.reservation_id, first | second)

    def test_a_space_that_is_taken_closed_or_too_small_is_not_proposed(self):
        booking = self._book(self.thirds[0], people_expected=30)
        closure = self._close()
        line = closure.displaced_ids
        self.gym.capacity = 20
        closure.action_list_displaced()
        self.assertEqual(closure.displaced_ids.way, "cancel")
        self.gym.capacity = 0
        self._book(self.gym, start=19, stop=21)
        closure.action_list_displaced()
        self.assertEqual(closure.displaced_ids.way, "cancel")
        self.assertFalse(line.exists())
        self.env["club.reservation"].search(
            [("facility_id", "=", self.gym.id)]
        ).action_cancel()
        self._close(self.annex)
        closure.action_list_displaced()
        self.assertEqual(closure.displaced_ids.way, "cancel")
        self.assertEqual(closure.displaced_ids.reservation_id, booking)

    def test_settling_moves_and_cancels_and_gives_the_time_back(self):
        moved, cancelled = self._book(self.thirds[0]), self._book(self.thirds[1])
        closure = self._close()
        closure.action_settle()
        self.assertEqual(moved.facility_id, self.gym)
        self.assertEqual(moved.state, "confirmed")
        self.assertEqual(moved.occupancy_ids.unit_id, self.gym)
        self.assertEqual(cancelled.state, "cancelled")
        self.assertIn("Neuer Boden", cancelled.reason)
        self.assertFalse(cancelled.occupancy_ids)
        self.assertEqual(closure.open_count, 0)
        self.assertEqual(closure.done_count, 2)
        with self.assertRaises(UserError) as caught:
            closure.action_settle()
        self._assert_sentence(caught.exception)

    def test_each_organisation_reads_all_its_times_in_one_mail(self):
        self._book(self.thirds[0], name="Handball")
        self._book(self.thirds[1], name="Turnen")
        self._book(self.thirds[2], name="Tanzen", partner_id=self.other_club.id)
        closure = self._close()
        closure.action_settle()
        [mail] = self._mails(closure)
        self.assertIn("Handball", mail.body_html)
        self.assertIn("Turnen", mail.body_html)
        self.assertIn("Gymnastikraum", mail.body_html)
        self.assertNotIn("Tanzen", mail.body_html)
        self.assertIn("6:00", mail.body_html)
        self.assertEqual(mail.email_to.count("@"), 1)
        notices = closure.notice_ids.grouped("channel")
        self.assertEqual(notices["email"].partner_id, self.club)
        self.assertEqual(notices["email"].use_count, 2)
        self.assertEqual(notices["letter"].partner_id, self.other_club)
        self.assertEqual(closure.letter_count, 1)

    def test_a_letter_counts_as_printed_once_it_was(self):
        self._book(self.thirds[2], partner_id=self.other_club.id)
        closure = self._close()
        closure.action_settle()
        action = closure.with_user(self.officer).action_print_letters()
        self.assertEqual(action["type"], "ir.actions.report")
        html, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.officer)
            ._render_qweb_html(
                "club_support.club_closure_letters", closure.notice_ids.ids
            )
        )
        self.assertIn("Am Bach 1", html.decode())
        self.assertIn("Neuer Boden", html.decode())
        self.assertEqual(closure.notice_ids.delivery, "printed")
        with self.assertRaises(UserError):
            closure.action_print_letters()

    def test_what_is_left_as_it_is_stays_and_nobody_is_told(self):
        booking = self._book(self.thirds[0], use="maintenance")
        closure = self._close()
        closure.displaced_ids.way = "keep"
        closure.action_settle()
        self.assertEqual(booking.state, "confirmed")
        self.assertFalse(closure.notice_ids)
        closure.action_list_displaced()
        self.assertEqual(closure.open_count, 0)

    def test_a_free_time_is_found_for_what_has_no_proposal(self):
        booking = self._book(self.thirds[0])
        self._book(self.gym)
        line = self._close().displaced_ids
        self.assertEqual(line.way, "cancel")
        action = self._rpc(self.officer, line._name, "action_find_time", line.ids)
        find = self.env[action["res_model"]].with_user(self.officer)
        chosen = find.browse(action["res_id"]).line_ids[-1]
        chosen.action_take()
        self.assertEqual((line.way, line.start), ("move", chosen.start))
        self.assertEqual(booking.start, self._at(self.day, 18), "nothing moves yet")
        line.closure_id.action_settle()
        self.assertEqual(booking.start, chosen.start)

    def test_moving_without_saying_where_to_is_refused(self):
        self._book(self.thirds[0])
        closure = self._close()
        closure.displaced_ids.write({"way": "move", "facility_id": False})
        with self.assertRaises(UserError) as caught:
            closure.action_settle()
        self._assert_sentence(caught.exception)
        self.assertFalse(closure.notice_ids)

    def test_a_new_place_that_was_taken_meanwhile_stops_everything(self):
        booking, other = self._book(self.thirds[0]), self._book(self.thirds[1])
        closure = self._close()
        self._book(self.gym)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            closure.action_settle()
        self.env.invalidate_all()
        self.assertEqual(booking.facility_id, self.thirds[0])
        self.assertEqual(other.state, "confirmed")
        self.assertEqual(len(booking.occupancy_ids), 1)

    def test_what_was_cancelled_by_its_club_is_no_longer_listed(self):
        booking = self._book(self.thirds[0])
        closure = self._close()
        booking.action_cancel()
        with self.assertRaises(UserError):
            closure.action_settle()
        closure.action_list_displaced()
        self.assertFalse(closure.displaced_ids)

    def test_taking_back_returns_everything_and_tells_again(self):
        moved, cancelled = self._book(self.thirds[0]), self._book(self.thirds[1])
        closure = self._close()
        closure.action_settle()
        closure.action_undo()
        self.assertFalse(closure.active)
        self.assertEqual(moved.facility_id, self.thirds[0])
        self.assertEqual(moved.occupancy_ids.unit_id, self.thirds[0])
        self.assertEqual(cancelled.state, "confirmed")
        self.assertEqual(cancelled.occupancy_ids.unit_id, self.thirds[1])
        mails = self._mails(closure)
        self.assertEqual(len(mails), 2)
        self.assertIn("stays open", mails[-1].subject)
        span = (self._at(self.day, 10), self._at(self.day, 11))
        self.assertFalse(self.hall._get_closed(*span)[self.hall])

    def test_taking_back_is_refused_when_somebody_else_has_the_time(self):
        self._book(self.thirds[1], partner_id=False)
        self._book(self.thirds[0])
        closure = self._close()
        closure.displaced_ids.way = "cancel"
        closure.action_settle()
        closure.active = False
        self._book(self.thirds[1])
        with self.assertRaises(UserError):
            closure.action_undo()

    def test_a_use_without_organisation_is_settled_and_nobody_is_told(self):
        booking = self._book(self.thirds[1], partner_id=False, name="Wahl")
        closure = self._close()
        closure.displaced_ids.way = "cancel"
        closure.action_settle()
        self.assertEqual(booking.state, "cancelled")
        self.assertFalse(closure.notice_ids)

    def test_less_than_two_weeks_ahead_warns_the_office(self):
        soon = str(self.env.company._club_today() + timedelta(days=9))
        until = str(self.env.company._club_today() + timedelta(days=50))
        self._book(self.thirds[0], soon)
        self._book(self.thirds[0])
        closure = self._close(day=soon, until=until)
        self.assertEqual(closure.displaced_ids.mapped("is_short_notice"), [True, False])
        self.assertIn(self.club.name, closure.short_notice_hint)
        self.assertIn("1 of these", closure.short_notice_hint)
        self._assert_sentence(closure.short_notice_hint)
        closure.action_settle()
        self.assertFalse(closure.short_notice_hint)

    def test_a_shifted_closure_lists_anew(self):
        booking = self._book(self.thirds[0])
        closure = self._close()
        closure.stop = self._at(self.day, 17)
        self.assertFalse(closure.displaced_ids)
        closure.stop = self._at(self.day, 19)
        self.assertEqual(closure.displaced_ids.reservation_id, booking)

    def test_a_closure_that_was_told_is_not_deleted(self):
        self._book(self.thirds[0])
        closure = self._close()
        closure.action_settle()
        with self.assertRaises(UserError) as caught:
            closure.unlink()
        self._assert_sentence(caught.exception)

    def test_only_the_office_settles(self):
        self._book(self.thirds[0])
        closure = self._close()
        for user in (self.worker, self.caretaker, self.management, self.organiser):
            for method in ("action_settle", "action_undo", "action_list_displaced"):
                with self.assertRaises(AccessError):
                    self._rpc(user, "club.closure", method, closure.ids)
        self._rpc(self.officer, "club.closure", "action_settle", closure.ids)
        self.assertEqual(closure.done_count, 1)

    def test_nothing_but_the_decision_is_written_by_hand(self):
        self._book(self.thirds[0])
        closure = self._close()
        line = closure.displaced_ids
        write = ("club.closure.displaced", "write", line.ids)
        for vals in ({"state": "done"}, {"start_before": self._at(self.day, 1)}):
            with self.assertRaises(UserError) as caught:
                self._rpc(self.officer, *write, vals)
            self._assert_sentence(caught.exception)
        self._rpc(self.officer, *write, {"way": "cancel"})
        closure.action_settle()
        with self.assertRaises(UserError):
            self._rpc(self.officer, *write, {"way": "keep"})

    def test_dates_of_a_series_go_to_the_same_space(self):
        second = self.gym.copy({"name": "Tanzraum"})
        series = self.env["club.reservation.series"].create(
            {
                "name": "Yoga",
                "facility_id": self.thirds[0].id,
                "partner_id": self.club.id,
                "date_from": self.day,
                "date_to": self.later,
            }
        )
        days = (self.day, self.later)
        for day in days:
            self._book(self.thirds[0], day, series_id=series.id)
        # nearer by name, but free on one of the days only
        self._book(self.gym, self.later)
        closure = self._close()
        self.assertEqual(closure.displaced_ids.facility_id, second)

    def _hall_at(self, name, latitude, *days):
        """A gym on a site of its own, taken on these days."""
        site = self.env["club.facility"].create(
            {"name": name, "kind": "site", "latitude": latitude, "longitude": 9.0}
        )
        hall = self.env["club.facility"].create(
            {"name": "Halle", "parent_id": site.id, "is_bookable": True}
        )
        for day in days:
            self._book(hall, day)
        return hall

    def test_the_nearest_house_is_proposed_and_none_too_far(self):
        self.site.write({"latitude": 50.0, "longitude": 9.0})
        self.gym.active = False
        far = self._hall_at("Auwald", 50.2)
        booking = self._book(self.thirds[0])
        closure = self._close()
        self.assertEqual(closure.displaced_ids.way, "cancel")
        near = self._hall_at("Tal", 50.1)
        closure.action_list_displaced()
        self.assertEqual(closure.displaced_ids.facility_id, near)
        self.gym.active = True
        closure.action_list_displaced()
        self.assertEqual(closure.displaced_ids.facility_id, self.gym)
        self.assertEqual(closure.displaced_ids.reservation_id, booking)
        self.assertNotEqual(closure.displaced_ids.facility_id, far)

    def test_a_series_stays_near_though_one_date_is_taken_there(self):
        self.site.write({"latitude": 50.0, "longitude": 9.0})
        third = str(fields.Date.to_date(self.later) + timedelta(days=1))
        away = self._hall_at("Tal", 50.1)
        series = self.env["club.reservation.series"].create(
            {
                "name": "Yoga",
                "facility_id": self.thirds[0].id,
                "partner_id": self.club.id,
                "date_from": self.day,
                "date_to": third,
            }
        )
        days = (self.day, self.later, third)
        for day in days:
            self._book(self.thirds[0], day, series_id=series.id)
        self._book(self.gym, third)
        lines = self._close(until=third).displaced_ids.sorted("start_before")
        self.assertEqual(
            [line.facility_id for line in lines], [self.gym, self.gym, away]
        )

    def test_the_number_of_queries_does_not_grow(self):
        few = self._count_queries(2, 8)
        many = self._count_queries(12, 20)
        self.assertLessEqual(many, few + 6)

    def _count_queries(self, number, hour):
        for minute in range(number):
            self.env["club.reservation"].create(
                {
                    "name": "Turnen",
                    "facility_id": self.thirds[0].id,
                    "partner_id": self.club.id,
                    "start": self._at(self.day, hour, minute * 3),
                    "stop": self._at(self.day, hour, minute * 3 + 2),
                    "is_exception": True,
                }
            ).action_confirm()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        closure = self._close(
            start=self._at(self.day, hour), stop=self._at(self.day, hour + 1)
        )
        closure.action_settle()
        self.env.flush_all()
        count = self.env.cr.sql_log_count - before
        self.assertEqual(closure.done_count, number)
        return count
