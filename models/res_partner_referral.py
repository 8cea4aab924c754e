from odoo import api, fields, models

from .res_partner_register import STAFF


class ResPartner(models.Model):
    """What was passed on to an organisation."""

    _inherit = "res.partner"

    club_referral_count = fields.Integer(
        string="Number of Referrals",
        compute="_compute_club_referral_count",
        groups=STAFF,
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_club_referral_count(self):
        counts = dict(
            self.env["club.case.referral"]._read_group(
                [("partner_id", "in", self.ids)], ["partner_id"], ["__count"]
            )
        )
        for partner in self:
            partner.club_referral_count = counts.get(partner._origin, 0)

    def action_view_club_referrals(self):
        """Open what was passed on to this organisation."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "club_support.club_case_referral_action"
        )
        action["domain"] = [("partner_id", "=", self.id)]
        action["context"] = {}
        return action
