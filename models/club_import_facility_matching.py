"""Which spaces of the register rows are, and how new ones are called."""

from collections import defaultdict
from itertools import chain, count

from odoo import models

from ..tools.club_list import plain
from ..tools.facility_list import place_key

READABLE = ("space", "building", "site")


class ClubImportFacility(models.Model):
    _inherit = "club.import.facility"

    def _match(self):
        """Find out which facility a row is, and which rows are the same.

        What somebody decided stays, until what the row is found to be changes.
        """
        readings = self._read_cells()
        for siblings in self.grouped("import_id").values():
            siblings._match_siblings(readings)

    def _check_again(self):
        rows = self.filtered(lambda row: row.state != "taken")
        self.env.add_to_compute(self._fields["problem"], rows)
        self.env.add_to_compute(self._fields["kind"], rows)
        self._get_siblings()._match()

    def _match_siblings(self, readings):
        index = FacilityIndex(self)
        doubles = self._find_doubles(readings)
        rows = self.sorted(lambda row: (row.sequence, row.id))
        usable = rows.filtered(lambda row: row.kind in READABLE and row not in doubles)
        found = {row: row.facility_id for row in usable if row.state == "taken"}
        index.claimed.update(one.id for one in found.values())
        # what is certain takes its facility before what is guessed by its number
        for search in (index.find_named, index.find_placed, index.find_numbered):
            for row in usable:
                match = row not in found and search(readings[row])
                if match:
                    found[row] = match
                    index.claimed.add(match.id)
        labels = usable._name_spaces(readings, found, index)
        for row in rows.filtered(lambda row: row.state != "taken"):
            row._decide(
                found.get(row, index.none),
                index.find_likely(readings[row]) if row not in found else index.none,
                doubles.get(row, self.browse()),
                labels.get(row),
            )

    def _find_doubles(self, readings):
        """The row above that is the same space, by row.

        Several of one type are several spaces, unless they share a name or position.
        """
        first, doubles = {}, {}
        for row in self.sorted(lambda row: (row.sequence, row.id)):
            values = readings[row].values
            if row.kind not in READABLE:
                continue
            inside = [plain(values.get(each)) for each in ("building", "whole", "type")]
            key = (row.kind, *place_key(values["site"], values.get("street")), *inside)
            if row.kind == "space" and values.get("name"):
                key += (plain(values["name"]),)
            elif row.kind == "space":
                if "latitude" not in values:
                    continue
                key += (values["latitude"], values["longitude"])
            if key in first:
                doubles[row] = first[key]
            first.setdefault(key, row)
        return doubles

    def _name_spaces(self, readings, found, index):
        """How each row is called: as named, as in the register, or by its type."""
        labels, groups = {}, defaultdict(list)
        for row in self:
            values = readings[row].values
            if row in found:
                labels[row] = found[row].name
            elif row.kind != "space" or values.get("name"):
                labels[row] = values["name" if row.kind == "space" else row.kind]
            if row.kind == "space" and not values.get("name"):
                place = place_key(values["site"], values.get("street"))
                groups[place, values["type"]].append(row)
        for (place, word), rows in groups.items():
            taken = index.names_at(place) | {labels.get(row) for row in rows}
            for row in rows:
                if row not in labels:
                    labels[row] = self._find_free(word, taken, len(rows) > 1)
                    taken.add(labels[row])
        return labels

    def _find_free(self, word, taken, is_numbered):
        numbered = (f"{word} {number}" for number in count(1))
        names = numbered if is_numbered else chain([word], numbered)
        return next(name for name in names if name not in taken)

    def _decide(self, match, likely, double, label):
        """Store what was found; propose what to do if that is news."""
        self.ensure_one()
        found = {
            "match_id": match.id,
            "duplicate_id": double.id,
            "label": label or False,
            "hint": self._hint(match, likely, double) or False,
        }
        basis = f"{self.kind} {match.id} {match.active} {likely.ids} {bool(double)}"
        if basis != self.basis:
            found |= {"basis": basis, "facility_id": (match or likely[:1]).id}
            if self.kind not in READABLE or double:
                found["action"] = "skip"
            elif match:
                found["action"] = "update" if match.active else False
            else:
                found["action"] = False if likely else "new"
        changed = {
            name: value
            for name, value in found.items()
            if self._fields[name].convert_to_write(self[name], self) != value
        }
        if changed:
            self._store(changed)

    def _hint(self, match, likely, double):
        sentences = []
        if self.kind == "empty":
            sentences.append(self.env._("This row is empty."))
        if double:
            sentences.append(
                self.env._(
                    "Row %(number)s is the same; only that one is taken over.",
                    number=double.sequence,
                )
            )
        if match and not match.active:
            sentences.append(
                self.env._(
                    "“%(facility)s” is archived. Please decide whether to update it.",
                    facility=match.complete_name,
                )
            )
        for site in likely:
            sentences.append(
                self.env._(
                    "There is a site “%(site)s” with another address: %(street)s. "
                    "Please correct the address, or add this one as new.",
                    site=site.name,
                    street=site.street or "–",
                )
            )
        return "\n".join(sentences)


