"""What a new facility begins with: rules of its whole, sports of its type."""

from odoo import api, models

# rules for times, and what they are where nobody said anything
RULES = {
    "grid_minutes": 15,
    "shortest_minutes": 15,
    "longest_minutes": 0,
    "lead_hours": 0,
    "booking_mode": "approval",
    "plan_shows": "name",
}


class ClubFacility(models.Model):
    _inherit = "club.facility"

    @api.depends("parent_id")
    def _compute_rules(self):
        """A new one begins with the rules of what it lies in; later they part."""
        for facility in self:
            source = facility if facility._origin else facility.parent_id
            for name, usual in RULES.items():
                facility[name] = source[name] if source else usual

    @api.onchange("type_id")
    def _onchange_type_id(self):
        if not self.sport_ids:
            self.sport_ids = self.type_id.sport_ids
