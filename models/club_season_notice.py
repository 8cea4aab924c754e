"""What a club is told of a season: all of its times at once, and what was refused."""

from odoo import api, fields, models


class ClubSeasonNotice(models.Model):
    """One mail or letter to one club, kept as it was sent."""

    _name = "club.season.notice"
    _description = "Notice of Times"
    _order = "season_id desc, id desc"
    _rec_name = "partner_id"
    _check_company_auto = True

    season_id = fields.Many2one(
        comodel_name="club.season",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="season_id.company_id", store=True, index=True, precompute=True
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Organisation",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    person_id = fields.Many2one(
        comodel_name="res.partner",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    channel = fields.Selection(
        selection=[("email", "E-Mail"), ("letter", "Letter"), ("none", "None")],
        required=True,
        readonly=True,
        default="none",
    )
    reason = fields.Char(string="Why This Way", readonly=True)
    salutation = fields.Char(readonly=True)
    email = fields.Char(string="E-Mail Address", readonly=True)
    addressee = fields.Char(readonly=True)
    address = fields.Text(string="Postal Address", readonly=True)
    lang = fields.Char(string="Language", readonly=True)
    body = fields.Html(string="Text", readonly=True)
    # what was told, in the language of the database: told again only when it changes
    content = fields.Text(readonly=True)
    time_count = fields.Integer(string="Times", readonly=True)
    refused_count = fields.Integer(string="Refused", readonly=True)
    date = fields.Datetime(string="Told On", readonly=True)
    date_printed = fields.Datetime(string="Printed On", readonly=True)
    is_bounced = fields.Boolean(string="Came Back", readonly=True)
    bounce_reason = fields.Char(readonly=True)
    mail_id = fields.Many2one(
        comodel_name="mail.mail",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        groups="base.group_system",
    )
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

    @api.depends("channel", "is_bounced", "date_printed", "mail_id.state")
    def _compute_delivery(self):
        for notice in self:
            if notice.channel == "email":
                notice.delivery = notice._get_mail_delivery()
            elif notice.channel == "letter":
                notice.delivery = "printed" if notice.date_printed else "letter"
            else:
                notice.delivery = "none"

    def _get_mail_delivery(self):
        if self.is_bounced:
            return "undeliverable"
        mail = self.mail_id
        if not mail:
            # sent mails may be deleted after years, what became of them stays
            return self.delivery if self.delivery in ("sent", "failed") else "queued"
        return {"outgoing": "queued", "exception": "failed", "cancel": "failed"}.get(
            mail.state, "sent"
        )

    def _mark_bounced(self, reason):
        """The mail of these notices came back."""
        self.write(
            {"is_bounced": True, "bounce_reason": " ".join((reason or "").split())}
        )

    def action_to_letters(self):
        """Make letters of mails that did not arrive, given a postal address."""
        self.check_access("read")
        self.season_id.check_access("write")
        # sudo: notices are not written by hand
        for notice in self.sudo().filtered(
            lambda one: one.delivery in ("failed", "undeliverable", "none")
        ):
            lines = notice.partner_id._club_letter_lines(notice.person_id)
            if lines:
                notice.write({"channel": "letter", "address": "\n".join(lines)})
        return True
