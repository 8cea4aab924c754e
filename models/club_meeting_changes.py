"""What may be written by hand, and what changes for those who were invited."""

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ..tools.context import names_by_default

# what invited people are told of, when it changes
TOLD = {"name", "start", "stop", "tz", "location", "state"}
STEP_FIELDS = {"state", "reason", "minutes_state", "revision", "date_invited"}


class ClubMeeting(models.Model):
    _inherit = "club.meeting"

    @api.model_create_multi
    def create(self, vals_list):
        for names in (*vals_list, names_by_default(self.env.context)):
            self._check_by_hand(names)
        return super().create(vals_list)

    def write(self, vals):
        self._check_by_hand(vals)
        changed = self.filtered(lambda meeting: meeting._is_told_anew(vals))
        result = super().write(vals)
        if changed:
            changed._raise_revision()
        if "network_id" in vals:
            self._check_network_theirs()
        return result

    def _check_network_theirs(self):
        """Nobody moves a meeting into a network that others organise.

        :raises AccessError: without a name, for the network may be restricted
        """
        if not self.has_access("create"):
            raise AccessError(
                self.env._(
                    "Only who organises a network adds meetings to it. Please ask its "
                    "coordinator."
                )
            )

    def _is_told_anew(self, vals):
        """Whether values change what invited people were told."""
        told = TOLD & vals.keys()
        if "held" in (self.state, vals.get("state")):
            # whoever was there knows; whoever was not is told by the minutes
            told -= {"state"}
        return any(
            self._fields[name].convert_to_cache(vals[name], self) != self[name]
            for name in told
        )

    def _raise_revision(self):
        for revision, meetings in self.grouped("revision").items():
            # sudo: counted here only; whoever may change the meeting may count it
            meetings.sudo().write({"revision": revision + 1})

    @api.model
    def _check_by_hand(self, names):
        """Refuse jumps around the steps."""
        if not self.env.su and STEP_FIELDS & set(names):
            raise UserError(
                self.env._(
                    "A meeting changes by its own steps only. Please use “Postpone”, "
                    "“Call Off” or “Held”."
                )
            )
