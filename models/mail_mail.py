from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

FIRST_PAUSE = timedelta(minutes=15)


class MailMail(models.Model):
    _inherit = "mail.mail"

    @api.model
    def _cron_send_case_answers_again(self):
        """Queue answers again that failed because a mail server was away.

        Odoo never does: what fails once stays so. The pauses double; after three
        days the answer stays marked as failed in the chatter.
        """
        domain = Domain(
            [
                ("state", "=", "exception"),
                ("model", "=", "club.case"),
                ("create_date", ">=", "now -3d"),
                ("failure_type", "in", (False, "mail_smtp", "unknown")),
            ]
        )
        failed = self.search(domain, limit=200)
        failed.filtered(lambda mail: mail._is_due_again()).mark_outgoing()

    def _is_due_again(self):
        """Whether the pause is over and nobody can get the mail twice."""
        recipients = self.recipient_ids.ids + (self.email_to or "").split(",")
        if self.failure_type == "unknown" and len(list(filter(None, recipients))) > 1:
            return False
        pause = max(FIRST_PAUSE, self.write_date - self.create_date)
        return fields.Datetime.now() >= self.write_date + pause
