"""What becomes of an incoming mail: a case, a reply, or a line in the list."""

import base64
import logging
from collections import namedtuple

from odoo import models
from odoo.fields import Domain
from odoo.tools import (
    email_normalize,
    formataddr,
    html2plaintext,
    plaintext2html,
)
from odoo.tools.mail import email_split, email_split_and_format

from ..tools import incoming_mail as mail_tools

_logger = logging.getLogger(__name__)

# who a mail comes from: a user who is a colleague, or an organisation and a person
Sender = namedtuple("Sender", "address colleague organisation contact")


# so many mails of one sender to one case within an hour are kept in silence
FLOOD = 10


class ClubIncomingMail(models.Model):
    _inherit = "club.incoming.mail"

    def _handle(self, force_case):
        message = mail_tools.read_mail(base64.b64decode(self.raw))
        parsed = self._parse(message)
        self.write(self._prepare_description_vals(parsed))
        if force_case:
            return self._make_case(message, parsed, self._find_case(parsed))
        if twin := self._find_twin(parsed):
            return twin
        if mail_tools.is_undeliverable(message):
            return self._handle_bounce(message, parsed)
        # before the filter: calendars answer by automatic mail
        if answer := self._handle_calendar_answer(message):
            return answer
        kind = mail_tools.classify(message)
        if self._is_own_mail(parsed):
            kind = "automatic"
        case = self._find_case(parsed)
        if kind == "automatic" or (kind == "bulk" and not case):
            return {"outcome": kind, "case_id": case.id}
        if case:
            return self._make_reply(message, parsed, case)
        if answer := self._handle_invitation_mail(parsed):
            return answer
        return self._make_case(message, parsed, case)

    def _parse(self, message):
        """What Odoo's gateway reads in a mail, mended where it serves us badly."""
        parsed = self.env["mail.thread"].message_parse(message)
        parsed["subject"] = parsed.get("subject") or ""
        plain_text = mail_tools.get_plain_text(message)
        if plain_text is not None and not parsed["is_bounce"]:
            # Odoo would show it in typewriter letters and cut long lines
            parsed["body"] = plaintext2html(plain_text)
        reply_to = email_split_and_format(str(message.get("Reply-To") or ""))
        if (
            reply_to
            and email_normalize(reply_to[0])
            not in self.env["club.team"]._get_mailbox_addresses()
            and not self._find_sender(parsed["email_from"]).colleague
        ):
            # web forms write for somebody, and name him there
            parsed["email_from"] = reply_to[0]
        return parsed

    def _find_twin(self, parsed):
        """The outcome of a mail that is there already, or nothing.

        A colleague's second mailbox got the same mail, or a mail of our own came
        back to us.
        """
        twin = self.digest and self.search(
            [
                ("id", "!=", self.id),
                ("digest", "=", self.digest),
                ("company_id", "=", self.company_id.id),
                ("outcome", "!=", "error"),
            ],
            limit=1,
        )
        if twin:
            return self._prepare_outcome_vals("duplicate", twin.mail_message_id)
        own = self._find_message(parsed)
        if own.message_type == "comment" and (
            self._is_own_mail(parsed)
            or self._find_sender(parsed["email_from"]).colleague
        ):
            return self._prepare_outcome_vals("duplicate", own)
        return None

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

    def _find_message(self, parsed, case=None):
        """The latest message that carries the identifier of a mail.

        :param case: where it must stand, any record of ours otherwise
        """
        domain = Domain("message_id", "=", parsed["message_id"])
        if case is not None:
            domain &= Domain("model", "=", "club.case") & Domain("res_id", "=", case.id)
        return self.env["mail.message"].search(domain, limit=1, order="id desc")

    # ------------------------------------------------------------
    # Replies
    # ------------------------------------------------------------

    def _find_case(self, parsed):
        """The case that a mail answers to, by References or by [number].

        A message on any other record, or in another company, is no business of
        this mailbox.
        """
        case = self._find_original(parsed)[1]
        if case:
            return case
        for numbered in self._find_numbered_cases(parsed):
            master = numbered._get_merge_master()
            if any(
                case._is_known_correspondent(parsed["email_from"])
                for case in numbered | master
            ):
                return master
        return self.env["club.case"]

    def _find_case_of_error(self):
        """The case of a mail that could not be handled: who may read it decides."""
        try:
            with self.env.cr.savepoint():
                parsed = self._parse(mail_tools.read_mail(base64.b64decode(self.raw)))
                return self._find_case(parsed)
        except Exception:
            _logger.info("Incoming mail %s cannot be read", self.id, exc_info=True)
            return self.env["club.case"]

    def _find_original(self, parsed):
        """The message that a mail refers to and its case, both may be empty."""
        references = f"{parsed['references']} {parsed['in_reply_to']}".split()[-32:]
        Message, Case = self.env["mail.message"], self.env["club.case"]
        if not references:
            return Message, Case
        domain = [("message_id", "in", references), ("model", "=", "club.case")]
        original = Message.search(domain, limit=1, order="id desc")
        case = Case.browse(original.res_id or []).exists()
        if case.company_id != self.company_id:
            return Message, Case
        return original, case and case._get_merge_master()

    def _find_numbered_cases(self, parsed):
        numbers = mail_tools.find_numbers(parsed["subject"])
        Case = self.env["club.case"].with_context(active_test=False)
        if not numbers:
            return Case
        domain = [("number", "in", numbers), ("company_id", "=", self.company_id.id)]
        return Case.search(domain)

    def _make_reply(self, message, parsed, case):
        closed_case, case = case, case._get_case_for_reply()
        if not case:
            return self._make_case(message, parsed, closed_case)
        sender = self._find_sender(parsed["email_from"])
        if self._is_flood(case):
            # kept, but nobody is told: two machines may be answering each other
            parsed["is_internal"] = True
        elif sender.colleague:
            self._pass_answer_on(parsed, case, sender.colleague)
        else:
            case._resume_by_reply()
        self._post(message, parsed, ("club.case", case.id, None), sender)
        return self._prepare_outcome_vals("reply", self._find_message(parsed, case))

    def _is_flood(self, case):
        recent = self.search_count(
            [
                ("case_id", "=", case.id),
                ("email_from", "=", self.email_from),
                ("date", ">=", "now -1H"),
            ]
        )
        return recent >= FLOOD

    def _pass_answer_on(self, parsed, case, colleague):
        """A colleague answered a notice in his mail program: send the answer.

        Only if he follows the case and refers to one of its messages: anybody can
        write his address as sender, and the number of a case is easily guessed.
        """
        refers = self._find_original(parsed)[0]
        follows = colleague.partner_id in case.message_partner_ids
        if parsed.get("is_internal") or not (refers and follows):
            return
        partner, address = case._get_correspondent()
        parsed["outgoing_email_to"] = address or partner.email_formatted

    def _post(self, message, parsed, route, sender):
        """Post the mail on a case, or on a new one, as Odoo's gateway does.

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
        parent = self.env["mail.message"].browse(parsed.get("parent_id") or [])
        if not parent.author_id or parent.author_id.partner_share:
            # Odoo would send this mail to whoever wrote the one before
            parsed.pop("parent_id", None)
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

    def _make_case(self, message, parsed, previous):
        """Make a case that continues ``previous``, if the mail refers to one."""
        sender = self._find_sender(parsed["email_from"])
        vals = self._prepare_case_vals(message, parsed, sender)
        numbered = self._find_numbered_cases(parsed)[:1]
        numbered = numbered and numbered._get_merge_master()
        if previous:
            previous = previous._get_current_case()
            vals.update(previous._prepare_continuation_vals(sender.address))
            numbered -= previous
        case_id = self._post(message, parsed, ("club.case", 0, vals), sender)
        case = self.env["club.case"].browse(case_id)
        if numbered:
            case._message_log(
                body=self.env._(
                    "The subject names case %(case)s, but the sender is not known "
                    "there. Please check whether this mail belongs to it.",
                    case=numbered._get_html_link(title=numbered.number),
                )
            )
        return self._prepare_outcome_vals("case", self._find_message(parsed, case))

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
        if sender.colleague and self._is_forward(message, parsed):
            vals["user_id"] = sender.colleague.id
            vals["name"] = mail_tools.strip_prefixes(parsed["subject"])
            original = self._find_original_sender(message)
            if original:
                vals["email_from"] = (
                    formataddr(original) if original[1] else original[0]
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

    def _is_forward(self, message, parsed):
        return mail_tools.is_forward(parsed["subject"]) or any(
            part.get_content_type() == "message/rfc822" for part in message.walk()
        )

    def _find_original_sender(self, message):
        """Who wrote a mail that a colleague forwarded to the mailbox."""
        for part in message.walk():
            if part.get_content_type() == "message/rfc822":
                original = part.get_payload(0)
                return mail_tools.split_sender(str(original.get("From") or ""))
        return mail_tools.find_original_sender(mail_tools.get_text(message))
