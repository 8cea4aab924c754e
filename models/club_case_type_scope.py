from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ClubCaseType(models.Model):
    """Every piece of work belongs to a field of action: most types know theirs."""

    _inherit = "club.case.type"

    field_of_action_id = fields.Many2one(
        comodel_name="club.field.of.action",
        string="Field of Action",
        index="btree_not_null",
        ondelete="restrict",
        help="New cases of this type belong to it unless another one is chosen.",
    )

    @api.constrains("field_of_action_id", "company_id")
    def _check_field_of_action_id(self):
        for case_type in self:
            company = case_type.field_of_action_id.company_id
            if company and case_type.company_id != company:
                raise ValidationError(
                    self.env._(
                        "The field of action “%(name)s” belongs to one company only. "
                        "Please choose another one, or limit the type to that company.",
                        name=case_type.field_of_action_id.name,
                    )
                )
