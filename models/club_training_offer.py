from odoo import fields, models


class ClubTrainingOffer(models.Model):
    """A freed seat, or several for a group, kept for whoever is next for a while."""

    _name = "club.training.offer"
    _description = "Offer of a Seat"
    _order = "id desc"
    _check_company_auto = True

    booking_id = fields.Many2one(
        comodel_name="club.training.booking",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    event_id = fields.Many2one(
        related="booking_id.event_id", store=True, index=True, precompute=True
    )
    company_id = fields.Many2one(
        related="booking_id.company_id", store=True, index=True, precompute=True
    )
    registration_ids = fields.Many2many(
        comodel_name="event.registration", string="For", readonly=True
    )
    until = fields.Datetime(string="Kept Until", required=True, readonly=True)
    state = fields.Selection(
        selection=[
            ("open", "Waits for an Answer"),
            ("accepted", "Offer Accepted"),
            ("declined", "Declined"),
            ("lapsed", "Lapsed"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        readonly=True,
        default="open",
        index=True,
    )
    date_answered = fields.Datetime(string="Answered On", readonly=True)
