from odoo import fields, models


class ClubFacilityType(models.Model):
    """What a facility is: a triple hall, a pitch, a meeting room."""

    _name = "club.facility.type"
    _description = "Type of Facility"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sport_ids = fields.Many2many(
        comodel_name="club.sport",
        string="Sports",
        help="What new facilities of this type are for unless somebody says otherwise.",
    )
    other_names = fields.Char(
        string="Also Called",
        help="Other words for it in lists that are taken over, with commas between "
        "them.",
    )
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(comodel_name="res.company", index="btree_not_null")
    active = fields.Boolean(default=True)
