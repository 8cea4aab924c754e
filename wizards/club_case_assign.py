from odoo import fields, models
from odoo.exceptions import UserError


class ClubCaseAssign(models.TransientModel):
    _name = "club.case.assign"
    _description = "Assign Cases"

    case_ids = fields.Many2many(
        comodel_name="club.case",
        string="Cases",
        required=True,
        default=lambda self: self.env["club.case"].browse(
            self.env.context.get("active_ids", [])
        ),
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible",
        required=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
    )

    def action_assign(self):
        """Make the chosen colleague responsible for the open cases among these.

        :raises UserError: when all of them are closed
        """
        self.ensure_one()
        cases = self.case_ids.sudo(False)
        cases.check_access("write")
        open_cases = cases.filtered(lambda case: not case.is_closed)
        if not open_cases:
            raise UserError(
                self.env._(
                    "Closed cases keep who held them. Please choose open cases or "
                    "reopen them first."
                )
            )
        open_cases._check_taker(self.user_id)
        open_cases.write({"user_id": self.user_id.id})
        return {"type": "ir.actions.act_window_close"}
