"""Who may learn what from the figures, and what stays closed."""

from datetime import date

from freezegun import freeze_time
from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .common import ClubSupportCommon

DIMENSIONS = ("case_id", "partner_id", "user_id", "type_id", "area_id", "unit_id")


@tagged("post_install", "-at_install")
class TestFigures(ClubSupportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._create_case(date_open="2024-05-15")

    def _entry(self, **vals):
        return self.env["club.contact.entry"].create(
            {
                "case_id": self.case.id,
                "user_id": self.worker.id,
                "date": "2024-05-16 10:00:00",
                "minutes": 37,
                **vals,
            }
        )

    def _read(self, user, domain=(), fields=None):
        self.env.flush_all()
        self.env.invalidate_all()
        fields = fields or ["kind", "date", "minutes", "target_group_ids", *DIMENSIONS]
        domain = [("date", ">=", "2024-01-01"), ("date", "<=", "2024-12-31"), *domain]
        return self._rpc(user, "club.activity.report", "search_read", domain, fields)

    def test_minutes_of_colleagues_lead_to_no_name_no_day_and_no_case(self):
        self._entry()
        self._entry(minutes=8)
        for user in (self.colleague, self.lead, self.management):
            with self.subTest(user=user.login):
                rows = [row for row in self._read(user) if row["minutes"]]
                self.assertEqual([row["minutes"] for row in rows], [45])
                [row] = rows
                self.assertEqual(str(row["date"]), "2024-05-01")
                self.assertFalse(row["case_id"] or row["user_id"] or row["partner_id"])
        rows = self._read(self.worker)
        self.assertCountEqual(
            [row["minutes"] for row in rows if row["minutes"]], [37, 8]
        )

    def test_no_filter_finds_the_minutes_of_a_colleague(self):
        self._entry()
        for leaf in (
            ("user_id", "=", self.worker.id),
            ("case_id", "=", self.case.id),
            ("partner_id", "=", self.club.id),
            ("kind", "=", "entry"),
        ):
            with self.subTest(leaf=leaf):
                rows = self._read(self.colleague, [leaf])
                self.assertTrue(rows)
                self.assertEqual(sum(row["minutes"] for row in rows), 0)
        groups = self._rpc(
            self.colleague,
            "club.activity.report",
            "formatted_read_group",
            [("date", ">=", "2024-05-01"), ("date", "<", "2024-06-01")],
            ["user_id"],
            ["minutes:sum"],
        )
        named = [group for group in groups if group["user_id"]]
        self.assertEqual(sum(group["minutes:sum"] for group in named), 0)
        self.assertEqual(sum(group["minutes:sum"] for group in groups), 37)

    def test_a_works_agreement_shows_minutes_by_employee(self):
        self.company.club_minutes_visible = True
        self._entry()
        rows = self._read(self.colleague, [("user_id", "=", self.worker.id)])
        self.assertEqual(sum(row["minutes"] for row in rows), 37)

    def test_restricted_cases_count_without_saying_what_they_are(self):
        group = self.env["club.target.group"].create({"name": "Jugendliche"})
        self.case.target_group_ids = group
        self._entry(target_group_ids=[(6, 0, group.ids)])
        self.case.is_restricted = True
        for user in (self.colleague, self.management, self.worker):
            rows = self._read(user)
            with self.subTest(user=user.login):
                self.assertEqual({row["kind"] for row in rows}, {"opened", "entry"})
                self.assertEqual({str(row["date"]) for row in rows}, {"2024-05-01"})
                self.assertEqual(sum(row["minutes"] for row in rows), 37)
                for row in rows:
                    for name in (*DIMENSIONS, "target_group_ids"):
                        self.assertFalse(row[name], name)
                    self.assertNotEqual(row["id"] // 64, self.case.id)

    def test_waits_count_on_the_day_they_began(self):
        self.env["club.case.waiting"].create(
            {
                "case_id": self.case.id,
                "reason": "Antwort",
                "date_from": "2024-06-03",
                "date_to": "2024-06-10",
            }
        )
        fields = ["date", "wait_count", "wait_days"]
        [row] = self._read(self.worker, [("kind", "=", "waiting")], fields)
        seen = (str(row["date"]), row["wait_count"], row["wait_days"])
        self.assertEqual(seen, ("2024-06-03", 1, 7))

    def test_people_by_group_stand_under_their_own_group_only(self):
        first, second = self.env["club.target.group"].create(
            [{"name": "Mädchen"}, {"name": "Ältere"}]
        )
        self._entry(
            target_group_ids=[(6, 0, (first | second).ids)],
            people_ids=[
                (0, 0, {"target_group_id": first.id, "count": 4}),
                (0, 0, {"target_group_id": second.id, "count": 3}),
            ],
        )
        groups = self._rpc(
            self.worker,
            "club.activity.report",
            "formatted_read_group",
            [("date", "=", "2024-05-16")],
            ["target_group_ids"],
            ["people_in_group:sum", "people_count:sum"],
        )
        seen = {
            group["target_group_ids"][0]: (
                group["people_in_group:sum"],
                group["people_count:sum"],
            )
            for group in groups
        }
        self.assertEqual(seen, {first.id: (4, 7), second.id: (3, 7)})

    def test_figures_are_for_staff_of_the_company(self):
        for user in (self.plain_user, self.portal, self.public):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._read(user)
        self.assertFalse(self._read(self.foreigner))

    def test_archived_ones_count_only_when_asked_for(self):
        self._entry(active=False)
        self.assertFalse(self._read(self.worker, [("kind", "=", "entry")]))
        found = self._read(
            self.worker, [("kind", "=", "entry"), ("active", "=", False)]
        )
        self.assertEqual(len(found), 1)

    def test_the_number_of_queries_does_not_grow_with_the_rows(self):
        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            report = self.env["club.activity.report"].with_user(self.worker)
            report.formatted_read_group(
                [], ["date:month", "type_id"], ["entry_count:sum", "minutes:sum"]
            )
            return self.env.cr.sql_log_count - before

        self._entry()
        count()
        few = count()
        for _number in range(30):
            self._entry()
        self.assertEqual(count(), few)

    def test_the_filters_of_a_year_hold_its_first_and_its_last_day(self):
        days = [date(2023, 12, 31), date(2024, 1, 1), date(2024, 12, 31)]
        days.append(date(2025, 1, 1))
        for day in days:
            self._entry(date=f"{day} 12:00:00", note=str(day))
        view = self.env.ref("club_support.club_activity_report_view_search")
        arch = etree.fromstring(view.arch)
        with freeze_time("2024-06-01 12:00:00"):
            for name, expected in (("this_year", days[1:3]), ("last_year", days[:1])):
                with self.subTest(filter=name):
                    node = arch.find(f".//filter[@name='{name}']")
                    domain = [*safe_eval(node.get("domain")), ("kind", "=", "entry")]
                    Report = self.env(user=self.lead)["club.activity.report"]
                    Report = Report.with_context(tz="Europe/Berlin")
                    found = Report.search(domain, order="date").mapped("date")
                    self.assertEqual([day for day in found if day in days], expected)
                    self.assertEqual({day.year for day in found}, {expected[0].year})
