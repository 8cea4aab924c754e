"""What a case must not miss: reminders, and one list of all that ends soon."""

from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ClubSupportCommon


class DeadlineCommon(ClubSupportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2027-03-01 10:00:00"))
        quiet = {"tracking_disable": True, "mail_create_nosubscribe": True}
        cls.env = cls.env(context={**cls.env.context, **quiet})
        cls.kind = cls.env.ref("club_support.club_deadline_kind_grant_end")
        cls.case = cls._create_case(deputy_id=cls.colleague.id)
        cls.env["club.case.deadline"].search([]).unlink()

    @classmethod
    def _create_deadline(cls, case=None, **vals):
        return cls.env["club.case.deadline"].create(
            {
                "case_id": (case or cls.case).id,
                "kind_id": cls.kind.id,
                "name": "Sport integriert",
                "date": "2027-04-15",
                **vals,
            }
        )

    def _run_cron(self, times=1):
        cron = self.env.ref("club_support.club_case_deadline_cron_remind")
        for _time in range(times):
            self.env.flush_all()
            with self.enter_registry_test_mode():
                cron.method_direct_trigger()
            self.env.invalidate_all()

    def _reminders(self, case=None):
        return self.env["mail.activity"].search(
            [("res_model", "=", "club.case"), ("res_id", "=", (case or self.case).id)]
        )


@tagged("post_install", "-at_install")
class TestReminding(DeadlineCommon):
    def test_whoever_is_responsible_is_reminded_in_time_and_once(self):
        deadline = self._create_deadline()
        later = self._create_deadline(name="Später", date="2027-08-01")
        self._run_cron(times=3)
        reminder = self._reminders()
        self.assertEqual(len(reminder), 1)
        self.assertEqual(reminder, deadline.activity_id)
        self.assertEqual(reminder.user_id, self.worker)
        self.assertEqual(reminder.date_deadline, date(2027, 4, 15))
        self.assertEqual(reminder.summary, "End of a Grant: Sport integriert")
        self.assertEqual(deadline.reminded_on, date(2027, 3, 1))
        self.assertFalse(later.reminded_on or later.activity_id)

    def test_the_reminder_comes_on_the_day_itself(self):
        deadline = self._create_deadline(date="2027-05-01", days_before=60)
        self._run_cron()
        self.assertFalse(self._reminders())
        with freeze_time("2027-03-01 23:30:00"):
            # half past midnight in Berlin
            self._run_cron()
        self.assertEqual(deadline.reminded_on, date(2027, 3, 2))

    def test_a_missed_deadline_is_told_as_well(self):
        self._create_deadline(date="2027-02-01")
        self._run_cron()
        self.assertEqual(self._reminders().date_deadline, date(2027, 2, 1))

    def test_deputy_or_supervisor_are_reminded_where_nobody_is_responsible(self):
        self.case.supervisor_id = self.lead
        for user, gone in (
            (self.worker, None),
            (self.colleague, self.worker),
            (self.lead, self.colleague),
        ):
            with self.subTest(user=user.name):
                if gone:
                    gone.active = False
                deadline = self._create_deadline()
                self._run_cron()
                self.assertEqual(deadline.activity_id.user_id, user)

    def test_where_nobody_works_nobody_is_reminded_until_somebody_does(self):
        self.case.write({"user_id": False, "deputy_id": False, "supervisor_id": False})
        deadline = self._create_deadline()
        self._run_cron()
        self.assertFalse(self._reminders() or deadline.reminded_on)
        self.case.user_id = self.colleague
        self._run_cron(times=2)
        self.assertEqual(self._reminders().user_id, self.colleague)

    def test_what_is_done_archived_or_of_a_closed_case_reminds_nobody(self):
        self._create_deadline(is_done=True)
        self._create_deadline(active=False)
        closed = self._create_case(name="Zu")
        self._create_deadline(closed)
        closed.action_close(self.result_achieved)
        archived = self._create_case(name="Archiv", active=False)
        self._create_deadline(archived)
        self._run_cron()
        cases = self.case | closed | archived
        for case in cases:
            self.assertFalse(self._reminders(case), case.name)

    def test_a_changed_date_moves_the_reminder_and_reminds_again(self):
        deadline = self._create_deadline()
        self._run_cron()
        reminder = self._reminders()
        as_worker = deadline.with_user(self.worker)
        as_worker.date = "2027-09-30"
        self.assertEqual(reminder.date_deadline, date(2027, 9, 30))
        self.assertFalse(deadline.reminded_on)
        self._run_cron()
        self.assertFalse(deadline.reminded_on)
        with freeze_time("2027-08-15 10:00:00"):
            self._run_cron(times=2)
        self.assertEqual(self._reminders(), reminder)
        self.assertEqual(deadline.reminded_on, date(2027, 8, 15))
        reminder.action_done()
        as_worker.date = "2027-10-15"
        with freeze_time("2027-09-01 10:00:00"):
            self._run_cron(times=2)
        self.assertEqual(len(self._reminders()), 1)
        self.assertEqual(self._reminders().date_deadline, date(2027, 10, 15))

    def test_the_same_date_again_and_a_done_reminder_remind_nobody(self):
        deadline = self._create_deadline()
        self._run_cron()
        self._reminders().action_done()
        deadline.date = "2027-04-15"
        self._run_cron(times=3)
        self.assertFalse(self._reminders())

    def test_what_is_done_or_gone_leaves_the_activities(self):
        for act in (
            lambda deadline: deadline.write({"is_done": True}),
            lambda deadline: deadline.write({"active": False}),
            lambda deadline: deadline.unlink(),
        ):
            deadline = self._create_deadline()
            self._run_cron()
            self.assertTrue(self._reminders())
            act(deadline.with_user(self.worker))
            self.assertFalse(self._reminders())

    def test_closing_takes_the_reminder_back_and_taking_up_again_reminds(self):
        deadline = self._create_deadline()
        self._run_cron()
        self.case.with_user(self.worker).action_close(self.result_achieved)
        self.assertFalse(self._reminders())
        self._run_cron()
        self.assertFalse(self._reminders())
        self.case.with_user(self.worker).action_reopen()
        self._run_cron(times=3)
        self.assertEqual(self._reminders(), deadline.activity_id)

    def test_a_deadline_that_cannot_be_reminded_of_stops_no_other(self):
        broken, good = self._create_deadline(), self._create_deadline(name="Gut")
        Deadline = type(broken)
        prepare = Deadline._prepare_activity_vals

        def spoilt(deadline, user):
            if deadline == broken:
                raise ValueError("cannot be reminded of")
            return prepare(deadline, user)

        with (
            patch.object(Deadline, "_prepare_activity_vals", spoilt),
            mute_logger("odoo.addons.club_support.tools.one_by_one"),
        ):
            self._run_cron()
        self.assertEqual(self._reminders(), good.activity_id)
        self.assertFalse(broken.reminded_on)
        self._run_cron()
        self.assertEqual(len(self._reminders()), 2)

    def test_whoever_may_not_read_a_case_is_not_reminded_of_it(self):
        self.case.write({"deputy_id": False, "supervisor_id": False})
        self.worker.group_ids = [
            Command.set(self.env.ref("base.group_user").ids),
        ]
        self._create_deadline()
        self._run_cron()
        self.assertFalse(self._reminders())

    @mute_logger("odoo.models.unlink")
    def test_reminders_come_in_portions_with_as_many_queries_for_thirty_as_for_one(
        self,
    ):
        Deadline = self.env["club.case.deadline"]
        counts = []
        for number in (2, 1, 30):
            cases = self.env["club.case"].create(
                [
                    {"name": f"Fall {i}", "user_id": self.worker.id}
                    for i in range(number)
                ]
            )
            for case in cases:
                self._create_deadline(case)
            deadlines = Deadline.browse(cases.deadline_ids.ids)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            deadlines._remind()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[2], counts[1])
        for case in cases:
            self._create_deadline(case, name="Zweite")
        remind, portions = type(Deadline)._remind, []

        def spy(deadlines):
            portions.append(len(deadlines))
            return remind(deadlines)

        cron = self.env.ref("club_support.club_case_deadline_cron_remind")
        cron.code = "model._cron_remind(batch_size=7)"
        with patch.object(type(Deadline), "_remind", spy):
            self._run_cron()
        self.assertEqual(portions, [7, 7, 7, 7, 2])
        self.assertFalse(
            Deadline.search([("reminded_on", "=", False), ("is_done", "=", False)])
        )


