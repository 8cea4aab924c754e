"""The room of facilities can be switched off: no menu, no card, no scheduled job."""

from odoo import fields, models

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


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    group_club_facilities = fields.Boolean(
        string="Facilities",
        implied_group=ROOM,
        help="Halls, pitches and rooms, and who uses them when. Nothing is deleted "
        "when you switch it off.",
    )
