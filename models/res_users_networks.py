"""Whoever leaves takes no restricted network along."""

from odoo import models
from odoo.fields import Domain


class ResUsers(models.Model):
    _inherit = "res.users"

    def write(self, vals):
        result = super().write(vals)
        if "active" in vals and not vals["active"]:
            self._club_get_restricted()._club_keep_readable()
        return result

    def unlink(self):
        networks = self._club_get_restricted()
        result = super().unlink()
        networks._club_keep_readable()
        return result

    def _club_get_restricted(self):
        """The restricted networks that these users organise, archived ones too."""
        # sudo: who lets a user go need not read the networks
        Network = self.env["club.network"].sudo().with_context(active_test=False)
        organised = Domain.OR(
            Domain(name, "in", self.ids)
            for name in ("user_id", "deputy_id", "colleague_ids")
        )
        return Network.search(Domain("is_restricted", "=", True) & organised)
