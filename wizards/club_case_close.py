from odoo import fields, models


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
    result_id = fields.Many2one(comodel_name="club.case.result", required=True)
    note = fields.Text(
        string="Closing Note",
        help="Stays in the case as an internal note.",
    )

    def action_close(self):
        """Close the chosen cases and keep the note with each of them."""
        self.ensure_one()
        open_cases = self.case_ids.filtered(lambda case: not case.is_closed)
        open_cases.action_close(self.result_id)
        if self.note:
            open_cases._message_log_batch(
                bodies=dict.fromkeys(open_cases.ids, self.note)
            )
        return {"type": "ir.actions.act_window_close"}
