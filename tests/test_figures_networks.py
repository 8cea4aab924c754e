"""Networks in the figures: what was counted by hand, and nothing of restricted ones."""

import tempfile
from datetime import date, datetime, timedelta

import openpyxl
from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from . import networks_oracle as oracle
from .common import ClubSupportCommon

MEASURES = {
    "own": "own_meeting_count:sum",
    "external": "external_meeting_count:sum",
    "people": "meeting_people_count:sum",
    "network_key": "network_key:count_distinct",
    "member_key": "member_key:count_distinct",
    "minutes": "network_minutes:sum",
}
IN_YEAR = [("date", ">=", "2026-01-01"), ("date", "<=", "2026-12-31")]
# all that could lead from a row to what it was about
HIDDEN = (
    "network_id",
    "network_kind",
    "network_level",
    "partner_id",
    "user_id",
    "case_id",
    "area_id",
    "field_of_action_id",
    "target_group_ids",
    "actor_type_id",
)


@tagged("post_install", "-at_install")
@freeze_time(f"{oracle.TODAY} 10:00:00")
class TestFiguresNetworks(ClubSupportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = "Europe/Berlin"
        for model in ("club.meeting", "club.network", "club.contact.entry"):
            cls.env[model].search([]).active = False
        create = cls.env["club.area"].create
        cls.areas = create([{"name": f"Ort {n}"} for n in range(2)])
        create = cls.env["club.field.of.action"].create
        cls.fields_of_action = create([{"name": f"Feld {n}"} for n in "ab"])
        create = cls.env["res.partner"].create
        cls.clubs = create([{"name": f"SV {n}", "is_company": True} for n in range(5)])
        cls.year = oracle.make_year(20260502)
        cls._create_year(*cls.year)
        cls.facts = oracle.facts(*cls.year)

    @classmethod
    def _scope(cls, vals):
        return {
            "area_id": cls.areas[vals["area"]].id,
            "field_of_action_id": cls.fields_of_action[vals["field"]].id,
            "user_id": cls.organiser.id,
        }

    @classmethod
    def _create_year(cls, networks, meetings, members, entries):
        cls.networks = cls.env["club.network"].create(
            [
                {
                    "name": f"Netzwerk {number}",
                    "kind": vals["kind"],
                    "level": vals["level"],
                    "is_restricted": vals["restricted"],
                    "date_start": "2025-11-01",
                    **cls._scope(vals),
                }
                for number, vals in enumerate(networks)
            ]
        )

        def network(vals):
            number = vals["network"]
            return number is not None and cls.networks[number].id

        cls.meetings = cls.env["club.meeting"].create(
            [
                {
                    "name": f"Treffen {number}",
                    "network_id": network(vals),
                    "kind": "own" if vals["own"] else "external",
                    "start": vals["moment"],
                    "state": vals["state"],
                    "people_count": vals["people"],
                    "active": vals["active"],
                    **cls._scope(vals),
                }
                for number, vals in enumerate(meetings)
            ]
        )
        cls.env["club.network.member"].create(
            [
                {
                    "network_id": network(vals),
                    "partner_id": cls.clubs[vals["club"]].id,
                    "date_from": vals["from"],
                    "date_to": vals["to"],
                    **({"state": "candidate"} if vals["candidate"] else {}),
                }
                for vals in members
            ]
        )
        cls.env["club.contact.entry"].create(
            [
                {
                    "network_id": network(vals),
                    "date": vals["moment"],
                    "minutes": vals["minutes"],
                    "note": "Vorbereitet",
                    **cls._scope(vals),
                }
                for vals in entries
            ]
        )
        cls.env.flush_all()

    def _report(self, user, groupby):
        Report = self.env["club.activity.report"].with_user(user)
        # rows differ by reader
        Report.invalidate_model()
        return Report.formatted_read_grouping_sets(
            IN_YEAR, [[groupby], []], list(MEASURES.values())
        )

    def test_figures_are_those_counted_by_hand(self):
        def position(records):
            return lambda value: records.ids.index(value[0]) if value else None

        for user in (self.management, self.organiser):
            for groupby, dimension, key in (
                ("date:month", "month", lambda v: date.fromisoformat(v[0])),
                ("area_id", "area", position(self.areas)),
                ("field_of_action_id", "field", position(self.fields_of_action)),
                ("network_kind", "kind", lambda v: v or None),
                ("network_level", "level", lambda v: v or None),
            ):
                groups, total = self._report(user, groupby)
                for measure, spec in MEASURES.items():
                    with self.subTest(by=groupby, measure=measure, user=user.login):
                        seen = {key(group[groupby]): group[spec] for group in groups}
                        seen = {name: value for name, value in seen.items() if value}
                        expected = oracle.count(self.facts, dimension, measure)
                        self.assertEqual(seen, expected)
                        [once] = oracle.count(self.facts, None, measure).values()
                        self.assertEqual(total[0][spec], once)

    def test_rows_of_restricted_networks_lead_to_none_of_them(self):
        restricted = self.networks.filtered("is_restricted")
        ids = {*restricted.ids, *restricted.meeting_ids.ids, *restricted.member_ids.ids}
        fields = ["kind", "date", "network_key", "member_key", *HIDDEN]
        domain = [("network_id", "=", False), ("kind", "in", ["meeting", "member"])]
        for user in (self.management, self.colleague, self.organiser):
            rows = self._rpc(
                user, "club.activity.report", "search_read", domain, fields
            )
            rows = [r for r in rows if r["network_key"] < 0 or r["member_key"] < 0]
            with self.subTest(user=user.login):
                self.assertEqual({row["kind"] for row in rows}, {"meeting", "member"})
                self.assertEqual({row["date"].day for row in rows}, {1})
                self.assertFalse([row for row in rows for name in HIDDEN if row[name]])
                self.assertFalse({row["id"] // 64 for row in rows} & ids)
        for field, records in (("network_id", restricted), ("user_id", self.organiser)):
            rows = self._rpc(
                self.management,
                "club.activity.report",
                "search_read",
                [(field, "in", records.ids), ("network_key", "<", 0)],
                ["kind"],
            )
            self.assertFalse(rows)

    def test_entries_of_restricted_networks_count_without_saying_whose_they_are(self):
        network = self.networks.filtered("is_restricted")[0]
        group = self.env["club.target.group"].create({"name": "Jugendliche"})
        self.env["club.contact.entry"].create(
            {
                "network_id": network.id,
                "partner_id": self.club.id,
                "user_id": self.organiser.id,
                "date": "2027-02-16 10:00:00",
                "minutes": 37,
                "target_group_ids": [(6, 0, group.ids)],
                "people_ids": [(0, 0, {"target_group_id": group.id, "count": 4})],
            }
        )
        self.env.flush_all()
        for user in (self.management, self.colleague, self.organiser):
            self.env.invalidate_all()
            rows = self._rpc(
                user,
                "club.activity.report",
                "search_read",
                [("date", ">=", "2027-02-01")],
                ["date", "minutes", "network_minutes", "people_in_group", *HIDDEN],
            )
            with self.subTest(user=user.login):
                self.assertEqual({str(row["date"]) for row in rows}, {"2027-02-01"})
                for name, expected in (
                    ("minutes", 37),
                    ("network_minutes", 37),
                    ("people_in_group", 4),
                ):
                    self.assertEqual(sum(row[name] for row in rows), expected)
                self.assertFalse([row for row in rows for name in HIDDEN if row[name]])

    def test_minutes_of_colleagues_are_told_by_kind_of_network_only(self):
        network = self.networks.filtered(lambda network: not network.is_restricted)[0]
        self.env["club.contact.entry"].create(
            {
                "network_id": network.id,
                "user_id": self.organiser.id,
                "date": "2027-02-16 10:00:00",
                "minutes": 37,
            }
        )
        domain = [("date", ">=", "2027-01-01"), ("network_minutes", ">", 0)]
        fields = ["date", "network_kind", "network_id", "user_id"]
        [row] = self._rpc(
            self.colleague, "club.activity.report", "search_read", domain, fields
        )
        self.assertEqual(str(row["date"]), "2027-02-01")
        self.assertEqual(row["network_kind"], network.kind)
        self.assertFalse(row["network_id"] or row["user_id"])
        [row] = self._rpc(
            self.organiser, "club.activity.report", "search_read", domain, fields
        )
        self.assertEqual(row["network_id"][0], network.id)

    def test_target_groups_of_meetings_are_counted(self):
        group = self.env["club.target.group"].create({"name": "Jugendliche"})
        held = self.meetings.filtered(
            lambda meeting: (
                meeting.state == "held"
                and meeting.active
                and not meeting.network_id.is_restricted
            )
        )[:3]
        hidden = self.networks.filtered("is_restricted").meeting_ids[:1]
        (held | hidden).target_group_ids = group
        self.env.flush_all()
        groups = self._rpc(
            self.management,
            "club.activity.report",
            "formatted_read_group",
            [("target_group_ids", "in", group.ids)],
            ["kind"],
            ["__count"],
        )
        self.assertEqual(
            [(line["kind"], line["__count"]) for line in groups], [("meeting", 3)]
        )

    def test_the_networks_menu_counts_what_its_pivot_shows(self):
        action = self.env.ref("club_support.club_activity_report_action_networks")
        views = self._rpc(
            self.management,
            "club.activity.report",
            "get_views",
            [(view.view_id.id, view.view_mode) for view in action.view_ids],
        )
        for spec in MEASURES.values():
            self.assertIn(f'"{spec.split(":")[0]}"', views["views"]["pivot"]["arch"])

    # ------------------------------------------------------------
    # Workbook
    # ------------------------------------------------------------

    def _book(self, user, context=None, **vals):
        user.group_ids |= self.env.ref("base.group_allow_export")
        export = (
            self.env["club.workbook.export"]
            .with_user(user)
            .with_context(**(context or {}))
            .create(
                {
                    "date_from": "2026-01-01",
                    "date_to": "2026-12-31",
                    "with_clubs": False,
                    "with_cases": False,
                    **vals,
                }
            )
        )
        self.env.flush_all()
        self.env.invalidate_all()
        with tempfile.TemporaryFile() as file:
            export._write_to(file)
            return openpyxl.load_workbook(file, data_only=True)

    def _lines(self, sheet):
        """Rows of a sheet as dictionaries, without the total."""
        head, *rows = sheet.iter_rows(values_only=True)
        rows = [row for row in rows if any(value is not None for value in row)][:-1]
        return [dict(zip(head, row, strict=True)) for row in rows]

    def test_sheets_hold_networks_and_meetings_that_one_may_read(self):
        networks, meetings, _members, _entries = self.year
        for user, sees_all in ((self.management, False), (self.organiser, True)):
            book = self._book(user)
            lines = {line["Name"]: line for line in self._lines(book["Networks"])}
            expected = [
                number
                for number, network in enumerate(networks)
                if sees_all or not network["restricted"]
            ]
            with self.subTest(user=user.login):
                self.assertEqual(set(lines), {f"Netzwerk {n}" for n in expected})
                for number in expected:
                    held = [
                        meeting
                        for meeting in meetings
                        if meeting["network"] == number
                        and meeting["state"] == "held"
                        and meeting["active"]
                        and oracle.local_day(meeting["moment"]).year == oracle.YEAR
                    ]
                    line = lines[f"Netzwerk {number}"]
                    self.assertEqual(
                        (
                            line["Own Meetings"],
                            line["Meetings of Others"],
                            line["People in Meetings"],
                            line["Members"],
                        ),
                        (
                            sum(meeting["own"] for meeting in held),
                            sum(not meeting["own"] for meeting in held),
                            sum(meeting["people"] for meeting in held),
                            self._count_members(number),
                        ),
                    )

    def _count_members(self, number):
        today = oracle.TODAY
        return len(
            {
                member["club"]
                for member in self.year[2]
                if member["network"] == number
                and not member["candidate"]
                and member["from"] <= today <= (member["to"] or today)
            }
        )

    def test_the_summary_adds_up_the_meetings_counted_by_hand(self):
        networks, meetings, members, entries = self.year
        opened = [{**network, "restricted": False} for network in networks]
        facts = oracle.facts(opened, meetings, members, entries)
        self.networks.is_restricted = False
        summary = self._book(self.management)["Summary"]
        head = [cell.value for cell in summary[1]]
        labels = {
            "own": "Own Meetings",
            "external": "Meetings of Others",
            "people": "People in Meetings",
        }
        for row in range(2, 14):
            month = summary.cell(row, 2).value.date()
            for measure, label in labels.items():
                with self.subTest(month=month, measure=measure):
                    expected = oracle.count(facts, "month", measure).get(month, 0)
                    seen = summary.cell(row, head.index(label) + 1).value
                    self.assertEqual(seen, expected)
        table = self._find_table(summary, "Kind of Network")
        kinds = dict(self.env["club.network"]._fields["kind"].selection)
        for kind, minutes in oracle.count(facts, "kind", "minutes").items():
            with self.subTest(kind=kind):
                self.assertEqual(table[kinds[kind]]["Minutes"], minutes)
                own = oracle.count(facts, "kind", "own").get(kind, 0)
                self.assertEqual(table[kinds[kind]]["Own Meetings"], own)

    def _find_table(self, sheet, title):
        rows = iter([*sheet.iter_rows(values_only=True)])
        head = next(row for row in rows if row[0] == title)
        table = {}
        for row in rows:
            if not row[0]:
                return table
            table[row[0]] = dict(zip(head, row, strict=True))
        return table

    def test_selected_networks_are_written_alone(self):
        chosen = self.networks.filtered(lambda network: not network.is_restricted)[:2]
        context = {"active_model": "club.network", "active_ids": self.networks.ids[:4]}
        book = self._book(self.organiser, context)
        self.assertEqual(book.sheetnames, ["Cover", "Summary", "Networks"])
        self.assertEqual(len(self._lines(book["Networks"])), 4)
        context = {"active_model": "club.network", "active_ids": chosen.ids}
        self.assertEqual(
            {
                line["Name"]
                for line in self._lines(
                    self._book(self.management, context)["Networks"]
                )
            },
            set(chosen.mapped("name")),
        )

    def test_who_asks_for_a_type_of_case_gets_no_networks(self):
        book = self._book(self.management, type_ids=[(6, 0, self.type_funding.ids)])
        self.assertFalse(self._lines(book["Networks"]))

    def test_queries_do_not_grow_with_meetings_members_and_entries(self):
        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._report(self.management, "date:month")
            self._book(self.management)
            return self.env.cr.sql_log_count - before

        first = self.networks.filtered(lambda network: not network.is_restricted)[0]
        count()
        few = count()
        for day in range(30):
            network = first.copy({"name": f"Neu {day}", "user_id": self.organiser.id})
            start = datetime(2026, 3, 1, 17) + timedelta(days=day)
            self.env["club.meeting"].create({"network_id": network.id, "start": start})
        self.assertLessEqual(count(), few + 2)

    def test_figures_of_networks_are_for_staff_of_the_company(self):
        for user in (self.plain_user, self.portal, self.public):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._rpc(user, "club.activity.report", "search", [])
        found = self._rpc(
            self.foreigner,
            "club.activity.report",
            "search",
            [("kind", "in", ["meeting", "member"])],
        )
        self.assertFalse(found)
