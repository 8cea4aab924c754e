"""The room of networks can be switched off."""

from odoo import api, fields, models

ROOM = "club_support.club_support_group_networks"
# models of the room begin like this
MODELS = (
    "club.action.item",
    "club.agenda.item",
    "club.attendance",
    "club.decision",
    "club.invitation",
    "club.meeting",
    "club.network",
)


class ResUsers(models.Model):
    _inherit = "res.users"

    def _club_has_networks(self):
        """Whether the room of networks is open to this user."""
        return self.has_group(ROOM)


class ResGroups(models.Model):
    _inherit = "res.groups"

    @api.model
    def _club_get_rooms(self):
        return {**super()._club_get_rooms(), ROOM: MODELS}


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    group_club_networks = fields.Boolean(
        string="Networks",
        implied_group=ROOM,
        help="Networks, meetings, invitations. Nothing is deleted when you switch it "
        "off.",
    )
