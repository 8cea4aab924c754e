"""The room of facilities can be switched off."""

from odoo import api, fields, models

ROOM = "club_support.club_support_group_facilities"
# models of the room begin like this
MODELS = (
    "club.allocation",
    "club.closure",
    "club.facility",
    "club.occupancy",
    "club.reservation",
    "club.season",
)


class ResUsers(models.Model):
    _inherit = "res.users"

    def _club_has_facilities(self):
        """Whether the room of facilities is open to this user."""
        return self.has_group(ROOM)


class ResGroups(models.Model):
    _inherit = "res.groups"

    @api.model
    def _club_get_rooms(self):
        return {**super()._club_get_rooms(), ROOM: MODELS}


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    group_club_facilities = fields.Boolean(
        string="Facilities",
        implied_group=ROOM,
        help="Halls, pitches and rooms, and who uses them when. Nothing is deleted "
        "when you switch it off.",
    )
