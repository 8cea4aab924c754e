"""Rooms can be switched off: no menu, no card, no scheduled job."""

from odoo import api, models
from odoo.fields import Domain


class ResGroups(models.Model):
    _inherit = "res.groups"

    @api.model
    def _club_get_rooms(self):
        """The rooms that the settings switch; each adds its own.

        :return: dict of the XML id of a group to the names that the models of the
            room begin with
        """
        return {}

    @api.model
    def _club_is_room_on(self, room):
        """
        :param str room: XML id of its group
        """
        # not `ref`, which asks the database each time whether the group exists
        get_id = self.env["ir.model.data"]._xmlid_to_res_id
        return (
            get_id(room) in self.browse(get_id("base.group_user")).all_implied_ids.ids
        )

    @api.model
    def _club_get_room_crons(self, room):
        """The scheduled jobs of a room, whether they run or not.

        :param str room: XML id of its group
        """
        named = Domain.OR(
            Domain("model_id.model", "=", name)
            | Domain("model_id.model", "=like", f"{name}.%")
            for name in self._club_get_rooms()[room]
        )
        data = self.env["ir.model.data"].search(
            [("module", "=", "club_support"), ("model", "=", "ir.cron")]
        )
        ours = Domain("id", "in", data.mapped("res_id"))
        Cron = self.env["ir.cron"].with_context(active_test=False)
        return Cron.search(ours & named)

    @api.model
    def _club_quiet_rooms(self):
        """Stop the scheduled jobs of rooms that are switched off."""
        for room in self._club_get_rooms():
            if not self._club_is_room_on(room):
                self._club_get_room_crons(room).active = False


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    def set_values(self):
        # sudo: whoever may switch a room may switch its scheduled jobs
        Groups = self.env["res.groups"].sudo()
        rooms = Groups._club_get_rooms()
        were_on = {room: Groups._club_is_room_on(room) for room in rooms}
        result = super().set_values()
        for room, was_on in were_on.items():
            is_on = Groups._club_is_room_on(room)
            if is_on != was_on:
                Groups._club_get_room_crons(room).active = is_on
        return result
