from odoo import fields, models


class ClubEquipment(models.Model):
    """What a facility has: goals, a stand, a step-free entrance."""

    _name = "club.equipment"
    _description = "Equipment"
    _order = "kind, sequence, name, id"

    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(
        selection=[
            ("equipment", "Equipment"),
            ("accessibility", "Accessibility"),
        ],
        required=True,
        default="equipment",
    )
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(comodel_name="res.company", index="btree_not_null")
    active = fields.Boolean(default=True)
