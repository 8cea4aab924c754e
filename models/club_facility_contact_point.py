"""A contact point: consultation hours, absences, who walked in, what is published."""

from collections import defaultdict
from datetime import timedelta
from urllib.parse import quote as url_quote

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.misc import format_date, format_duration

# how far ahead the public page tells of absences
AHEAD = timedelta(days=60)


class ClubFacility(models.Model):
    _inherit = "club.facility"

    is_contact_point = fields.Boolean(
        string="Contact Point",
        tracking=True,
        help="People come here for advice. It has consultation hours, and those who "
        "walk in are counted.",
    )
    consultation_calendar_id = fields.Many2one(
        comodel_name="resource.calendar",
        string="Consultation Hours",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    absence_ids = fields.One2many(
        related="consultation_calendar_id.leave_ids",
        string="Absences",
        readonly=False,
        domain=[("resource_id", "=", False)],
    )
    public_phone = fields.Char(
        string="Telephone of the Office",
        help="It is published. Please enter no private number.",
    )
    public_note = fields.Text(
        string="Published Note", translate=True, help="Such as “Ring twice”."
    )
    is_published = fields.Boolean(
        string="Published",
        tracking=True,
        help="Name, address, consultation hours, absences and telephone stand on the "
        "public page, without names of persons.",
    )
    walk_in_count = fields.Integer(
        string="Walk-Ins This Year", compute="_compute_walk_in_count"
    )

    def _compute_walk_in_count(self):
        Entry = self.env["club.contact.entry"]
        year = self.env.company._club_today().year
        domain = Domain("facility_id", "in", self.ids) & Domain(
            "channel", "=", "walk_in"
        )
        domain &= Domain("date", ">=", f"{year}-01-01 00:00:00")
        counts = {}
        if Entry.has_access("read"):
            counts = dict(
                Entry._read_group(domain, ["facility_id"], ["people_count:sum"])
            )
        for facility in self:
            facility.walk_in_count = counts.get(facility._origin, 0)

    def action_count_walk_in(self):
        """Open the tally for this place."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "club_support.club_contact_entry_action_tally"
        )
        action["context"] = {
            "default_channel": "walk_in",
            "default_people_count": 1,
            "default_facility_id": self.id,
        }
        return action

    def action_open_map(self):
        """Show the place on the map of OpenStreetMap, in a new tab."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": self._get_map_url(),
            "target": "new",
        }

    # ------------------------------------------------------------
    # The public page
    # ------------------------------------------------------------

    @api.model
    def _get_published(self):
        """What everybody may read of contact points: nothing of persons.

        :return: list of dicts for the template ``club_places_page``
        """
        # sudo: read by the public, so field by field and only what is published
        places = self.sudo().search(
            [("is_contact_point", "=", True), ("is_published", "=", True)]
        )
        now = fields.Datetime.now()
        closed = places._get_closed(now, now + AHEAD)
        return [place._prepare_published(closed[place], now) for place in places]

    def _prepare_published(self, closed, now):
        spans = [(one.start, one.stop, one.reason) for one in closed]
        # the name of an absence may tell who is ill: only its days are told
        spans += [
            (leave.date_from, leave.date_to, "")
            for leave in self.consultation_calendar_id.leave_ids
            if not leave.resource_id
            and leave.date_to > now
            and leave.date_from < now + AHEAD
        ]
        place = self._get_addressed()
        return {
            "name": self.name,
            "address": [
                line
                for line in (place.street, f"{place.zip or ''} {place.city or ''}")
                if line and line.strip()
            ],
            "phone": self.public_phone,
            "note": self.public_note,
            "map_url": self._get_map_url(),
            "hours": self._list_hours(),
            "absences": [
                {"days": self._describe_days(start, stop), "reason": reason}
                for start, stop, reason in sorted(spans)
            ],
        }

    def _get_addressed(self):
        """This, or the nearest above it that has an address."""
        self.ensure_one()
        facility = self
        while facility.parent_id and not (facility.street or facility.city):
            facility = facility.parent_id
        return facility

    def _list_hours(self):
        """Consultation hours as pairs of weekday and times."""
        attendances = self.consultation_calendar_id.attendance_ids.filtered(
            lambda one: one.day_period != "lunch"
        )
        labels = dict(attendances._fields["dayofweek"]._description_selection(self.env))
        by_day = defaultdict(list)
        for one in attendances.sorted(lambda one: (one.dayofweek, one.hour_from)):
            times = "–".join(map(format_duration, (one.hour_from, one.hour_to)))
            by_day[one.dayofweek].append(times)
        return [(labels[day], ", ".join(times)) for day, times in by_day.items()]

    def _describe_days(self, start, stop):
        booking = self.env["club.reservation"].new({"facility_id": self.id})
        # what ends at midnight ends on the day before
        first = booking._local(start).date()
        last = booking._local(stop - timedelta(seconds=1)).date()
        days = [format_date(self.env, day) for day in dict.fromkeys((first, last))]
        return " – ".join(days)

    def _get_map_url(self):
        """Where OpenStreetMap shows this place; nothing is asked before a click."""
        self.ensure_one()
        position = self._get_position()
        if position:
            latitude, longitude = position
            return (
                "https://www.openstreetmap.org/"
                f"?mlat={latitude}&mlon={longitude}#map=17/{latitude}/{longitude}"
            )
        place = self._get_addressed()
        parts = (place.street, place.zip, place.city)
        query = " ".join(part for part in parts if part)
        return f"https://www.openstreetmap.org/search?query={url_quote(query)}"


class ClubContactEntry(models.Model):
    _inherit = "club.contact.entry"

    facility_id = fields.Many2one(
        comodel_name="club.facility",
        string="Contact Point",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('is_contact_point', '=', True)]",
        check_company=True,
        default=lambda self: self._default_facility_id(),
    )

    @api.model
    def _default_facility_id(self):
        """Whoever counts walk-ins counts them where they did so last."""
        if self.env.context.get("default_channel") != "walk_in":
            return self.env["club.facility"]
        last = self.search(
            [
                ("channel", "=", "walk_in"),
                ("user_id", "=", self.env.uid),
                ("company_id", "=", self.env.company.id),
            ],
            order="id desc",
            limit=1,
        )
        # sudo: which place it was is known to whoever counted there
        place = last.sudo().facility_id
        return place if place.active and place.is_contact_point else place.browse()
