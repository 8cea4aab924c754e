from odoo import api, fields, models
from odoo.exceptions import AccessError


class ClubCasePartMixin(models.AbstractModel):
    """What belongs to one case, and to nobody who may not read that case.

    Reading follows a record rule of each model that repeats the case's own;
    whoever changes a part needs the right to change the case.
    """

    _name = "club.case.part.mixin"
    _description = "Part of a Case"
    _inherit = ["club.plausible.date.mixin"]

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

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        # the case is known only now, where it came by a default
        parts.check_access("create")
        return parts

    def write(self, vals):
        result = super().write(vals)
        if "case_id" in vals:
            # nobody pushes a part into a case that is not theirs to change
            self.check_access("write")
        return result

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if operation == "read" or self.env.su or not any(self._ids):
            return result
        forbidden = result[0] if result else self.browse()
        # sudo: only which case it is; the right to it is checked as the user
        parts = (self - forbidden).sudo()
        cases = parts.case_id.sudo(False)
        closed_to_user = cases - cases._filtered_access("write")
        refused = parts.filtered(lambda part: part.case_id in closed_to_user)
        if not refused:
            return result
        forbidden += refused.sudo(False)
        return forbidden, lambda: forbidden._make_case_part_error()

    def _make_case_part_error(self):
        return AccessError(
            self.env._(
                "Only who may edit the case may change this. Please ask whoever is "
                "responsible for the case."
            )
        )
