from odoo import fields, models


class ClubAllocationRank(models.Model):
    """Who comes first when times are given, by the order of the municipality."""

    _name = "club.allocation.rank"
    _description = "Rank in Allocation"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10, help="The smaller, the earlier served.")
    reason = fields.Char(
        translate=True, help="Where it says so, such as “§ 4 (2) of the user statute”."
    )
    company_id = fields.Many2one(comodel_name="res.company", index="btree_not_null")
    active = fields.Boolean(default=True)
