"""How far it is from one place to another, and the map of places."""

from math import cos, isfinite, radians

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.distance import get_distance

# what nobody knows the way to stands last
UNKNOWN_KM = 99999
COMPARES = {
    "<": float.__lt__,
    "<=": float.__le__,
    ">": float.__gt__,
    ">=": float.__ge__,
}


class ClubFacility(models.Model):
    _inherit = "club.facility"

    distance_km = fields.Float(
        string="Distance (km)",
        compute="_compute_distance_km",
        search="_search_distance_km",
        digits=(6, 1),
        aggregator=None,
        help="As the crow flies from the organisation that the list was opened for.",
    )

    @api.depends_context("club_near_partner_id")
    def _compute_distance_km(self):
        here = self._get_near_position()
        for facility in self:
            distance = get_distance(here, facility._get_position())
            facility.distance_km = distance if isfinite(distance) else UNKNOWN_KM

    @api.model
    def _search_distance_km(self, operator, value):
        if operator not in COMPARES or not isinstance(value, (int, float)):
            return NotImplemented
        compare = COMPARES[operator]
        distances = self._get_distances()
        return [
            (
                "id",
                "in",
                [one for one, km in distances.items() if compare(km, float(value))],
            )
        ]

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        """Sorted by the distance too, which no column knows."""
        if field_name != "distance_km":
            return super()._order_field_to_sql(
                alias, field_name, direction, nulls, query
            )
        distances = self._get_distances()
        ids = sorted(distances, key=distances.get)
        return SQL(
            "array_position(%s, %s) %s", ids, SQL.identifier(alias, "id"), direction
        )

    @api.model
    def _get_distances(self):
        """Kilometres to every facility.

        :rtype: dict[int, float]
        """
        here = self._get_near_position()
        # sudo: only distances leave this; the caller sees what rules allow
        everywhere = self.sudo().with_context(active_test=False).search(Domain.TRUE)
        return {
            one.id: min(get_distance(here, one._get_position()), float(UNKNOWN_KM))
            for one in everywhere
        }

    @api.model
    def _get_near_position(self):
        """Where the organisation is that the list was opened for, if it is known."""
        number = self.env.context.get("club_near_partner_id")
        if not isinstance(number, int):
            return None
        partner = self.env["res.partner"].browse(number).exists()
        partner = partner._filtered_access("read")
        # of persons nobody learns where they live
        return partner._club_get_position() if partner.is_company else None

    def _get_position(self):
        """The position of this or of what it lies in.

        :return: latitude and longitude in degrees, or None when nobody entered it
        """
        self.ensure_one()
        # sudo: where a house stands is no secret
        facility = self.sudo()
        while facility and not (facility.latitude or facility.longitude):
            facility = facility.parent_id
        return (facility.latitude, facility.longitude) if facility else None

    def _get_distance(self, other):
        """Kilometres to another facility as the crow flies; infinite when unknown."""
        return get_distance(self._get_position(), other._get_position())

    # ------------------------------------------------------------
    # Map
    # ------------------------------------------------------------

    @api.model
    def get_map(self, partner_id=None):
        """Sites, buildings and contact points with their positions, for a drawing.

        :param int partner_id: an organisation that is drawn as well, with distances
        :return: dict with ``points``: list of dicts with ``id``, ``name``, ``kind``
            (``"site"``, ``"contact"``, ``"partner"``), ``x`` and ``y`` (kilometres
            to the east and south of the north-western corner), ``distance`` (km or
            False) and ``url`` (OpenStreetMap); ``width`` and ``height`` in kilometres
        """
        self.check_access("read")
        near = self.with_context(
            club_near_partner_id=partner_id if isinstance(partner_id, int) else None
        )
        here = near._get_near_position()
        places = near.search(
            ["|", ("is_contact_point", "=", True), ("latitude", "!=", 0)]
        )
        points = [
            place._make_point(bool(here)) for place in places if place._get_position()
        ]
        if here:
            partner = self.env["res.partner"].browse(partner_id)
            points.append(self._make_partner_point(partner, here))
        return self._project(points)

    def _make_point(self, with_distance):
        return {
            "id": self.id,
            "name": self.display_name,
            "kind": "contact" if self.is_contact_point else "site",
            "position": self._get_position(),
            "distance": round(self.distance_km, 1) if with_distance else False,
            "url": self._get_map_url(),
        }

    @api.model
    def _make_partner_point(self, partner, position):
        return {
            "id": partner.id,
            "name": partner.name,
            "kind": "partner",
            "position": position,
            "distance": 0,
            "url": partner.action_open_map()["url"],
        }

    @api.model
    def _project(self, points):
        """Positions in degrees become kilometres on a plane: exact enough for a
        district."""
        positions = [point.pop("position") for point in points]
        north = max((lat for lat, _lon in positions), default=0)
        west = min((lon for _lat, lon in positions), default=0)
        per_degree = 111.2
        shrink = cos(radians(north))
        for point, (lat, lon) in zip(points, positions, strict=True):
            point["x"] = round((lon - west) * per_degree * shrink, 3)
            point["y"] = round((north - lat) * per_degree, 3)
        return {
            "points": points,
            "width": max((point["x"] for point in points), default=0),
            "height": max((point["y"] for point in points), default=0),
        }


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _club_get_position(self):
        """Latitude and longitude in degrees, or None when nobody entered them."""
        self.ensure_one()
        if not (self.partner_latitude or self.partner_longitude):
            return None
        return self.partner_latitude, self.partner_longitude

    def action_view_near_facilities(self):
        """The halls that can be booked, the nearest first.

        :raises UserError: when nobody entered where the organisation is
        """
        self.ensure_one()
        self._check_has_position()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "club_support.club_facility_action_near"
        )
        action["context"] = {"club_near_partner_id": self.id}
        return action

    def action_view_facility_map(self):
        """This organisation and the facilities as a drawing."""
        self.ensure_one()
        self._check_has_position()
        action = self.env["ir.actions.client"]._for_xml_id(
            "club_support.club_facility_action_map"
        )
        action["params"] = {"partner_id": self.id}
        return action

    def _check_has_position(self):
        if not self._club_get_position():
            raise UserError(
                self.env._(
                    "Nobody entered where “%(name)s” is. Please enter latitude and "
                    "longitude; OpenStreetMap shows them.",
                    name=self.name,
                )
            )
