"""The room of networks can be switched off: no menu, no card, no scheduled job."""

from odoo import api, fields, models
from odoo.fields import Domain

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
    def _club_is_networks_on(self):
        # not `ref`, which asks the database each time whether the group exists
        get_id = self.env["ir.model.data"]._xmlid_to_res_id
        return (
            get_id(ROOM) in self.browse(get_id("base.group_user")).all_implied_ids.ids
        )

    @api.model
    def _club_get_network_crons(self):
        """The scheduled jobs of the room, whether they run or not."""
        named = Domain.OR(
            Domain("model_id.model", "=", name)
            | Domain("model_id.model", "=like", f"{name}.%")
            for name in MODELS
        )
        data = self.env["ir.model.data"].search(
            [("module", "=", "club_support"), ("model", "=", "ir.cron")]
        )
        ours = Domain("id", "in", data.mapped("res_id"))
        Cron = self.env["ir.cron"].with_context(active_test=False)
        return Cron.search(ours & named)

    @api.model
    def _club_quiet_networks(self):
        """Stop the scheduled jobs of the room where it is switched off."""
        if not self._club_is_networks_on():
            self._club_get_network_crons().active = False


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    group_club_networks = fields.Boolean(
        string="Networks",
        implied_group=ROOM,
        help="Networks, meetings, invitations. Nothing is deleted when you switch it "
        "off.",
    )

    def set_values(self):
        Groups = self.env["res.groups"].sudo()
        was_on = Groups._club_is_networks_on()
        result = super().set_values()
        is_on = Groups._club_is_networks_on()
        if is_on != was_on:
            # sudo: whoever may switch the room may switch its scheduled jobs
            Groups._club_get_network_crons().active = is_on
        return result
