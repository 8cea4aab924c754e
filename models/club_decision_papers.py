"""A decision in the minutes."""

from odoo import models


class ClubDecision(models.Model):
    _inherit = "club.decision"

    def _describe_result(self):
        """What became of it, for the minutes; models that vote add the votes."""
        self.ensure_one()
        return dict(self._fields["state"]._description_selection(self.env))[self.state]
