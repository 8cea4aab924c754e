from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def _is_club_staff(self):
        """Tell whether this user has any role in Club Support."""
        return self.has_group(
            "club_support.club_support_group_worker"
        ) or self.has_group("club_support.club_support_group_management")
