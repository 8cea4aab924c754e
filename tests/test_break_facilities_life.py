"""What life does to halls and times: merges, closures, odd names, clocks, mail."""

from datetime import timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_seasons import SeasonsCommon

SCRIPT = "<script>alert(1)</script>"


@tagged("post_install", "-at_install")
class TestBreakFacilitiesLife(SeasonsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["club.holiday"].search([]).active = False
        cls.today = cls.env.company._club_today()
        cls.day = str(cls.today + timedelta(days=40))

    def _book(self, facility=None, start=18, stop=20, **vals):
        booking = self._reserve(facility, self.day, start, stop, **vals)
        booking.with_user(self.officer).action_confirm()
        return booking

    def _close(self, facility, **vals):
        return (
            self.env["club.closure"]
            .with_user(self.officer)
            .create(
                {
                    "name": "Neuer Boden",
                    "facility_id": facility.id,
                    "start": self._at(self.day, 0),
                    "stop": self._at(self.day, 23),
                    **vals,
                }
            )
        )

    def _combine(self, *units, name="Drittel A + B"):
        return self.env["club.facility"].create(
            {
                "name": name,
                "parent_id": self.building.id,
                "is_bookable": True,
                "unit_ids": [Command.set([unit.id for unit in units])],
            }
        )

    # ------------------------------------------------------------
    # Closures
    # ------------------------------------------------------------

    def test_closing_a_combination_lists_what_is_booked_there(self):
        both = self._combine(*self.thirds[:2])
        booking = self._book(both)
        beside = self._book(self.thirds[0], start=10, stop=12)
        closure = self._close(both)
        self.assertEqual(closure.displaced_ids.reservation_id, booking)
        closure.action_settle()
        self.assertEqual(beside.state, "confirmed")
        self._assert_rows_true()

    def test_nobody_moves_a_time_into_a_closure(self):
        booking = self._book()
        hours = {"start": self._at(self.day, 8), "stop": self._at(self.day, 12)}
        self._close(self.building, **hours)
        before = (booking.start, booking.stop)
        with self.assertRaises(UserError) as refusal, self.env.cr.savepoint():
            booking.with_user(self.officer).action_move(self._at(self.day, 9))
        self._assert_sentence(refusal.exception)
        self.assertEqual((booking.start, booking.stop), before)
        # no exception opens a house that is closed
        with self.assertRaises(UserError), self.env.cr.savepoint():
            booking.with_user(self.officer).write(
                {
                    "is_exception": True,
                    "start": self._at(self.day, 9),
                    "stop": self._at(self.day, 11),
                }
            )
        self._assert_rows_true()

    def test_taking_a_closure_back_leaves_alone_what_was_moved_again(self):
        gym = self.env["club.facility"].create(
            {"name": "Gymnastikraum", "kind": "space", "is_bookable": True}
        )
        booking, other = self._book(), self._book(start=10, stop=12)
        closure = self._close(self.building)
        lines = closure.displaced_ids
        lines.write({"way": "move", "facility_id": gym.id})
        closure.action_settle()
        self.assertEqual((booking | other).facility_id, gym)
        booking.with_user(self.officer).action_move(self._at(self.day, 14))
        closure.action_undo()
        self.assertEqual(booking.facility_id, gym)
        self.assertEqual(booking.start, self._at(self.day, 14))
        self.assertEqual(other.facility_id, self.hall)
        self._assert_rows_true()

    def test_settling_twice_tells_nobody_twice(self):
        self._book()
        closure = self._close(self.building)
        closure.action_settle()
        self.assertEqual(len(closure.notice_ids), 1)
        with self.assertRaises(UserError) as refusal:
            closure.action_settle()
        self._assert_sentence(refusal.exception)
        self.assertEqual(len(closure.notice_ids), 1)

    # ------------------------------------------------------------
    # Holds
    # ------------------------------------------------------------

    def test_nothing_is_held_until_yesterday(self):
        asked = self._reserve(day=self.day)
        asked.action_request()
        for until in (
            fields.Datetime.subtract(fields.Datetime.now(), days=1),
            "2000-01-01 00:00:00",
            "9999-12-31 23:59:59",
            "0001-01-01",
        ):
            with self.subTest(until=until):
                with self.assertRaises(UserError) as refusal, self.env.cr.savepoint():
                    asked.with_user(self.officer).action_hold(until)
                self._assert_sentence(refusal.exception)
        self.assertEqual(asked.state, "requested")

    # ------------------------------------------------------------
    # Contacts and users
    # ------------------------------------------------------------

    def test_clubs_that_are_merged_keep_all_of_their_times(self):
        twin = self.env["res.partner"].create(
            {"name": "TSV Gruenbach", "is_company": True}
        )
        booking = self._book(partner_id=twin.id)
        both = self._book(start=10, stop=12)
        series = self._series_before(partner=twin, season_id=self.season.id)
        series.action_confirm()
        application = self._apply(partner=twin)
        closure = self._close(self.building)
        closure.action_settle()
        dates = series.reservation_ids
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((twin | self.club).ids, self.club)
        self.env.invalidate_all()
        self.assertEqual(
            (booking | both | dates).partner_id | series.partner_id, self.club
        )
        self.assertEqual(application.partner_id, self.club)
        self.assertEqual(closure.displaced_ids.partner_id, self.club)
        self.assertEqual(len(dates), 8)
        self._assert_rows_true()
        closure.action_undo()
        self._assert_rows_true()

    def test_a_club_that_is_archived_stops_no_step(self):
        booking = self._book()
        asked = self._reserve(day=self.day, start=10, stop=12)
        asked.action_request()
        series = self._series_before(season_id=self.season.id)
        self._apply().with_user(self.officer).action_serve()
        self.env["club.season.application"].search([]).series_ids.unlink()
        self.env["club.season.application"].search([]).unlink()
        self.club.with_context(active_test=False).active = False
        asked.with_user(self.officer).action_confirm()
        booking.with_user(self.officer).action_cancel("Verein aufgelöst")
        self.season.with_user(self.officer).action_confirm()
        self.assertEqual(series.state, "confirmed")
        closure = self._close(self.building)
        closure.action_settle()
        self.assertEqual(asked.state, "cancelled")
        self._assert_rows_true()

    def test_an_archived_user_stops_no_step(self):
        series = self._series_before(season_id=self.season.id)
        series.user_id = self.officer
        asked = self._reserve(day=self.day, user_id=self.officer.id)
        asked.action_hold()
        self.officer.active = False
        other = self.administrator
        series.with_user(other).action_confirm()
        self.assertEqual(series.state, "confirmed")
        asked._warn_of_end()
        asked.with_user(other).action_confirm()
        self.season.with_user(other).action_confirm()
        self.assertEqual(asked.state, "confirmed")

    # ------------------------------------------------------------
    # Copies
    # ------------------------------------------------------------

    def test_copies_take_no_time(self):
        series = self._series_before(season_id=self.season.id)
        series.action_leave_out("2027-10-12", "Fest")
        series.action_confirm()
        booking = self._book()
        closure = self._close(self.building)
        closure.action_settle()
        for record, state in ((booking, "draft"), (series, "draft")):
            copy = record.with_user(self.officer).copy()
            with self.subTest(model=record._name):
                self.assertEqual(copy.state, state)
        self.assertFalse(series.copy().reservation_ids)
        self.assertFalse(series.copy().skipped_ids)
        self.assertEqual(self.season.copy().state, "planning")
        self.assertFalse(self.season.copy().series_ids)
        twin = self.hall.with_user(self.officer).copy()
        self.assertFalse(twin.reservation_ids)
        self.assertEqual(len(twin.unit_ids), 3)
        self.assertFalse(twin.unit_ids & self.thirds)
        self._assert_rows_true()

    # ------------------------------------------------------------
    # Names
    # ------------------------------------------------------------

    def test_odd_names_are_shown_as_text(self):
        name = f"Turnen {SCRIPT} {{{{ 7 * 7 }}}}"
        self.club.name = f"TSV {SCRIPT}"
        self.hall.write({"name": f"Halle {SCRIPT}", "plan_shows": "name"})
        first = self._series_before(season_id=self.season.id, name=name)
        first.action_confirm()
        second = self._series_before(season_id=self.season.id, name=name)
        booking = self._book(name=name)
        application = self._apply(self._wish(start=8.0, stop=10.0), name=name)
        application.with_user(self.officer).action_refuse(f"Nein {SCRIPT}")
        closure = self._close(self.building, name=f"Boden {SCRIPT}")
        closure.action_settle()
        second.with_user(self.officer).unlink()
        self.season.with_user(self.officer).action_confirm()
        texts = {"preview": self._series_before(season_id=self.season.id).preview_html}
        notices = self.env["club.reservation.notice"].search([])
        texts["notice"] = "".join(f"{one.dates}{one.body}" for one in notices)
        texts["closure"] = "".join(map(str, closure.notice_ids.mapped("body")))
        texts["season"] = "".join(map(str, self.season.notice_ids.mapped("body")))
        mails = self.env["mail.mail"].search([("model", "like", "club.%notice")])
        texts["mails"] = "".join(map(str, mails.mapped("body_html")))
        messages = self.env["mail.message"].search([("model", "like", "club.%")])
        texts["messages"] = "".join(map(str, messages.mapped("body")))
        report = "club_support.club_facility_plan_a4"
        day = {"date": "2027-10-05"}
        Report = self.env["ir.actions.report"]
        plan = Report._render_qweb_html(report, self.hall.ids, day)[0]
        texts["plan"] = plan.decode()
        self.assertTrue(booking and mails)
        for where, text in texts.items():
            with self.subTest(where=where):
                self.assertIn("alert(1)", text)
                self.assertNotIn(SCRIPT, text)
                self.assertNotIn("Turnen 49", text)

    # ------------------------------------------------------------
    # Clocks
    # ------------------------------------------------------------

    def test_the_hour_that_comes_twice_is_two_hours(self):
        vals = {"facility_id": self.hall.id, "is_exception": True}
        first, second = (
            self.env["club.reservation"].create(
                {**vals, "start": f"2027-10-31 0{hour}:00:00"}
                | {"stop": f"2027-10-31 0{hour + 1}:00:00"}
            )
            for hour in (0, 1)
        )
        (first | second).with_user(self.officer).action_confirm()
        self._assert_rows_true()
        self.assertEqual(first._local(first.start).hour, 2)
        self.assertEqual(second._local(second.start).hour, 2)

    def test_an_hour_that_never_comes_stops_no_shift(self):
        booking = self._reserve(day="2027-03-28", start=1, stop=2, is_exception=True)
        booking.with_user(self.officer).action_confirm()
        booking.with_user(self.officer).action_shift(90)
        self.assertEqual(booking.minutes, 60)
        self._assert_rows_true()

    # ------------------------------------------------------------
    # Nothing there
    # ------------------------------------------------------------

    def test_without_holidays_opening_hours_and_state_all_goes_on(self):
        self.env["club.holiday"].search([]).unlink()
        self.company.state_id = False
        self.env["ir.model.data"].search(
            [
                ("module", "=", "club_support"),
                ("name", "=", "club_facility_calendar_daily"),
            ]
        ).unlink()
        self.env["club.closure.rule"].create({"facility_id": self.site.id})
        series = self._series_before(
            season_id=self.season.id, use="school", hour_from=8, hour_to=12
        )
        self.assertTrue(series.preview())
        series.action_confirm()
        self.assertEqual(len(series.reservation_ids), 8)
        board = self.site.get_board("2027-10-04", "2027-10-11")
        self.assertIn("Handball", repr(board))
        self.assertTrue(
            self.hall.free_slots("2027-10-04 00:00:00", "2027-10-11 00:00:00", 90)
        )

    @mute_logger("odoo.addons.mail.models.mail_mail")
    def test_a_dead_mail_server_keeps_nobody_from_deciding(self):
        asked = self._reserve(day=self.day)
        asked.action_request()
        server = self.env.registry["ir.mail_server"]
        with (
            patch.object(server, "_connect__", side_effect=ConnectionRefusedError),
            patch.object(server, "send_email", side_effect=ConnectionRefusedError),
        ):
            asked.with_user(self.officer).action_confirm()
            mails = asked.sudo().notice_ids.mail_id
            self.assertTrue(mails)
            mails.send(raise_exception=False)
        self.env.invalidate_all()
        self.assertEqual(asked.state, "confirmed")
        self.assertEqual(set(mails.mapped("state")), {"exception"})
        self.assertTrue(asked.with_user(self.officer).notice_hint)
