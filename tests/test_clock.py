"""What stops the clock of a case, what sets it going, and by when we answer."""

from datetime import date

from freezegun import freeze_time
from psycopg2.errors import CheckViolation, ExclusionViolation, UniqueViolation

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import ClubSupportCommon

REASON = "Antwort des Sportamts"


@tagged("post_install", "-at_install")
class TestWaiting(ClubSupportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2027-03-01 10:00:00"))
        cls.case = cls._create_case(
            type_id=cls.type_funding.id, stage_id=cls.stage_in_progress.id
        )
        cls.as_worker = cls.case.with_user(cls.worker)
        cls.env.flush_all()

    def _assert_waiting(self, case, reason=REASON, since="2027-03-01"):
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(case.stage_id, self.stage_waiting)
        self.assertTrue(case.is_waiting)
        self.assertEqual(case.waiting_reason, reason)
        self.assertEqual(case.waiting_since, fields.Date.to_date(since))
        self.assertEqual(case.clock_state, "waiting")
        wait = case.waiting_ids.filtered(lambda wait: not wait.date_to)
        self.assertEqual(len(wait), 1)
        self.assertEqual(wait.reason, reason)
        self.assertEqual(wait.date_from, case.waiting_since)

    def _assert_going(self, case, stage=None):
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(case.stage_id, stage or self.stage_in_progress)
        self.assertFalse(case.is_waiting or case.waiting_reason or case.waiting_since)
        self.assertFalse(case.waiting_ids.filtered(lambda wait: not wait.date_to))

    def _assert_refused(self, user, method, *args):
        with self.assertRaises(ValidationError) as caught, self.env.cr.savepoint():
            self._rpc(user, "club.case", method, *args)
            self.env.flush_all()
        self.env.invalidate_all()
        self._assert_sentence(caught.exception.args[0])

    def test_a_case_waits_with_a_reason_and_goes_on_where_it_was(self):
        self._rpc(self.worker, "club.case", "action_wait", self.case.ids, f" {REASON} ")
        self._assert_waiting(self.case)
        self.assertEqual(self.case.waiting_ids.create_uid, self.worker)
        with freeze_time("2027-03-04 10:00:00"):
            self._rpc(self.worker, "club.case", "action_resume", self.case.ids)
        self._assert_going(self.case)
        self.assertEqual(self.case.waiting_ids.date_to, date(2027, 3, 4))

    def test_going_on_twice_changes_nothing(self):
        self.as_worker.action_wait(REASON)
        for day in ("03", "04"):
            with freeze_time(f"2027-03-{day} 10:00:00"):
                self.as_worker.action_resume()
        self._assert_going(self.case)
        self.assertEqual(self.case.waiting_ids.date_to, date(2027, 3, 3))

    def test_a_case_goes_on_in_progress_where_its_stage_is_gone(self):
        stage = self.env["club.case.stage"].create({"name": "Prüfung"})
        self.case.stage_id = stage
        self.as_worker.action_wait(REASON)
        stage.active = False
        self.as_worker.action_resume()
        self._assert_going(self.case)

    def test_a_new_case_that_waits_goes_on_where_it_was(self):
        self.case.stage_id = self.stage_new
        self.as_worker.action_wait(REASON)
        self.as_worker.action_resume()
        self._assert_going(self.case, self.stage_new)

    def test_a_case_does_not_wait_without_a_reason(self):
        for arguments in ([], [""], ["   "], [False], [None], [5], [["Amt"]]):
            with self.subTest(arguments=arguments):
                self._assert_refused(
                    self.worker, "action_wait", self.case.ids, *arguments
                )
                self._assert_going(self.case)

    def test_a_card_dragged_to_the_waiting_cases_says_what_to_do(self):
        for values in (
            {"stage_id": self.stage_waiting.id},
            {"stage_id": self.stage_waiting.id, "waiting_reason": " "},
            {"waiting_reason": REASON},
            {"waiting_since": "2027-03-01"},
        ):
            with self.subTest(values=values):
                self._assert_refused(self.worker, "write", self.case.ids, values)
                self._assert_going(self.case)
        values = {"stage_id": self.stage_waiting.id, "waiting_reason": REASON}
        self._rpc(self.worker, "club.case", "write", self.case.ids, values)
        self._assert_waiting(self.case)

    def test_a_card_dragged_away_from_the_waiting_cases_goes_on(self):
        self.as_worker.action_wait(REASON)
        self.as_worker.stage_id = self.stage_new
        self._assert_going(self.case, self.stage_new)

    def test_a_new_case_waits_with_a_reason_only(self):
        values = {"name": "Neu", "stage_id": self.stage_waiting.id}
        self._assert_refused(self.worker, "create", values)
        values["waiting_reason"] = REASON
        case_id = self._rpc(self.worker, "club.case", "create", values)
        self._assert_waiting(self.env["club.case"].browse(case_id))

    def test_the_reason_of_a_wait_may_be_corrected_but_not_removed(self):
        self.as_worker.action_wait("Amt")
        self.as_worker.waiting_reason = REASON
        self._assert_waiting(self.case)
        values = {"waiting_reason": False}
        self._assert_refused(self.worker, "write", self.case.ids, values)
        values = {"waiting_since": "2027-02-01"}
        self._rpc(self.worker, "club.case", "write", self.case.ids, values)
        self._assert_waiting(self.case)

    def test_a_case_that_waits_or_is_closed_does_not_begin_to_wait(self):
        waiting = self._create_case(name="Wartet")
        waiting.action_wait("Amt")
        closed = self._create_case(name="Zu")
        closed.action_close(self.result_achieved)
        for other in (waiting, closed):
            with self.subTest(case=other.name):
                self._assert_refused(
                    self.worker, "action_wait", (self.case | other).ids, REASON
                )
                self._assert_going(self.case)
        self._assert_waiting(waiting, "Amt")

    def test_the_day_may_lie_behind_but_not_before_the_opening_nor_ahead(self):
        self.case.date_open = "2027-02-15"
        for day in ("2027-02-14", "2027-03-02"):
            with self.subTest(day=day):
                self._assert_refused(
                    self.worker, "action_wait", self.case.ids, REASON, day
                )
        self.as_worker.action_wait(REASON, "2027-02-16")
        self._assert_waiting(self.case, since="2027-02-16")

    def test_closing_ends_the_wait_and_taking_up_again_does_not_bring_it_back(self):
        self.as_worker.action_wait(REASON)
        with freeze_time("2027-03-09 10:00:00"):
            self.as_worker.action_close(self.result_achieved)
            self._assert_going(self.case, self.stage_closed)
            self.assertEqual(self.case.waiting_ids.date_to, date(2027, 3, 9))
            self.as_worker.action_reopen()
        self._assert_going(self.case, self.stage_new)

    def test_a_closed_case_taken_up_into_waiting_needs_a_reason(self):
        self.as_worker.action_close(self.result_achieved)
        values = {"stage_id": self.stage_waiting.id}
        self._assert_refused(self.worker, "write", self.case.ids, values)
        values["waiting_reason"] = REASON
        self._rpc(self.worker, "club.case", "write", self.case.ids, values)
        self._assert_waiting(self.case)
        self.assertFalse(self.case.is_closed or self.case.result_id)

    def test_a_case_may_wait_twice_on_one_day(self):
        for _time in range(2):
            self.as_worker.action_wait(REASON)
            self.as_worker.action_resume()
        self.as_worker.action_wait(REASON)
        self._assert_waiting(self.case)
        self.assertEqual(len(self.case.waiting_ids), 3)

    def test_times_of_waiting_do_not_overlap(self):
        self.case.date_open = "2027-02-15"
        self.as_worker.action_wait(REASON, "2027-02-16")
        self.as_worker.action_resume()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(ExclusionViolation),
            self.env.cr.savepoint(),
        ):
            self.as_worker.action_wait(REASON, "2027-02-20")
            self.env.flush_all()

    def test_who_may_not_edit_the_case_neither_stops_nor_starts_its_clock(self):
        for user in (self.colleague, self.management, self.plain_user, self.foreigner):
            with self.subTest(user=user.name):
                for method, arguments in (
                    ("action_wait", [REASON]),
                    ("action_resume", []),
                ):
                    if method == "action_resume":
                        self.case.action_wait(REASON)
                    with self.assertRaises(AccessError), self.env.cr.savepoint():
                        self._rpc(user, "club.case", method, self.case.ids, *arguments)
                    self.env.invalidate_all()
                self._assert_waiting(self.case)
                self.case.action_resume()
                self._assert_going(self.case)

    def test_nobody_writes_times_of_waiting_by_hand(self):
        self.as_worker.action_wait(REASON)
        wait = self.case.waiting_ids
        values = {"case_id": self.case.id, "reason": "x", "date_from": "2027-01-01"}
        for user in (self.worker, self.lead, self.administrator):
            for call in (
                ("create", values),
                ("write", wait.ids, {"date_to": "2027-03-02"}),
                ("unlink", wait.ids),
            ):
                with self.subTest(user=user.name, call=call):
                    with self.assertRaises(AccessError):
                        self._rpc(user, "club.case.waiting", *call)
            with self.assertRaises(AccessError):
                command = [Command.create({"reason": "x", "date_from": "2027-01-01"})]
                values_of_case = {"waiting_ids": command}
                self._rpc(user, "club.case", "write", self.case.ids, values_of_case)

    @mute_logger("odoo.sql_db")
    def test_the_database_refuses_waits_that_contradict_the_stage(self):
        waiting = self._create_case(name="Wartet")
        waiting.action_wait(REASON)
        self.env.flush_all()
        jumps = [
            ("is_waiting = true", self.case),
            ("waiting_since = now()", self.case),
            ("waiting_reason = 'Amt'", self.case),
            ("is_waiting = false", waiting),
            ("waiting_since = NULL", waiting),
            ("waiting_reason = ' '", waiting),
        ]
        for assignment, case in jumps:
            with self.subTest(assignment=assignment), self.assertRaises(CheckViolation):
                query = f"UPDATE club_case SET {assignment} WHERE id = %s"  # noqa: S608
                with self.env.cr.savepoint():
                    self.env.cr.execute(query, [case.id])
        with self.assertRaises(UniqueViolation), self.env.cr.savepoint():
            self.env.cr.execute(
                "INSERT INTO club_case_waiting (case_id, reason, date_from)"
                " VALUES (%s, 'x', '2020-01-01')",
                [waiting.id],
            )

    def test_a_stage_that_closes_is_none_in_which_cases_wait(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(CheckViolation),
            self.env.cr.savepoint(),
        ):
            self.stage_closed.is_waiting = True
            self.env.flush_all()

    def test_a_stage_with_cases_keeps_its_meaning(self):
        with self.assertRaises(UserError) as caught:
            self.stage_in_progress.with_user(self.administrator).is_waiting = True
        self._assert_sentence(caught.exception)

    def test_without_a_stage_to_wait_in_the_button_says_what_to_do(self):
        self.stage_waiting.active = False
        with self.assertRaises(UserError) as caught:
            self.as_worker.action_wait(REASON)
        self._assert_sentence(caught.exception)

    def test_the_dialog_lets_several_cases_wait(self):
        second = self._create_case(name="Zweiter Fall")
        waiting = self._create_case(name="Wartet")
        waiting.action_wait("Amt")
        cases = self.case | second | waiting
        Wizard = self.env["club.case.wait"].with_user(self.worker)
        with Form(Wizard.with_context(active_ids=cases.ids)) as form:
            form.reason = REASON
        form.record.action_wait()
        self._assert_waiting(self.case)
        self._assert_waiting(second)
        self._assert_waiting(waiting, "Amt")

    def test_the_dialog_does_not_close_where_nothing_can_wait(self):
        self.case.action_wait("Amt")
        Wizard = self.env["club.case.wait"].with_user(self.worker)
        with Form(Wizard.with_context(active_ids=self.case.ids)) as form:
            form.reason = REASON
        with self.assertRaises(ValidationError):
            form.record.action_wait()

    def _count_queries(self, cases, act):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        act(cases)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_thirty_cases_wait_and_go_on_with_as_many_queries_as_one(self):
        quiet = {"tracking_disable": True, "mail_create_nosubscribe": True}
        cases = (
            self.env["club.case"]
            .with_context(**quiet)
            .create(
                [
                    {
                        "name": f"Fall {i}",
                        "user_id": self.worker.id,
                        "type_id": self.type_funding.id,
                        "stage_id": (self.stage_new, self.stage_in_progress)[i % 2].id,
                    }
                    for i in range(64)
                ]
            )
        )
        acts = [
            lambda some: some.action_wait(REASON),
            lambda some: some.action_resume(),
            lambda some: some.mapped("clock_state"),
            lambda some: self.env["club.case"].search([("clock_state", "=", "late")]),
            lambda some: some.write({"date_open": "2027-02-01"}),
        ]
        for act in acts:
            warm, few, many = cases[:2], cases[2:4], cases[4:]
            self._count_queries(warm.with_user(self.worker), act)
            counts = [
                self._count_queries(some.with_user(self.worker), act)
                for some in (few, many)
            ]
            self.assertLessEqual(counts[1], counts[0], counts)
