"""The sheets of trainings: each date, and who took part by club and course. Counts."""

import operator

from odoo import api, models
from odoo.fields import Domain

from ..tools.workbook import Column
from .club_workbook_summary import Measure

COUNTS = (
    "registered_count",
    "seat_count",
    "waiting_count",
    "attended_count",
    "missed_count",
    "cancelled_count",
    "certificate_count",
)


class ClubWorkbook(models.AbstractModel):
    _inherit = "club.workbook"

    @api.model
    def _get_sheet_models(self):
        return [
            *super()._get_sheet_models(),
            "club.workbook.sheet.trainings",
            "club.workbook.sheet.participation",
        ]

    @api.model
    def _get_notes(self, scope):
        notes = super()._get_notes(scope)
        if {"trainings", "participation"} & set(scope["sheets"]):
            notes.append(
                self.env._(
                    "Trainings stand under the day on which they begin. Of the people "
                    "who registered only numbers are known here, under the area of "
                    "their club where it is in the register."
                )
            )
        return notes


class ClubWorkbookSummary(models.AbstractModel):
    _inherit = "club.workbook.summary"

    @api.model
    def _get_measures(self, tables):
        measures = super()._get_measures(tables)
        table = tables.get("trainings")
        if table:
            measures += [
                Measure(self.env._("Dates Held"), table, "date", "held_count"),
                Measure(self.env._("Took Part"), table, "date", "attended_count"),
            ]
        return measures

    @api.model
    def _get_groups(self):
        groups = super()._get_groups()
        groups["training_id"] = self.env._("Training Course")
        return groups


class ClubWorkbookSheetTrainings(models.AbstractModel):
    """One row per date that begins in the period."""

    _name = "club.workbook.sheet.trainings"
    _description = "Trainings in a Workbook"
    _inherit = ["club.workbook.sheet"]

    _key = "trainings"
    _model = "club.training.report"
    _groups = ("event_id",)
    _sums = ("held_count", "units", "seats", *COUNTS, "attended_hours")

    @api.model
    def _get_title(self):
        return self.env._("Trainings")

    @api.model
    def _get_columns(self, scope):
        return [
            self._make_column(
                "date", "date", tally=True, get=lambda row: _begin(row).date()
            ),
            self._make_column("training_id", tally=True, width=34, get=_course_name),
            Column(
                "name",
                self._label(self._model, "event_id"),
                width=34,
                get=lambda row: row["event_id"].name,
            ),
            self._choice_column("training_state", "training_state"),
            self._choice_column("training_mode", "training_mode"),
            *self._get_place_columns(),
            *self._get_count_columns(),
        ]

    @api.model
    def _get_place_columns(self):
        def name(*path):
            return lambda row: operator.attrgetter(".".join(path))(row["event_id"])

        event = "event.event"
        return [
            Column(
                "room",
                self._label(event, "facility_id"),
                get=name("facility_id", "name"),
            ),
            Column(
                "user_id",
                self._label(event, "user_id"),
                get=name("user_id", "name"),
            ),
            self._make_column(
                "field_of_action_id",
                tally=True,
                width=24,
                get=name("training_id", "field_of_action_id", "display_name"),
            ),
            self._make_column(
                "area_id",
                tally=True,
                width=24,
                get=name("training_id", "area_id", "display_name"),
            ),
        ]

    @api.model
    def _get_count_columns(self):
        """The sums, each with its total; clubs are told apart, so without one."""
        hours = {"units", "attended_hours"}
        return [
            *(
                self._make_column(
                    name,
                    "number" if name in hours else "integer",
                    total=True,
                    get=self._number_of(name),
                )
                for name in self._sums
            ),
            self._make_column("club_key", "integer", get=self._number_of("club_key")),
        ]

    @api.model
    def _number_of(self, name):
        return lambda row: row[name] or 0

    @api.model
    def _make_column(self, name, kind="text", **options):
        return Column(name, self._label(self._model, name), kind, **options)

    @api.model
    def _choice_column(self, name, field_name):
        field = self.env["event.event"]._fields[field_name]
        labels = dict(field._description_selection(self.env))
        return Column(
            name,
            field._description_string(self.env),
            tally=True,
            get=lambda row: labels.get(row["event_id"][field_name]),
        )

    @api.model
    def _get_domain(self, scope):
        if scope["types"]:
            # who asks for types of cases asks for no trainings
            return Domain.FALSE
        domain = Domain("date", ">=", scope["date_from"])
        domain &= Domain("date", "<=", scope["date_to"])
        if scope["fields_of_action"]:
            domain &= Domain("field_of_action_id", "in", scope["fields_of_action"].ids)
        return domain & self._get_area_domain(scope["areas"])

    @api.model
    def _get_area_domain(self, areas):
        if not areas:
            return Domain.TRUE
        return Domain("training_id.area_id", "child_of", areas.ids)

    @api.model
    def _get_rows(self, scope):
        """Counted by the database; names of people stand nowhere."""
        sums = [f"{name}:sum" for name in self._sums]
        groups = self.env[self._model]._read_group(
            self._get_domain(scope), self._groups, [*sums, "club_key:count_distinct"]
        )
        names = (*self._groups, *self._sums, "club_key")
        rows = [dict(zip(names, values, strict=True)) for values in groups]
        columns = self._get_columns(scope)
        for row in sorted(rows, key=self._get_order):
            yield [column.get(row) for column in columns]

    @api.model
    def _get_order(self, row):
        return _begin(row), row["event_id"].id


class ClubWorkbookSheetParticipation(models.AbstractModel):
    """One row per club and course of those who registered."""

    _name = "club.workbook.sheet.participation"
    _description = "Participation by Club and Course in a Workbook"
    _inherit = ["club.workbook.sheet.trainings"]

    _key = "participation"
    _groups = ("partner_id", "actor_type_id", "area_id", "training_id")
    _sums = (*COUNTS, "attended_hours")

    @api.model
    def _get_title(self):
        return self.env._("Participation by Club")

    @api.model
    def _get_columns(self, scope):
        def column(name):
            return self._make_column(
                name, width=34, get=lambda row: row[name].display_name
            )

        # the last column tells clubs apart, here each row is one
        return [*map(column, self._groups), *self._get_count_columns()[:-1]]

    @api.model
    def _get_domain(self, scope):
        return super()._get_domain(scope) & Domain("kind", "=", "person")

    @api.model
    def _get_area_domain(self, areas):
        return Domain("area_id", "child_of", areas.ids) if areas else Domain.TRUE

    @api.model
    def _get_order(self, row):
        # clubs that nobody has recognised yet stand last
        club = row["partner_id"]
        return not club, club.display_name or "", _course_name(row)


def _begin(row):
    event = row["event_id"]
    return event._club_local(event.date_begin)


def _course_name(row):
    event_or_course = row.get("training_id") or row["event_id"].training_id
    return event_or_course.display_name
