from odoo import fields, models


class ClubCaseWait(models.TransientModel):
    _name = "club.case.wait"
    _description = "Wait for Others"

    case_ids = fields.Many2many(
        comodel_name="club.case",
        string="Cases",
        required=True,
        default=lambda self: self.env["club.case"].browse(
            self.env.context.get("active_ids", [])
        ),
    )
    reason = fields.Char(string="Waiting for", required=True)
    date_from = fields.Date(
        string="Since",
        required=True,
        default=lambda self: self.env.company._club_today(),
        help="From this day on the days do not count for the reply.",
    )

    def action_wait(self):
        """Let the chosen cases wait; those that wait or are closed are left out."""
        self.ensure_one()
        cases = self.case_ids.filtered(
            lambda case: not (case.is_closed or case.is_waiting)
        )
        (cases or self.case_ids).action_wait(self.reason, self.date_from)
        return {"type": "ir.actions.act_window_close"}
