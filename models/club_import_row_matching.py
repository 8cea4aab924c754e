from collections import defaultdict

from odoo import models
from odoo.fields import Domain

from ..tools.club_list import club_key, plain, register_key


class ClubImportRow(models.Model):
    _inherit = "club.import.row"

    def _match(self):
        """Find out which organisation a row is, and which rows are one club.

        What somebody decided stays, until the row itself or what it is found to be
        changes.
        """
        rows = self.filtered(lambda row: row.state != "taken")
        readings = rows._read_cells()
        for siblings in rows.grouped("import_id").values():
            siblings._match_siblings(readings)

    def _match_siblings(self, readings):
        clubs = self.filtered("is_club")
        certain, likely = clubs._match_organisations(readings)
        claimed = self.env["res.partner"].union(*certain.values())
        others = clubs.filtered(lambda row: row not in certain)
        for row, partners in others._find_similar(readings).items():
            likely[row] |= partners - claimed
        doubles = clubs._find_doubles(readings, certain)
        none = self.env["res.partner"]
        for row in self:
            row._decide(
                readings[row],
                certain.get(row, none),
                none if row in certain else likely[row],
                doubles.get(row, self.browse()),
            )

    # ------------------------------------------------------------
    # Organisations
    # ------------------------------------------------------------

    def _match_organisations(self, readings):
        """The organisations that rows are, by what cannot be chance.

        That is the register number together with court, place or name, or the name
        together with the place. Whoever is archived, or fits without being the only
        one, is likely at most.

        :return: organisation by row, likely organisations by row
        """
        index = self._index_organisations()
        none = self.env["res.partner"]
        certain, likely = {}, defaultdict(lambda: none)
        for row in self:
            values = readings[row].values
            found = index.by_register(values)
            if len(found) != 1 or not found.active:
                likely[row] |= found
                found, perhaps = index.by_name(values)
                likely[row] |= found | perhaps
            if len(found) == 1 and found.active:
                certain[row] = found
        return certain, likely

    def _index_organisations(self):
        """All organisations that these rows can be, read in one go."""
        companies = [*self.company_id.ids, False]
        domain = Domain("is_company", "=", True) & Domain("company_id", "in", companies)
        # the company is compared when the row is written
        names = ["name", "zip", "city", "active", "email_normalized", "company_id"]
        names += ["register_court", "register_number"]
        Partner = self.env["res.partner"].with_context(active_test=False)
        return _OrganisationIndex(Partner.search_fetch(domain, names))

    def _find_similar(self, readings):
        """Organisations that rows may be, spelled otherwise: organisations by row."""
        Partner = self.env["res.partner"]
        values_list = [
            {**readings[row].values, "company_id": row.company_id.id} for row in self
        ]
        hits_list = Partner._club_duplicate_candidates(values_list)
        return {
            row: Partner.union(*(partner for partner, _score, _reason in hits))
            for row, hits in zip(self, hits_list, strict=True)
        }

    # ------------------------------------------------------------
    # Rows of one club
    # ------------------------------------------------------------

    def _find_doubles(self, readings, certain):
        """The row above that is the same club, by row."""
        first, doubles = {}, {}
        for row in self.sorted(lambda row: (row.sequence, row.id)):
            values = readings[row].values
            place = values.get("zip") or plain(values.get("city"))
            keys = [("name", club_key(values["name"]), place)]
            if row in certain:
                keys.append(("organisation", certain[row].id))
            if values.get("register_number"):
                number = register_key(values["register_number"])
                keys.append(("register", number, place))
            above = [first[key] for key in keys if key in first]
            if above:
                doubles[row] = above[0]
            for key in keys:
                first.setdefault(key, row)
        return doubles

    # ------------------------------------------------------------
    # Decision
    # ------------------------------------------------------------

    def _decide(self, reading, match, likely, double):
        """Store what was found; propose what to do if that is news."""
        self.ensure_one()
        found = {
            "match_id": match.id,
            "duplicate_id": double.id,
            "hint": self._hint(reading, likely, double) or False,
        }
        basis = f"{reading.kind} {match.id} {sorted(likely.ids)} {bool(double)}"
        if basis != self.basis:
            found |= {"basis": basis, "partner_id": (match or likely[:1]).id}
            if reading.kind != "club" or double:
                found["action"] = "skip"
            elif match:
                found["action"] = "update"
            else:
                found["action"] = False if likely else "new"
        changed = {
            name: value
            for name, value in found.items()
            if self._fields[name].convert_to_write(self[name], self) != value
        }
        if changed:
            self._store(changed)

    def _hint(self, reading, likely, double):
        sentences = []
        if reading.kind == "total":
            sentences.append(self.env._("This row adds up others and is no club."))
        elif reading.kind == "empty":
            sentences.append(self.env._("This row is empty."))
        if double:
            sentences.append(
                self.env._(
                    "Row %(number)s is the same club; only that one is taken over.",
                    number=double.sequence,
                )
            )
        for partner in likely:
            sentences.append(self._hint_likely(partner))
        labels = self._cell_labels() if reading.hints else {}
        for cell, text in reading.hints:
            sentences.append(
                self.env._(
                    "%(cell)s: “%(text)s” goes to the notes, as there is one field "
                    "only.",
                    cell=labels[cell],
                    text=text,
                )
            )
        return "\n".join(sentences)

    def _hint_likely(self, partner):
        place = " ".join(filter(None, (partner.zip, partner.city)))
        name = f"{partner.name}, {place}" if place else partner.name
        if not partner.active:
            return self.env._(
                "“%(organisation)s” is archived. Please decide whether to update it.",
                organisation=name,
            )
        return self.env._(
            "This may be “%(organisation)s”. Please decide.", organisation=name
        )


class _OrganisationIndex:
    """The organisations of the register by what identifies them."""

    def __init__(self, partners):
        self.none = partners.browse()
        self.names, self.numbers = defaultdict(list), defaultdict(list)
        for partner in partners:
            self.names[club_key(partner.name)].append(partner)
            if partner.register_number:
                self.numbers[register_key(partner.register_number)].append(partner)

    def by_register(self, values):
        number = values.get("register_number")
        if not number:
            return self.none
        court = plain(values.get("register_court"))
        found = self.none
        for partner in self.numbers[register_key(number)]:
            other_court = plain(partner.register_court)
            if court and other_court and court != other_court:
                continue
            same_name = club_key(values["name"]) == club_key(partner.name)
            if (
                (court and other_court)
                or same_name
                or self._same_place(values, partner)
            ):
                found |= partner
        return found

    def by_name(self, values):
        """Those of the same name and place, and those that may be there."""
        found, perhaps = self.none, self.none
        for partner in self.names[club_key(values["name"])]:
            if self._same_place(values, partner):
                found |= partner
            elif not (partner.zip or partner.city) or not (
                values.get("zip") or values.get("city")
            ):
                email = partner.email_normalized
                if email and email == values.get("email"):
                    found |= partner
                else:
                    perhaps |= partner
        return found, perhaps

    def _same_place(self, values, partner):
        same_zip = partner.zip and partner.zip == values.get("zip")
        city = plain(partner.city)
        return bool(same_zip or (city and city == plain(values.get("city"))))
