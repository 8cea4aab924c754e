from collections import defaultdict

from markupsafe import Markup

from odoo import Command, fields, models

from ..tools.club_list import plain
from ..tools.facility_list import place_key
from .club_import_facility_matching import READABLE, FacilityIndex

# what a row says of a facility, by the name of the value
FIELDS = {
    "type_id": "type_id",
    "capacity": "capacity",
    "latitude": "latitude",
    "longitude": "longitude",
    "note": "note",
    "sports": "sport_ids",
    "equipment": "equipment_ids",
    "bookable": "is_bookable",
}
ADDRESS = ("street", "zip", "city")


class ClubImportFacility(models.Model):
    _inherit = "club.import.facility"

    def _is_ready(self):
        return self.kind in READABLE and super()._is_ready()

    def _take_over(self):
        """Make sites, buildings and spaces of rows of one list, or update them."""
        rows = self.with_context(
            tracking_disable=True, mail_create_nolog=True, mail_create_nosubscribe=True
        )
        readings = rows._read_cells()
        values = {row: readings[row].values for row in rows}
        rows._make_types(values)
        new = rows.filtered(lambda row: row.action == "new")
        news = (rows - new)._update_facilities(values)
        making = _Making(new, values)
        news |= {row: self.env._("Added.") for row in new}
        rows._log_on_facilities(news, making.facilities)
        now = fields.Datetime.now()
        for row in rows:
            made = making.created.get(row, making.none)
            facility = making.facilities.get(row) or row.facility_id
            row._store(
                {
                    "taken_at": now,
                    "facility_id": facility.id,
                    "is_created": bool(made),
                    "created_ids": [Command.set(made.ids)],
                    "result": news.get(row) or self.env._("Nothing new."),
                }
            )

    def _make_types(self, values):
        """Types that the vocabulary does not have yet, as rows name them."""
        words = {}
        for row in self:
            word = values[row].get("type")
            if word and "type_id" not in values[row]:
                words.setdefault(plain(word), (word, row.company_id.id))
        types = self.env["club.facility.type"].create(
            [{"name": word, "company_id": company} for word, company in words.values()]
        )
        made = dict(zip(words, types.ids, strict=True))
        for row in self:
            word = plain(values[row].get("type"))
            if word in made:
                values[row].setdefault("type_id", made[word])

    # ------------------------------------------------------------
    # Updating
    # ------------------------------------------------------------

    def _update_facilities(self, values):
        """Bring facilities up to date.

        :return: dict of row to what changed, in words
        """
        news = {}
        labels = self.env["club.facility"].fields_get(attributes=["string"])
        for row in self:
            facility = row.facility_id
            vals = row._get_changes(facility, values[row])
            facility.write(vals)
            site = facility._get_site()
            address = {
                name: values[row][name]
                for name in ADDRESS
                if values[row].get(name) and not site[name]
            }
            site.write(address)
            names = [labels[name]["string"] for name in (*vals, *address)]
            news[row] = ", ".join(names) and self.env._(
                "Changed: %(fields)s", fields=", ".join(names)
            )
        return news

    def _get_changes(self, facility, values):
        vals = {}
        for key, name in FIELDS.items():
            if key not in values:
                continue
            if facility._fields[name].type == "many2many":
                missing = set(values[key]) - set(facility[name].ids)
                if missing:
                    vals[name] = [Command.link(each) for each in sorted(missing)]
            elif (
                facility._fields[name].convert_to_write(facility[name], facility)
                != (values[key])
            ):
                vals[name] = values[key]
        return vals

    def _log_on_facilities(self, news, made):
        bodies = {}
        for row in self:
            facility = made.get(row) or row.facility_id
            if news.get(row):
                head = self.env._("From the list “%(name)s”:", name=row.import_id.name)
                bodies[facility.id] = Markup("%s %s") % (head, news[row])
        self.env["club.facility"].browse(bodies)._message_log_batch(bodies=bodies)

    # ------------------------------------------------------------
    # Undoing
    # ------------------------------------------------------------

    def _archive_created(self):
        """Archive what these rows added, and places that would be left empty."""
        created = self.created_ids.filtered("active")
        kept = created._get_subtree().filtered("active") - created
        lineage = {each for one in kept for each in one._get_lineage()}
        created.filtered(lambda one: one.id not in lineage).action_archive()


