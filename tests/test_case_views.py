"""Board, list and form cost the same number of queries however much there is."""

from lxml import etree

from odoo import Command
from odoo.tests import tagged

from .common import ClubSupportCommon

FEW, MANY = 10, 1000
# of the server, for a list, board or desk
MOST_QUERIES = 50


@tagged("post_install", "-at_install")
class TestCaseViews(ClubSupportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        quiet = {"tracking_disable": True, "mail_create_nosubscribe": True}
        cls.quiet_env = cls.env(context={**cls.env.context, **quiet})
        cls.clubs = cls.quiet_env["res.partner"].create(
            [{"name": f"Verein {i}", "is_company": True} for i in range(MANY // 4)]
        )
        cls.areas = cls.env["club.area"].create(
            [{"name": f"Ortsteil {i}"} for i in range(20)]
        )
        cls.groups = cls.env["club.target.group"].create(
            [{"name": f"Gruppe {i}"} for i in range(6)]
        )
        cls.many = cls._create_cases(MANY)
        cls.few = cls.many[:FEW]

    @classmethod
    def _create_cases(cls, count):
        """Cases that differ in all that board and list show."""
        stages = cls.env["club.case.stage"].search([]).ids
        users = (cls.worker | cls.colleague | cls.lead).ids
        result = {cls.stage_closed.id: cls.result_achieved.id}
        reason = {cls.stage_waiting.id: "Antwort des Sportamts"}
        cases = cls.quiet_env["club.case"].create(
            [
                {
                    "name": f"Fall {i}",
                    "number": f"Q-{i:05}",
                    "stage_id": stages[i % len(stages)],
                    "result_id": result.get(stages[i % len(stages)]),
                    "waiting_reason": reason.get(stages[i % len(stages)]),
                    "partner_id": cls.clubs[i % len(cls.clubs)].id,
                    "contact_id": cls.chair.id,
                    "user_id": users[i % len(users)],
                    "type_id": cls.type_funding.id,
                    "area_id": cls.areas[i % len(cls.areas)].id,
                    "target_group_ids": [
                        Command.set(cls.groups[i % 5 : i % 5 + 2].ids)
                    ],
                    "date_reply_by": "2027-03-01",
                    "email_from": f"Person {i} <person{i}@example.net>",
                }
                for i in range(count)
            ]
        )
        cls.quiet_env["mail.activity"].create(
            [
                {
                    "res_model_id": cls.env["ir.model"]._get_id("club.case"),
                    "res_id": case.id,
                    "activity_type_id": cls.env.ref("mail.mail_activity_data_todo").id,
                    "user_id": cls.worker.id,
                }
                for case in cases[::2]
            ]
        )
        return cases

    def _specify(self, model, arch):
        """The fields that the web client asks for, by the arch of a view."""
        specification = {}
        for node in arch.iter("field"):
            if next(node.iterancestors("field"), None) is not arch.getparent():
                continue  # of a list inside the view
            name = node.get("name")
            field = self.env[model]._fields[name]
            specification[name] = {}
            if field.type == "many2one":
                specification[name] = {"fields": {"display_name": {}}}
            elif field.type in ("one2many", "many2many"):
                lines = node.find("list")
                specification[name] = {
                    "fields": self._specify(field.comodel_name, lines)
                    if lines is not None
                    else {"display_name": {}},
                    "limit": 40,
                }
        return specification

    def _get_specification(self, model, view_type):
        views = self._rpc(self.worker, model, "get_views", [(False, view_type)])
        return self._specify(model, etree.fromstring(views["views"][view_type]["arch"]))

    def _count(self, load):
        """Number of queries of a load with empty caches, warmed up once."""
        load()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        load()
        return self.env.cr.sql_log_count - before

    def _load_board(self, cases):
        domain = [("id", "in", cases.ids)]
        groups = self._rpc(
            self.worker,
            "club.case",
            "web_read_group",
            domain,
            ["stage_id"],
            [],
            auto_unfold=True,
            unfold_read_specification=self._get_specification("club.case", "kanban"),
            unfold_read_default_limit=80,
            context={"read_group_expand": True},
        )["groups"]
        self._rpc(
            self.worker,
            "club.case",
            "read_progress_bar",
            domain=domain,
            group_by="stage_id",
            progress_bar={
                "field": "activity_state",
                "colors": {"planned": "success", "today": "warning"},
            },
        )
        return groups

    def _load_list(self, cases, limit):
        return self._rpc(
            self.worker,
            "club.case",
            "web_search_read",
            [("id", "in", cases.ids)],
            self._get_specification("club.case", "list"),
            limit=limit,
            count_limit=10001,
        )

    def test_the_board_costs_the_same_for_10_and_1000_cases(self):
        few = self._count(lambda: self._load_board(self.few))
        many = self._count(lambda: self._load_board(self.many))
        groups = self._load_board(self.many)
        self.assertEqual(sum(group["__count"] for group in groups), MANY)
        shown = [len(group.get("__records", [])) for group in groups]
        self.assertEqual(max(shown), 80)
        self.assertEqual(few, many)
        self.assertLessEqual(many, MOST_QUERIES)

    def test_the_list_costs_the_same_for_10_and_1000_cases(self):
        # full pages throughout: only then Odoo counts the rest
        few = self._count(lambda: self._load_list(self.few, limit=FEW))
        page = self._count(lambda: self._load_list(self.many, limit=80))
        many = self._count(lambda: self._load_list(self.many, limit=MANY))
        answer = self._load_list(self.many, limit=MANY)
        self.assertEqual(len(answer["records"]), MANY)
        self.assertEqual((few, few), (page, many))
        self.assertLessEqual(many, MOST_QUERIES)

    def test_s0_11_noting_restricted_cases_costs_a_list_the_same_for_10_and_1000(self):
        self.many.with_context(tracking_disable=True).write(
            {"is_restricted": True, "supervisor_id": self.worker.id}
        )

        def read_first_time(cases, load):
            load(cases)
            self.env.flush_all()
            self.env.cr.execute("DELETE FROM club_case_access_log")
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            load(cases)
            return self.env.cr.sql_log_count - before

        few = read_first_time(self.few, lambda cases: self._load_list(cases, FEW))
        for count in (80, MANY):
            many = read_first_time(
                self.many, lambda cases, count=count: self._load_list(cases, count)
            )
            noted = self.env["club.case.access.log"].search_count([])
            self.assertEqual(noted, count)
            self.assertLessEqual(many, few + 1)
        self.assertLessEqual(many, MOST_QUERIES)
        # a board shows several columns
        many = read_first_time(self.many, self._load_board)
        self.assertLessEqual(many, MOST_QUERIES)

    def test_filters_over_all_cases_cost_the_same_for_10_and_1000(self):
        for name, value in (
            ("has_new_mail", True),
            ("has_duplicates", True),
            ("clock_state", "late"),
        ):

            def load(cases, condition=(name, "=", value)):
                domain = [("id", "in", cases.ids), condition]
                Case = self.env["club.case"].with_user(self.worker)
                return Case.search_count(domain)

            with self.subTest(filter=name):
                few = self._count(lambda load=load: load(self.few))
                many = self._count(lambda load=load: load(self.many))
                self.assertEqual(few, many)

    def test_the_form_costs_the_same_for_3_and_50_entries(self):
        case = self.few[0]
        specification = self._get_specification("club.case", "form")
        self.assertIn("note", specification["entry_ids"]["fields"])

        def load():
            return self._rpc(
                self.worker, "club.case", "web_read", case.ids, specification
            )

        def log(count):
            users = (self.worker, self.colleague, self.lead)
            self.env["club.contact.entry"].create(
                [
                    {
                        "case_id": case.id,
                        "note": f"Vermerk {i}",
                        "user_id": users[i % 3].id,
                        "contact_id": self.chair.id,
                    }
                    for i in range(count)
                ]
            )
            self.env["club.incoming.mail"].create(
                [
                    {
                        "case_id": case.id,
                        "date": "2027-03-01 09:00:00",
                        "company_id": self.company.id,
                    }
                    for i in range(count)
                ]
            )

        log(3)  # one by each of three colleagues
        few = self._count(load)
        log(47)
        fifty = self._count(load)
        values = load()[0]
        self.assertEqual(
            (values["entry_count"], values["incoming_mail_count"]), (50, 50)
        )
        self.assertEqual(len(values["entry_ids"]), 50)
        self.assertEqual(few, fifty)

    def test_the_list_of_entries_costs_the_same_for_10_and_200(self):
        case = self.few[0]
        specification = self._get_specification("club.contact.entry", "list")

        def load():
            return self._rpc(
                self.worker,
                "club.contact.entry",
                "web_search_read",
                [("note", "=", "Zählung")],
                specification,
            )

        def log(count):
            self.env["club.contact.entry"].create(
                [
                    {
                        "user_id": self.worker.id,
                        "note": "Zählung",
                        "case_id": case.id if i % 2 else False,
                        "partner_id": self.clubs[i % len(self.clubs)].id,
                        "area_id": self.areas[i % len(self.areas)].id,
                    }
                    for i in range(count)
                ]
            )

        log(10)
        few = self._count(load)
        log(190)
        many = self._count(load)
        self.assertEqual(load()["length"], 200)
        self.assertEqual(few, many)

    def test_contacts_cost_the_same_for_10_and_250_clubs(self):
        def load(count):
            ids = self.clubs[:count].ids
            return self._rpc(
                self.worker, "res.partner", "read", ids, ["club_case_count"]
            )

        few = self._count(lambda: load(10))
        many = self._count(lambda: load(MANY // 4))
        counts = [values["club_case_count"] for values in load(MANY // 4)]
        self.assertEqual(set(counts), {4})
        self.assertEqual(few, many)
