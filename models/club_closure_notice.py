from odoo import api, fields, models
from odoo.exceptions import UserError


class ClubClosureNotice(models.Model):
    """What one organisation was told about its displaced uses: one mail or letter."""

    _name = "club.closure.notice"
    _description = "Notice of a Closure"
    _order = "id desc"
    _rec_name = "subject"
    _check_company_auto = True

    closure_id = fields.Many2one(
        comodel_name="club.closure",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    kind = fields.Selection(
        selection=[("closed", "Displaced"), ("undone", "Closure Taken Back")],
        required=True,
        readonly=True,
        default="closed",
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
    explanation = fields.Char(string="Why This Way", readonly=True)
    email = fields.Char(string="E-Mail Address", readonly=True)
    address = fields.Text(string="Postal Address", readonly=True)
    salutation = fields.Char(readonly=True)
    subject = fields.Char(readonly=True)
    body = fields.Html(readonly=True, sanitize=False)
    use_count = fields.Integer(string="Uses", readonly=True)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="From",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    mail_id = fields.Many2one(
        comodel_name="mail.mail",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        groups="base.group_system",
    )
    date_printed = fields.Datetime(string="Printed On", readonly=True)
    delivery = fields.Selection(
        selection=[
            ("queued", "Queued"),
            ("sent", "Sent"),
            ("failed", "Failed"),
            ("letter", "Letter to Be Printed"),
            ("printed", "Letter Printed"),
            ("none", "Cannot Be Reached"),
        ],
        compute="_compute_delivery",
        store=True,
        index=True,
    )
    company_id = fields.Many2one(
        related="closure_id.company_id", store=True, index=True, precompute=True
    )

    @api.depends("channel", "date_printed", "mail_id.state")
    def _compute_delivery(self):
        states = {"outgoing": "queued", "exception": "failed", "cancel": "failed"}
        for notice in self:
            if notice.channel == "email":
                # sudo: whether it left is no secret, the mail is
                mail = notice.sudo().mail_id
                # a mail that was sent long ago may be gone
                notice.delivery = states.get(mail.state, "sent") if mail else "queued"
            elif notice.channel == "letter":
                notice.delivery = "printed" if notice.date_printed else "letter"
            else:
                notice.delivery = "none"

    def _get_lang(self):
        return (self.person_id or self.partner_id).lang or self.env.lang

    def action_print_letters(self):
        """The letters among these as one PDF; they count as printed then.

        :raises UserError: when there are none
        """
        self.check_access("read")
        self.env["club.reservation"]._check_officer()
        letters = self.filtered(lambda notice: notice.channel == "letter")
        if not letters:
            raise UserError(
                self.env._(
                    "There are no letters to print. Letters go to those who have a "
                    "postal address only."
                )
            )
        # sudo: notices are not written by hand
        letters.sudo().date_printed = fields.Datetime.now()
        report = self.env.ref("club_support.club_closure_notice_report_letters")
        return report.report_action(letters)


class ClubClosure(models.Model):
    _inherit = "club.closure"

    def action_print_letters(self):
        """The letters of this closure that wait, as one PDF.

        :raises UserError: when there are none
        """
        self.check_access("write")
        letters = self.notice_ids.filtered(lambda one: one.delivery == "letter")
        return letters.action_print_letters()
