"""The case and what was passed on to others."""

from odoo import api, fields, models
from odoo.tools import email_normalize


class ClubCase(models.Model):
    _inherit = "club.case"

    referral_ids = fields.One2many(
        comodel_name="club.case.referral",
        inverse_name="case_id",
        string="Referrals",
    )
    referral_count = fields.Integer(compute="_compute_referral_count")

    @api.depends("referral_ids")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_referral_count(self):
        counts = dict(
            self.env["club.case.referral"]._read_group(
                [("case_id", "in", self.ids)], ["case_id"], ["__count"]
            )
        )
        for case in self:
            case.referral_count = counts.get(case._origin, 0)

    def _club_proposed_result(self):
        """The result “Passed On”, where others took over each of these cases."""
        result = self.env.ref(
            "club_support.club_case_result_passed_on", raise_if_not_found=False
        )
        taken_over = self.filtered(
            lambda case: (
                {"accepted", "done"} & set(case.referral_ids.mapped("state"))
                and result in (case.type_id.result_ids or result)
            )
        )
        return result if self and result and taken_over == self else None

    def action_refer(self):
        """Open a new referral of this case to another organisation."""
        self.ensure_one()
        action = self.action_view_referrals()
        action["views"] = [(False, "form")]
        action["view_mode"] = "form"
        return action

    def action_view_referrals(self):
        """Open what was passed on from this case."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "club_support.club_case_referral_action"
        )
        action["domain"] = [("case_id", "=", self.id)]
        action["context"] = {"default_case_id": self.id}
        return action

    def _is_known_correspondent(self, sender):
        """Whoever was asked to take over the matter may answer by mail as well."""
        if super()._is_known_correspondent(sender):
            return True
        address = email_normalize(sender)
        return bool(address) and address in {
            email_normalize(referral.email) for referral in self.referral_ids
        }
