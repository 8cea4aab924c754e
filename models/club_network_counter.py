from odoo import fields, models


class ClubNetworkCounter(models.Model):
    """The last number of a network's decisions in a year.

    A row, not a sequence: it is rolled back with what it counts, and two at a time
    wait for each other. So there is no gap and no double.
    """

    _name = "club.network.counter"
    _description = "Counter of Decisions"
    _inherit = ["club.network.part.mixin"]
    _order = "network_id, year"

    year = fields.Integer(required=True, aggregator=None)
    last_number = fields.Integer(required=True, default=0, aggregator=None)

    _year_uniq = models.Constraint(
        "UNIQUE (network_id, year)",
        "This network counts its decisions of that year already.",
    )
