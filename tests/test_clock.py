"""What stops the clock of a case, what sets it going, and by when we answer."""

from datetime import date

from freezegun import freeze_time
from lxml import etree
from psycopg2.errors import CheckViolation, ExclusionViolation, UniqueViolation

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval

from .common import ClubSupportCommon
from .test_incoming_mail import IncomingMailCommon

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
        self._assert_refused(self.worker, "write", self.case.ids, values)
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
                with (
                    self.subTest(user=user.name, call=call),
                    self.assertRaises(AccessError),
                ):
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


@tagged("post_install", "-at_install")
class TestReplyDate(ClubSupportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # a Monday; no holidays are loaded
        cls.startClassPatcher(freeze_time("2027-03-01 10:00:00"))
        cls.env["club.holiday"].search([]).unlink()
        cls.type_funding.days_to_reply = 5
        cls.case = cls._create_case(type_id=cls.type_funding.id)
        cls.as_worker = cls.case.with_user(cls.worker)

    def _assert_reply_by(self, day, case=None):
        self.env.flush_all()
        self.env.invalidate_all()
        expected = day and fields.Date.to_date(day)
        self.assertEqual((case or self.case).date_reply_by, expected)

    def _wait(self, day_from, day_to):
        with freeze_time(f"{day_from} 10:00:00"):
            self.as_worker.action_wait(REASON)
        with freeze_time(f"{day_to} 10:00:00"):
            self.as_worker.action_resume()

    def test_the_reply_date_comes_from_the_type_in_working_days(self):
        self._assert_reply_by("2027-03-08")
        self.case.type_id = self.env["club.case.type"].create(
            {"name": "Lang", "days_to_reply": 10}
        )
        self._assert_reply_by("2027-03-15")
        self.case.date_open = "2027-02-22"
        self._assert_reply_by("2027-03-08")

    def test_without_type_or_days_there_is_no_date(self):
        self.case.type_id = self.env["club.case.type"].create(
            {"name": "Ohne", "days_to_reply": 0}
        )
        self._assert_reply_by(False)
        self.assertEqual(self.case.clock_state, "none")
        self.case.type_id = False
        self._assert_reply_by(False)

    def test_new_days_of_a_type_leave_promised_dates_alone(self):
        self.type_funding.days_to_reply = 20
        self._assert_reply_by("2027-03-08")
        later = self._create_case(type_id=self.type_funding.id)
        self._assert_reply_by("2027-03-29", later)

    def test_days_of_waiting_do_not_count(self):
        self._wait("2027-03-03", "2027-03-10")
        # Tuesday the 2nd counted; four more from the 10th on
        self._assert_reply_by("2027-03-15")

    def test_a_date_of_ones_own_stays_and_moves_with_the_waits(self):
        self.as_worker.date_reply_by = "2027-03-12"
        self.assertTrue(self.case.is_reply_by_manual)
        self.case.type_id = self.env["club.case.type"].create(
            {"name": "Lang", "days_to_reply": 10}
        )
        self._assert_reply_by("2027-03-12")
        self._wait("2027-03-03", "2027-03-10")
        self._assert_reply_by("2027-03-19")

    def test_the_computed_date_entered_again_is_none_of_ones_own(self):
        self.as_worker.date_reply_by = "2027-03-12"
        self.as_worker.date_reply_by = "2027-03-08"
        self.assertFalse(self.case.is_reply_by_manual)
        self.case.date_open = "2027-02-22"
        self._assert_reply_by("2027-03-01")

    def test_a_removed_date_stays_removed(self):
        self.as_worker.date_reply_by = False
        self._wait("2027-03-03", "2027-03-10")
        self._assert_reply_by(False)
        self.assertEqual(self.case.clock_state, "none")

    def test_a_new_case_keeps_the_date_that_was_entered(self):
        values = {"name": "Neu", "type_id": self.type_funding.id}
        Case = self.env["club.case"]
        agreed, computed, empty, waiting = Case.create(
            [
                {**values, "date_reply_by": "2027-06-01"},
                {**values, "date_reply_by": "2027-03-08"},
                {**values, "date_reply_by": False},
                {
                    **values,
                    "date_reply_by": "2027-06-01",
                    "stage_id": self.stage_waiting.id,
                    "waiting_reason": REASON,
                },
            ]
        )
        for case, day, is_manual in (
            (agreed, "2027-06-01", True),
            (computed, "2027-03-08", False),
            (empty, "2027-03-08", False),
            (waiting, "2027-06-01", True),
        ):
            self._assert_reply_by(day, case)
            self.assertEqual(case.is_reply_by_manual, is_manual)

    def test_a_date_from_the_form_that_nobody_touched_is_computed(self):
        with Form(self.env["club.case"].with_user(self.worker)) as form:
            form.name = "Neu"
            form.type_id = self.type_funding
            self.assertEqual(form.date_reply_by, date(2027, 3, 8))
        self.assertFalse(form.record.is_reply_by_manual)

    def test_the_clock_tells_on_time_due_late(self):
        for day, state in (
            ("2027-03-01", "on_time"),
            ("2027-03-04", "on_time"),
            # the working day before Monday
            ("2027-03-05", "due"),
            ("2027-03-08", "due"),
            ("2027-03-09", "late"),
        ):
            with self.subTest(day=day), freeze_time(f"{day} 10:00:00"):
                self.env.invalidate_all()
                self.assertEqual(self.case.clock_state, state)

    def test_nothing_is_late_while_the_case_waits(self):
        self.as_worker.action_wait(REASON)
        with freeze_time("2027-06-01 10:00:00"):
            self.env.invalidate_all()
            self.assertEqual(self.case.clock_state, "waiting")

    def _post(self, user, **values):
        self.case.with_user(user).message_post(
            body="Guten Tag", message_type="comment", **values
        )
        self.env.invalidate_all()

    def test_an_answer_to_the_club_stops_the_clock_for_good(self):
        with freeze_time("2027-03-04 10:00:00"):
            self._post(self.worker, subtype_xmlid="mail.mt_comment")
        with freeze_time("2027-03-20 10:00:00"):
            self._post(self.worker, subtype_xmlid="mail.mt_comment")
            self.assertEqual(self.case.date_replied, date(2027, 3, 4))
            self.assertEqual(self.case.clock_state, "answered")

    def test_notes_and_words_among_colleagues_answer_nobody(self):
        self._post(self.worker, subtype_xmlid="mail.mt_note")
        self._post(
            self.worker,
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.colleague.partner_id.ids,
        )
        self.assertFalse(self.case.date_replied)

    def test_a_call_or_a_visit_answers_also_by_a_colleague(self):
        self._rpc(
            self.colleague,
            "club.contact.entry",
            "create",
            {
                "case_id": self.case.id,
                "channel": "visit",
                "date": "2027-03-03 23:30:00",
            },
        )
        self.assertEqual(self.case.date_replied, date(2027, 3, 4))

    def test_what_was_before_the_case_answers_nobody(self):
        Entry = self.env["club.contact.entry"].with_user(self.worker)
        Entry.create({"case_id": self.case.id, "date": "2027-02-26 10:00:00"})
        occasion = Entry.create({"date": "2027-03-01 08:00:00", "note": "Anruf"})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE club_contact_entry SET create_date = create_date - interval '1 h'"
            " WHERE id = %s",
            [occasion.id],
        )
        self.env.invalidate_all()
        occasion.case_id = self.case
        self.assertFalse(self.case.date_replied)

    def test_an_entry_that_was_no_answer_can_be_taken_back(self):
        for replied in (False, "2027-03-01"):
            self.case.date_replied = replied
            with (
                self.subTest(replied=replied),
                self.assertRaises(ValidationError) as caught,
            ):
                self.as_worker.date_replied = "2027-03-02"
            self._assert_sentence(caught.exception)
        self.as_worker.date_replied = False
        self.assertEqual(self.case.clock_state, "on_time")

    def test_the_filters_of_the_list_follow_the_clock(self):
        arch = self._rpc(self.worker, "club.case", "get_views", [(False, "search")])[
            "views"
        ]["search"]["arch"]
        filters = {
            node.get("name"): safe_eval(node.get("domain"), {"uid": self.worker.id})
            for node in etree.fromstring(arch).iter("filter")
            if node.get("domain")
        }
        found = {
            name: self.case in self.env["club.case"].search(filters[name])
            for name in ("late", "due_this_week", "waiting")
        }
        # due on Monday of the next week
        self.assertEqual(found, dict.fromkeys(found, False))
        with freeze_time("2027-03-08 10:00:00"):
            domain = filters["due_this_week"]
            self.assertIn(self.case, self.env["club.case"].search(domain))
        with freeze_time("2027-03-09 10:00:00"):
            self.assertIn(self.case, self.env["club.case"].search(filters["late"]))
            self.as_worker.action_wait(REASON)
            self.assertNotIn(self.case, self.env["club.case"].search(filters["late"]))
            self.assertIn(self.case, self.env["club.case"].search(filters["waiting"]))


