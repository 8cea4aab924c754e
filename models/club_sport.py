from odoo import fields, models


class ClubSport(models.Model):
    _name = "club.sport"
    _description = "Sport"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(comodel_name="res.company", index="btree_not_null")
    active = fields.Boolean(default=True)
