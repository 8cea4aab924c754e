from odoo import api, models

from ..tools.club_list import read_words, sport_key
from ..tools.facility_list import CELLS, Words, read_row, word_key


class ClubImportFacility(models.Model):
    _inherit = "club.import.facility"

    @api.depends(*CELLS)
    def _compute_problem(self):
        readings = self._read_cells()
        texts = self._problem_texts()
        descriptions = self.fields_get(CELLS, ["string"])
        labels = {name: each["string"] for name, each in descriptions.items()}
        for row in self:
            reading = readings[row]
            sentences = [
                texts[reason] % {"cell": labels[cell], "text": text}
                for cell, reason, text in reading.problems
            ]
            row.problem = "\n".join(dict.fromkeys(sentences)) or False
            row.kind = reading.kind

    @api.depends("label", *CELLS)
    @api.depends_context("lang")
    def _compute_preview(self):
        readings = self._read_cells()
        for row in self:
            row.preview = row._describe(readings[row].values)

    def _read_cells(self):
        """What the cells of these rows mean: ``Reading`` by row."""
        words = self._get_words()
        return {
            row: read_row({name: row[name] for name in CELLS}, words) for row in self
        }

    def _get_words(self):
        """The vocabulary in all languages of the database, and what else it is called.

        :rtype: Words
        """
        words = Words()
        domain = [("company_id", "in", [*self.company_id.ids, False])]
        types = self.env["club.facility.type"].search(domain)
        sports = self.env["club.sport"].search(domain)
        equipment = self.env["club.equipment"].search(domain)
        for code, _name in self.env["res.lang"].get_installed():
            for each in types.with_context(lang=code):
                words.types.setdefault(word_key(each.name), each.id)
            for each in sports.with_context(lang=code):
                words.sports.setdefault(sport_key(each.name), each.id)
            for each in equipment.with_context(lang=code):
                words.equipment.setdefault(word_key(each.name), each.id)
        for each in types:
            words.type_sports[each.id] = each.sport_ids.ids
            for name in read_words(each.other_names, is_known=bool):
                words.types.setdefault(word_key(name), each.id)
        return words

    def _problem_texts(self):
        """A sentence for every reason: which cell, what it says, what will happen."""
        no_number = self.env._("%(cell)s: “%(text)s” is no number and is left out.")
        no_word = self.env._(
            "%(cell)s: “%(text)s” is not in the vocabulary and is left out."
        )
        return {
            **self._problem_texts_of_names(),
            "no_sports": no_word,
            "no_equipment": no_word,
            "no_number": no_number,
            "negative": self.env._(
                "%(cell)s: “%(text)s” is below zero and is left out."
            ),
            "too_large": self.env._(
                "%(cell)s: “%(text)s” is too large and is left out."
            ),
            "no_position": self.env._(
                "%(cell)s: “%(text)s” is no position on earth and is left out."
            ),
            "half_position": self.env._(
                "%(cell)s: “%(text)s” is half a position only and is left out."
            ),
            "no_answer": self.env._(
                "%(cell)s: “%(text)s” is neither yes nor no and is left out."
            ),
        }

    def _problem_texts_of_names(self):
        return {
            "no_name": self.env._(
                "This row names neither a site nor a space and is left out. Please "
                "enter one."
            ),
            "long_name": self.env._(
                "%(cell)s: “%(text)s” is too long for a name and is left out. Please "
                "shorten it."
            ),
            "formula": self.env._("%(cell)s: “%(text)s” is a formula and is left out."),
            "long_cell": self.env._(
                "%(cell)s: “%(text)s” is too long and is left out."
            ),
        }

    def _describe(self, values):
        """What will be taken over, one line for each field."""
        self.ensure_one()
        descriptions = self.fields_get([*CELLS, "label"], ["string"])
        names = self._describe_words(values)
        shown = {
            **{name: values.get(name) for name in CELLS if name != "category"},
            **names,
            "label": self.label,
            "name": None,
        }
        if "bookable" in values:
            answer = self.env._("Yes") if values["bookable"] else self.env._("No")
            shown["bookable"] = answer
        return "\n".join(
            f"{descriptions[name]['string']}: {value}"
            for name, value in shown.items()
            if value not in (None, False, "")
        )

    def _describe_words(self, values):
        vocabulary = {"sports": "club.sport", "equipment": "club.equipment"}
        names = {
            cell: ", ".join(self.env[model].browse(values.get(cell)).mapped("name"))
            for cell, model in vocabulary.items()
        }
        known = self.env["club.facility.type"].browse(values.get("type_id"))
        if known:
            names["type"] = known.name
        elif values.get("type"):
            names["type"] = self.env._("%(type)s (new)", type=values["type"])
        return names
