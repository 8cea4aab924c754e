"""A year that was invented, counted by hand, must be what the figures say."""

import tempfile
from collections import Counter
from datetime import date, datetime

import openpyxl

from odoo import Command
from odoo.tests import tagged

from . import figures_oracle as oracle
from .common import ClubSupportCommon

SEED = 20260401
MEASURES = {
    "opened": "opened_count:sum",
    "closed": "closed_count:sum",
    "entries": "entry_count:sum",
    "minutes": "minutes:sum",
    "people": "people_count:sum",
}
IN_YEAR = [("date", ">=", "2026-01-01"), ("date", "<=", "2026-12-31")]


@tagged("post_install", "-at_install")
class TestFiguresYear(ClubSupportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.companies = cls.company | cls.other_company
        for company, zone in zip(cls.companies, oracle.ZONES, strict=True):
            company.resource_calendar_id.tz = zone
        cls.env["club.case"].search([]).active = False
        cls.env["club.contact.entry"].search([]).active = False
        shared = {"company_id": False}
        create = cls.env["club.area"].create
        cls.areas = create([{"name": f"Ort {n}", **shared} for n in range(3)])
        create = cls.env["club.field.of.action"].create
        cls.fields_of_action = create([{"name": f"Feld {n}", **shared} for n in "ab"])
        create = cls.env["club.target.group"].create
        cls.groups = create([{"name": f"Gruppe {n}", **shared} for n in range(4)])
        create = cls.env["club.case.type"].create
        cls.types = create([{"name": f"Art {n}", **shared} for n in range(3)])
        create = cls.env["res.partner"].create
        cls.clubs = create(
            [{"name": f"SV {n}", "is_company": True, "is_actor": True} for n in "xyz"]
        )
        cls.users = cls.worker | cls.colleague
        cls.users.company_ids |= cls.other_company
        cls.management.company_ids |= cls.other_company
        cls.cases, cls.entries = oracle.make_year(SEED)
        cls._create_year()
        cls.facts = oracle.facts(cls.cases, cls.entries, 0)

    @classmethod
    def _create_year(cls):
        def link(records, position):
            return False if position is None else records[position].id

        def scope(vals):
            return {
                "company_id": cls.companies[vals["company"]].id,
                "area_id": link(cls.areas, vals["area"]),
                "field_of_action_id": link(cls.fields_of_action, vals["field"]),
                "target_group_ids": [
                    Command.set([cls.groups[n].id for n in vals["groups"]])
                ],
                "partner_id": link(cls.clubs, vals["club"]),
                "user_id": cls.users[vals["user"]].id,
                "active": vals["active"],
            }

        def stage(vals):
            if not vals["date_closed"]:
                return {}
            return {
                "stage_id": cls.stage_closed.id,
                "result_id": cls.result_achieved.id,
                "date_closed": vals["date_closed"],
            }

        made = cls.env["club.case"].create(
            [
                {
                    "name": f"Fall {vals['number']}",
                    "team_id": False,
                    "type_id": link(cls.types, vals["type"]),
                    "origin": vals["origin"],
                    "date_open": vals["date_open"],
                    "is_restricted": vals["restricted"],
                    **stage(vals),
                    **scope(vals),
                }
                for vals in cls.cases
            ]
        )
        cls.env["club.contact.entry"].create(
            [
                {
                    "case_id": link(made, vals["case"]),
                    "date": vals["moment"],
                    "note": "Vermerk",
                    "channel": vals["channel"],
                    "minutes": vals["minutes"],
                    "people_count": vals["people"],
                    **scope(vals),
                }
                for vals in cls.entries
            ]
        )
        cls.made = made
        cls._expect_what_was_filled_in()
        cls.env.flush_all()

    @classmethod
    def _expect_what_was_filled_in(cls):
        """Empty fields may be filled in from elsewhere; the oracle learns of it."""

        def position(records, record):
            return records.ids.index(record.id) if record else None

        for vals, case in zip(cls.cases, cls.made, strict=True):
            vals["area"] = position(cls.areas, case.area_id)

    # ------------------------------------------------------------
    # Pivot
    # ------------------------------------------------------------

    def _report(self, user, groupby):
        Report = self.env["club.activity.report"].with_user(user)
        # rows differ by reader
        Report.invalidate_model()
        specs = [[groupby], []] if groupby else [[]]
        groups, *_total = Report.with_context(
            allowed_company_ids=self.company.ids
        ).formatted_read_grouping_sets(IN_YEAR, specs, list(MEASURES.values()))
        return groups, _total[0] if _total else groups

    def _assert_dimension(self, user, groupby, dimension, key):
        groups, total = self._report(user, groupby)
        for measure, spec in MEASURES.items():
            with self.subTest(user=user.login, dimension=dimension, measure=measure):
                seen = {key(group[groupby]): group[spec] for group in groups}
                seen = {name: value for name, value in seen.items() if value}
                self.assertEqual(seen, oracle.count(self.facts, dimension, measure))
                [once] = oracle.count(self.facts, None, measure).values()
                self.assertEqual(total[0][spec], once)

    def test_figures_are_those_counted_by_hand(self):
        def position(records):
            return lambda value: records.ids.index(value[0]) if value else None

        for user in (self.management, self.worker):
            for groupby, dimension, key in (
                ("date:month", "month", lambda v: date.fromisoformat(v[0])),
                ("area_id", "area", position(self.areas)),
                ("field_of_action_id", "field", position(self.fields_of_action)),
                ("type_id", "type", position(self.types)),
                ("channel", "channel", lambda v: v),
                ("target_group_ids", "groups", position(self.groups)),
            ):
                self._assert_dimension(user, groupby, dimension, key)

    def test_a_setting_that_shows_minutes_changes_no_total(self):
        self.company.club_minutes_visible = True
        self._assert_dimension(
            self.management, "date:month", "month", lambda v: date.fromisoformat(v[0])
        )

    def test_target_groups_add_up_to_more_than_the_total(self):
        groups, total = self._report(self.management, "target_group_ids")
        spec = MEASURES["entries"]
        self.assertGreater(sum(group[spec] for group in groups), total[0][spec])
        field = self.env["club.activity.report"]._fields["target_group_ids"]
        self.assertIn("without doubling", field.help)

    def test_s0_04_effort_is_reported_per_field_of_action(self):
        groups, _total = self._report(self.worker, "field_of_action_id")
        minutes = {
            group["field_of_action_id"] and group["field_of_action_id"][1]: group[
                "minutes:sum"
            ]
            for group in groups
        }
        expected = oracle.count(self.facts, "field", "minutes")
        self.assertEqual(minutes["Feld a"], expected[0])
        self.assertEqual(minutes["Feld b"], expected[1])

    def test_two_companies_at_once_are_counted_by_their_own_days(self):
        facts = self.facts + oracle.facts(self.cases, self.entries, 1)
        groups = (
            self.env["club.activity.report"]
            .with_user(self.management)
            .with_context(allowed_company_ids=self.companies.ids)
            .formatted_read_group(IN_YEAR, ["date:month"], ["entry_count:sum"])
        )
        seen = {
            date.fromisoformat(group["date:month"][0]): group["entry_count:sum"]
            for group in groups
            if group["entry_count:sum"]
        }
        self.assertEqual(seen, oracle.count(facts, "month", "entries"))

    # ------------------------------------------------------------
    # Workbook
    # ------------------------------------------------------------

    def _workbook(self, user, **vals):
        export = (
            self.env["club.workbook.export"]
            .with_user(user)
            .with_context(allowed_company_ids=self.company.ids)
            .create({"date_from": "2026-01-01", "date_to": "2026-12-31", **vals})
        )
        self.env.flush_all()
        self.env.invalidate_all()
        with tempfile.TemporaryFile() as file:
            export._write_to(file)
            book = openpyxl.load_workbook(file)
            values = openpyxl.load_workbook(file, data_only=True)
        return book, values

    def _rows(self, sheet):
        rows = sheet.iter_rows(min_row=2, values_only=True)
        return [row for row in rows if any(v is not None for v in row)][:-1]

    def test_the_workbook_has_the_rows_counted_by_hand(self):
        book, _values = self._workbook(self.management)
        rows = self._rows(book["Contact Entries"])
        entries = [
            (oracle.local(entry), entry["channel"], entry["people"])
            for entry in self.entries
            if entry["company"] == 0
            and entry["active"]
            and oracle.local(entry).year == oracle.YEAR
            and not (
                entry["case"] is not None and self.cases[entry["case"]]["restricted"]
            )
        ]
        labels = dict(self.env["club.contact.entry"]._fields["channel"].selection)
        seen = Counter((row[0], row[1], row[9] or 0) for row in rows)
        expected = Counter((when, labels[what], n) for when, what, n in entries)
        self.assertFalse(seen - expected, "rows too many")
        self.assertFalse(expected - seen, "rows missing")
        self.assertTrue(all(isinstance(row[0], datetime) for row in rows))
        self.assertFalse([row for row in rows if row[8]], "minutes of colleagues")
        worked_on = [
            case
            for case in self.cases
            if case["company"] == 0
            and case["active"]
            and not case["restricted"]
            and case["date_open"] <= date(2026, 12, 31)
            and (not case["date_closed"] or case["date_closed"] >= date(2026, 1, 1))
        ]
        names = [row[1] for row in self._rows(book["Cases"])]
        self.assertCountEqual(names, [f"Fall {case['number']}" for case in worked_on])

    def test_the_summary_of_the_workbook_is_what_was_counted_by_hand(self):
        self.made.write({"is_restricted": False})
        cases = [{**case, "restricted": False} for case in self.cases]
        facts = oracle.facts(cases, self.entries, 0)
        book, values = self._workbook(
            self.management,
            with_clubs=False,
            with_networks=False,
            with_meetings=False,
            with_uses=False,
            with_trainings=False,
            with_participation=False,
        )
        summary = values["Summary"]
        for row in range(2, 14):
            month = summary.cell(row, 2).value.date()
            for column, measure in enumerate(
                ("opened", "closed", "entries", "people", "minutes"), start=4
            ):
                with self.subTest(month=month, measure=measure):
                    expected = oracle.count(facts, "month", measure).get(month, 0)
                    self.assertEqual(summary.cell(row, column).value, expected)
        formula = book["Summary"].cell(2, 4).value
        self.assertTrue(formula.startswith("=COUNTIFS('Cases'!"), formula)
        self._assert_formulas(book, values)

    def _assert_formulas(self, book, values):
        """What the totals compute is what stands below them, read back."""
        sheet = book["Contact Entries"]
        rows = self._rows(values["Contact Entries"])
        last = sheet.max_row
        self.assertEqual(sheet.cell(last, 10).value, f"=SUBTOTAL(109,J2:J{last - 2})")
        total = sum(row[9] or 0 for row in rows)
        self.assertEqual(values["Contact Entries"].cell(last, 10).value, total)
