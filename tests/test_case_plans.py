"""Plans: what can be planned, and what the shipped ones lead to."""

import importlib.util
from pathlib import Path
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_plans import TODAY, PlanCommon

ROOT = Path(__file__).resolve().parents[1]
TYPES = (
    "short_advice",
    "club_development",
    "intercultural_opening",
    "funding_advice",
    "volunteer_recruitment",
    "subsidised_post",
    "foundation",
    "conflict",
    "room_need",
    "placement",
    "citizen_idea",
    "complaint",
)


@tagged("post_install", "-at_install")
class TestCasePlans(PlanCommon):
    def _assert_refused(self, act, *words):
        with self.assertRaises(UserError) as refusal, self.env.cr.savepoint():
            act()
            self.env.flush_all()
        message = str(refusal.exception)
        self._assert_sentence(message)
        for word in words:
            self.assertIn(word, message)

    # ------------------------------------------------------------
    # What is no plan
    # ------------------------------------------------------------

    def test_steps_that_wait_for_each_other_are_refused_by_name(self):
        wait = {"offset_from": "line", "after_line_id": self.review.id}
        self._assert_refused(
            lambda: self.talk.write(wait), "Erstgespräch", "Prüfung", "Rückblick"
        )

    def test_two_steps_that_wait_for_each_other_are_refused(self):
        wait = {"after_line_id": self.review.id}
        self._assert_refused(lambda: self.check.write(wait), "Prüfung", "Rückblick")

    def test_a_step_that_waits_for_itself_is_refused(self):
        wait = {"after_line_id": self.check.id}
        self._assert_refused(lambda: self.check.write(wait), "Prüfung")

    def test_a_step_that_no_longer_waits_closes_no_circle(self):
        self.check.offset_from = "start"
        self.talk.write({"offset_from": "line", "after_line_id": self.check.id})
        self.assertEqual(self.talk.after_line_id, self.check)

    def test_a_step_waits_for_steps_of_its_own_plan_only(self):
        other = self.env["club.case.plan"].create({"name": "Anderes"})
        foreign = self._create_line("Fremd", plan=other)
        wait = {"after_line_id": foreign.id}
        self._assert_refused(lambda: self.check.write(wait), "Fremd")

    def test_a_step_does_not_wait_for_an_archived_one(self):
        self._assert_refused(lambda: self.talk.write({"active": False}), "Prüfung")

    def test_what_a_step_is_counted_from_must_be_chosen(self):
        for vals in (
            {"offset_from": "line"},
            {"offset_from": "deadline"},
            {"responsible": "user"},
        ):
            with self.subTest(vals=vals):
                self._assert_refused(lambda vals=vals: self._create_line("Neu", **vals))

    @mute_logger("odoo.sql_db")
    def test_only_deadlines_are_counted_backwards(self):
        for vals in ({"days": -1}, {"days": 800}):
            with (
                self.subTest(vals=vals),
                self.assertRaises(IntegrityError) as refusal,
                self.env.cr.savepoint(),
            ):
                self._create_line("Neu", **vals)
            self.assertIn("days", str(refusal.exception))

    def test_only_people_who_work_on_cases_get_steps(self):
        for user in (self.plain_user, self.portal, self.management):
            with self.subTest(user=user.login):
                vals = {"responsible": "user", "user_id": user.id}
                self._assert_refused(
                    lambda vals=vals: self._create_line("Neu", **vals), user.name
                )
        self._create_line("Neu", responsible="user", user_id=self.lead.id)

    def test_a_step_that_stands_in_cases_is_kept(self):
        case = self._planned_case()
        self._assert_refused(self.review.unlink, "Rückblick")
        self._assert_refused(self.plan.unlink)
        case.step_ids.sudo().unlink()
        self._assert_refused(self.talk.unlink, "Prüfung", "Erstgespräch")
        self.type.plan_id = False
        self.plan.unlink()
        self.assertFalse(self.talk.exists())

    def test_a_copied_plan_stands_on_its_own(self):
        copied = self.plan.copy()
        self.assertNotEqual(copied.name, self.plan.name)
        self.assertEqual(
            [(line.name, line.days, line.offset_from) for line in copied.line_ids],
            [(line.name, line.days, line.offset_from) for line in self.plan.line_ids],
        )
        self.assertFalse(copied.line_ids & self.plan.line_ids)
        self.assertEqual(copied.line_ids[1].after_line_id, copied.line_ids[0])
        self.assertEqual(copied.line_ids[2].after_line_id, copied.line_ids[1])
        self.assertEqual(self.plan.copy({"name": "Zwei"}).name, "Zwei")
        self.assertEqual(copied.line_count, 5)

    # ------------------------------------------------------------
    # Who applies
    # ------------------------------------------------------------

    def test_whoever_may_edit_the_case_applies_a_plan(self):
        case = self._create_case(type_id=False)
        answer = self._rpc(
            self.worker, "club.case", "action_apply_plan", case.ids, self.plan.id
        )
        self.assertIs(answer, True)
        self.assertEqual(len(case.step_ids), 5)
        for user in (self.colleague, self.management, self.foreigner):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._rpc(
                    user, "club.case", "action_apply_plan", case.ids, self.plan.id
                )

    def test_nobody_writes_steps_by_hand(self):
        case = self._planned_case()
        step = case.step_ids[0]
        for user in (self.worker, self.lead, self.administrator):
            for method, args in (
                ("write", ({"state": "done", "done_date": TODAY},)),
                ("unlink", ()),
            ):
                with (
                    self.subTest(user=user.login, method=method),
                    self.assertRaises(AccessError),
                ):
                    self._rpc(user, step._name, method, step.ids, *args)

    def test_only_who_may_edit_the_case_skips_its_steps(self):
        step = self._step(self._planned_case(), self.talk)
        for user in (self.colleague, self.management, self.foreigner):
            for method in ("action_done", "action_skip", "action_take_up"):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    self._rpc(user, step._name, method, step.ids)
        self._rpc(self.lead, step._name, "action_skip", step.ids)
        self.assertEqual(step.state, "dropped")

    def test_steps_of_a_restricted_case_are_hidden(self):
        case = self._planned_case()
        case.is_restricted = True
        found = self._rpc(
            self.colleague, "club.case.plan.step", "search", [("case_id", "=", case.id)]
        )
        self.assertFalse(found)
        self.assertTrue(
            self.Step.with_user(self.worker).search([("case_id", "=", case.id)])
        )

    def test_a_plan_of_another_company_is_refused(self):
        self.type.plan_id = False
        self.plan.company_id = self.other_company
        case = self._planned_case()
        self._assert_refused(lambda: case.action_apply_plan(self.plan), "Beratung")

    def test_a_case_without_a_plan_or_closed_is_refused(self):
        case = self._create_case(type_id=False)
        self._assert_refused(case.action_apply_plan, case.number)
        case.action_close(self.result_achieved)
        self._assert_refused(lambda: case.action_apply_plan(self.plan), case.number)

    def test_the_dialog_applies_a_plan_to_many_cases(self):
        cases = self._create_case(type_id=False) | self._create_case(type_id=False)
        closed = self._create_case(type_id=False)
        closed.action_close(self.result_achieved)
        dialog = self.env["club.case.plan.apply"].with_user(self.worker)
        dialog = dialog.with_context(active_ids=(cases | closed).ids)
        dialog.create({"plan_id": self.plan.id}).action_apply()
        self.assertEqual([len(case.step_ids) for case in cases], [5, 5])
        self.assertFalse(closed.step_ids)

    # ------------------------------------------------------------
    # By itself
    # ------------------------------------------------------------

    def test_the_plan_of_the_type_starts_with_the_case_if_the_type_says_so(self):
        self.assertEqual(len(self._planned_case().step_ids), 5)
        self.type.apply_plan = False
        self.assertFalse(self._planned_case().step_ids)
        self.type.apply_plan = True
        self.plan.active = False
        self.assertFalse(self._planned_case().step_ids)

    def test_a_case_made_by_a_mail_gets_its_plan_without_anybody_responsible(self):
        self.team.type_id = self.type
        raw = (
            b"From: Hanna Berg <hanna.berg@example.net>\r\n"
            b"To: vereine@landkreis-musterau.example.org\r\n"
            b"Subject: Projektidee\r\nMessage-ID: <plan-1@example.net>\r\n"
            b"Date: Mon, 01 Mar 2027 09:00:00 +0000\r\n\r\nGuten Tag\r\n"
        )
        self.env["mail.thread"].message_process("club.case", raw)
        case = self.env["club.case"].search([("name", "=", "Projektidee")])
        self.assertFalse(case.user_id)
        self.assertEqual(case.type_id, self.type)
        self.assertEqual(set(self._states(case).values()), {"waiting"})
        self._rpc(self.worker, "club.case", "action_assign_to_me", case.ids)
        self.assertEqual(self._states(case)["Erstgespräch"], "open")
        self.assertEqual(self._activity(case, self.talk).user_id, self.worker)

    def test_another_type_brings_another_plan_and_ends_the_former(self):
        case = self._planned_case()
        self._done(case, self.talk)
        other_plan = self.env["club.case.plan"].create(
            {"name": "Kurz", "line_ids": [Command.create({"name": "Antwort"})]}
        )
        other = self.type.copy({"name": "Kurz", "plan_id": other_plan.id})
        states = self._states(case)
        begun = [name for name, state in states.items() if state == "open"]
        self.assertTrue(begun)
        self.assertIn("waiting", states.values())
        case.type_id = other
        states = self._states(case)
        self.assertEqual(states.pop("Antwort"), "open")
        self.assertEqual(states.pop("Erstgespräch"), "done")
        # of the others, only what had begun
        self.assertEqual(states, dict.fromkeys(begun, "dropped"))
        self.assertEqual(len(case.activity_ids), 1)
        case.type_id = self.type
        self.assertEqual(len(case.step_ids), 6)
        self.assertEqual(self._states(case)["Prüfung"], "open")
        self.assertEqual(self._states(case)["Antwort"], "dropped")

    # ------------------------------------------------------------
    # What we ship
    # ------------------------------------------------------------

    def test_every_shipped_type_has_a_plan_that_leads_to_its_end(self):
        for name in TYPES:
            with self.subTest(type=name):
                case_type = self.env.ref(f"club_support.club_case_type_{name}")
                plan = case_type.plan_id
                self.assertEqual(
                    plan, self.env.ref(f"club_support.club_case_plan_{name}")
                )
                self.assertIn(len(plan.line_ids), range(3, 9))
                self.assertEqual(plan.line_ids[0].offset_from, "start")
                case = self._create_case(type_id=case_type.id, deputy_id=self.lead.id)
                case.action_apply_plan()
                for kind in plan.line_ids.kind_id:
                    self._add_deadline(case, "2027-12-31", kind)
                for _round in range(len(plan.line_ids)):
                    case.activity_ids.action_feedback()
                    self.env.invalidate_all()
                self.assertEqual(set(self._states(case).values()), {"done"})

    def test_shipped_types_say_how_soon_and_how_they_may_end(self):
        def get(name):
            return self.env.ref(f"club_support.club_case_type_{name}")

        self.assertEqual(get("short_advice").days_to_reply, 2)
        self.assertEqual(get("complaint").days_to_reply, 3)
        self.assertFalse(get("short_advice").result_ids)
        self.assertTrue(get("placement").result_ids)
        restricted = [name for name in TYPES if get(name).is_restricted]
        self.assertEqual(restricted, ["conflict"])

    def _migrate(self):
        path = ROOT / "migrations" / "19.0.3.0.0" / "post-types.py"
        spec = importlib.util.spec_from_file_location("post_types", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        self.env.flush_all()
        module.migrate(self.env.cr, "19.0.2.0.0")
        self.env.flush_all()
        self.env.invalidate_all()

    def test_an_update_fills_only_types_that_nobody_touched(self):
        types = self.env["club.case.type"].browse(
            [self.env.ref(f"club_support.club_case_type_{name}").id for name in TYPES]
        )
        shipped = types.read(
            ["days_to_reply", "result_ids", "plan_id", "is_restricted"]
        )
        types.write(
            {
                "plan_id": False,
                "days_to_reply": 5,
                "is_restricted": False,
                "result_ids": [Command.clear()],
            }
        )
        self._migrate()
        self.assertEqual(
            types.read(["days_to_reply", "result_ids", "plan_id", "is_restricted"]),
            shipped,
        )
        short = types[0]
        short.write({"days_to_reply": 9, "plan_id": self.plan.id})
        types[1].write({"days_to_reply": 9, "plan_id": False})
        types[11].unlink()
        self._migrate()
        self.assertEqual((short.days_to_reply, short.plan_id), (9, self.plan))
        self.assertEqual(types[1].days_to_reply, 9)
        self.assertTrue(types[1].plan_id)

    # ------------------------------------------------------------
    # Many
    # ------------------------------------------------------------

    def _unplanned(self, count):
        quiet = {"tracking_disable": True, "mail_create_nosubscribe": True}
        return (
            self.env["club.case"]
            .with_context(**quiet)
            .create(
                [
                    {
                        "name": f"Fall {i}",
                        "number": f"P{count}-{i}",
                        "user_id": self.worker.id,
                        "deputy_id": self.lead.id,
                        "date_open": f"2027-02-{i % 28 + 1:02}",
                    }
                    for i in range(count)
                ]
            )
        )

    def test_a_plan_costs_the_same_for_ten_and_for_a_hundred_cases(self):
        for number in range(3):
            self._create_line(f"Schritt {number}", days=number)
        self.assertEqual(len(self.plan.line_ids), 8)
        act = lambda cases: cases.action_apply_plan(self.plan)  # noqa: E731
        self._count_queries(self._unplanned(2), act)
        few = self._count_queries(self._unplanned(10), act)
        hundred = self._count_queries(self._unplanned(100), act)
        thousand = self._count_queries(self._unplanned(1000), act)
        # Odoo inserts and updates in portions of a hundred rows: per hundred cases
        # 8 for the steps, 5 for their activities, 5 to link both, 2 for followers
        self.assertLessEqual(hundred - few, 22)
        self.assertLessEqual((thousand - hundred) / 9, 26)
        again = self._unplanned(5)
        act(again)
        self.assertLess(self._count_queries(again, act), 25)

    def test_applying_plans_sends_no_mail(self):
        cases = self._unplanned(3)
        mails = self.env["mail.mail"].search_count([])
        messages = self.env["mail.message"].search_count([])
        cases.action_apply_plan(self.plan)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)
        self.assertEqual(self.env["mail.message"].search_count([]), messages)

    def test_the_night_changes_nothing_more_however_often_it_runs(self):
        cases = self._unplanned(5)
        cases.action_apply_plan(self.plan)
        self._done(cases[0], self.talk)
        before = self._snapshot(cases)
        Cron = type(self.env["ir.cron"])
        with patch.object(Cron, "_commit_progress", lambda *a, **k: float("inf")):
            for _night in range(3):
                self.Step._cron_catch_up(batch=2)
                self.assertEqual(self._snapshot(cases), before)

    def test_the_night_ends_when_its_time_is_over(self):
        cases = self._unplanned(4)
        cases.action_apply_plan(self.plan)
        before = self._step_dates(cases)
        self.talk.days = 6
        Cron = type(self.env["ir.cron"])
        with patch.object(Cron, "_commit_progress", lambda *a, **k: 0):
            self.Step._cron_catch_up(batch=2)
        self.assertEqual(len(before - self._step_dates(cases)), 2)
        with patch.object(Cron, "_commit_progress", lambda *a, **k: float("inf")):
            self.Step._cron_catch_up(batch=2)
        self.assertEqual(len(before - self._step_dates(cases)), 4)

    def test_what_is_no_plan_in_use_is_refused_with_a_sentence(self):
        case = self._unplanned(1)
        archived = self.plan.copy()
        archived.active = False
        for nonsense in ("abc", 1.5, True, [self.plan.id], 10**9, archived.id):
            with (
                self.subTest(nonsense=nonsense),
                self.assertRaises(UserError) as refusal,
                self.env.cr.savepoint(),
            ):
                self._rpc(
                    self.worker, "club.case", "action_apply_plan", case.ids, nonsense
                )
            self._assert_sentence(refusal.exception)
        self.assertFalse(case.step_ids)

    def test_a_case_that_cannot_be_planned_stops_no_other_at_night(self):
        cases = self._unplanned(4)
        cases.action_apply_plan(self.plan)
        before = self._step_dates(cases)
        self.talk.days = 6
        Step = type(self.Step)
        reschedule, broken = Step._reschedule, cases[1]

        def spoilt(steps):
            if broken in steps.case_id:
                raise ValueError("cannot be planned")
            return reschedule(steps)

        Cron = type(self.env["ir.cron"])
        with (
            patch.object(Cron, "_commit_progress", lambda *a, **k: float("inf")),
            mute_logger("odoo.addons.club_support.tools.one_by_one"),
        ):
            with patch.object(Step, "_reschedule", spoilt):
                self.Step._cron_catch_up(batch=2)
            unchanged = before & self._step_dates(cases)
            self.assertEqual(unchanged, self._step_dates(broken))
            self.Step._cron_catch_up(batch=2)
        self.assertFalse(before & self._step_dates(cases))

    def _step_dates(self, cases):
        steps = [self._step(case, self.talk) for case in cases]
        return {(step.id, step.date) for step in steps}

    def test_progress_and_overdue_steps_are_seen_at_a_constant_cost(self):
        cases = self._unplanned(30)
        cases.action_apply_plan(self.plan)
        self._done(cases[0], self.talk)
        step = self._step(cases[1], self.talk)
        step.with_user(self.worker).action_skip()
        self.env.invalidate_all()
        self.assertEqual(cases[0].plan_progress, "1/5")
        self.assertEqual(cases[1].plan_progress, "0/4")
        self.assertFalse(self._unplanned(1).plan_progress)
        read = lambda some: some.read(["plan_progress"])  # noqa: E731
        self.assertEqual(
            self._count_queries(cases[:1], read), self._count_queries(cases, read)
        )
        search = [("step_ids", "any", [("state", "=", "open"), ("date", "<", "today")])]
        overdue = self.env["club.case"].with_user(self.worker).search(search)
        self.assertEqual(
            overdue & cases,
            cases.filtered(
                lambda case: any(
                    step.state == "open" and str(step.date) < TODAY
                    for step in case.step_ids
                )
            ),
        )
        self.assertTrue(overdue & cases)