class FacilityIndex:
    """The facilities of the register by what rows say of them, read in one go."""

    def __init__(self, rows):
        companies = rows.company_id.ids
        Facility = rows.env["club.facility"].with_context(active_test=False)
        facilities = Facility.search([("company_id", "in", companies)])
        self.none = Facility.browse()
        self.claimed = set()
        self.sites, self.inside = defaultdict(list), defaultdict(list)
        by_id = {one.id: one for one in facilities}
        for one in facilities:
            top = by_id.get(int(one.parent_path.split("/")[0]), one)
            self.inside[top.id].append(one)
            if not one.parent_id:
                self.sites[plain(one.name)].append(one)

    def find_site(self, values):
        """The site of a row: of the same name and street."""
        key = place_key(values["site"], values.get("street"))
        same = self.sites[key[0]]
        exact = [one for one in same if place_key(one.name, one.street) == key]
        lacking = [one for one in same if not (one.street and key[1])]
        if exact:
            return exact[0]
        return lacking[0] if len(lacking) == 1 and len(same) == 1 else self.none

    def find_likely(self, reading):
        """Sites of the same name that lie elsewhere."""
        values = reading.values
        if "site" not in values or self.find_site(values):
            return self.none
        return self.none.union(*self.sites[plain(values["site"])])

    def names_at(self, place):
        """The names that spaces of a site have already."""
        sites = [
            site
            for site in self.sites[place[0]]
            if place_key(site.name, site.street)[1] in (place[1], "")
        ]
        return {one.name for site in sites for one in self.inside[site.id]}

    def _candidates(self, reading):
        """What lies on the row's site, of its kind, and is no other row's."""
        site = self.find_site(reading.values)
        return [
            one
            for one in self.inside[site.id]
            if one.kind == reading.kind and one.id not in self.claimed
        ]

    def find_named(self, reading):
        """The facility that the row names."""
        values = reading.values
        if reading.kind == "site":
            return self.find_site(values)
        name = plain(values.get("name" if reading.kind == "space" else "building"))
        if not name:
            return self.none
        lineage = [plain(values.get(each)) for each in ("building", "whole")]
        for one in self._candidates(reading):
            above = plain(one.complete_name.removesuffix(one.name))
            if plain(one.name) == name and (
                reading.kind == "building" or all(each in above for each in lineage)
            ):
                return one
        return self.none

    def find_placed(self, reading):
        """A space without a name, of the same type and position."""
        values = reading.values
        if values.get("name") or reading.kind != "space" or "latitude" not in values:
            return self.none
        for one in self._candidates(reading):
            position = (round(one.latitude, 6), round(one.longitude, 6))
            if position == (values["latitude"], values["longitude"]) and (
                one.type_id.id == values.get("type_id")
                or plain(one.name).startswith(plain(values["type"]))
            ):
                return one
        return self.none

    def find_numbered(self, reading):
        """A space without a name and position: the next one called like its type."""
        values = reading.values
        if values.get("name") or reading.kind != "space" or "latitude" in values:
            return self.none
        word = plain(values["type"])
        for one in self._candidates(reading):
            if plain(one.name).rstrip(" 0123456789") == word:
                return one
        return self.none
