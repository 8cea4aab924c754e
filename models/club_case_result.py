from odoo import fields, models


class ClubCaseResult(models.Model):
    _name = "club.case.result"
    _description = "Case Result"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
