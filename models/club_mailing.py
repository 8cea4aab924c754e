from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, formataddr, is_html_empty

COUNTS = {
    "holder_count": [("step", "=", "holder")],
    "own_address_count": [("step", "=", "club")],
    "letter_count": [("channel", "=", "letter")],
    "unreachable_count": [("channel", "=", "none")],
    "failed_count": [("delivery", "in", ("failed", "undeliverable"))],
}


class ClubMailing(models.Model):
    """One letter to many organisations, to whoever holds a function there.

    Each recipient gets a mail of his own, or a letter on paper.
    """

    _name = "club.mailing"
    _description = "Mailing"
    _order = "date_sent desc, id desc"
    _check_company_auto = True

    name = fields.Char(string="Subject", required=True)
    body = fields.Html(
        string="Text",
        default=lambda self: self._default_body(),
        help="Without salutation: each mail begins with that of its recipient.",
    )
    function_id = fields.Many2one(
        comodel_name="club.office.function",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Who is written to in each organisation. Without a function it is "
        "whoever speaks for it.",
    )
    partner_ids = fields.Many2many(
        comodel_name="res.partner",
        string="Organisations",
        domain="[('is_actor', '=', True)]",
        default=lambda self: self._default_partner_ids(),
        check_company=True,
        copy=True,
    )
    attachment_ids = fields.Many2many(
        comodel_name="ir.attachment",
        string="Attachments",
        bypass_search_access=True,
    )
    recipient_ids = fields.One2many(
        comodel_name="club.mailing.recipient",
        inverse_name="mailing_id",
        string="Recipients",
        readonly=True,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="From",
        required=True,
        index=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    team_id = fields.Many2one(
        comodel_name="club.team",
        index="btree_not_null",
        compute="_compute_team_id",
        store=True,
        readonly=False,
        check_company=True,
        help="Mails leave from the mailbox of this team, and answers arrive there.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    state = fields.Selection(
        selection=[("draft", "Draft"), ("sent", "Sent")],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
    )
    date_sent = fields.Datetime(string="Sent On", readonly=True, copy=False)
    holder_count = fields.Integer(
        string="Mails to Office Holders", compute="_compute_counts"
    )
    own_address_count = fields.Integer(
        string="Mails to the Organisation's Own Address", compute="_compute_counts"
    )
    letter_count = fields.Integer(string="Letters", compute="_compute_counts")
    unreachable_count = fields.Integer(
        string="Cannot Be Reached", compute="_compute_counts"
    )
    failed_count = fields.Integer(string="Not Delivered", compute="_compute_counts")
    unreachable_hint = fields.Char(compute="_compute_unreachable_hint")

    # ------------------------------------------------------------
    # Defaults and computes
    # ------------------------------------------------------------

    @api.model
    def _default_body(self):
        return self.env["ir.qweb"]._render(
            "club_support.club_mailing_body", {"user": self.env.user}
        )

    @api.model
    def _default_partner_ids(self):
        context = self.env.context
        if context.get("active_model") != "res.partner":
            return self.env["res.partner"]
        chosen = self.env["res.partner"].browse(context.get("active_ids", []))
        return chosen.filtered("is_actor")

    @api.depends("user_id", "company_id")
    def _compute_team_id(self):
        teams = self.env["club.team"].search([("company_id", "in", self.company_id.ids)])
        for mailing in self:
            own = teams.filtered(
                lambda team, mailing=mailing: team.company_id == mailing.company_id
            )
            member = own.filtered(
                lambda team, mailing=mailing: (
                    mailing.user_id in team.member_ids | team.user_id
                )
            )
            mailing.team_id = (member or own)[:1]

    @api.depends("partner_ids", "function_id", "recipient_ids.delivery")
    def _compute_counts(self):
        for mailing in self:
            recipients = mailing._get_recipients()
            for field, domain in COUNTS.items():
                mailing[field] = len(recipients.filtered_domain(domain))

    def _get_recipients(self):
        """The stored recipients or, while somebody still chooses, those to be."""
        self.ensure_one()
        if self.id:
            return self.recipient_ids
        Recipient = self.env["club.mailing.recipient"]
        lines = Recipient.browse()
        for vals in self._prepare_recipient_vals_list():
            lines |= Recipient.new(vals)
        return lines

    @api.depends("recipient_ids.channel")
    def _compute_unreachable_hint(self):
        for mailing in self:
            lost = mailing.recipient_ids.filtered(lambda line: line.channel == "none")
            mailing.unreachable_hint = lost and self.env._(
                "Neither e-mail nor postal address is known of: %(organisations)s. "
                "Please add one of them.",
                organisations=", ".join(lost.partner_id.mapped("name")),
            )

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_no_state(vals)
        mailings = super().create(vals_list)
        mailings._adopt_attachments()
        mailings._refresh_recipients()
        return mailings

    def write(self, vals):
        self._check_no_state(vals)
        sent = self.filtered(lambda mailing: mailing.state == "sent")
        if vals and sent and not self.env.su:
            raise UserError(
                self.env._(
                    "“%(mailing)s” has been sent and stays as it was. Please duplicate "
                    "it to write again.",
                    mailing=sent[0].name,
                )
            )
        result = super().write(vals)
        if "attachment_ids" in vals:
            self._adopt_attachments()
        if {"partner_ids", "function_id", "company_id"} & set(vals):
            self._refresh_recipients()
        return result

    def _check_no_state(self, vals):
        if not self.env.su and {"state", "date_sent"} & set(vals):
            raise UserError(
                self.env._("A mailing counts as sent only by sending it: use “Send”.")
            )

    def _adopt_attachments(self):
        """Files uploaded before the first saving belong to nothing yet."""
        for mailing in self:
            loose = mailing.attachment_ids.filtered(
                lambda file: file.res_model == self._name and not file.res_id
            )
            loose.res_id = mailing.id

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        if any(mailing.state == "sent" for mailing in self):
            raise UserError(
                self.env._(
                    "A mailing that has been sent stays: it tells who got what. Only "
                    "drafts can be deleted."
                )
            )

    # ------------------------------------------------------------
    # Recipients
    # ------------------------------------------------------------

    def _refresh_recipients(self):
        """Find out again who will be written to, and how."""
        drafts = self.filtered(lambda mailing: mailing.state == "draft")
        # sudo: nobody writes recipients by hand; who may write the mailing may
        # have them found
        lines = drafts.sudo().recipient_ids
        lines.unlink()
        vals_list = []
        for mailing in drafts:
            vals_list += mailing._prepare_recipient_vals_list()
        lines.create(vals_list)

    def _prepare_recipient_vals_list(self):
        organisations = self.partner_ids._origin
        found = organisations._club_recipients(self.function_id._origin)
        return [
            {
                "mailing_id": self.id,
                "partner_id": recipient.organisation.id,
                "person_id": recipient.person.id,
                "channel": recipient.channel,
                "step": recipient.step,
                "reason": recipient.reason,
                "salutation": recipient.salutation,
                "email": recipient.email,
                "address": "\n".join(recipient.address_lines),
            }
            for recipients in found.values()
            for recipient in recipients
        ]

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_refresh(self):
        """Look again who will be written to."""
        self.check_access("write")
        self._refresh_recipients()

    def action_send(self):
        """Queue one mail for each recipient; letters wait to be printed.

        :raises UserError: when it has been sent already, or something is missing
        """
        self.ensure_one()
        self.check_access("write")
        self._check_can_be_sent()
        self._refresh_recipients()
        if not self.recipient_ids.filtered(lambda line: line.channel != "none"):
            raise UserError(
                self.env._(
                    "Nobody can be reached. Please choose organisations that have an "
                    "e-mail or postal address."
                )
            )
        # sudo: the state changes here and nowhere else. It is written first: of
        # two requests at a time the second one finds it sent.
        mailing = self.sudo()
        mailing.write({"state": "sent", "date_sent": fields.Datetime.now()})
        mailing.flush_recordset()
        mailing.recipient_ids._send()

    def _check_can_be_sent(self):
        if self.state == "sent":
            raise UserError(
                self.env._(
                    "This mailing was sent on %(date)s already. Please duplicate it to "
                    "write again.",
                    date=format_date(self.env, self.date_sent),
                )
            )
        if is_html_empty(self.body) or self.body == self._default_body():
            raise UserError(self.env._("The text is missing. Please write it first."))
        if not self._get_sender()[0]:
            raise UserError(
                self.env._(
                    "There is no address to send from. Please choose a team with a "
                    "function mailbox, or enter your own e-mail address."
                )
            )

    def _get_sender(self):
        """From and Reply-To: the mailbox of the team, else the user's address."""
        # sudo: the mailbox may be read by whoever writes from it
        mailbox = self.team_id.sudo().email_normalized
        user = self.user_id.sudo()
        if not mailbox:
            address = user.email_formatted if user.email_normalized else ""
            return address, address
        return formataddr((user.name, mailbox)), formataddr(
            (self.team_id.sudo().name, mailbox)
        )

    def action_print_letters(self):
        """The letters of this mailing as one PDF; they count as printed then.

        :raises UserError: when there are none
        """
        self.ensure_one()
        self.check_access("write")
        letters = self.recipient_ids.filtered(lambda line: line.channel == "letter")
        if self.state != "sent" or not letters:
            raise UserError(
                self.env._(
                    "There are no letters to print. Letters go to those who have a "
                    "postal address only, once the mailing is sent."
                )
            )
        # sudo: recipients are not written by hand
        letters.sudo().date_printed = fields.Datetime.now()
        report = self.env.ref("club_support.club_mailing_report_letters")
        return report.report_action(self)

    def action_undeliverable_to_letters(self):
        """Make letters of the mails that came back, where a letter can go.

        :raises UserError: when none of them has a postal address
        """
        self.ensure_one()
        self.check_access("write")
        lines = self.recipient_ids.filtered(lambda line: line.delivery == "undeliverable")
        lines._become_letters()
