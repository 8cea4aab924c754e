"""With which results a case may end."""

from odoo import api, models
from odoo.exceptions import ValidationError


class ClubCase(models.Model):
    _inherit = "club.case"

    @api.constrains("result_id", "type_id")
    def _check_result(self):
        """A case ends as its type allows, however it is closed."""
        for case in self:
            allowed = case.type_id.result_ids
            if case.result_id and allowed and case.result_id not in allowed:
                raise ValidationError(
                    self.env._(
                        "Cases of the type “%(type)s” do not end with “%(result)s”. "
                        "Please choose one of: %(allowed)s.",
                        type=case.type_id.name,
                        result=case.result_id.name,
                        allowed=", ".join(allowed.mapped("name")),
                    )
                )
