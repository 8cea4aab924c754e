from odoo import fields, models


class ClubCasePlanApply(models.TransientModel):
    _name = "club.case.plan.apply"
    _description = "Apply a Plan"

    case_ids = fields.Many2many(
        comodel_name="club.case",
        string="Cases",
        required=True,
        default=lambda self: self.env["club.case"].browse(
            self.env.context.get("active_ids", [])
        ),
    )
    plan_id = fields.Many2one(
        comodel_name="club.case.plan",
        help="Without a choice each case gets the plan of its type.",
    )

    def action_apply(self):
        """Apply the plan to those of the chosen cases that are open."""
        self.ensure_one()
        open_cases = self.case_ids.filtered(lambda case: not case.is_closed)
        open_cases.action_apply_plan(self.plan_id)
        return {"type": "ir.actions.act_window_close"}
