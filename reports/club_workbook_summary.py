from collections import namedtuple

from odoo import api, models
from odoo.fields import Domain

# A chart covers this many lines of a summary.
CHART_LINES = 17
# By what the minutes are told: a month, and the words of the summaries.
MINUTES_BY = ("date:month", "field_of_action_id", "type_id", "area_id", "channel")
# By what those for networks are told; who groups so asks for no others.
NETWORK_MINUTES_BY = ("network_kind", "network_level")
# These columns count; any other total is a sum that would dwarf them in a chart.
COUNTS = (None, "own", "external", "held_count")
# Column of a summary: where it counts and what it sums up (None: it counts).
Measure = namedtuple("Measure", "label table day total")


class ClubWorkbookSummary(models.AbstractModel):
    """Small tables of formulas over the sheets, and the charts over them."""

    _name = "club.workbook.summary"
    _description = "Summary of a Workbook"

    @api.model
    def _write_summary(self, book, sheet, tables, scope):
        """Write the sheet.

        :param Book book: the workbook
        :param sheet: the worksheet, still empty
        :param dict tables: what was written, by key of the sheet
        :param dict scope: see ``club.workbook.export._get_scope``
        """
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 10, 21)
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        row = 0
        scope = {**scope, "minutes": self._get_minutes(scope)}
        if not scope["ids"]:
            row = self._write_periods(book, sheet, tables, scope)
        for name, label in self._get_groups().items():
            row = self._write_groups(book, sheet, tables, scope, (row, name, label))

    @api.model
    def _get_groups(self):
        """The words by which it sums up, with their labels; rooms add theirs."""
        return {
            "field_of_action_id": self.env._("Field of Action"),
            "type_id": self.env._("Case Type"),
            "area_id": self.env._("Area"),
            "channel": self.env._("Channel"),
        }

    @api.model
    def _get_measures(self, tables):
        """What is counted, as far as its sheet is there; rooms add theirs.

        :rtype: list[Measure]
        """
        measures = [
            Measure(self.env._("Cases Opened"), "cases", "date_open", None),
            Measure(self.env._("Cases Closed"), "cases", "date_closed", None),
            Measure(self.env._("Entries"), "entries", "date", None),
            Measure(self.env._("People"), "entries", "date", "people_count"),
        ]
        return [
            measure._replace(table=tables[measure.table])
            for measure in measures
            if measure.table in tables
        ]

    @api.model
    def _get_minutes(self, scope):
        """All minutes of the scope by group; those of colleagues stand on no sheet.

        Minutes of colleagues are known by month only: the first month counts whole.

        :return: dict by what is grouped, of dicts of group and sum
        """
        if scope["ids"] or "entries" not in scope["sheets"]:
            return {}
        since = Domain("kind", "=", "minutes")
        since &= Domain("date", ">=", scope["date_from"].replace(day=1))
        domain = (
            # the only rows with minutes: the database leaves out all others
            Domain("kind", "in", ["entry", "minutes"])
            & (since | Domain("date", ">=", scope["date_from"]))
            & Domain("date", "<=", scope["date_to"])
            & self.env["club.workbook.sheet.cases"]._get_scope_domain(scope)
        )
        Report = self.env["club.activity.report"]
        groups = (*MINUTES_BY, *NETWORK_MINUTES_BY)
        sums = Report._read_grouping_sets(
            domain, [[name] for name in groups], ["minutes:sum", "network_minutes:sum"]
        )
        return {
            name: {
                key: network_minutes if name in NETWORK_MINUTES_BY else minutes
                for key, minutes, network_minutes in lines
            }
            for name, lines in zip(groups, sums, strict=True)
        }

    # ------------------------------------------------------------
    # By month or year
    # ------------------------------------------------------------

    @api.model
    def _write_periods(self, book, sheet, tables, scope):
        """Cases, entries and people over time.

        :return: the row at which to go on
        """
        periods = self.env["club.workbook"]._get_periods(scope)
        measures = self._get_measures(tables)
        minutes = scope["minutes"].get("date:month")
        labels = [measure.label for measure in measures]
        head = [self.env._("Period"), self.env._("From"), self.env._("Until"), *labels]
        if minutes is not None:
            head.append(self.env._("Minutes"))
        book.write_header(sheet, 0, head)
        for row, (first, last, name) in enumerate(periods, start=1):
            book.write_cell(sheet, row, 0, name)
            book.write_cell(sheet, row, 1, first, "date")
            book.write_cell(sheet, row, 2, last, "date")
            for index, measure in enumerate(measures, start=3):
                formula = self._get_period_formula(measure, row + 1)
                value = self._count_period(measure, first, last)
                book.write_formula(sheet, row, index, formula, value)
            if minutes is not None:
                known = sum(
                    value
                    for month, value in minutes.items()
                    if first.replace(day=1) <= month <= last
                )
                book.write_cell(sheet, row, 3 + len(measures), known, "integer")
        shown = range(3, 3 + len(measures))
        counted = [i for i in shown if measures[i - 3].total in COUNTS]
        if counted:
            title = self.env._("Work over Time")
            place = (0, max(9, len(head) + 1))
            book.add_chart(sheet, place, title, 1, len(periods), counted)
        return max(len(periods) + 2, CHART_LINES)

    @api.model
    def _get_period_formula(self, measure, line):
        days = measure.table.range(measure.day)
        within = f'{days},">="&$B{line},{days},"<"&($C{line}+1)'
        if not measure.total:
            return f"=COUNTIFS({within})"
        return f"=SUMIFS({measure.table.range(measure.total)},{within})"

    @api.model
    def _count_period(self, measure, first, last):
        return sum(
            number
            for (name, day, total), number in measure.table.tallies.items()
            if name == measure.day
            and total == measure.total
            and day
            and first <= day <= last
        )

    # ------------------------------------------------------------
    # By a word
    # ------------------------------------------------------------

    @api.model
    def _write_groups(self, book, sheet, tables, scope, table):
        """Cases, entries and people by field of action, type, area or channel.

        :param tuple table: row to begin at, column to group by, and its label
        :return: the row at which to go on
        """
        row, name, label = table
        measures = [
            measure
            for measure in self._get_measures(tables)
            if measure.day != "date_closed"
            and any(column.name == name for column in measure.table.columns)
        ]
        if not measures:
            return row
        minutes = self._get_named_minutes(scope, name)
        names = {
            key
            for measure in measures
            for column, key, _total in measure.table.tallies
            if column == name
        }
        names = sorted(names | set(minutes or ()), key=lambda key: (not key, key))
        head = [label, *[self._get_group_label(measure) for measure in measures]]
        if minutes is not None:
            head.append(self.env._("Minutes"))
        book.write_header(sheet, row, head)
        for line, key in enumerate(names, start=row + 1):
            book.write_cell(sheet, line, 0, key or self.env._("Not Stated"))
            for index, measure in enumerate(measures, start=1):
                formula = self._get_group_formula(measure, name, key, line + 1)
                value = measure.table.tallies[name, key, measure.total]
                book.write_formula(sheet, line, index, formula, value)
            if minutes is not None:
                known = minutes.get(key, 0)
                book.write_cell(sheet, line, len(measures) + 1, known, "integer")
        counted = [i for i, m in enumerate(measures, 1) if m.total in COUNTS]
        if names and counted:
            last = row + len(names)
            book.add_chart(sheet, (row, 9), label, row + 1, last, counted, "bar")
        return row + max(len(names) + 2, CHART_LINES)

    @api.model
    def _get_group_label(self, measure):
        if measure.day == "date_open":
            return self.env._("Cases")
        return measure.label

    @api.model
    def _get_named_minutes(self, scope, name):
        minutes = scope["minutes"].get(name)
        if minutes is None:
            return None
        field = self.env["club.activity.report"]._fields[name]
        if field.type == "selection":
            labels = dict(field._description_selection(self.env))
            return {labels.get(key): value for key, value in minutes.items() if value}
        return {
            record.display_name or None: value
            for record, value in minutes.items()
            if value
        }

    @api.model
    def _get_group_formula(self, measure, name, key, line):
        """Compares as it stands: a name like “=1” or “*” is no pattern here."""
        wanted = f"$A{line}" if key else '""'
        same = f"{measure.table.range(name)}={wanted}"
        if not measure.total:
            return f"=SUMPRODUCT(--({same}))"
        return f"=SUMPRODUCT(({same})*{measure.table.range(measure.total)})"
