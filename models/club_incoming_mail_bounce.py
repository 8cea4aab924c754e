"""Mail that comes back, and answers to mailings."""

from markupsafe import Markup

from odoo import models
from odoo.tools import email_normalize

from ..tools import incoming_mail as mail_tools


class ClubIncomingMail(models.Model):
    _inherit = "club.incoming.mail"

    def _handle_bounce(self, message, parsed):
        """Mark the message and the address it came back from."""
        bounced = parsed.get("bounced_message") or self._find_bounced(parsed)
        named = email_normalize(parsed.get("bounced_email"))
        address = bounced._club_find_bounced_address(named)
        reason = mail_tools.get_diagnosis(message)
        partners = self.env["res.partner"]
        if address:
            partners = partners._club_search_by_email(address, self.company_id)
        if mail_tools.names_unknown_address(message):
            partners._club_mark_undeliverable(reason)
        parsed.update(bounced_email=address, bounced_partner=partners)
        if parsed.get("bounced_message"):
            self.env["mail.thread"]._routing_handle_bounce(message, parsed)
        self._find_mailing_recipients(bounced)._mark_bounced(reason)
        outcome = self._prepare_outcome_vals("bounce", bounced)
        if bounced and bounced.model != "club.case.referral":
            self._log_bounce(self._get_bounced_case(bounced), address)
        elif cases := self._find_referrals(bounced, named).case_id:
            outcome["case_id"] = cases[0].id
            self._log_bounce(cases, address or named)
        return outcome

    def _find_bounced(self, parsed):
        """The message of a case or mailing that a mail refers to."""
        case_message = self._find_original(parsed)[0]
        return case_message or self._find_mailing_message(parsed)

    def _find_referrals(self, bounced, address):
        """What was passed on by the message, or to the address, of a report.

        Where Odoo deleted the mail once it was sent, the message is gone too.
        """
        domain = [("state", "=", "sent"), ("company_id", "=", self.company_id.id)]
        if bounced:
            domain.append(("id", "=", bounced.res_id))
        else:
            domain.append(("email", "ilike", address or "-"))
        waiting = self.env["club.case.referral"].search(domain)
        if bounced:
            return waiting
        return waiting.filtered(
            lambda r: address and email_normalize(r.email) == address
        )

    def _get_bounced_case(self, bounced):
        is_case = bounced.model == "club.case"
        return self.env["club.case"].browse((is_case and bounced.res_id) or []).exists()

    def _log_bounce(self, cases, address):
        text = Markup("<p>%s</p><p>%s</p>") % (
            self.env._(
                "A message could not be delivered to %(address)s.",
                address=address or "?",
            ),
            self.body_preview or "",
        )
        cases._message_log_batch(bodies=dict.fromkeys(cases.ids, text))

    # ------------------------------------------------------------
    # Mailings
    # ------------------------------------------------------------

    def _find_mailing_message(self, parsed):
        """The mailing that a mail refers to, as message; may be empty."""
        references = f"{parsed['references']} {parsed['in_reply_to']}".split()[-32:]
        Message = self.env["mail.message"]
        if not references:
            return Message
        domain = [
            ("message_id", "in", references),
            ("message_type", "=", "email_outgoing"),
        ]
        return Message.search(domain, limit=1, order="id desc")

    def _find_mailing_recipients(self, message):
        """The lines of a mailing that one message stands for, in our company."""
        Recipient = self.env["club.mailing.recipient"]
        if not message:
            return Recipient
        return Recipient.search(
            [
                ("mail_id.mail_message_id", "=", message.id),
                ("company_id", "=", self.company_id.id),
            ]
        )

    def _make_case(self, message, parsed, previous):
        """An answer to a mailing says so in its case."""
        outcome = super()._make_case(message, parsed, previous)
        lines = self._find_mailing_recipients(self._find_mailing_message(parsed))
        case = self.env["club.case"].browse(outcome["case_id"])
        if lines and case:
            lines.case_id = case
            mailing = lines[0].mailing_id
            case._message_log(
                body=self.env._(
                    "Answers the mailing %(mailing)s.",
                    mailing=mailing._get_html_link(title=mailing.name),
                )
            )
        return outcome
