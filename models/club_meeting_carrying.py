"""What one meeting leaves to the next."""

from odoo import models


class ClubMeeting(models.Model):
    _inherit = "club.meeting"

    def _get_carried_item_vals(self):
        """Values of the agenda items that the meeting after this one begins with.

        :rtype: list[dict]
        """
        self.ensure_one()
        return []