@tagged("post_install", "-at_install")
class TestResultsOfTypes(ClubSupportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.passed_on = cls.env.ref("club_support.club_case_result_passed_on")
        cls.type_funding.result_ids = cls.result_achieved | cls.passed_on
        cls.broken_off = cls.env.ref("club_support.club_case_result_broken_off")
        cls.case = cls._create_case(type_id=cls.type_funding.id)
        cls.open_type = cls.env["club.case.type"].create({"name": "Alles"})
        cls.free = cls._create_case(name="Frei", type_id=cls.open_type.id)
        cls.env.flush_all()

    def _assert_refused(self, method, *args, model="club.case"):
        with self.assertRaises(ValidationError) as caught, self.env.cr.savepoint():
            self._rpc(self.worker, model, method, *args)
        self.env.invalidate_all()
        self._assert_sentence(caught.exception)
        self.assertFalse(self.case.is_closed or self.free.is_closed)

    def test_a_result_that_the_type_does_not_allow_is_refused_in_every_way(self):
        both = (self.free | self.case).ids
        result = self.broken_off.id
        closing = {"stage_id": self.stage_closed.id, "result_id": result}
        self._assert_refused("action_close", both, result)
        self._assert_refused("write", both, closing)
        self._assert_refused(
            "create", {"name": "Neu", "type_id": self.type_funding.id, **closing}
        )
        dialog = (
            self.env["club.case.close"]
            .with_user(self.worker)
            .create({"case_ids": [Command.set(both)], "result_id": result})
        )
        self._assert_refused("action_close", dialog.ids, model="club.case.close")

    def test_an_import_with_such_a_result_is_refused(self):
        fields_of_list = ["name", "type_id/.id", "stage_id/.id", "result_id/.id"]
        rows = [
            [name, str(case_type.id), str(self.stage_closed.id), str(result.id)]
            for name, case_type, result in (
                ("Eins", self.type_funding, self.broken_off),
                ("Zwei", self.type_funding, self.passed_on),
            )
        ]
        answer = self._rpc(self.worker, "club.case", "load", fields_of_list, rows)
        self.assertFalse(answer["ids"])
        self._assert_sentence(answer["messages"][0]["message"])

    def test_the_type_of_a_closed_case_fits_its_result(self):
        self.free.action_close(self.broken_off)
        with self.assertRaises(ValidationError):
            self.free.type_id = self.type_funding

    def test_allowed_results_close_and_without_a_choice_all_do(self):
        self.case.with_user(self.worker).action_close(self.passed_on)
        self.free.with_user(self.worker).action_close(self.broken_off)
        self.assertEqual(self.case.result_id, self.passed_on)
        self.assertEqual(self.free.result_id, self.broken_off)

    def test_the_dialog_offers_what_all_types_allow(self):
        every = self.env["club.case.result"].search([])

        def offered(cases):
            Wizard = self.env["club.case.close"].with_user(self.worker)
            values = {"case_ids": [Command.set(cases.ids)], "result_id": every[0].id}
            return Wizard.create(values).allowed_result_ids

        self.assertEqual(offered(self.free), every)
        two = self.result_achieved | self.passed_on
        self.assertEqual(offered(self.case | self.free), two)
        self.open_type.result_ids = self.broken_off
        self.assertFalse(offered(self.case | self.free))

    def test_a_type_has_a_form(self):
        Type = self.env["club.case.type"].with_user(self.administrator)
        with Form(Type) as form:
            form.name = "Zuschuss"
            form.days_to_reply = 7
            form.is_restricted = True
            form.result_ids.add(self.passed_on)
        self.assertEqual(form.record.result_ids, self.passed_on)


@tagged("post_install", "-at_install")
class TestRepliesByMail(IncomingMailCommon):
    def _reply(self, case, sender):
        subject = f"AW: [{case.number}]"
        incoming = self._receive(self._make_mail(sender, subject=subject))
        self.assertEqual(incoming.case_id, case)
        return case.message_ids.filtered(lambda m: "waiting ended" in (m.body or ""))

    def test_a_reply_of_the_club_ends_the_wait_with_a_sentence(self):
        case = self._create_case(stage_id=self.stage_in_progress.id)
        case.action_wait(REASON)
        self.assertEqual(len(self._reply(case, self.chair.email)), 1)
        self.assertFalse(case.is_waiting or case.date_replied)
        self.assertEqual(case.stage_id, self.stage_in_progress)

    def test_a_mail_of_a_colleague_does_not_end_the_wait(self):
        case = self._create_case()
        case.action_wait(REASON)
        self.assertFalse(self._reply(case, self.colleague.email))
        self.assertTrue(case.is_waiting)

    def test_a_reply_to_a_case_that_does_not_wait_says_nothing(self):
        case = self._create_case()
        self.assertFalse(self._reply(case, self.chair.email))
