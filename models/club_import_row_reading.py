from odoo import api, fields, models
from odoo.tools import format_date

from ..tools.club_list import sport_key
from ..tools.club_list_row import read_row
from .club_import_row import CELLS


class ClubImportRow(models.Model):
    _inherit = "club.import.row"

    @api.depends(*CELLS)
    def _compute_problem(self):
        readings = self._read_cells()
        texts = self._problem_texts()
        labels = self._cell_labels()
        for row in self:
            reading = readings[row]
            sentences = [
                texts[reason] % {"cell": labels[cell], "text": text}
                for cell, reason, text in reading.problems
            ]
            row.problem = "\n".join(dict.fromkeys(sentences)) or False
            row.is_club = reading.kind == "club"

    @api.depends(*CELLS)
    @api.depends_context("lang")
    def _compute_preview(self):
        readings = self._read_cells()
        for row in self:
            row.preview = row._describe(readings[row])

    def _read_cells(self):
        """What the cells of these rows mean: ``Reading`` by row."""
        latest_year = fields.Date.context_today(self).year + 1
        sports = self._sports_by_key()
        return {
            row: read_row({name: row[name] for name in CELLS}, latest_year, sports)
            for row in self
        }

    def _sports_by_key(self):
        """The vocabulary of sports in all languages of the database."""
        companies = [*self.company_id.ids, False]
        sports = self.env["club.sport"].search([("company_id", "in", companies)])
        by_key = {}
        for code, _name in self.env["res.lang"].get_installed():
            for sport in sports.with_context(lang=code):
                by_key.setdefault(sport_key(sport.name), sport.id)
        return by_key

    def _cell_labels(self):
        descriptions = self.fields_get(CELLS, ["string"])
        return {
            name: description["string"] for name, description in descriptions.items()
        }

    def _problem_texts(self):
        """A sentence for every reason: which cell, what it says, what will happen."""
        return {
            **self._problem_texts_of_rows(),
            **self._problem_texts_of_names(),
            **self._problem_texts_of_figures(),
        }

    def _problem_texts_of_rows(self):
        return {
            "no_name": self.env._(
                "This row has no name of a club and is left out. Please enter one."
            ),
            "long_name": self.env._(
                "%(cell)s: “%(text)s” is too long for a name, so this row is left out. "
                "Please shorten it."
            ),
            "formula": self.env._("%(cell)s: “%(text)s” is a formula and is left out."),
            "long_cell": self.env._(
                "%(cell)s: “%(text)s” is too long and is left out."
            ),
        }

    def _problem_texts_of_names(self):
        no_phone = self.env._(
            "%(cell)s: “%(text)s” is no telephone number and is left out."
        )
        return {
            "no_phone": no_phone,
            "no_mobile": no_phone,
            "no_email": self.env._(
                "%(cell)s: “%(text)s” is no e-mail address and is left out."
            ),
            "no_website": self.env._(
                "%(cell)s: “%(text)s” is no web address and is left out."
            ),
            "no_register": self.env._(
                "%(cell)s: “%(text)s” is no register number and is left out."
            ),
            "no_person": self.env._(
                "%(cell)s: “%(text)s” is no name of a person and is left out."
            ),
            "nobody": self.env._(
                "%(cell)s: “%(text)s” means nobody; whoever is in office there stays."
            ),
            "several": self.env._(
                "%(cell)s: “%(text)s” names several persons and is left out. Please "
                "enter one of them."
            ),
            "no_sport": self.env._(
                "%(cell)s: “%(text)s” is not in the list of sports and is left out."
            ),
        }

    def _problem_texts_of_figures(self):
        return {
            "no_date": self.env._("%(cell)s: “%(text)s” is no date and is left out."),
            "no_such_day": self.env._(
                "%(cell)s: “%(text)s” is a day that does not exist, and is left out."
            ),
            "no_number": self.env._(
                "%(cell)s: “%(text)s” is no number and is left out."
            ),
            "negative": self.env._(
                "%(cell)s: “%(text)s” is below zero and is left out."
            ),
            "too_large": self.env._(
                "%(cell)s: “%(text)s” is too large and is left out."
            ),
            "youth_above": self.env._(
                "%(cell)s: “%(text)s” is more than all members and is left out."
            ),
            "youth_only": self.env._(
                "%(cell)s: “%(text)s” without the number of all members is left out."
            ),
            "no_year": self.env._(
                "%(cell)s: “%(text)s” is no year in which a club was founded, and is "
                "left out."
            ),
        }

    # ------------------------------------------------------------
    # Preview
    # ------------------------------------------------------------

    def _describe(self, reading):
        """What will be taken over, one line for each field."""
        self.ensure_one()
        values = reading.values
        labels = self._cell_labels()
        cells = {
            **{name: values.get(name) for name in CELLS},
            "register": " ".join(
                filter(
                    None,
                    (values.get("register_court"), values.get("register_number")),
                )
            ),
            "tax_exempt": format_date(self.env, values.get("tax_exempt_until")),
            "founded": values.get("founding_year") or values.get("year_in_name"),
            "sports": ", ".join(
                self.env["club.sport"].browse(values.get("sport_ids")).mapped("name")
            ),
            "members": self._describe_number(values),
            "youth": values.get("youth"),
            "note": ", ".join(text for _cell, text in reading.notes),
        }
        return "\n".join(
            f"{labels[name]}: {value}"
            for name, value in cells.items()
            if value not in (None, False, "")
        )

    def _describe_number(self, values):
        total = values.get("total")
        if total is None or not values.get("is_estimated"):
            return total
        return self.env._("about %(number)s", number=total)
