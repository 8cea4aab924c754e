from odoo import fields, models


class ClubScopeMixin(models.AbstractModel):
    """The words by which every piece of work can be filtered and reported.

    Whatever counts as work inherits this mixin, so that lists, rules and
    figures of all rooms speak of the same company, area, field of action,
    target groups and responsible person.
    """

    _name = "club.scope.mixin"
    _description = "Scope of Work"

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    area_id = fields.Many2one(
        comodel_name="club.area",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    field_of_action_id = fields.Many2one(
        comodel_name="club.field.of.action",
        string="Field of Action",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    target_group_ids = fields.Many2many(
        comodel_name="club.target.group",
        string="Target Groups",
        ondelete="restrict",
        check_company=True,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible",
        ondelete="restrict",
        index="btree_not_null",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        check_company=True,
    )

    def write(self, vals):
        result = super().write(vals)
        if "company_id" in vals:
            # nobody pushes work into a company where they cannot work themselves
            self.check_access("read")
        return result
