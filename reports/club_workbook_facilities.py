"""The sheets of the facilities: each use, and the map of weekday by hour."""

from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain

from ..tools.workbook import Column
from .club_workbook_summary import Measure

# columns of the map: the hour, seven days, their sum
LETTERS = "ABCDEFGHI"


class ClubWorkbook(models.AbstractModel):
    _inherit = "club.workbook"

    @api.model
    def _get_sheet_models(self):
        return [*super()._get_sheet_models(), "club.workbook.sheet.uses"]

    @api.model
    def _get_notes(self, scope):
        notes = super()._get_notes(scope)
        if "uses" in scope["sheets"]:
            notes.append(
                self.env._(
                    "Uses of halls and rooms count when they were confirmed. Minutes "
                    "count each use once; in “Minutes × Units” a use of a whole triple "
                    "hall counts three times."
                )
            )
        return notes

    @api.model
    def _write_more(self, book, scope):
        if "uses" in scope["sheets"] and not scope["ids"]:
            self._write_heat(book, scope)
        return super()._write_more(book, scope)

    @api.model
    def _write_heat(self, book, scope):
        """Weekday by hour: how many minutes of how many units are taken."""
        heat = self.env["club.workbook.sheet.uses"]._get_heat(scope)
        sheet = book.add_sheet(self.env._("Weekday × Hour"))
        sheet.set_column(0, 8, 13)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        weekday = self.env["club.occupancy.hour"]._fields["weekday"]
        days = [label for _key, label in weekday._description_selection(self.env)]
        total = self.env._("Total")
        book.write_header(sheet, 0, [self.env._("Time of Day"), *days, total])
        rows = [[heat.get((day, hour), 0) for day in range(7)] for hour in range(24)]
        for line, values in enumerate(rows, start=1):
            book.write_cell(sheet, line, 0, f"{line - 1:02}:00")
            for day, value in enumerate(values, start=1):
                sheet.write_number(line, day, value, book.formats["integer"])
            formula = f"=SUM(B{line + 1}:H{line + 1})"
            book.write_formula(sheet, line, 8, formula, sum(values))
        book.write_cell(sheet, 25, 0, total)
        sums = [sum(column) for column in zip(*rows, strict=True)]
        for index, value in enumerate([*sums, sum(sums)], start=1):
            formula = f"=SUM({LETTERS[index]}2:{LETTERS[index]}25)"
            book.write_formula(sheet, 25, index, formula, value)
        colors = {"type": "2_color_scale", "min_color": "#FFFFFF"}
        sheet.conditional_format(1, 1, 24, 7, colors)
        note = self.env._("Minutes × units of confirmed uses, by the clock there.")
        sheet.write_string(27, 0, note, book.formats["text"])


class ClubWorkbookSummary(models.AbstractModel):
    _inherit = "club.workbook.summary"

    @api.model
    def _get_measures(self, tables):
        measures = super()._get_measures(tables)
        table = tables.get("uses")
        if table:
            measures += [
                Measure(self.env._("Uses"), table, "start", None),
                Measure(self.env._("Minutes of Use"), table, "start", "minutes"),
            ]
        return measures

    @api.model
    def _get_groups(self):
        groups = super()._get_groups()
        groups["use"] = self.env._("Kind of Use")
        groups["facility_id"] = self.env._("Space")
        groups["club"] = self.env._("Organisation")
        return groups


class ClubWorkbookSheetUses(models.AbstractModel):
    _name = "club.workbook.sheet.uses"
    _description = "Uses of Facilities in a Workbook"
    _inherit = ["club.workbook.sheet"]

    _key = "uses"
    _model = "club.reservation"

    @api.model
    def _get_title(self):
        return self.env._("Uses of Halls and Rooms")

    @api.model
    def _get_columns(self, scope):
        def column(name, label, get):
            return Column(name, label, "integer", total=True, get=get)

        return [
            self._column("start", width=18, tally=True, get=self._local("start")),
            self._column("stop", width=18, get=self._local("stop")),
            self._column("facility_id", width=34, tally=True),
            self._column("use", width=16, tally=True),
            Column(
                "club",
                self._label("club.reservation", "partner_id"),
                width=34,
                tally=True,
                get=self._name_of("partner_id"),
            ),
            self._column("name", width=34),
            self._column("sport_id", width=20),
            self._column("age_group", width=14),
            self._column("season_id", width=18),
            self._column("minutes", width=11, total=True),
            column(
                "unit_minutes",
                self.env._("Minutes × Units"),
                lambda one: one.minutes * len(one.occupancy_ids),
            ),
            self._column("people_expected", width=11, total=True),
            Column(
                "people_actual",
                self._label("club.reservation", "people_actual"),
                "integer",
                total=True,
                get=lambda one: one.people_actual if one.is_counted else None,
            ),
        ]

    @api.model
    def _local(self, name):
        """A function that says when a use begins or ends, by the clock of the hall."""
        return lambda one: one._local(one[name]).replace(tzinfo=None)

    @api.model
    def _get_domain(self, scope):
        if scope["types"] or scope["fields_of_action"]:
            # who asks for cases asks for no uses
            return Domain.FALSE
        domain = Domain("state", "=", "confirmed") & self._get_days(scope)
        if scope["areas"]:
            domain &= Domain("facility_id.area_id", "child_of", scope["areas"].ids)
        return domain

    @api.model
    def _get_days(self, scope):
        """Uses that begin in the period, by the local day of each company."""
        return Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain("start", ">=", first)
            & Domain("start", "<", after)
            for company, first, after in self._get_periods(scope)
        )

    @api.model
    def _get_periods(self, scope):
        midnight = self.env["club.workbook.sheet.entries"]._midnight
        after = scope["date_to"] + timedelta(days=1)
        return [
            (company, midnight(company, scope["date_from"]), midnight(company, after))
            for company in self.env.companies
        ]

    @api.model
    def _get_heat(self, scope):
        """Minutes by weekday and hour, over what the sheet shows."""
        total = {}
        for company, first, after in self._get_periods(scope):
            domain = Domain("company_id", "=", company.id)
            if scope["areas"]:
                domain &= Domain("area_id", "child_of", scope["areas"].ids)
            Facility = self.env["club.facility"].with_context(active_test=False)
            units = Facility.search(domain & Domain("is_bookable", "=", True))
            heat = self.env["club.occupancy.hour"]._get_heat(units, first, after)
            for key, minutes in heat.items():
                total[key] = total.get(key, 0) + minutes
        return total
