from odoo import api, fields, models


class MailFollowers(models.Model):
    _inherit = "mail.followers"

    # Odoo reads and searches it as superuser: an address book for every user
    email = fields.Char(
        related=None,
        compute="_compute_email",
        search="_search_email",
        compute_sudo=True,
    )

    @api.depends("partner_id.email", "partner_id.is_protected")
    @api.depends_context("uid")
    def _compute_email(self):
        withheld = self.partner_id._club_withheld()
        for follower in self:
            hidden = follower.partner_id in withheld
            follower.email = not hidden and follower.partner_id.email

    def _search_email(self, operator, value):
        return [("partner_id.email", operator, value)]

    def _filter_case_merge(self, field_name, master, sources):
        """Nobody follows a case twice; the others stay with the merged case."""
        following = self.search(
            [("res_model", "=", master._name), ("res_id", "=", master.id)]
        ).partner_id
        moving = self.browse()
        for follower in self:
            if follower.partner_id not in following:
                following |= follower.partner_id
                moving += follower
        return moving
