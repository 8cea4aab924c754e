import operator
from datetime import timedelta
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, get_lang, split_every

from ..tools.workbook import MAX_ROWS, Book, Column

BATCH = 2000
# longer periods are summed up by year
MONTHS_AT_MOST = 36
DATE_PARTS = {"%d": "dd", "%m": "mm", "%Y": "yyyy", "%y": "yy", "%b": "mmm"}


class ClubWorkbook(models.AbstractModel):
    """A workbook of the work in a period: cover, summary, one sheet per room.

    Made as the reader: what somebody may not read does not enter. A scope says
    what is asked for, see ``club.workbook.export._get_scope``.
    """

    _name = "club.workbook"
    _description = "Workbook"

    @api.model
    def _get_sheet_models(self):
        """Models of the sheets in their order; rooms add theirs."""
        return [
            "club.workbook.sheet.clubs",
            "club.workbook.sheet.cases",
            "club.workbook.sheet.entries",
        ]

    @api.model
    def _get_sheets(self, scope):
        sheets = [self.env[name] for name in self._get_sheet_models()]
        return [sheet for sheet in sheets if sheet._key in scope["sheets"]]

    @api.model
    def _write_to(self, file, scope):
        """Write the workbook.

        :param file: binary file object
        :param dict scope: what is asked for
        :return: title of each sheet with its number of rows
        :rtype: dict[str, int]
        """
        book = Book(file, self._get_date_format())
        cover = book.add_sheet(self.env._("Cover"))
        summary = book.add_sheet(self.env._("Summary"))
        tables = {}
        for sheet in self._get_sheets(scope):
            title = sheet._get_title()
            tables[sheet._key] = book.write_table(
                book.add_sheet(title),
                sheet._get_columns(scope),
                sheet._get_rows(scope),
                self.env._("Total of what is shown"),
            )
        self._write_more(book, scope)
        self.env["club.workbook.summary"]._write_summary(book, summary, tables, scope)
        counts = {table.sheet: table.count for table in tables.values()}
        self._write_cover(book, cover, counts, scope)
        book.close()
        return counts

    @api.model
    def _write_more(self, book, scope):
        """Write sheets that are no lists of records; rooms add theirs."""

    @api.model
    def _get_date_format(self):
        """The user's way to write a day, as spreadsheets say it."""
        pattern = get_lang(self.env).date_format
        for part, name in DATE_PARTS.items():
            pattern = pattern.replace(part, name)
        return "yyyy-mm-dd" if "%" in pattern else pattern

    # ------------------------------------------------------------
    # Cover
    # ------------------------------------------------------------

    @api.model
    def _write_cover(self, book, sheet, counts, scope):
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, 1, 80)
        sheet.hide_gridlines(2)
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_row(0, 28)
        title = self.env._("Figures of the Work with Clubs")
        sheet.write_string(0, 0, title, book.formats["title"])
        row = 2
        for label, value, kind in self._get_cover_lines(scope):
            sheet.write_string(row, 0, label, book.formats["label"])
            book.write_cell(sheet, row, 1, value, kind)
            row += 1
        row += 1
        sheet.write_string(row, 0, self.env._("Sheet"), book.formats["header"])
        sheet.write_string(row, 1, self.env._("Rows"), book.formats["header"])
        left = book.book.add_format({"num_format": "#,##0", "align": "left"})
        for name, count in counts.items():
            row += 1
            sheet.write_string(row, 0, name)
            sheet.write_number(row, 1, count, left)
        row += 2
        sheet.write_string(row, 0, self.env._("How It Counts"), book.formats["label"])
        for note in self._get_notes(scope):
            sheet.write_string(row, 1, note, book.formats["wrapped"])
            row += 1

    @api.model
    def _get_cover_lines(self, scope):
        now = fields.Datetime.now().replace(tzinfo=ZoneInfo("UTC"))
        local = now.astimezone(self.env.company._club_zone())
        return [
            (
                self.env._("Company"),
                ", ".join(self.env.companies.mapped("name")),
                "wrapped",
            ),
            (self.env._("Period"), self._say_period(scope), "wrapped"),
            (self.env._("Filters"), self._say_filters(scope), "wrapped"),
            (self.env._("Made by"), self.env.user.name, "wrapped"),
            (
                self.env._("Made on"),
                f"{format_date(self.env, local.date())}, {local:%H:%M}",
                "wrapped",
            ),
        ]

    @api.model
    def _say_period(self, scope):
        if scope["ids"]:
            return self.env._("Without period: what was selected in the list")
        return self.env._(
            "%(date_from)s to %(date_to)s",
            date_from=format_date(self.env, scope["date_from"]),
            date_to=format_date(self.env, scope["date_to"]),
        )

    @api.model
    def _say_filters(self, scope):
        """The filters in words, as the cover and the log of exports say them."""
        if scope["ids"]:
            return self.env._(
                "%(number)s selected records of “%(model)s”",
                number=len(scope["ids"]),
                model=self.env["ir.model"]._get(scope["model"]).name,
            )
        said = [
            f"{label}: {', '.join(records.mapped('display_name'))}"
            for label, records in (
                (self.env._("Area"), scope["areas"]),
                (self.env._("Field of Action"), scope["fields_of_action"]),
                (self.env._("Case Type"), scope["types"]),
            )
            if records
        ]
        return "; ".join(said) or self.env._("No Filter")

    @api.model
    def _get_notes(self, scope):
        """Sentences that say how it was counted; rooms may add theirs."""
        return [
            self.env._(
                "Cases: all that were open on any day of the period. Restricted cases "
                "stand here only if you may read them."
            ),
            self.env._(
                "Minutes of colleagues are left out unless the company's settings show "
                "them. The sheet “Summary” sums up all minutes without names."
            ),
            self.env._(
                "An activity for several target groups is one row, so nothing is "
                "counted twice."
            ),
            self.env._("What is archived does not count. Times are local."),
            self.env._(
                "Minutes of colleagues are known by month only: where the period "
                "begins or ends within a month, that month counts whole."
            ),
        ]

    # ------------------------------------------------------------
    # Periods
    # ------------------------------------------------------------

    @api.model
    def _get_periods(self, scope):
        """The months of the scope, or its years if there are many.

        :return: triples of first day, last day and name
        """
        first, last = scope["date_from"], scope["date_to"]
        months = (last.year - first.year) * 12 + last.month - first.month + 1
        step = relativedelta(months=1 if months <= MONTHS_AT_MOST else 12)
        name = "MMM y" if months <= MONTHS_AT_MOST else "y"
        start = first.replace(day=1)
        if months > MONTHS_AT_MOST:
            start = start.replace(month=1)
        periods = []
        while start <= last:
            end = min(start + step - timedelta(days=1), last)
            label = format_date(self.env, start, date_format=name)
            periods.append((max(start, first), end, label))
            start += step
        return periods


