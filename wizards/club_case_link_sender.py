from odoo import api, fields, models


class ClubCaseLinkSender(models.TransientModel):
    _name = "club.case.link.sender"
    _description = "Say Who the Sender Is"

    case_id = fields.Many2one(
        comodel_name="club.case",
        required=True,
        readonly=True,
        default=lambda self: self.env.context.get("active_id"),
    )
    email_from = fields.Char(related="case_id.email_from", related_sudo=False)
    candidate_ids = fields.Many2many(
        related="case_id.sender_candidate_ids",
        related_sudo=False,
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="This Is",
        required=True,
        compute="_compute_partner_id",
        compute_sudo=False,
        store=True,
        readonly=False,
    )

    @api.depends("case_id")
    def _compute_partner_id(self):
        for wizard in self:
            candidates = wizard.case_id.sender_candidate_ids
            wizard.partner_id = candidates if len(candidates) == 1 else False

    @api.constrains("case_id")
    def _check_case_id(self):
        """Only who may edit a case learns from the dialog who wrote."""
        self.case_id.sudo(False).check_access("write")

    def action_link(self):
        """Set the chosen contact on the case."""
        self.ensure_one()
        self.case_id.action_link_sender(self.partner_id)
        return {"type": "ir.actions.act_window_close"}
