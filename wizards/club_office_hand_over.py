from odoo import api, fields, models


class ClubOfficeHandOver(models.TransientModel):
    _name = "club.office.hand.over"
    _description = "Hand Over an Office"

    office_id = fields.Many2one(comodel_name="club.office", required=True)
    partner_id = fields.Many2one(related="office_id.partner_id", related_sudo=False)
    function_id = fields.Many2one(related="office_id.function_id", related_sudo=False)
    predecessor_id = fields.Many2one(
        related="office_id.person_id",
        related_sudo=False,
        string="So Far",
    )
    person_id = fields.Many2one(
        comodel_name="res.partner",
        string="Successor",
        required=True,
        domain="[('is_company', '=', False), ('id', '!=', predecessor_id)]",
    )
    phone = fields.Char(help="How the successor can be reached.")
    email = fields.Char()
    date_from = fields.Date(
        string="As Of",
        required=True,
        default=fields.Date.context_today,
    )

    @api.depends("office_id")
    def _compute_display_name(self):
        for dialog in self:
            dialog.display_name = dialog.office_id.display_name

    @api.constrains("office_id")
    def _check_office_id(self):
        """Only who may edit an office learns from the dialog who holds it."""
        self.office_id.sudo(False).check_access("write")

    def action_hand_over(self):
        """End the office and begin that of the successor."""
        self.ensure_one()
        self.office_id.action_hand_over(self.person_id, self.date_from)
        reached_by = {"phone": self.phone, "email": self.email}
        # what is left empty says nothing about what is known already
        self.person_id.write({name: text for name, text in reached_by.items() if text})
        return {"type": "ir.actions.act_window_close"}
