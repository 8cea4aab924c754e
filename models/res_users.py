from odoo import api, models


class ResUsers(models.Model):
    _name = "res.users"
    _inherit = ["res.users", "club.hidden.copy.mixin"]

    @api.model_create_multi
    def create(self, vals_list):
        users = super().create(vals_list)
        users._club_open_contacts()
        return users

    def write(self, vals):
        result = super().write(vals)
        if vals.get("partner_id") or vals.get("active"):
            self._club_open_contacts()
        return result

    def _club_open_contacts(self):
        """Whoever logs in is visible to colleagues, thus protected no longer.

        Archived users do not count: their contacts may be protected again.
        """
        # sudo: those who create users need not be staff of ours
        contacts = self.filtered("active").partner_id.sudo()
        contacts.filtered("is_protected").is_protected = False

    def _is_club_staff(self):
        """Tell whether this user works with cases and the register of clubs."""
        return self.has_group(
            "club_support.club_support_group_worker"
        ) or self.has_group("club_support.club_support_group_management")

    def _club_reads_volunteers(self):
        """Tell whether private data of volunteers are open to this user.

        The facility office and whoever organises trainings call the people of a
        club without reading its cases.
        """
        return self._is_club_staff() or self.has_groups(
            "club_support.club_support_group_officer,"
            "club_support.club_support_group_trainingorganiser"
        )
