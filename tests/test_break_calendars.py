"""Calendars without days, copies, imports, reopening and merging under attack."""

from itertools import pairwise
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_referrals import ReferralCommon


@tagged("post_install", "-at_install")
class TestBreakCalendars(ReferralCommon):
    def _live(self):
        """A case from opening to closing, with all that counts days."""
        case = self._create_case(date_open="2027-03-01")
        self.env["club.case.deadline"].create(
            {
                "case_id": case.id,
                "kind_id": self.env.ref("club_support.club_deadline_kind_grant_end").id,
                "date": "2027-04-01",
            }
        )
        for plan in self.env["club.case.plan"].search([], limit=3):
            case.action_apply_plan(plan)
        case.action_wait("Antwort")
        with freeze_time("2027-03-15 10:00:00"):
            case.action_resume()
            self.assertTrue(case.clock_state)
            states = ["late", "due", "on_time", "none", "waiting", "answered"]
            found = self.env["club.case"].search(
                [("clock_state", "in", states), ("id", "=", case.id)]
            )
            self.assertEqual(found, case)
            referral = self._refer(case_id=case.id)
            referral.action_send()
            self.assertTrue(referral.answer_until)
            crons = self.env["ir.cron"].search(
                [("model_id.model", "=like", "club.case%")]
            )
            with patch.object(self.env.cr, "commit"):
                for cron in crons:
                    cron.ir_actions_server_id.run()
            case.action_close(self.result_achieved)
            case.action_reopen()
        return case

    @freeze_time("2027-03-01 10:00:00")
    def test_no_calendar_stops_the_work(self):
        Calendar = self.env["resource.calendar"]
        empty = Calendar.create({"name": "leer", "attendance_ids": [Command.clear()]})
        fortnight = Calendar.create({"name": "zwei", "two_weeks_calendar": False})
        fortnight.switch_calendar_type()
        flexible = Calendar.create({"name": "frei", "flexible_hours": True})
        self.assertFalse(empty.attendance_ids)
        self.assertTrue(fortnight.two_weeks_calendar)
        for calendar in (Calendar, empty, fortnight, flexible):
            for state in (self.env.ref("base.state_de_he"), self.company.state_id[:0]):
                with self.subTest(calendar=calendar.name, state=state.name):
                    self.company.resource_calendar_id = calendar
                    self.company.state_id = state
                    self._live()

    @freeze_time("2027-03-01 10:00:00")
    def test_reopening_again_and_again_changes_nothing(self):
        case = self._live()
        steps = len(case.with_context(active_test=False).step_ids)
        tasks = len(case.activity_ids)
        due = case.date_reply_by
        for _turn in range(3):
            case.action_close(self.result_achieved)
            case.action_reopen()
        self.assertEqual(len(case.with_context(active_test=False).step_ids), steps)
        self.assertEqual(len(case.activity_ids), tasks)
        self.assertEqual(case.date_reply_by, due)
        self.assertFalse(case.result_id or case.date_closed)

    def test_a_copy_is_a_new_case(self):
        case = self._create_case(previous_case_id=self.case.id)
        case.action_apply_plan(self.env["club.case.plan"].search([], limit=1))
        case.action_wait("Antwort")
        case.date_replied = case.date_open
        referral = self._refer(case_id=case.id)
        referral.action_send()
        case.action_close(self.result_achieved)
        twin = case.copy()
        self.env.flush_all()
        self.assertNotEqual(twin.number, case.number)
        self.assertFalse(twin.is_closed)
        for field in (
            "date_closed",
            "result_id",
            "waiting_ids",
            "waiting_since",
            "date_replied",
            "previous_case_id",
            "merged_into_id",
            "referral_ids",
            "incoming_mail_ids",
            "access_log_ids",
            "step_ids",
            "entry_ids",
            "activity_ids",
            "is_reply_by_manual",
        ):
            self.assertFalse(twin[field], field)
        self.assertEqual(twin.date_open, self.company._club_today())

    def test_a_copied_plan_and_type_stand_alone(self):
        plan = (
            self.env["club.case.plan.line"]
            .search([("offset_from", "=", "line")], limit=1)
            .plan_id
        )
        twin = plan.copy()
        self.assertEqual(len(twin.line_ids), len(plan.line_ids))
        for line in twin.line_ids:
            self.assertEqual(line.plan_id, twin)
            if line.after_line_id:
                self.assertEqual(line.after_line_id.plan_id, twin)
        self.type_funding.copy()
        self.env.flush_all()

    @mute_logger("odoo.sql_db")
    def test_an_import_meets_the_same_rules(self):
        Case = self.env["club.case"].with_user(self.worker)
        fields_ = ["name", "stage_id", "result_id", "waiting_reason", "date_closed"]
        rows = [
            ["Neu", "New", "", "", ""],
            ["Zu", "Closed", "Achieved", "", ""],
            ["Ohne Ergebnis", "Closed", "", "", ""],
            ["Wartet", "Waiting for Others", "", "Antwort", ""],
            ["Ohne Grund", "Waiting for Others", "", "", ""],
            ["Offen mit Ergebnis", "New", "Achieved", "", ""],
            ["Offen mit Ende", "New", "", "", "2027-01-01"],
        ]
        good = {"Neu", "Zu", "Wartet"}
        for row in rows:
            with self.subTest(row=row[0]):
                answer = Case.load(fields_, [row])
                self.assertEqual(bool(answer["ids"]), row[0] in good, answer)
                for message in answer["messages"]:
                    self._assert_sentence(message["message"])
        answer = Case.load(fields_, [row for row in rows if row[0] in good])
        self.assertEqual(len(answer["ids"]), 3)
        # with the id of an existing case
        answer = Case.load(
            [".id", "stage_id", "merged_into_id/.id"],
            [[str(self.case.id), "New", str(self._create_case().id)]],
        )
        self.assertFalse(answer["ids"], answer)
        answer = Case.load([".id", "number"], [[str(self.case.id), "F1"]])
        self.assertFalse(answer["ids"], answer)

    @freeze_time("2027-03-10 10:00:00")
    def test_a_chain_of_merges_with_waits_over_each_other(self):
        cases = self.env["club.case"]
        for days in range(4):
            case = self._create_case(date_open="2027-03-01", name=f"Fall {days}")
            case.action_wait("Antwort", date_from=f"2027-03-0{days + 2}")
            if days % 2:
                case.action_resume()
            cases |= case
        first, second, third, fourth = cases
        first._club_merge_into(second)
        second._club_merge_into(third)
        third._club_merge_into(fourth)
        self.env.flush_all()
        self.assertEqual(first._get_merge_master(), fourth)
        self.assertEqual(first._get_current_case(), fourth)
        self.assertEqual(fourth.is_waiting, bool(fourth._get_open_waits()))
        waits = fourth.waiting_ids.sorted("date_from")
        for before, after in pairwise(waits):
            self.assertLessEqual(before.date_to, after.date_from)
        if fourth.is_waiting:
            fourth.action_resume()
        fourth.action_close(self.result_achieved)
        fourth.action_reopen()
        for source, master in ((fourth, first), (first, fourth), (fourth, fourth)):
            with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
                source._club_merge_into(master)
            self._assert_sentence(caught.exception)

    def test_contacts_are_merged_with_all_that_hangs_on_them(self):
        other = self.env["res.partner"].create(
            {
                "name": "Beratungsstelle  Musterau",
                "is_company": True,
                "is_actor": True,
                "email": "post@beratung.example.org",
                "lang": "en_US",
            }
        )
        first, second = self._refer(), self._refer(partner_id=other.id)
        (first | second).action_send()
        self.env["club.assessment"].create(
            [
                {"case_id": self.case.id, "date": f"2027-01-0{day}", "moment": moment}
                for day, moment in ((1, "start"), (2, "end"))
            ]
        )
        twin = self.club.copy({"name": self.club.name})
        case = self._create_case(partner_id=twin.id, contact_id=False)
        assessment = self.env["club.assessment"].create(
            {"case_id": case.id, "date": "2027-01-03"}
        )
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((other | self.centre).ids, self.centre)
        wizard._merge((twin | self.club).ids, self.club)
        self.env.invalidate_all()
        self.assertEqual((first | second).partner_id, self.centre)
        self.assertEqual(case.partner_id, self.club)
        self.assertTrue(assessment.exists())
        self.assertEqual(assessment.partner_id, self.club)

    def test_merging_the_receiver_with_the_club_is_told_or_kept(self):
        referral = self._refer()
        referral.action_send()
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        try:
            with self.env.cr.savepoint():
                wizard._merge((self.centre | self.club).ids, self.club)
        except (UserError, ValidationError) as error:
            self._assert_sentence(error)
        self.env.invalidate_all()
        self.assertTrue(referral.exists())
        referral.action_withdraw()
