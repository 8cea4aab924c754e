"""The room of trainings can be switched off."""

from odoo import api, fields, models

ROOM = "club_support.club_support_group_trainings"
# models of the room begin like this
MODELS = ("club.training",)


class ResUsers(models.Model):
    _inherit = "res.users"

    def _club_has_trainings(self):
        """Whether the room of trainings is open to this user."""
        return self.has_group(ROOM)


class ResGroups(models.Model):
    _inherit = "res.groups"

    @api.model
    def _club_get_rooms(self):
        return {**super()._club_get_rooms(), ROOM: MODELS}


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    group_club_trainings = fields.Boolean(
        string="Trainings",
        implied_group=ROOM,
        help="Courses, their dates, registrations and certificates. Nothing is deleted "
        "when you switch it off.",
    )
