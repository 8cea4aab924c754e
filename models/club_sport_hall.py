from odoo import fields, models


class ClubSport(models.Model):
    _inherit = "club.sport"

    needs_hall = fields.Boolean(
        string="Needs a Hall",
        help="Cannot be played outdoors; most statutes serve it first.",
    )
