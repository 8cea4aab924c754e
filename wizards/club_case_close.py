from odoo import api, fields, models


class ClubCaseClose(models.TransientModel):
    _name = "club.case.close"
    _description = "Close Cases"

    case_ids = fields.Many2many(
        comodel_name="club.case",
        string="Cases",
        required=True,
        default=lambda self: self.env["club.case"].browse(
            self.env.context.get("active_ids", [])
        ),
    )
    allowed_result_ids = fields.Many2many(
        comodel_name="club.case.result",
        string="Possible Results",
        compute="_compute_allowed_result_ids",
        help="Results that the types of all these cases allow.",
    )
    result_id = fields.Many2one(
        comodel_name="club.case.result",
        required=True,
        domain="[('id', 'in', allowed_result_ids)]",
    )
    note = fields.Text(
        string="Closing Note",
        help="Stays in the case as an internal note.",
    )

    @api.depends("case_ids")
    def _compute_allowed_result_ids(self):
        for dialog in self:
            open_cases = dialog.case_ids.filtered(lambda case: not case.is_closed)
            dialog.allowed_result_ids = open_cases.type_id._get_common_results()

    def action_close(self):
        """Close the chosen cases and keep the note with each of them."""
        self.ensure_one()
        open_cases = self.case_ids.filtered(lambda case: not case.is_closed)
        open_cases.action_close(self.result_id)
        if self.note:
            # written by somebody: belongs to the story of the case, as any note
            open_cases._message_log_batch(
                bodies=dict.fromkeys(open_cases.ids, self.note),
                message_type="comment",
            )
        return {"type": "ir.actions.act_window_close"}