class _Making:
    """Makes the facilities of new rows, from the outside to the inside.

    ``facilities`` is what each row became, ``created`` what it brought along.
    """

    def __init__(self, rows, values):
        self.rows, self.values = rows, values
        self.env = rows.env
        self.none = self.env["club.facility"]
        self.index = FacilityIndex(rows)
        self.facilities, self.created = {}, defaultdict(lambda: self.none)
        self.sites = self._make_sites()
        self.inside = self._index_inside()
        self.parents = self._make_buildings()
        spaces = rows.filtered(lambda row: row.kind == "space")
        parts = spaces.filtered(lambda row: values[row].get("whole"))
        self._make_spaces(spaces - parts)
        self._make_wholes(parts)
        self._make_spaces(parts)

    def _make(self, vals_by_key, rows_by_key):
        """Create what is missing; the first row of each brings it along."""
        made = self.none.create(list(vals_by_key.values()))
        for key, facility in zip(vals_by_key, made, strict=True):
            self.created[rows_by_key[key][0]] |= facility
        return dict(zip(vals_by_key, made, strict=True))

    def _make_sites(self):
        rows_by_key = defaultdict(list)
        for row in self.rows:
            values = self.values[row]
            rows_by_key[place_key(values["site"], values.get("street"))].append(row)
        sites = {
            key: self.index.find_site(self.values[rows[0]])
            for key, rows in rows_by_key.items()
        }
        vals = {
            key: self._get_site_vals(rows)
            for key, rows in rows_by_key.items()
            if not sites[key]
        }
        sites |= self._make(vals, rows_by_key)
        by_row = {row: sites[key] for key, rows in rows_by_key.items() for row in rows}
        for row, site in by_row.items():
            if row.kind == "site":
                self.facilities[row] = site
        return by_row

    def _get_site_vals(self, rows):
        """A site lies amid its spaces."""
        said = [self.values[row] for row in rows]
        vals = {"name": said[0]["site"], "kind": "site", "is_bookable": False}
        for name in ADDRESS:
            vals[name] = next((each[name] for each in said if each.get(name)), False)
        placed = [each for each in said if "latitude" in each]
        for name in ("latitude", "longitude"):
            if placed:
                vals[name] = sum(each[name] for each in placed) / len(placed)
        list_ = rows[0].import_id
        vals["area_id"] = self._find_area(vals["city"]) or list_.area_id.id
        return {**vals, "company_id": list_.company_id.id}

    def _find_area(self, city):
        if not hasattr(self, "_areas"):
            self._areas = {
                plain(area.name): area.id for area in self.env["club.area"].search([])
            }
        return city and self._areas.get(plain(city))

    def _index_inside(self):
        """What lies on the sites already, by where, kind and name."""
        inside = {}
        sites = self.none.union(*self.sites.values())
        for one in sites._get_subtree() - sites:
            self._add_inside(inside, one)
        return inside

    def _add_inside(self, inside, one):
        """Known where it lies, and on its site for rows that say nothing closer."""
        for place in (one.parent_id, one._get_site()):
            inside.setdefault((place.id, one.kind, plain(one.name)), one)

    def _make_buildings(self):
        """:return: the site or building that each row lies in"""
        rows_by_key, parents = defaultdict(list), dict(self.sites)
        for row in self.rows:
            name = self.values[row].get("building")
            if name and row.kind != "site":
                rows_by_key[self.sites[row].id, "building", plain(name)].append(row)
        vals = {
            key: {
                "name": self.values[rows[0]]["building"],
                "kind": "building",
                "parent_id": key[0],
            }
            for key, rows in rows_by_key.items()
            if key not in self.inside
        }
        self.inside |= self._make(vals, rows_by_key)
        for key, rows in rows_by_key.items():
            for row in rows:
                parents[row] = self.inside[key]
                if row.kind == "building":
                    self.facilities[row] = self.inside[key]
        return parents

    def _make_wholes(self, rows):
        """The halls that parts lie in, where no row and no facility is called so."""
        rows_by_key = defaultdict(list)
        for row in rows:
            name = plain(self.values[row]["whole"])
            rows_by_key[self.parents[row].id, "space", name].append(row)
        vals = {
            key: {
                "name": self.values[rows[0]]["whole"],
                "kind": "space",
                "parent_id": self.parents[rows[0]].id,
                "is_bookable": rows[0].import_id.are_bookable,
            }
            for key, rows in rows_by_key.items()
            if key not in self.inside
        }
        self.inside |= self._make(vals, rows_by_key)
        for key, rows in rows_by_key.items():
            self.parents |= dict.fromkeys(rows, self.inside[key])

    def _make_spaces(self, rows):
        spaces = self.none.create([self._get_space_vals(row) for row in rows])
        for row, space in zip(rows, spaces, strict=True):
            self.facilities[row] = space
            self.created[row] |= space
            self._add_inside(self.inside, space)

    def _get_space_vals(self, row):
        values = self.values[row]
        vals = {
            "name": row.label,
            "kind": "space",
            "parent_id": self.parents[row].id,
            "is_bookable": row.import_id.are_bookable,
        }
        for key, name in FIELDS.items():
            if key in values:
                many = isinstance(values[key], list)
                vals[name] = [Command.set(values[key])] if many else values[key]
        return vals
