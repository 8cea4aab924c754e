from odoo import fields, models
from odoo.exceptions import AccessError


class ClubCasePartMixin(models.AbstractModel):
    """What belongs to one case, and to nobody who may not read that case.

    Reading follows a record rule of each model that repeats the case's own;
    whoever changes a part needs the right to change the case.
    """

    _name = "club.case.part.mixin"
    _description = "Part of a Case"
    _inherit = ["club.part.mixin"]

    _part_of = "case_id"

    case_id = fields.Many2one(
        comodel_name="club.case",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="case_id.company_id",
        store=True,
        index=True,
        precompute=True,
    )

    def _make_part_error(self):
        return AccessError(
            self.env._(
                "Only who may edit the case may change this. Please ask whoever is "
                "responsible for the case."
            )
        )
