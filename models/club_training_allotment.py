from odoo import fields, models

KINDS = [
    ("seat", "Got a Seat"),
    ("full", "No Seat Free"),
    ("group", "Too Few Seats for the Group"),
    ("quota", "Quota of the Club Used Up"),
    ("offered", "Seat Offered"),
    ("accepted", "Offer Accepted"),
    ("declined", "Offer Declined"),
    ("lapsed", "Offer Lapsed"),
    ("given_up", "Seat Given Up"),
    ("left", "Left the Waiting List"),
    ("called_off", "Training Called Off"),
    ("by_hand", "Given out of Turn"),
]


class ClubTrainingAllotment(models.Model):
    """How seats were given, line by line: so the order can be explained later."""

    _name = "club.training.allotment"
    _description = "Step of Giving Seats"
    _order = "id desc"
    _rec_name = "kind"

    event_id = fields.Many2one(
        comodel_name="event.event",
        string="Training Date",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="event_id.company_id", store=True, index=True, precompute=True
    )
    booking_id = fields.Many2one(
        comodel_name="club.training.booking",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    registration_ids = fields.Many2many(
        comodel_name="event.registration", string="People", readonly=True
    )
    kind = fields.Selection(selection=KINDS, required=True, readonly=True)
    people = fields.Integer(string="Seats Needed", readonly=True, aggregator=None)
    free = fields.Integer(string="Seats Free Then", readonly=True, aggregator=None)
    reason = fields.Char(readonly=True)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="By Hand Of",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
