"""External contractors: their own cases, until the last day of their mandate."""

from freezegun import freeze_time
from psycopg2.errors import ExclusionViolation

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import ClubSupportCommon

LAST_DAY = "2027-06-30"


@tagged("post_install", "-at_install")
class TestMandates(ClubSupportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contractor = new_test_user(
            cls.env,
            login="club_contractor",
            groups="club_support.club_support_group_contractor",
            name="Person contractor",
            email="contractor@sportbund.example.org",
            tz="Europe/Berlin",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )
        cls.company.resource_calendar_id.tz = "Europe/Berlin"
        cls.employer = cls.env["res.partner"].create(
            {"name": "Sportbund", "is_company": True}
        )
        cls.mandate = cls.env["club.mandate"].create(
            {
                "user_id": cls.contractor.id,
                "employer_id": cls.employer.id,
                "date_from": "2027-01-01",
                "date_to": LAST_DAY,
                "company_id": cls.company.id,
            }
        )
        cls.own = cls._create_case(name="Eigener", user_id=cls.contractor.id)
        cls.deputised = cls._create_case(deputy_id=cls.contractor.id)
        cls.other = cls._create_case(name="Fremder")
        kind = cls.env.ref("club_support.club_deadline_kind_grant_end").id
        for case in (cls.own, cls.other):
            cls.env["club.case.deadline"].create(
                {"case_id": case.id, "kind_id": kind, "date": "2027-06-30"}
            )
            cls.env["club.contact.entry"].create(
                {"case_id": case.id, "user_id": cls.worker.id, "note": case.name}
            )

    def _found(self, model, domain=()):
        self.env.flush_all()
        self.env.invalidate_all()
        try:
            return set(self._rpc(self.contractor, model, "search", list(domain)))
        except AccessError:
            return None

    def test_s4_09_contractors_see_their_cases_and_what_belongs_to_them(self):
        with freeze_time(f"{LAST_DAY} 12:00:00"):
            ours = (self.own | self.deputised).ids
            self.assertEqual(self._found("club.case"), set(ours))
            for model in ("club.case.deadline", "club.contact.entry"):
                mine = self.env[model].search([("case_id", "=", self.own.id)])
                theirs = self.env[model].search([("case_id", "=", self.other.id)])
                self.assertEqual(self._found(model), set(mine.ids))
                with self.assertRaises(AccessError):
                    self._rpc(
                        self.contractor, model, "read", theirs.ids, ["id", "case_id"]
                    )
                with self.assertRaises(AccessError):
                    self._rpc(self.contractor, model, "unlink", theirs.ids)
            self._rpc(
                self.contractor, "club.case", "write", self.own.ids, {"priority": "1"}
            )
            message = self.own.with_user(self.contractor).message_post(body="x")
            self.assertTrue(message)

    def test_s4_09_contractors_reach_nothing_else(self):
        with freeze_time(f"{LAST_DAY} 12:00:00"):
            unassigned = self._create_case(user_id=False)
            note = self.other.message_post(body="Geheim")
            note.partner_ids = self.contractor.partner_id
            self.assertFalse(self._found("mail.message", [("id", "=", note.id)]))
            calls = [
                ("club.case", "read", self.other.ids, ["name"]),
                ("club.case", "action_assign_to_me", unassigned.ids),
                ("club.case", "create", {"name": "x", "user_id": self.worker.id}),
                ("res.partner", "write", self.club.ids, {"name": "x"}),
                ("club.office", "create", {"partner_id": self.club.id}),
                ("club.mandate", "write", self.mandate.ids, {"date_to": "2030-01-01"}),
                ("club.mailing", "search", []),
                ("club.import", "search", []),
                ("club.duplicate.pair", "search", []),
                ("club.profile.check", "search", []),
                ("club.case.access.log", "search", []),
            ]
            for model, method, *args in calls:
                with (
                    self.subTest(model=model, method=method),
                    self.assertRaises(AccessError),
                    self.env.cr.savepoint(),
                ):
                    self._rpc(self.contractor, model, method, *args)
            self.own.previous_case_id = self.other
            values = self._rpc(
                self.contractor, "club.case", "read", self.own.ids, ["previous_case_id"]
            )
            self.assertEqual(values[0]["previous_case_id"][1], f"[{self.other.number}]")

    def test_s4_09_contractors_learn_private_data_of_their_contacts_only(self):
        stranger = self.env["res.partner"].create(
            {"name": "Fremde", "email": "fremde@example.net", "is_protected": True}
        )
        self.chair.is_protected = True
        with freeze_time(f"{LAST_DAY} 12:00:00"):
            both = stranger | self.chair
            found = self._found("res.partner", [("id", "in", both.ids)])
            self.assertEqual(found, set(self.chair.ids))
            withheld = both.with_user(self.contractor)._club_withheld()
            self.assertEqual(withheld, stranger)
            self.assertTrue(self._found("res.partner", [("id", "=", self.club.id)]))
        with freeze_time("2027-07-01 12:00:00"):
            self.assertFalse(self._found("res.partner", [("id", "in", both.ids)]))
            with self.assertRaises(AccessError):
                self._rpc(
                    self.contractor,
                    "res.partner",
                    "read",
                    self.club.ids,
                    ["last_contact"],
                )

    def test_s4_09_access_ends_by_itself_at_midnight(self):
        # 22:00 UTC is midnight in the time zone of the company
        for moment, works in (
            ("2026-12-31 22:30:00", False),
            ("2026-12-31 23:30:00", True),
            ("2027-06-30 21:59:00", True),
            ("2027-06-30 22:01:00", False),
            ("2027-06-30 21:59:30", True),
        ):
            with self.subTest(moment=moment), freeze_time(moment):
                self.env.flush_all()
                self.env.invalidate_all()
                self.assertEqual(self.contractor._is_club_staff(), works)
                self.assertEqual(bool(self._found("club.case")), works)
                for call in (
                    ("read", self.own.ids, ["name"]),
                    ("write", self.own.ids, {"priority": "1"}),
                    ("create", {"name": "x", "user_id": self.contractor.id}),
                    ("message_post", self.own.ids),
                ):
                    try:
                        with self.env.cr.savepoint():
                            self._rpc(self.contractor, "club.case", *call)
                            allowed = True
                    except AccessError:
                        allowed = False
                    self.env.invalidate_all()
                    self.assertEqual(allowed, works, call)
                messages = [("model", "=", "club.case"), ("res_id", "=", self.own.id)]
                self.assertEqual(bool(self._found("mail.message", messages)), works)

    def test_s4_09_another_time_zone_does_not_lengthen_a_mandate(self):
        with freeze_time("2027-06-30 22:30:00"):
            self.env.invalidate_all()
            with self.assertRaises(AccessError):
                self._rpc(
                    self.contractor,
                    "club.case",
                    "read",
                    self.own.ids,
                    ["name"],
                    context={"tz": "Pacific/Midway"},
                )

    def test_s4_09_the_rule_itself_ends_it(self):
        # nothing but the rule: what the list of models says is left out
        self.patch(
            type(self.env["res.users"]), "_club_contractor_may", lambda *args: True
        )
        for moment, works in (
            (f"{LAST_DAY} 12:00:00", True),
            ("2027-07-01 12:00:00", False),
        ):
            with freeze_time(moment):
                for model in ("club.case", "club.contact.entry", "club.case.deadline"):
                    with self.subTest(model=model, moment=moment):
                        self.assertEqual(bool(self._found(model)), works)

    def test_s4_09_a_mandate_that_is_shortened_ends_at_once(self):
        with freeze_time(f"{LAST_DAY} 12:00:00"):
            self.assertTrue(self._found("club.case"))
            self.env.cr.execute(
                "UPDATE club_mandate SET date_to = '2027-06-01' WHERE id = %s",
                [self.mandate.id],
            )
            self.assertFalse(self._found("club.case"))

    def test_s4_09_the_cron_takes_the_roles_and_says_so_once(self):
        Mandate = self.env["club.mandate"]
        self.contractor.group_ids |= self.env.ref(
            "club_support.club_support_group_worker"
        )
        with freeze_time(f"{LAST_DAY} 12:00:00"):
            Mandate._cron_end_access()
            self.assertTrue(self.contractor._club_is_contractor())
        with freeze_time("2027-07-01 00:10:00"):
            for _run in range(3):
                Mandate._cron_end_access()
            self.assertFalse(self.contractor._club_is_contractor())
            self.assertFalse(self.contractor._is_club_staff())
            self.assertIsNone(self._found("club.case"))
        bodies = [m.body for m in self.mandate.message_ids if "is over" in m.body]
        self.assertEqual(len(bodies), 1)
        self.assertEqual(self.own.user_id, self.contractor)

    def test_s4_09_staff_may_be_employed_elsewhere_without_being_limited(self):
        mandate = self.env["club.mandate"].create(
            {
                "user_id": self.worker.id,
                "employer_id": self.employer.id,
                "date_from": "2020-01-01",
                "date_to": "2020-12-31",
            }
        )
        self.assertEqual(mandate.commissioned_by_id, self.company.partner_id)
        found = self._rpc(self.worker, "club.case", "search", [])
        self.assertIn(self.other.id, found)

    @mute_logger("odoo.sql_db")
    def test_s4_09_mandates_of_one_person_do_not_overlap(self):
        vals = {"user_id": self.contractor.id, "company_id": self.company.id}
        with self.assertRaises(ExclusionViolation), self.env.cr.savepoint():
            self.env["club.mandate"].create(
                {**vals, "date_from": LAST_DAY, "date_to": "2027-12-31"}
            )
        self.env["club.mandate"].create(
            {**vals, "date_from": "2027-07-01", "date_to": "2027-12-31"}
        )

    def test_s4_09_whose_mandate_is_over_takes_no_menus_from_others(self):
        with freeze_time("2027-07-01 12:00:00"):
            self.env.registry.clear_all_caches()
            Menu = self.env["ir.ui.menu"].with_user(self.contractor)
            Menu._visible_menu_ids()
        with freeze_time(f"{LAST_DAY} 12:00:00"):
            self.assertIn(
                self.env.ref("club_support.club_case_menu_mine").id,
                Menu._visible_menu_ids(),
            )
