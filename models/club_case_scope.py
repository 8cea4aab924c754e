"""What a case belongs to: its field of action, and the units that deal with it."""

from odoo import api, fields, models


class ClubCase(models.Model):
    _inherit = "club.case"

    field_of_action_id = fields.Many2one(
        compute="_compute_field_of_action_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    unit_id = fields.Many2one(
        comodel_name="club.unit",
        string="Responsible Unit",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    involved_unit_ids = fields.Many2many(
        comodel_name="club.unit",
        string="Involved Units",
        ondelete="restrict",
        check_company=True,
    )

    @api.depends("type_id")
    def _compute_field_of_action_id(self):
        """That of the type; what was entered by hand stays."""
        for case in self:
            usual = case.type_id.field_of_action_id
            is_shared = usual.company_id in (case.company_id, self.env["res.company"])
            if not case.field_of_action_id and is_shared:
                case.field_of_action_id = usual
