from odoo import fields, models


class ClubFacilityType(models.Model):
    """What a facility is: a triple hall, a pitch, a meeting room."""

    _name = "club.facility.type"
    _description = "Type of Facility"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(comodel_name="res.company", index="btree_not_null")
    active = fields.Boolean(default=True)
