from odoo import fields, models


class ClubOfficeFunction(models.Model):
    """What somebody is in a club: chair, treasurer, youth officer."""

    _name = "club.office.function"
    _description = "Function in a Club"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    is_single_seat = fields.Boolean(
        string="One Holder at a Time",
        help="Only one person can hold this function in a club on any day.",
    )
    speaks_for_club = fields.Boolean(
        help="Its holder is shown as the one who speaks for the club.",
    )
    company_id = fields.Many2one(comodel_name="res.company", index="btree_not_null")
    active = fields.Boolean(default=True)
