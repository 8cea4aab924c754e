from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import formataddr


class ClubMailingRecipient(models.Model):
    """Who got a mailing for which organisation, by which way, and whether it arrived.

    Address and salutation are kept as they were on the day of sending.
    """

    _name = "club.mailing.recipient"
    _description = "Recipient of a Mailing"
    # whom something must be done for stands in front
    _order = "mailing_id desc, channel desc, id"
    _rec_name = "partner_id"
    _check_company_auto = True

    mailing_id = fields.Many2one(
        comodel_name="club.mailing",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="mailing_id.company_id",
        store=True,
        index=True,
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Organisation",
        required=True,
        index=True,
        ondelete="restrict",
    )
    person_id = fields.Many2one(
        comodel_name="res.partner",
        index="btree_not_null",
        ondelete="set null",
    )
    step = fields.Selection(
        selection=[
            ("holder", "Office Holder"),
            ("club", "Organisation's Own Address"),
            ("letter", "Letter"),
            ("none", "Nobody"),
        ],
        string="To",
        required=True,
        default="none",
    )
    channel = fields.Selection(
        selection=[
            ("email", "E-Mail"),
            ("letter", "Letter"),
            ("none", "None"),
        ],
        required=True,
        default="none",
    )
    reason = fields.Char(string="Why")
    salutation = fields.Char()
    email = fields.Char(string="E-Mail Address")
    address = fields.Text(string="Postal Address")
    delivery = fields.Selection(
        selection=[
            ("planned", "Planned"),
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
    failure = fields.Char(
        string="What Went Wrong", compute="_compute_failure", compute_sudo=True
    )
    is_bounced = fields.Boolean(string="Came Back", readonly=True)
    bounce_reason = fields.Char(readonly=True)
    date_printed = fields.Datetime(string="Printed On", readonly=True)
    mail_id = fields.Many2one(
        comodel_name="mail.mail",
        index="btree_not_null",
        ondelete="set null",
        groups="base.group_system",
        help="One mail may serve several lines: a person with offices in two clubs "
        "gets one.",
    )
    case_id = fields.Many2one(
        comodel_name="club.case",
        string="Answer",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The case that an answer to this mailing became.",
    )

    @api.depends(
        "mailing_id.state",
        "channel",
        "is_bounced",
        "date_printed",
        "mail_id.state",
        "mail_id.failure_type",
    )
    def _compute_delivery(self):
        for line in self:
            if line.channel == "none":
                line.delivery = "none"
            elif line.mailing_id.state != "sent":
                line.delivery = "planned"
            elif line.channel == "letter":
                line.delivery = "printed" if line.date_printed else "letter"
            else:
                line.delivery = line._get_mail_delivery()

    def _get_mail_delivery(self):
        return self.mail_id._club_get_delivery(self.delivery, self.is_bounced)

    @api.depends("delivery", "bounce_reason")
    def _compute_failure(self):
        sentences = {
            "failed": self.env._(
                "The mail server did not take the mail. It is tried again for three "
                "days."
            ),
            "undeliverable": self.env._("The mail server does not know this address."),
        }
        for line in self:
            line.failure = sentences.get(line.delivery, False)
            if line.is_bounced and line.bounce_reason:
                line.failure = line.bounce_reason

    # ------------------------------------------------------------
    # Sending
    # ------------------------------------------------------------

    def _send(self):
        """Put one mail per address and person into the queue, and note it.

        Each organisation keeps the text in its history. No contact entry is made:
        what everybody got is no contact with anybody, and “no contact for 12
        months” would never come true again.
        """
        lines = self.filtered(lambda line: line.channel != "none")
        messages = self.env["mail.message"].create(
            [line._prepare_message_vals() for line in lines]
        )
        message_of = dict(zip(lines, messages, strict=True))
        groups = lines.filtered(lambda line: line.channel == "email").grouped(
            lambda line: (line.email, line.person_id)
        )
        mails = self.env["mail.mail"].create(
            [
                group._prepare_mail_vals(message_of[group[0]])
                for group in groups.values()
            ]
        )
        notifications = []
        for group, mail in zip(groups.values(), mails, strict=True):
            group.mail_id = mail
            notifications.append(group[0]._prepare_notification_vals(mail))
        self.env["mail.notification"].create(notifications)
        self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()

    def _prepare_message_vals(self):
        """The note in the history of the organisation; the mail refers to it."""
        mailing = self.mailing_id
        email_from, reply_to = mailing._get_sender()
        subject = mailing.name
        if self.channel == "letter":
            subject = self.env._("Letter: %(subject)s", subject=mailing.name)
        return {
            "model": "res.partner",
            "res_id": self.partner_id.id,
            "record_name": self.partner_id.name,
            "subject": subject,
            "body": self._render_body(self),
            "author_id": mailing.user_id.partner_id.id,
            "email_from": email_from,
            "reply_to": reply_to,
            "message_type": "email_outgoing",
            "subtype_id": self.env.ref("mail.mt_note").id,
            "is_internal": True,
            "partner_ids": [Command.set(self._get_partner().ids)],
            "attachment_ids": [Command.set(mailing.attachment_ids.ids)],
        }

    def _prepare_mail_vals(self, message):
        """One mail to the one address that all these lines share."""
        first = self[0]
        return {
            "mail_message_id": message.id,
            "email_to": formataddr((first._get_partner().name or "", first.email)),
            "body_html": first._render_body(self),
            # a mail that comes back is told by its message, so both stay
            "auto_delete": False,
            "headers": repr({"X-Auto-Response-Suppress": "OOF, AutoReply"}),
        }

    def _prepare_notification_vals(self, mail):
        """Who gets it; the address is left out, for notifications are open to all."""
        return {
            "author_id": mail.author_id.id,
            "mail_message_id": mail.mail_message_id.id,
            "mail_mail_id": mail.id,
            "res_partner_id": self._get_partner().id,
            "notification_type": "email",
            "notification_status": "ready",
            "is_read": True,
        }

    def _get_partner(self):
        """Whose address it is: the person, or the organisation."""
        return (
            self.partner_id
            if self.step == "club"
            else self.person_id or self.partner_id
        )

    def _get_lang(self):
        return (self.person_id or self.partner_id).lang or self.env.lang

    def _render_body(self, lines):
        """The text for one recipient, with salutation and why he gets it.

        :param lines: all lines that this one mail stands for
        """
        Qweb = self.env["ir.qweb"].with_context(lang=self._get_lang())
        return Qweb._render(
            "club_support.club_mailing_mail",
            {
                "line": self,
                "mailing": self.mailing_id,
                "organisations": ", ".join(lines.partner_id.mapped("name")),
                "company": self.mailing_id.company_id,
            },
        )

    # ------------------------------------------------------------
    # What comes back
    # ------------------------------------------------------------

    def _mark_bounced(self, reason):
        """The mail of these lines came back."""
        self.write(
            {"is_bounced": True, "bounce_reason": " ".join((reason or "").split())}
        )

    def _become_letters(self):
        """Print what could not be mailed, where there is a postal address.

        :raises UserError: when there is none at all
        """
        # sudo: recipients are not written by hand; the caller may write the mailing
        lines = self.sudo()
        by_line = {
            line: line.partner_id._club_letter_lines(line.person_id) for line in lines
        }
        letters = lines.filtered(by_line.get)
        if not letters:
            raise UserError(
                self.env._(
                    "None of the mails that came back can go as a letter: no postal "
                    "address is known. Please add one."
                )
            )
        for line in letters:
            line.address = "\n".join(by_line[line])
        letters.write({"channel": "letter", "step": "letter"})

    def action_open_partner(self):
        """Open the organisation of this line."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "club_support.res_partner_action_register"
        )
        form = self.env.ref("club_support.res_partner_view_form_organisation")
        action.update(views=[(form.id, "form")], res_id=self.partner_id.id)
        return action
