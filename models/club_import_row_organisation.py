from markupsafe import Markup, escape

from odoo import fields, models
from odoo.fields import Command
from odoo.tools import format_date

from ..tools.club_list import club_key, plain, register_key, same_phone, website_key

# fields of an organisation that a row fills one to one
SIMPLE_FIELDS = (
    *("name", "street", "zip", "city", "email", "phone", "website"),
    *("register_court", "register_number", "tax_exempt_until", "founding_year"),
)
# notations of one thing: nothing to change
SAME = {
    "name": lambda one, other: club_key(one) == club_key(other),
    "email": lambda one, other: one.casefold() == other.casefold(),
    "phone": same_phone,
    "website": lambda one, other: website_key(one) == website_key(other),
    "register_court": lambda one, other: plain(one) == plain(other),
    "register_number": lambda one, other: register_key(one) == register_key(other),
}


class ClubImportRow(models.Model):
    _inherit = "club.import.row"

    def _take_over_organisations(self, readings, news):
        """Add or update the organisation of each row.

        :param news: lines for people, by row; this adds to it
        """
        areas = self._areas_by_town()
        added = self.filtered(lambda row: row.action == "new")
        vals_list = [row._organisation_vals(readings[row], areas) for row in added]
        partners = self.env["res.partner"].create(vals_list)
        for row, partner in zip(added, partners, strict=True):
            row._store({"partner_id": partner.id, "is_created": True})
            news[row].append(self.env._("Added to the register."))
        for row in self - added:
            vals = row._organisation_vals(readings[row], areas)
            changes = row._changes(vals, readings[row], news[row])
            if changes:
                row.partner_id.write(changes)

    def _organisation_vals(self, reading, areas):
        values = reading.values
        import_ = self.import_id
        vals = {name: values[name] for name in SIMPLE_FIELDS if name in values}
        if values.get("year_in_name"):
            vals.setdefault("founding_year", values["year_in_name"])
        area = areas.get(plain(values.get("city")), import_.area_id)
        return vals | {
            "is_company": True,
            "is_actor": True,
            "actor_type_id": import_.actor_type_id.id,
            "area_id": area.id,
            "country_id": import_.company_id.country_id.id,
            "sport_ids": [Command.link(id_) for id_ in values.get("sport_ids", ())],
            "comment": self._notes(reading),
        }

    def _areas_by_town(self):
        """The area that a town is, where there is no doubt, by name of the town."""
        areas = self.env["club.area"].search(
            [("company_id", "in", [*self.company_id.ids, False])]
        )
        by_town = areas.grouped(lambda area: plain(area.name))
        found = {}
        for town, namesakes in by_town.items():
            inside = namesakes.filtered(lambda area: area.level != "district")
            if len(inside or namesakes) == 1:
                found[town] = inside or namesakes
        return found

    def _notes(self, reading):
        labels = self._cell_labels() if reading.notes else {}
        lines = (f"{labels[cell]}: {text}" for cell, text in reading.notes)
        return Markup().join(Markup("<p>%s</p>") % line for line in lines)

    # ------------------------------------------------------------
    # Changes
    # ------------------------------------------------------------

    def _changes(self, vals, reading, news):
        """What of ``vals`` is new; an empty cell or another notation is not."""
        partner = self.partner_id
        changes = {
            name: vals[name]
            for name in SIMPLE_FIELDS
            if name in vals and self._is_news(name, partner[name], vals[name])
        }
        if "founding_year" not in reading.values and partner.founding_year:
            changes.pop("founding_year", None)
        self._keep_former_name(changes)
        for name in changes:
            if name != "former_name":
                news.append(self._tell(name, partner[name], changes[name]))
        for name in ("actor_type_id", "area_id", "country_id"):
            if vals[name] and not partner[name]:
                changes[name] = vals[name]
        if not partner.is_actor:
            changes["is_actor"] = True
        self._add_sports(reading.values.get("sport_ids", ()), changes, news)
        self._add_notes(reading, changes)
        return changes

    def _is_news(self, name, old, new):
        if old and name in SAME:
            return not SAME[name](old, new)
        return old != new

    def _keep_former_name(self, changes):
        partner = self.partner_id
        former = [name for name in (partner.former_name, partner.name) if name]
        if "name" in changes:
            changes["former_name"] = ", ".join(former)

    def _add_sports(self, sport_ids, changes, news):
        sports = self.env["club.sport"].browse(sport_ids) - self.partner_id.sport_ids
        if sports:
            changes["sport_ids"] = [Command.link(sport.id) for sport in sports]
            names = ", ".join(sports.mapped("name"))
            news.append(self.env._("Sports: %(names)s added", names=names))

    def _add_notes(self, reading, changes):
        comment = self.partner_id.comment or Markup()
        reading.notes = [
            (cell, text) for cell, text in reading.notes if escape(text) not in comment
        ]
        if reading.notes:
            changes["comment"] = comment + self._notes(reading)

    def _tell(self, name, old, new):
        label = self.env["res.partner"].fields_get([name], ["string"])[name]["string"]
        if self.env["res.partner"]._fields[name].type == "date":
            old, new = (
                format_date(self.env, fields.Date.to_date(day)) for day in (old, new)
            )
        if not old:
            return f"{label}: {new}"
        return f"{label}: {old} → {new}"