@tagged("post_install", "-at_install")
class TestEndings(DeadlineCommon):
    def _lines(self, user, *domain):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["club.ending"].with_user(user).search([*domain])

    def _of_case(self, user, case):
        return self._lines(user, ("case_id", "=", case.id))

    def test_all_that_ends_stands_in_one_list(self):
        self.case.type_id = self.type_funding
        self._create_deadline()
        self.club.write(
            {
                "is_actor": True,
                "register_valid_until": "2027-06-30",
                "tax_exempt_until": "2027-03-15",
            }
        )
        lines = self._of_case(self.worker, self.case)
        lines |= self._lines(
            self.worker, ("partner_id", "=", self.club.id), ("case_id", "=", False)
        )
        self.assertEqual(
            [(line.kind, line.date) for line in lines.sorted()],
            [
                ("reply", self.case.date_reply_by),
                ("tax", date(2027, 3, 15)),
                ("deadline", date(2027, 4, 15)),
                ("register", date(2027, 6, 30)),
            ],
        )
        self.assertEqual(len(set(lines.ids)), 4)
        names = lines.sorted().mapped("display_name")
        self.assertEqual(names[2], "End of a Grant: Sport integriert")
        self.assertEqual(names[1], f"Tax Exemption: {self.club.name}")

    def test_what_is_over_leaves_the_list(self):
        self.case.type_id = self.type_funding
        deadline = self._create_deadline()
        self.assertEqual(len(self._of_case(self.worker, self.case)), 2)
        deadline.is_done = True
        self.assertEqual(self._of_case(self.worker, self.case).kind, "reply")
        self.case.action_wait("Antwort des Sportamts")
        self.assertFalse(self._of_case(self.worker, self.case))
        self.case.action_resume()
        self.case.date_replied = "2027-03-01"
        self.assertFalse(self._of_case(self.worker, self.case))
        self.case.date_replied = False
        deadline.is_done = False
        self.case.action_close(self.result_achieved)
        self.assertFalse(self._of_case(self.worker, self.case))

    def test_papers_of_dissolved_clubs_and_of_mere_contacts_end_unnoticed(self):
        other = self.env["res.partner"].create(
            {"name": "Druckerei", "is_company": True, "is_actor": False}
        )
        partners = self.club | other
        partners.tax_exempt_until = "2027-03-15"
        self.club.write({"is_actor": True, "actor_state": "dissolved"})
        other.is_actor = False
        self.assertFalse(self._lines(self.lead, ("partner_id", "in", partners.ids)))

    def test_restricted_cases_are_in_nobody_elses_list(self):
        self._create_deadline()
        self.case.write({"is_restricted": True, "supervisor_id": False})
        for user in (self.worker, self.colleague):
            self.assertTrue(self._of_case(user, self.case))
        for user in (self.contact_manager, self.lead, self.management, self.foreigner):
            with self.subTest(user=user.name):
                self.assertFalse(self._of_case(user, self.case))

    def test_the_list_is_of_the_company_and_for_staff(self):
        self._create_deadline()
        self.assertFalse(self._of_case(self.foreigner, self.case))
        for user in (self.plain_user, self.portal):
            with self.assertRaises(AccessError):
                self._lines(user)
        line = self._of_case(self.administrator, self.case)[0]
        for call in (
            ("create", {"name": "x"}),
            ("write", line.ids, {"name": "x"}),
            ("unlink", line.ids),
        ):
            with self.assertRaises(AccessError):
                self._rpc(self.administrator, "club.ending", *call)

    def test_a_click_opens_what_is_behind(self):
        self._create_deadline()
        self.club.write({"is_actor": True, "tax_exempt_until": "2027-03-15"})
        line = self._of_case(self.worker, self.case).filtered(
            lambda line: line.kind == "deadline"
        )
        action = self._rpc(self.worker, "club.ending", "action_open", line.ids)
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("club.case", self.case.id)
        )
        paper = self._lines(self.worker, ("kind", "=", "tax")).filtered(
            lambda line: line.partner_id == self.club
        )
        action = self._rpc(self.worker, "club.ending", "action_open", paper.ids)
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("res.partner", self.club.id)
        )
        with self.assertRaises(AccessError):
            self._rpc(self.foreigner, "club.ending", "action_open", line.ids)
        self.case.deadline_ids.is_done = True
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertRaises(UserError) as caught:
            self._rpc(self.worker, "club.ending", "action_open", line.ids)
        self._assert_sentence(caught.exception)

    def test_the_case_counts_and_opens_its_deadlines(self):
        self._create_deadline()
        self._create_deadline(is_done=True)
        self.assertEqual(self.case.with_user(self.colleague).deadline_count, 1)
        action = self._rpc(
            self.worker, "club.case", "action_view_deadlines", self.case.ids
        )
        self.assertEqual(action["domain"], [("case_id", "=", self.case.id)])
        self.assertEqual(action["context"], {"default_case_id": self.case.id})

    def test_every_filter_and_group_of_the_list_works(self):
        self._create_deadline()
        search = self._rpc(self.worker, "club.ending", "get_views", [(False, "search")])
        arch = search["views"]["search"]["arch"]
        for name in ("mine", "overdue", "this_month", "next_months", "papers"):
            self.assertIn(f'name="{name}"', arch)
        for groupby in (
            "date:month",
            "kind",
            "deadline_kind_id",
            "user_id",
            "partner_id",
        ):
            groups = self._rpc(
                self.worker,
                "club.ending",
                "formatted_read_group",
                [("case_id", "=", self.case.id)],
                [groupby],
                ["__count"],
            )
            self.assertTrue(groups, groupby)

    def test_s3_03_the_end_of_a_subsidised_post_is_noticed_without_naming_anybody(self):
        deadline = self._create_deadline(
            kind_id=self.env.ref("club_support.club_deadline_kind_post_end").id,
            name="Stelle für die Platzpflege",
            date="2027-05-30",
        )
        persons = {
            name
            for name, field in deadline._fields.items()
            if field.comodel_name in ("res.partner", "hr.employee")
        }
        self.assertFalse(persons)
        self.assertIn("Leave out the names", deadline._fields["name"].help)
        self._run_cron()
        self.assertEqual(self._reminders().user_id, self.worker)
        line = self._of_case(self.management, self.case).filtered("deadline_kind_id")
        self.assertEqual(line.date, date(2027, 5, 30))
        self.assertEqual(line.partner_id, self.club)
