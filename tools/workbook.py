"""Writing workbooks: tables that can be filtered, totals, summaries, charts.

Knows nothing of Odoo's records: gets values and labels, writes cells. Rows go to
disk as they come (constant memory), so each sheet is written from top to bottom.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

MAX_ROWS = 1_048_000
MAX_TEXT = 32_767
# day 0 of spreadsheets as Python counts days
EPOCH = 693_594
NAME_LENGTH = 31
HEADER_COLOR = "#714B67"


@dataclass
class Column:
    """One column of a table.

    ``total``: summed below, as far as filters show it. ``tally``: counted by value
    for summaries. ``get``: makes the value of a record; not used here.
    """

    name: str
    label: str
    kind: str = "text"
    width: int = 16
    total: bool = False
    tally: bool = False
    get: object = None


@dataclass
class Table:
    """What was written: where it stands, and what it adds up to."""

    sheet: str
    columns: list
    count: int = 0
    totals: Counter = field(default_factory=Counter)
    tallies: Counter = field(default_factory=Counter)

    def range(self, name):
        """The cells of a column, as a formula names them."""
        index = [column.name for column in self.columns].index(name)
        letter = xl_col_to_name(index)
        sheet = self.sheet.replace("'", "''")
        return f"'{sheet}'!${letter}$2:${letter}${max(self.count, 1) + 1}"

    def add(self, row):
        """Count one row."""
        self.count += 1
        sums = [
            (column.name, row[index] or 0)
            for index, column in enumerate(self.columns)
            if column.total
        ]
        for name, value in sums:
            self.totals[name] += value
        for index, column in enumerate(self.columns):
            if column.tally:
                key = row[index] or None
                if isinstance(key, datetime):
                    key = key.date()
                self.tallies[column.name, key, None] += 1
                for name, value in sums:
                    self.tallies[column.name, key, name] += value


class Book:
    """A workbook on its way into a file.

    :param file: binary file object, open for writing
    :param str date_format: how days are shown, as spreadsheets say it
    """

    def __init__(self, file, date_format="yyyy-mm-dd"):
        self.book = xlsxwriter.Workbook(
            file,
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_numbers": False,
                "strings_to_urls": False,
            },
        )
        self.names = set()
        make = self.book.add_format
        self.formats = {
            "text": make({"valign": "top"}),
            "integer": make({"num_format": "#,##0", "valign": "top"}),
            "number": make({"num_format": "#,##0.0", "valign": "top"}),
            "year": make({"num_format": "0", "valign": "top"}),
            "date": make({"num_format": date_format, "valign": "top"}),
            "datetime": make({"num_format": f"{date_format} hh:mm", "valign": "top"}),
            "header": make(
                {
                    "bold": True,
                    "font_color": "#FFFFFF",
                    "bg_color": HEADER_COLOR,
                    "text_wrap": True,
                    "valign": "top",
                }
            ),
            "title": make({"bold": True, "font_size": 18}),
            "label": make({"bold": True, "valign": "top"}),
            "wrapped": make({"text_wrap": True, "valign": "top"}),
            "total": make({"bold": True, "num_format": "#,##0", "top": 1}),
            "total_label": make({"bold": True, "top": 1}),
        }

    def add_sheet(self, name):
        """A new sheet; its name becomes one that spreadsheets accept."""
        clean = re.sub(r"[\[\]:*?/\\]", " ", name).strip(" '") or "-"
        title, number = clean[:NAME_LENGTH], 1
        while title.lower() in self.names:
            number += 1
            suffix = f" {number}"
            title = clean[: NAME_LENGTH - len(suffix)] + suffix
        self.names.add(title.lower())
        return self.book.add_worksheet(title)

    def write_cell(self, sheet, row, index, value, kind="text"):
        """One value as what it is: text never becomes a formula."""
        style = self.formats[kind]
        if value is None or value is False or value == "":
            return
        if kind in ("integer", "number", "year"):
            sheet.write_number(row, index, value, style)
        elif kind == "date":
            sheet.write_number(row, index, value.toordinal() - EPOCH, style)
        elif kind == "datetime":
            day = value.toordinal() - EPOCH
            seconds = value.hour * 3600 + value.minute * 60 + value.second
            sheet.write_number(row, index, day + seconds / 86400, style)
        else:
            sheet.write_string(row, index, str(value)[:MAX_TEXT], style)

    def write_header(self, sheet, row, labels):
        """A line of headings."""
        for index, label in enumerate(labels):
            sheet.write_string(row, index, label, self.formats["header"])

    def write_table(self, sheet, columns, rows, total_label):
        """A table with a header that stays, filters, and totals at the end.

        :param list[Column] columns: what stands in the rows
        :param rows: iterable of rows, each a sequence of values
        :rtype: Table
        """
        table = Table(sheet.get_name(), columns)
        for index, column in enumerate(columns):
            sheet.set_column(index, index, column.width)
        self.write_header(sheet, 0, [column.label for column in columns])
        sheet.freeze_panes(1, 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        kinds = [column.kind for column in columns]
        for row in rows:
            table.add(row)
            for index, kind in enumerate(kinds):
                self.write_cell(sheet, table.count, index, row[index], kind)
        sheet.autofilter(0, 0, max(table.count, 1), len(columns) - 1)
        self._write_totals(sheet, table, total_label)
        return table

    def _write_totals(self, sheet, table, label):
        """Sums of what the filters show, one line apart so that filters keep it."""
        row = table.count + 2
        sheet.write_string(row, 0, label, self.formats["total_label"])
        for index, column in enumerate(table.columns):
            if column.total and table.count:
                letter = xl_col_to_name(index)
                sheet.write_formula(
                    row,
                    index,
                    f"=SUBTOTAL(109,{letter}2:{letter}{table.count + 1})",
                    self.formats["total"],
                    table.totals[column.name],
                )

    def write_formula(self, sheet, row, index, formula, value):
        """A number that the spreadsheet computes; the value is what it will be."""
        sheet.write_formula(row, index, formula, self.formats["integer"], value)

    def add_chart(self, sheet, cell, title, first, last, series, kind="column"):
        """A chart over the lines of a summary.

        :param cell: row and column of its upper left corner
        :param int first: first row of the summary
        :param int last: last row
        :param list[int] series: columns; the first column has the names
        """
        name = sheet.get_name()
        chart = self.book.add_chart({"type": kind})
        for index in series:
            chart.add_series(
                {
                    "name": [name, first - 1, index],
                    "categories": [name, first, 0, last, 0],
                    "values": [name, first, index, last, index],
                }
            )
        chart.set_title({"name": title, "name_font": {"size": 12}})
        chart.set_legend({"position": "bottom"} if len(series) > 1 else {"none": True})
        chart.set_size({"width": 560, "height": 300})
        sheet.insert_chart(*cell, chart)

    def close(self):
        """Write what is left to write."""
        self.book.close()
