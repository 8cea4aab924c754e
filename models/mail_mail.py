from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import email_normalize
from odoo.tools.mail import email_split

from ..tools.delivery import find_unknown_addresses

FIRST_PAUSE = timedelta(minutes=15)
OURS = (
    "club.action.item",
    "club.case",
    "club.case.referral",
    "club.closure.notice",
    "club.invitation",
    "club.meeting",
    "club.profile.check",
    "club.reservation.notice",
    "club.season.notice",
    "club.training.notice",
)
INVALID = ("mail_email_invalid", "mail_email_missing")
BY_STATE = {"outgoing": "queued", "exception": "failed", "cancel": "failed"}


class MailMail(models.Model):
    _inherit = "mail.mail"

    club_recipient_ids = fields.One2many(
        comodel_name="club.mailing.recipient",
        inverse_name="mail_id",
        string="Recipients of a Mailing",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """A name that holds a new line would make several addresses of one."""
        for vals in vals_list:
            if vals.get("email_to"):
                vals["email_to"] = " ".join(vals["email_to"].split())
        return super().create(vals_list)

    @api.model
    def _cron_send_case_answers_again(self):
        """Queue our mails again that failed because a server was away.

        Odoo never does: what fails once stays so. The pauses double; after three
        days the answer stays marked as failed in the chatter.
        """
        ours = Domain("model", "in", OURS) | Domain("club_recipient_ids", "!=", False)
        domain = ours & Domain(
            [
                ("state", "=", "exception"),
                ("create_date", ">=", "now -3d"),
                ("failure_type", "in", (False, "mail_smtp", "unknown")),
            ]
        )
        failed = self.search(domain, limit=200)
        failed.filtered(lambda mail: mail._is_due_again()).mark_outgoing()

    def _is_due_again(self):
        """Whether the pause is over and nobody can get the mail twice."""
        if self._club_is_refused_for_good():
            return False
        recipients = self.recipient_ids.ids + email_split(self.email_to or "")
        if self.failure_type == "unknown" and len(recipients) > 1:
            return False
        pause = max(FIRST_PAUSE, self.write_date - self.create_date)
        return fields.Datetime.now() >= self.write_date + pause

    def _club_is_refused_for_good(self):
        """Whether it is the address that does not work, not the way there."""
        return self.failure_type in INVALID or bool(
            find_unknown_addresses(self.failure_reason)
        )

    def _club_get_delivery(self, before, is_bounced=False):
        """What became of a mail, as whoever keeps it says it.

        :param before: the delivery so far; it stays when a sent mail is deleted
        :param bool is_bounced: the mail came back
        :return: ``queued``, ``sent``, ``failed`` or ``undeliverable``
        """
        refused = self.state == "exception" and self._club_is_refused_for_good()
        if is_bounced or refused:
            return "undeliverable"
        if not self:
            # sent mails may be deleted after years, what became of them stays
            return before if before in ("sent", "failed") else "queued"
        return BY_STATE.get(self.state, "sent")

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        """Addresses that a mail server refuses for good are marked."""
        if failure_type:
            self._club_mark_refused(success_pids, success_emails)
        return super()._postprocess_sent_message(
            success_pids,
            success_emails,
            failure_reason=failure_reason,
            failure_type=failure_type,
        )

    def _club_mark_refused(self, success_pids, success_emails):
        Partner = self.env["res.partner"]
        delivered = Partner.concat(*success_pids)
        arrived = {email_normalize(email) for email in success_emails}
        for mail in self.filtered(lambda mail: mail._club_is_refused_for_good()):
            addresses = {
                *(mail.recipient_ids - delivered).mapped("email_normalized"),
                *(email_normalize(email) for email in email_split(mail.email_to or "")),
            }
            if mail.failure_type not in INVALID:
                unknown = find_unknown_addresses(mail.failure_reason)
                addresses &= {email_normalize(email) for email in unknown}
            wanted = [email for email in addresses - arrived if email]
            domain = [("email_normalized", "in", wanted)]
            # sudo: the queue is worked off by whoever runs it
            refused = Partner.sudo().search(domain)
            refused._club_mark_undeliverable(mail.failure_reason)