class ClubWorkbookSheet(models.AbstractModel):
    """One sheet: which records, which columns. Rooms inherit this."""

    _name = "club.workbook.sheet"
    _description = "Sheet of a Workbook"

    _key = None
    _model = None

    @api.model
    def _get_title(self):
        """Name of the sheet, short."""
        raise NotImplementedError

    @api.model
    def _get_columns(self, scope):
        """:rtype: list[odoo.addons.club_support.tools.workbook.Column]"""
        raise NotImplementedError

    @api.model
    def _get_domain(self, scope):
        """Which records belong into the scope; what was selected wins."""
        raise NotImplementedError

    @api.model
    def _get_records(self, scope):
        """The records, as far as the reader may read them."""
        Model = self.env[self._model]
        if scope["ids"]:
            domain = [("id", "in", scope["ids"])]
            Model = Model.with_context(active_test=False)
        else:
            domain = self._get_domain(scope)
        records = Model.search(domain)
        if len(records) > MAX_ROWS:
            raise UserError(
                self.env._(
                    "A sheet has room for one million rows. Please choose a shorter "
                    "period."
                )
            )
        return records

    @api.model
    def _get_rows(self, scope):
        """Rows in batches, so that memory does not grow with their number."""
        columns = self._get_columns(scope)
        records = self._get_records(scope)
        fields_to_read = [
            column.name for column in columns if column.name in records._fields
        ]
        for ids in split_every(BATCH, records.ids):
            batch = records.browse(ids)
            batch.fetch(fields_to_read)
            self._on_batch(batch)
            for record in batch:
                yield [column.get(record) for column in columns]
            self.env.invalidate_all()

    @api.model
    def _on_batch(self, records):
        """Called with the records of a batch, before they are written."""

    # ------------------------------------------------------------
    # Columns
    # ------------------------------------------------------------

    @api.model
    def _label(self, model, name):
        return self.env[model]._fields[name]._description_string(self.env)

    @api.model
    def _column(self, name, kind=None, get=None, **options):
        """The column of a field: label, kind and value follow from the field."""
        field = self.env[self._model]._fields[name]
        kinds = {"integer": "integer", "date": "date", "datetime": "datetime"}
        getters = {
            "many2one": self._name_of,
            "many2many": self._names_of,
            "selection": self._choice_of,
        }
        make = getters.get(field.type, operator.itemgetter)
        return Column(
            name,
            self._label(self._model, name),
            kind or kinds.get(field.type, "text"),
            get=get or make(name),
            **options,
        )

    @api.model
    def _choice_of(self, name):
        """A function that says the value of a selection in words."""
        field = self.env[self._model]._fields[name]
        labels = dict(field._description_selection(self.env))
        return lambda record: labels.get(record[name])

    @api.model
    def _name_of(self, name, of=lambda record: record):
        """A function that says the name of a linked record; each is read once."""
        names = {}

        def get(record):
            linked = of(record)[name]
            if not linked:
                return None
            if linked.id not in names:
                names[linked.id] = linked.display_name
            return names[linked.id]

        return get

    @api.model
    def _names_of(self, name):
        """A function that lists the names of linked records; each is read once."""
        names = {}

        def get(record):
            records = record[name]
            for linked in records:
                if linked.id not in names:
                    names[linked.id] = linked.display_name
            return ", ".join(names[linked_id] for linked_id in records._ids)

        return get
