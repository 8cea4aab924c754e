from odoo import api, fields, models
from odoo.tools import email_normalize

VIA = [
    ("page", "Public Page"),
    ("staff", "Entered by Staff"),
    ("phone", "Telephone"),
    ("mail", "Mail"),
]


class ClubTrainingBooking(models.Model):
    """What one sender asked for: seats for one person or several of one club.

    Whoever holds the signed link of a booking sees and changes all of it.
    """

    _name = "club.training.booking"
    _description = "Registration for a Training"
    _inherit = ["mail.thread", "club.link.mixin"]
    _order = "id desc"
    _rec_name = "contact_name"
    _check_company_auto = True

    event_id = fields.Many2one(
        comodel_name="event.event",
        string="Training Date",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('training_id', '!=', False)]",
        check_company=True,
    )
    company_id = fields.Many2one(
        related="event_id.company_id", store=True, index=True, precompute=True
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Organisation",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    organisation_name = fields.Char(
        string="Club as Written", help="What was typed on the public page."
    )
    contact_name = fields.Char(string="Registered By")
    email = fields.Char()
    email_normalized = fields.Char(
        compute="_compute_email_normalized", store=True, index="btree_not_null"
    )
    phone = fields.Char()
    lang = fields.Char(string="Language")
    stays_together = fields.Boolean(
        default=True,
        tracking=True,
        help="They all get seats, or all of them wait.",
    )
    via = fields.Selection(
        selection=VIA, string="Came By", required=True, default="staff", readonly=True
    )
    note = fields.Text()
    registration_ids = fields.One2many(
        comodel_name="event.registration", inverse_name="booking_id", string="People"
    )
    offer_ids = fields.One2many(
        comodel_name="club.training.offer", inverse_name="booking_id", string="Offers"
    )

    @api.depends("email")
    def _compute_email_normalized(self):
        for booking in self:
            booking.email_normalized = email_normalize(booking.email or "") or False

    def _club_link_lang(self):
        return self.lang
