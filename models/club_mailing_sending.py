"""A mailing on its way: mails into the queue, letters to the printer."""

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, formataddr, html2plaintext


class ClubMailing(models.Model):
    _inherit = "club.mailing"

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
        # sudo: the state changes here and nowhere else
        mailing = self.sudo()
        # the row is taken first: of two requests at a time the second one fails,
        # is repeated by Odoo, and finds the mailing sent
        mailing.date_sent = fields.Datetime.now()
        mailing.flush_recordset()
        self._refresh_recipients()
        if not self.recipient_ids.filtered(lambda line: line.channel != "none"):
            raise UserError(
                self.env._(
                    "Nobody can be reached. Please choose organisations that have an "
                    "e-mail or postal address."
                )
            )
        mailing.state = "sent"
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
        if not self._has_text():
            raise UserError(self.env._("The text is missing. Please write it first."))
        if not self._get_sender()[0]:
            raise UserError(
                self.env._(
                    "There is no address to send from. Please choose a team with a "
                    "function mailbox, or enter your own e-mail address."
                )
            )

    def _has_text(self):
        text = html2plaintext(self.body or "").strip()
        return text and text != html2plaintext(self._default_body()).strip()

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
        lines = self.recipient_ids.filtered(
            lambda line: line.delivery == "undeliverable"
        )
        lines._become_letters()
