from odoo import api, models
from odoo.exceptions import AccessError


class ClubPartMixin(models.AbstractModel):
    """What belongs to one record, and is changed by whoever may change that one.

    Reading follows a record rule of each model that repeats the one of the whole.
    """

    _name = "club.part.mixin"
    _description = "Part of a Whole"
    _inherit = ["club.plausible.date.mixin"]

    # the many2one that leads to the whole
    _part_of = None

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        # the whole is known only now, where it came by a default
        parts.check_access("create")
        return parts

    def write(self, vals):
        result = super().write(vals)
        if self._part_of in vals:
            # nobody pushes a part into a whole that is not theirs to change
            self.check_access("write")
        return result

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if operation == "read" or self.env.su or not any(self._ids):
            return result
        forbidden = result[0] if result else self.browse()
        # sudo: only which whole it is; the right to it is checked as the user
        parts = (self - forbidden).sudo()
        wholes = parts[self._part_of].sudo(False)
        closed_to_user = wholes - wholes._filtered_access("write")
        refused = parts.filtered(lambda part: part[self._part_of] in closed_to_user)
        if not refused:
            return result
        forbidden += refused.sudo(False)
        return forbidden, lambda: forbidden._make_part_error()

    def _make_part_error(self):
        return AccessError(
            self.env._(
                "Only who may edit what this belongs to may change it. Please ask "
                "whoever is responsible there."
            )
        )
