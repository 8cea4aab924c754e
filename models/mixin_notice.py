"""Notices: what one recipient is told by mail or letter, and what became of it."""

import logging

import psycopg2

from odoo import api, fields, models
from odoo.tools import formataddr, plaintext2html

_logger = logging.getLogger(__name__)


class ClubNoticeMixin(models.AbstractModel):
    """One mail or letter to one recipient; written by methods only.

    Models that use it have a ``company_id`` and say which mail template gives the
    text (``_get_template``) and which frame surrounds it (``_render_mail``).
    """

    _name = "club.notice.mixin"
    _description = "Mail or Letter to One Recipient"

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
    bounce_reason = fields.Char(string="Why It Came Back", readonly=True)
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

    @api.depends("delivery", "has_failed", "bounce_reason")
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
            if notice.is_bounced and notice.bounce_reason:
                notice.failure = notice.bounce_reason
            if notice.has_failed:
                notice.failure = self.env._(
                    "The text could not be written. Please look at the mail template, "
                    "and call them."
                )

    # ------------------------------------------------------------
    # Words
    # ------------------------------------------------------------

    def _get_template(self):
        """The mail template of these notices, all of one kind."""
        raise NotImplementedError

    def _compose(self):
        """Write the texts of new notices, all of one kind."""
        template = self._get_template()
        try:
            with self.env.cr.savepoint():
                subjects, bodies = (
                    template._render_field(name, self.ids, compute_lang=True)
                    for name in ("subject", "body_html")
                )
        except psycopg2.OperationalError:
            raise
        except Exception:
            # a text that somebody spoiled does not keep the office from deciding
            _logger.exception("No notice from template %s", template.id)
            self.write({"has_failed": True, "subject": template.name})
            return
        for notice in self:
            notice.write({"subject": subjects[notice.id], "body": bodies[notice.id]})

    # ------------------------------------------------------------
    # Mails
    # ------------------------------------------------------------

    def _queue_mails(self):
        """One mail each for those that have an address; nothing is sent here."""
        mailed = self.filtered(
            lambda one: one.channel == "email" and not one.has_failed
        )
        if not mailed:
            return
        senders = {
            key: self._get_sender(*key)
            for key in mailed.grouped(lambda one: one._get_sender_key())
        }
        mails = self.env["mail.mail"].create(
            [one._prepare_mail_vals(senders[one._get_sender_key()]) for one in mailed]
        )
        for notice, mail in zip(mailed, mails, strict=True):
            notice.mail_id = mail
        self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()

    def _get_sender_key(self):
        """Company and user whose team the mail is from."""
        return self.company_id, self.env.user

    def _prepare_mail_vals(self, sender):
        # not `ref`, which asks the database for each mail whether it exists
        get_id = self.env["ir.model.data"]._xmlid_to_res_id
        return {
            "model": self._name,
            "res_id": self.id,
            "record_name": self.subject,
            "subject": self.subject,
            # who may read the message may not act for the recipient: no link here
            "body": plaintext2html(self.subject or ""),
            "body_html": self._render_mail(),
            "author_id": self.user_id.partner_id.id,
            "email_from": sender,
            "reply_to": sender,
            "email_to": formataddr((self._get_recipient_name(), self.email)),
            "message_type": "email_outgoing",
            "subtype_id": get_id("mail.mt_note"),
            "is_internal": True,
            # a mail that comes back is told by its message, so both stay
            "auto_delete": False,
            "headers": repr({"X-Auto-Response-Suppress": "OOF, AutoReply"}),
        }

    def _render_mail(self):
        """The whole mail as HTML, in the language of the recipient."""
        raise NotImplementedError

    def _get_recipient_name(self):
        return ""

    @api.model
    def _get_sender(self, company, user):
        """The mailbox that answers go to, with the name of the company."""
        address = self._get_mailbox(company, user)
        return formataddr((company.name, address)) if address else user.email_formatted

    @api.model
    def _get_mailbox(self, company, user):
        """The address of the user's team, else of another team, else the office's."""
        teams = self.env["club.team"].search(
            [("company_id", "=", company.id), ("email_normalized", "!=", False)]
        )
        own = teams.filtered(lambda team: user in team.member_ids)
        office = company.partner_id.email_normalized
        return (own or teams)[:1].email_normalized or office or ""

    def _mark_bounced(self, reason):
        """The mail of these notices came back."""
        self.write(
            {"is_bounced": True, "bounce_reason": " ".join((reason or "").split())}
        )
