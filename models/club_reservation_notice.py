"""What clubs were told of their times: one mail or letter each."""

from odoo import api, fields, models

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
    reason = fields.Char(readonly=True)
    channel = fields.Selection(
        selection=[
            ("email", "E-mail"),
            ("letter", "Letter"),
            ("none", "Cannot Be Reached"),
        ],
        required=True,
        readonly=True,
        default="none",
    )
    email = fields.Char(string="Sent To", readonly=True)
    lang = fields.Char(string="Language", readonly=True)
    salutation = fields.Char(readonly=True)
    address = fields.Text(readonly=True)
    topic = fields.Char(readonly=True)
    subject = fields.Char(readonly=True)
    dates = fields.Html(readonly=True, sanitize=False)
    body = fields.Html(string="Text", readonly=True, sanitize=False)
    mail_id = fields.Many2one(
        comodel_name="mail.mail",
        index="btree_not_null",
        ondelete="set null",
        groups="base.group_system",
    )
    has_failed = fields.Boolean(
        string="Could Not Be Written",
        readonly=True,
        help="The text of the mail template cannot be read.",
    )
    is_bounced = fields.Boolean(string="Came Back", readonly=True)
    is_done = fields.Boolean(
        string="Told Otherwise",
        readonly=True,
        help="Somebody called the club, or there is nothing to tell any more.",
    )
    date_printed = fields.Datetime(string="Printed On", readonly=True)
    delivery = fields.Selection(
        selection=[
            ("queued", "Queued"),
            ("sent", "Sent"),
            ("failed", "Failed"),
            ("undeliverable", "Undeliverable"),
            ("letter", "Letter to Be Printed"),
            ("printed", "Letter Printed"),
            ("none", "Cannot Be Reached"),
        ],
        string="Delivery Status",
        compute="_compute_delivery",
        store=True,
        index=True,
    )
    failure = fields.Char(string="What Went Wrong", compute="_compute_failure")
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Told By",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )

    @api.depends(
        "channel",
        "has_failed",
        "is_bounced",
        "date_printed",
        "mail_id.state",
        "mail_id.failure_type",
    )
    def _compute_delivery(self):
        for notice in self:
            if notice.has_failed:
                notice.delivery = "failed"
            elif notice.channel == "email":
                notice.delivery = notice._get_mail_delivery()
            elif notice.channel == "letter":
                notice.delivery = "printed" if notice.date_printed else "letter"
            else:
                notice.delivery = "none"

    def _get_mail_delivery(self):
        return self.mail_id._club_get_delivery(self.delivery, self.is_bounced)

    @api.depends("delivery", "has_failed")
    @api.depends_context("lang")
    def _compute_failure(self):
        sentences = {
            "failed": self.env._(
                "The mail server did not take the mail. It is tried again for three "
                "days."
            ),
            "undeliverable": self.env._(
                "The mail server does not know this address. Please call, or print "
                "the letter."
            ),
            "none": self.env._(
                "Neither e-mail nor postal address is known. Please add one of them, "
                "or call."
            ),
            "letter": self.env._("The letter waits for being printed."),
        }
        for notice in self:
            notice.failure = sentences.get(notice.delivery, False)
            if notice.has_failed:
                notice.failure = self.env._(
                    "The text could not be written. Please look at the mail template, "
                    "and call them."
                )
