"""What clubs were told of their times: one mail or letter each."""

from odoo import fields, models

OFFICER = "club_support.club_support_group_officer"
KINDS = [
    ("received", "Request Received"),
    ("held", "On Hold"),
    ("confirmed", "Confirmed"),
    ("rejected", "Rejected"),
    ("cancelled", "Cancelled"),
    ("moved", "Moved"),
    ("lapsing", "Hold Ends Soon"),
    ("lapsed", "Hold Has Lapsed"),
]


class ClubReservationNotice(models.Model):
    """One mail or letter to one recipient about one or many times."""

    _name = "club.reservation.notice"
    _description = "Notice to a Club"
    _inherit = ["club.notice.mixin"]
    _order = "id desc"
    _rec_name = "subject"

    kind = fields.Selection(selection=KINDS, required=True, readonly=True)
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="To",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    recipient_id = fields.Many2one(
        comodel_name="res.partner",
        string="Person",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    reservation_ids = fields.Many2many(
        comodel_name="club.reservation", string="Reservations", readonly=True
    )
    dates = fields.Html(readonly=True, sanitize=False)
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
