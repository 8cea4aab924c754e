"""How far it is from one place to another."""

from odoo import models

from ..tools.distance import get_distance


class ClubFacility(models.Model):
    _inherit = "club.facility"

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
