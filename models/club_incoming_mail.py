import base64
import logging
from email import message_from_bytes
from email.policy import SMTP

from markupsafe import Markup

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import (
    email_normalize,
    formataddr,
    html2plaintext,
    plaintext2html,
)
from odoo.tools.mail import email_split

from ..tools import incoming_mail as mail_tools

_logger = logging.getLogger(__name__)

ENVELOPE_HEADERS = ("Delivered-To", "X-Original-To", "Envelope-To")
RECIPIENT_HEADERS = ("To", "Cc")
RETRIES = 3


class ClubIncomingMail(models.Model):
    """Every mail that reached a function mailbox, and what became of it.

    The raw mail is stored before anything is made of it, so that no error can
    lose it.
    """

    _name = "club.incoming.mail"
    _description = "Incoming Mail"
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(string="Subject", readonly=True)
    email_from = fields.Char(string="From", readonly=True)
    email_to = fields.Char(string="To", readonly=True)
    date = fields.Datetime(string="Received", required=True, readonly=True)
    message_identifier = fields.Char(
        string="Message-ID",
        readonly=True,
        index="btree_not_null",
    )
    raw = fields.Binary(string="Original Mail", attachment=True, readonly=True)
    raw_filename = fields.Char(compute="_compute_raw_filename")
    body_preview = fields.Text(string="Text", readonly=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        index=True,
    )
    team_id = fields.Many2one(
        comodel_name="club.team",
        readonly=True,
        index="btree_not_null",
        check_company=True,
    )
    outcome = fields.Selection(
        selection=[
            ("case", "New Case"),
            ("reply", "Reply"),
            ("automatic", "Automatic Reply"),
            ("bounce", "Undeliverable"),
            ("bulk", "Bulk Mail"),
            ("duplicate", "Received Twice"),
            ("error", "Error"),
        ],
        required=True,
        readonly=True,
        index=True,
        default="error",
    )
    case_id = fields.Many2one(
        comodel_name="club.case",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    mail_message_id = fields.Many2one(
        comodel_name="mail.message",
        string="Message",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The message that this mail became or, for an undeliverable one, the "
        "message that could not be delivered.",
    )
    error = fields.Text(readonly=True)
    attempts = fields.Integer(readonly=True)

    @api.depends("name")
    def _compute_raw_filename(self):
        for mail in self:
            mail.raw_filename = f"mail-{mail.id}.eml"

    # ------------------------------------------------------------
    # Receiving
    # ------------------------------------------------------------

    @api.model
    def _is_for_us(self, model, raw):
        """Whether the gateway should hand a mail to our function mailboxes.

        :param model: fallback model that the gateway was called with
        :param bytes raw: the mail
        """
        server = self._get_server()
        if model == "club.case" or server.club_team_id:
            return True
        if model or server:
            return False
        return bool(self._find_teams(message_from_bytes(raw, policy=SMTP)))

    @api.model
    def _get_server(self):
        server_id = self.env.context.get("default_fetchmail_server_id")
        # sudo: mail servers are an administrator's matter, the gateway is not
        return self.env["fetchmail.server"].sudo().browse(server_id or [])

    @api.model
    def _find_teams(self, message):
        # sudo: the gateway's own user need not be a case worker
        Team = self.env["club.team"].sudo()
        for headers in (ENVELOPE_HEADERS, RECIPIENT_HEADERS):
            values = [str(v) for h in headers for v in message.get_all(h, [])]
            teams = Team._find_by_addresses(email_split(",".join(values)))
            if teams:
                return teams
        return Team

    @api.model
    def _receive(self, raw):
        """Keep a mail and make of it what it is.

        :param bytes raw: the mail as it came
        :return: the incoming mail with its outcome
        :raises AccessError: when the caller is neither staff nor the gateway
        """
        if not (self.env.su or self.env.user._is_internal()):
            raise AccessError(self.env._("Only the mail gateway may hand in mail."))
        headers = message_from_bytes(raw, policy=SMTP)
        # sudo: the gateway's own user need not be a case worker
        team = self._get_server().club_team_id or self._find_teams(headers)[:1]
        if not team:
            company_domain = [("company_id", "=", self.env.company.id)]
            team = self.env["club.team"].sudo().search(company_domain, limit=1)
        company = team.company_id or self.env.company
        incoming = self.with_user(SUPERUSER_ID).with_company(company)
        incoming = incoming.with_context(
            lang=company.partner_id.lang or self.env.lang,
            default_fetchmail_server_id=None,
        )
        incoming = incoming.create(
            {
                "raw": base64.b64encode(raw),
                "date": fields.Datetime.now(),
                "company_id": company.id,
                "team_id": team.id,
            }
        )
        incoming._process()
        return self.browse(incoming.id)

    def _process(self, force_case=False):
        """Make of the mail what it is; whatever goes wrong, the mail stays.

        :param bool force_case: make a case even of a mail that a rule would
            only list
        """
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                vals = self._handle(force_case=force_case)
        except Exception as error:
            _logger.info("Incoming mail %s could not be handled", self.id, exc_info=True)
            vals = {"outcome": "error", "error": str(error) or type(error).__name__}
        vals.setdefault("error", False)
        self.write({**vals, "attempts": self.attempts + 1})

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
        self._post(message, parsed, (thread._name, thread.id, None))
        return self._prepare_outcome_vals(
            "reply", self._find_message([parsed["message_id"]], thread._name)
        )

    def _post(self, message, parsed, route):
        """Post the mail on a record, or on a new one, as Odoo's gateway does.

        :param route: model, id of the record or 0, values for a new record
        :return: id of the record
        """
        MailThread = self.env["mail.thread"]
        mailboxes = self.env["club.team"]._get_mailbox_addresses()
        for key in ("to_filtered", "cc_filtered"):
            others = [
                address
                for address in email_split(parsed[key] or "")
                if email_normalize(address) not in mailboxes
            ]
            parsed[key] = ",".join(others)
        routes = [(*route, self.env.uid, None)]
        parsed.update(MailThread._message_parse_post_process(message, parsed, routes))
        parsed["author_id"] = self._find_author(parsed["email_from"]).id
        return MailThread._message_route_process(message, parsed, routes)

    # ------------------------------------------------------------
    # New cases
    # ------------------------------------------------------------

    def _make_case(self, message, parsed):
        vals = self._prepare_case_vals(message, parsed)
        previous = self.env["club.case"]
        thread = self._find_thread(parsed)
        if thread and thread._name == "club.case":
            previous = thread._get_current_case()
            vals.update(previous._prepare_continuation_vals())
        numbered = self._find_numbered_case(parsed)
        case_id = self._post(message, parsed, ("club.case", 0, vals))
        case = self.env["club.case"].browse(case_id)
        if numbered and not previous:
            case._message_log(
                body=self.env._(
                    "The subject names case %(case)s, but the sender is not known "
                    "there. Please check whether this mail belongs to it.",
                    case=numbered._get_html_link(title=numbered.number),
                )
            )
        return self._prepare_outcome_vals(
            "case", self._find_message([parsed["message_id"]], "club.case")
        )

    def _prepare_case_vals(self, message, parsed):
        """Values of a new case: whom it comes from, as far as that is certain."""
        vals = {
            "company_id": self.company_id.id,
            "team_id": self.team_id.id,
            "type_id": self.team_id.type_id.id,
            "origin": "email",
            "email_from": parsed["email_from"],
            "name": parsed["subject"].strip(),
        }
        colleague = self._find_colleague(parsed["email_from"])
        original = colleague and self._find_original_sender(message, parsed)
        if original:
            vals.update(
                user_id=colleague.id,
                email_from=formataddr(original) if original[1] else original[0],
                name=mail_tools.strip_prefixes(parsed["subject"]),
            )
        elif not colleague:
            vals.update(self._prepare_partner_vals(parsed["email_from"]))
        if not vals["name"]:
            vals["name"] = self.env._(
                "E-mail without subject from %(sender)s", sender=vals["email_from"]
            )
        return vals

    def _prepare_partner_vals(self, sender):
        organisation, contact = self.env["res.partner"]._club_find_by_email(
            sender, self.company_id
        )
        return {"partner_id": organisation.id, "contact_id": contact.id}

    def _find_author(self, sender):
        """The contact behind an address, unless more than one could be meant."""
        colleague = self._find_colleague(sender)
        if colleague:
            return colleague.partner_id
        organisation, contact = self.env["res.partner"]._club_find_by_email(
            sender, self.company_id
        )
        if contact or organisation.email_normalized != email_normalize(sender):
            return contact
        return organisation

    def _find_colleague(self, sender):
        """The member of staff who sent a mail, if one did."""
        partners = self.env["res.partner"].search(
            [("email_normalized", "=", email_normalize(sender) or "-")]
        )
        users = partners.user_ids.filtered(lambda user: not user.share)
        return users.filtered(lambda user: self.company_id in user.company_ids)[:1]

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

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_make_case(self):
        """Make a case of a mail that was only listed, and open it.

        :raises UserError: when the mail belongs to a case already
        :raises AccessError: when the user may not create cases
        """
        self.ensure_one()
        self.check_access("read")
        self.env["club.case"].check_access("create")
        if self.outcome in ("case", "reply") and self.case_id:
            raise UserError(
                self.env._(
                    "This mail is part of case %(number)s already. Please open that "
                    "case instead.",
                    number=self.case_id.number,
                )
            )
        self._process_as_gateway(force_case=True)
        if self.outcome == "error":
            raise UserError(
                self.env._(
                    "No case could be made of this mail: %(error)s",
                    error=self.error,
                )
            )
        return self.case_id._get_records_action()

    def action_process_again(self):
        """Give mails that ended in an error another try."""
        self.check_access("read")
        self.env["club.case"].check_access("create")
        for mail in self.filtered(lambda mail: mail.outcome == "error"):
            mail._process_as_gateway()
        return True

    def _process_as_gateway(self, force_case=False):
        # sudo: the same way as if the mail arrived just now; the caller checked
        # that the user may read the mail and create cases
        incoming = self.with_user(SUPERUSER_ID).with_company(self.company_id)
        lang = self.company_id.partner_id.lang or self.env.lang
        incoming.with_context(lang=lang)._process(force_case=force_case)
        self.invalidate_recordset()

    @api.model
    def _cron_process_again(self):
        """Errors that pass by themselves, such as a locked case, need nobody."""
        domain = [("outcome", "=", "error"), ("attempts", "<", RETRIES)]
        Cron = self.env["ir.cron"]
        mails = self.search(domain, order="id", limit=100)
        Cron._commit_progress(remaining=len(mails))
        for mail in mails.try_lock_for_update():
            mail._process_as_gateway()
            if not Cron._commit_progress(1):
                break
