"""What becomes of an incoming mail: a case, a reply, or a line in the list."""

import base64
from collections import namedtuple

from markupsafe import Markup

from odoo import models
from odoo.fields import Domain
from odoo.tools import (
    email_normalize,
    formataddr,
    html2plaintext,
    plaintext2html,
)
from odoo.tools.mail import email_split

from ..tools import incoming_mail as mail_tools

# who a mail comes from: a user who is a colleague, or an organisation and a person
Sender = namedtuple("Sender", "address colleague organisation contact")


class ClubIncomingMail(models.Model):
    _inherit = "club.incoming.mail"

    def _handle(self, force_case):
        message = mail_tools.read_mail(base64.b64decode(self.raw))
        MailThread = self.env["mail.thread"]
        parsed = MailThread.message_parse(message)
        parsed.setdefault("subject", "")
        plain_text = mail_tools.get_plain_text(message)
        if plain_text is not None and not parsed["is_bounce"]:
            # Odoo would show it in typewriter letters and cut long lines
            parsed["body"] = plaintext2html(plain_text)
        self.write(self._prepare_description_vals(parsed))
        existing = self._find_message([parsed["message_id"]])
        if existing and not force_case:
            return self._prepare_outcome_vals("duplicate", existing)
        kind = mail_tools.classify(message)
        if parsed["is_bounce"] and not mail_tools.is_receipt(message):
            kind = "bounce"
        if self._is_own_mail(parsed):
            kind = "automatic"
        if force_case:
            return self._make_case(message, parsed)
        thread = self._find_thread(parsed)
        if kind == "bounce":
            return self._handle_bounce(message, parsed)
        if kind == "automatic" or (kind == "bulk" and not thread):
            case = thread if thread._name == "club.case" else self.env["club.case"]
            return {"outcome": kind, "case_id": case.id}
        if thread:
            return self._make_reply(message, parsed, thread)
        return self._make_case(message, parsed)

    def _prepare_description_vals(self, parsed):
        text = html2plaintext(parsed["body"] or "", include_references=False)
        return {
            "name": parsed["subject"],
            "email_from": parsed["email_from"],
            "email_to": parsed["to"],
            "message_identifier": parsed["message_id"],
            "body_preview": text.strip()[:2000],
        }

    def _prepare_outcome_vals(self, outcome, message):
        is_case = message.model == "club.case"
        return {
            "outcome": outcome,
            "case_id": message.res_id if is_case else False,
            "mail_message_id": message.id,
        }

    def _is_own_mail(self, parsed):
        """Whether the mailbox writes to itself: answering would never end."""
        sender = email_normalize(parsed["email_from"])
        return bool(sender) and sender == self.team_id.email_normalized

    def _find_message(self, identifiers, model=None):
        domain = Domain("message_id", "in", identifiers)
        if model:
            domain &= Domain("model", "=", model)
        return self.env["mail.message"].search(domain, limit=1, order="id desc")

    # ------------------------------------------------------------
    # Replies
    # ------------------------------------------------------------

    def _find_thread(self, parsed):
        """The record that a mail answers to, by References or by [number].

        :return: a case, a record of another model that takes mail, or nothing
        """
        references = f"{parsed['references']} {parsed['in_reply_to']}".split()[-32:]
        original = self._find_message(references) if references else None
        if original and original.model in self.env and original.res_id:
            thread = self.env[original.model].browse(original.res_id).exists()
            if thread and hasattr(thread, "message_update"):
                return thread
        numbered = self._find_numbered_case(parsed)
        if numbered._is_known_correspondent(parsed["email_from"]):
            return numbered
        return self.env["club.case"]

    def _find_numbered_case(self, parsed):
        numbers = mail_tools.find_numbers(parsed["subject"])
        Case = self.env["club.case"].with_context(active_test=False)
        if not numbers:
            return Case
        domain = [("number", "in", numbers), ("company_id", "=", self.company_id.id)]
        return Case.search(domain, limit=1)

    def _make_reply(self, message, parsed, thread):
        if thread._name == "club.case":
            thread = thread._get_case_for_reply()
        if not thread:
            return self._make_case(message, parsed)
        sender = self._find_sender(parsed["email_from"])
        self._post(message, parsed, (thread._name, thread.id, None), sender)
        return self._prepare_outcome_vals(
            "reply", self._find_message([parsed["message_id"]], thread._name)
        )

    def _post(self, message, parsed, route, sender):
        """Post the mail on a record, or on a new one, as Odoo's gateway does.

        :param route: model, id of the record or 0, values for a new record
        :return: id of the record
        """
        mailboxes = self.env["club.team"]._get_mailbox_addresses()
        others = {}
        for key in ("to_filtered", "cc_filtered"):
            others[key] = [
                address
                for address in email_split(parsed[key] or "")
                if email_normalize(address) not in mailboxes
            ]
            parsed[key] = ",".join(others[key])
        known = self.env["res.partner"]
        if addresses := others["to_filtered"] + others["cc_filtered"]:
            MailThread = self.env["mail.thread"]
            known = MailThread._partner_find_from_emails_single(
                addresses, no_create=True
            )
        parsed["partner_ids"] = known.ids
        parsed["author_id"] = self._get_author(sender).id
        return self.env["mail.thread"]._message_route_process(
            message, parsed, [(*route, self.env.uid, None)]
        )

    # ------------------------------------------------------------
    # Senders
    # ------------------------------------------------------------

    def _find_sender(self, email_from):
        """Who an address stands for, as far as that is certain.

        :param str email_from: address in any notation
        :return: a ``Sender``
        """
        Partner = self.env["res.partner"]
        address = email_normalize(email_from)
        partners = Partner._club_search_by_email(address, self.company_id)
        colleague = partners._club_colleagues().filtered(
            lambda user: self.company_id in user.company_ids
        )[:1]
        organisation, contact = partners._club_speak_for()
        return Sender(address, colleague, organisation, contact)

    def _get_author(self, sender):
        """The contact who signs the message, unless several could be meant."""
        if sender.colleague:
            return sender.colleague.partner_id
        if sender.contact or sender.organisation.email_normalized != sender.address:
            return sender.contact
        return sender.organisation

    # ------------------------------------------------------------
    # New cases
    # ------------------------------------------------------------

    def _make_case(self, message, parsed):
        sender = self._find_sender(parsed["email_from"])
        vals = self._prepare_case_vals(message, parsed, sender)
        thread = self._find_thread(parsed)
        numbered = self._find_numbered_case(parsed)
        if thread and thread._name == "club.case":
            previous = thread._get_current_case()
            vals.update(previous._prepare_continuation_vals(sender.address))
            numbered -= previous
        case_id = self._post(message, parsed, ("club.case", 0, vals), sender)
        if numbered:
            self.env["club.case"].browse(case_id)._message_log(
                body=self.env._(
                    "The subject names case %(case)s, but the sender is not known "
                    "there. Please check whether this mail belongs to it.",
                    case=numbered._get_html_link(title=numbered.number),
                )
            )
        return self._prepare_outcome_vals(
            "case", self._find_message([parsed["message_id"]], "club.case")
        )

    def _prepare_case_vals(self, message, parsed, sender):
        """Values of a new case: whom it comes from, as far as that is certain."""
        vals = {
            "company_id": self.company_id.id,
            "team_id": self.team_id.id,
            "type_id": self.team_id.type_id.id,
            "origin": "email",
            "email_from": parsed["email_from"],
            "name": parsed["subject"].strip(),
        }
        original = sender.colleague and self._find_original_sender(message, parsed)
        if original:
            vals.update(
                user_id=sender.colleague.id,
                email_from=formataddr(original) if original[1] else original[0],
                name=mail_tools.strip_prefixes(parsed["subject"]),
            )
        elif not sender.colleague:
            vals.update(
                partner_id=sender.organisation.id,
                contact_id=sender.contact.id,
            )
        if not vals["name"]:
            vals["name"] = self.env._(
                "E-mail without subject from %(sender)s", sender=vals["email_from"]
            )
        return vals

    def _find_original_sender(self, message, parsed):
        """Who wrote a mail that a colleague forwarded to the mailbox."""
        for part in message.walk():
            if part.get_content_type() == "message/rfc822":
                original = part.get_payload(0)
                return mail_tools.split_sender(str(original.get("From", "")))
        if not mail_tools.is_forward(parsed["subject"]):
            return None
        text = html2plaintext(parsed["body"] or "", include_references=False)
        return mail_tools.find_original_sender(text)

    # ------------------------------------------------------------
    # Undeliverable mail
    # ------------------------------------------------------------

    def _handle_bounce(self, message, parsed):
        """Mark the message that came back and tell it on its case."""
        bounced = parsed["bounced_message"]
        self.env["mail.thread"]._routing_handle_bounce(message, parsed)
        if bounced.model == "club.case":
            case = self.env["club.case"].browse(bounced.res_id).exists()
            text = Markup("<p>%s</p><p>%s</p>") % (
                self.env._(
                    "A message could not be delivered to %(address)s.",
                    address=parsed["bounced_email"] or "?",
                ),
                self.body_preview or "",
            )
            case._message_log(body=text)
        return self._prepare_outcome_vals("bounce", bounced)
