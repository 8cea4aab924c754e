"""The networks of an organisation, and those in which a person represents one."""

from odoo import api, fields, models

from .res_partner_register import STAFF


class ResPartner(models.Model):
    _inherit = "res.partner"

    network_member_ids = fields.One2many(
        comodel_name="club.network.member",
        inverse_name="partner_id",
        string="Memberships in Networks",
        groups=STAFF,
    )
    represented_member_ids = fields.One2many(
        comodel_name="club.network.member",
        inverse_name="representative_id",
        string="Represents in Networks",
        groups=STAFF,
    )
    network_count = fields.Integer(
        string="Networks", compute="_compute_network_count", groups=STAFF
    )

    @api.depends("network_member_ids.state")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_network_count(self):
        Member = self.env["club.network.member"]
        today = self.env.company._club_today()
        counts = dict(
            Member._read_group(
                [("partner_id", "in", self.ids), *Member._get_domain_on(today)],
                ["partner_id"],
                ["network_id:count_distinct"],
            )
        )
        for partner in self:
            partner.network_count = counts.get(partner._origin, 0)

    def action_view_networks(self):
        """Open the memberships of this organisation."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "club_support.club_network_member_action"
        )
        action["domain"] = [("partner_id", "=", self.id)]
        action["context"] = {"default_partner_id": self.id}
        return action
