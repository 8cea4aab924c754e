"""The case as correspondence: what comes in by mail and what goes out."""

from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize, formataddr
from odoo.tools.mail import email_split

# A reply within this time takes a closed case up again; a later one opens a new
# case that is linked to it.
REOPEN_DAYS = 30


class ClubCase(models.Model):
    _inherit = "club.case"

    incoming_mail_ids = fields.One2many(
        comodel_name="club.incoming.mail",
        inverse_name="case_id",
        string="Incoming Mails",
    )
    incoming_mail_count = fields.Integer(
        compute="_compute_incoming_mail_count",
        groups="club_support.club_support_group_worker",
    )

    @api.depends("incoming_mail_ids")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_incoming_mail_count(self):
        counts = dict(
            self.env["club.incoming.mail"]._read_group(
                [("case_id", "in", self.ids)], ["case_id"], ["__count"]
            )
        )
        for case in self:
            case.incoming_mail_count = counts.get(case._origin, 0)

    # ------------------------------------------------------------
    # Mail in
    # ------------------------------------------------------------

    def _is_known_correspondent(self, sender):
        """Whether an address has taken part in the correspondence of the case.

        :param str sender: address in any notation
        """
        address = email_normalize(sender)
        if not self or not address:
            return False
        messages = self.message_ids
        written = [self.email_from]
        for field in ("email_from", "incoming_email_cc", "outgoing_email_to"):
            written += messages.mapped(field)
        partners = (
            self.partner_id
            | self.partner_id.child_ids
            | self.contact_id
            | self.message_partner_ids
            | messages.partner_ids
            | (self.user_id | self.deputy_id | self.team_id.member_ids).partner_id
        )
        written += partners.mapped("email")
        addresses = email_split(",".join(text for text in written if text))
        return address in {email_normalize(found) for found in addresses}

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Make a case of a mail.

        Odoo's own method would name the sender of the mail even where a colleague
        forwarded it for somebody else, and describe every field for each mail.
        """
        return self.create(
            {
                "name": msg_dict.get("subject"),
                "email_from": msg_dict.get("email_from"),
                "origin": "email",
                **(custom_values or {}),
            }
        )

    def _get_current_case(self):
        """The case itself, or the latest one that continues it.

        A merged case counts as the one that it was merged into.
        """
        self.ensure_one()
        Case = self.with_context(active_test=False)
        current, seen = self._get_merge_master(), self.browse()
        while current:
            latest = current
            seen |= latest
            domain = [("previous_case_id", "=", latest.id)]
            following = Case.search(domain, order="id desc")
            masters = (case._get_merge_master() for case in following)
            current = next((case for case in masters if case not in seen), None)
        return latest

    def _get_case_for_reply(self):
        """The open case that a reply belongs to; takes up a lately closed one.

        An archived case comes back to light.

        :return: an open case, or nothing when the reply needs a new case
        """
        case = self._get_current_case()
        today = fields.Date.context_today(case)
        if case.is_closed:
            if case.date_closed < today - timedelta(days=REOPEN_DAYS):
                return self.browse()
            case.action_reopen()
            case._message_log(
                body=self.env._(
                    "Reopened, because a reply to this closed case arrived."
                )
            )
        if not case.active:
            case.active = True
        return case

    def _prepare_continuation_vals(self, address):
        """Values of a case that a late reply opens: whose matter it was stays.

        The contact stays only if he wrote the reply himself: answers go to whoever
        wrote last.

        :param str address: normalized address of whoever replied
        """
        vals = {"previous_case_id": self.id}
        if self.contact_id.active and self.contact_id.email_normalized == address:
            vals["contact_id"] = self.contact_id.id
        for field in (
            "partner_id",
            "type_id",
            "team_id",
            "area_id",
            "field_of_action_id",
        ):
            if self[field].filtered("active"):
                vals[field] = self[field].id
        if self.user_id.active:
            vals["user_id"] = self.user_id.id
        vals["target_group_ids"] = [fields.Command.set(self.target_group_ids.ids)]
        return vals

    # ------------------------------------------------------------
    # Mail out
    # ------------------------------------------------------------

    def message_post(self, *, message_type="notification", **kwargs):
        """Answers leave from the function mailbox and carry the case number.

        An answer that names no recipients goes to whoever the case is about:
        its contact, its organisation or the sender, who needs no contact.

        :raises UserError: when such an answer would reach nobody
        """
        if message_type == "comment" and self._is_public_answer(kwargs):
            kwargs = self._prepare_answer(self._prepare_recipients(kwargs))
        elif message_type == "email" and kwargs.get("outgoing_email_to"):
            kwargs = self._prepare_answer(kwargs)
        return super().message_post(message_type=message_type, **kwargs)

    def _is_public_answer(self, values):
        comment = self.env.ref("mail.mt_comment")
        subtype_xmlid = values.get("subtype_xmlid")
        is_comment = (
            subtype_xmlid == "mail.mt_comment" or values.get("subtype_id") == comment.id
        )
        return is_comment and self.env.user._is_internal()

    def _prepare_answer(self, values):
        values = dict(values)
        # sudo: the mailbox may be read by whoever may answer the case
        mailbox = self.team_id.sudo().email_normalized
        if mailbox:
            author_id = values.get("author_id") or self.env.user.partner_id.id
            values["author_id"] = author_id
            name = self.env["res.partner"].browse(author_id).sudo().name
            values["email_from"] = formataddr((name, mailbox))
        if values.get("subject"):
            values["subject"] = self._add_number(values["subject"])
        return values

    def _prepare_recipients(self, values):
        recipients = ("partner_ids", "outgoing_email_to")
        if any(values.get(key) is not None for key in recipients):
            return values
        partner, address = self._get_correspondent()
        if not (partner or address or self._get_outside_followers()):
            raise UserError(
                self.env._(
                    "This answer would reach nobody: neither contact person nor "
                    "organisation has an e-mail address. Please enter one, or write "
                    "a note instead."
                )
            )
        return {**values, "partner_ids": partner.ids, "outgoing_email_to": address}

    def _check_message_reaches_somebody(self, partners, addresses):
        """The chatter loses its recipients at times, and would say nothing.

        :raises UserError: when a message goes neither to a contact nor an address
        """
        if not (partners or addresses or self._get_outside_followers()):
            raise UserError(
                self.env._(
                    "This message would reach nobody. Please choose whom to write to, "
                    "or use “Log note” for a note to your colleagues."
                )
            )

    def _get_outside_followers(self):
        # sudo: only whether there are any is asked
        return self.sudo().message_partner_ids.filtered("partner_share")

    def _get_last_incoming_message(self):
        """The message that the latest incoming mail of the case became."""
        return self.message_ids.filtered(lambda m: m.message_type == "email")[:1]

    def _get_correspondent(self):
        """Who an answer goes to.

        :return: a contact with an address, or none and the sender's name and
            address; neither where nobody can be reached
        """
        self.ensure_one()
        if self.contact_id.email_normalized:
            return self.contact_id, False
        address = email_normalize(self.email_from)
        if address and address not in self.env["club.team"]._get_mailbox_addresses():
            if self.partner_id.email_normalized == address:
                return self.partner_id, False
            return self.env["res.partner"], self.email_from
        return self.partner_id.filtered("email_normalized"), False

    def _add_number(self, subject):
        tag = f"[{self.number}]"
        return subject if tag in subject else f"{tag} {subject}"

    def _message_compute_subject(self):
        return f"[{self.number}] {self.name}"

    def _notify_get_reply_to_batch(self, defaults=None, author_ids=None):
        reply_to = super()._notify_get_reply_to_batch(
            defaults=defaults, author_ids=author_ids
        )
        # sudo: the mailbox may be read by whoever may answer the case
        for case in self.sudo():
            mailbox = case.team_id.email_normalized
            if mailbox:
                reply_to[case.id] = formataddr((case.team_id.name, mailbox))
        return reply_to

    def _notify_by_email_prepare_rendering_context(
        self,
        message,
        msg_vals=False,
        model_description=False,
        force_email_company=False,
        force_email_lang=False,
        force_record_name=False,
    ):
        """Imprint and privacy notice stand below the signature of an answer."""
        context = super()._notify_by_email_prepare_rendering_context(
            message,
            msg_vals=msg_vals,
            model_description=model_description,
            force_email_company=force_email_company,
            force_email_lang=force_email_lang,
            force_record_name=force_record_name,
        )
        # sudo: both addresses are public
        company = self.company_id.sudo()
        if message.message_type == "comment" and (
            company.club_imprint_url or company.club_privacy_url
        ):
            Qweb = self.env["ir.qweb"].with_context(lang=context["lang"])
            footer = Qweb._render(
                "club_support.club_case_mail_footer", {"company": company}
            )
            context["signature"] = Markup("%s%s") % (
                context["signature"] or "",
                footer,
            )
        return context

    def _mail_get_partners(self, introspect_fields=False):
        """Mail goes to the contact; to the organisation where there is none."""
        return {case.id: case.contact_id or case.partner_id for case in self}

    @api.model
    def _mail_get_partner_fields(self, introspect_fields=False):
        return ["contact_id", "partner_id"]

    def _partner_find_from_emails(
        self,
        records_emails,
        avoid_alias=True,
        ban_emails=None,
        filter_found=None,
        additional_values=None,
        no_create=False,
    ):
        """Never make a contact of an address by the way, nor of a mailbox of ours."""
        mailboxes = self.env["club.team"]._get_mailbox_addresses()
        return super()._partner_find_from_emails(
            records_emails,
            avoid_alias=avoid_alias,
            ban_emails=[*(ban_emails or []), *mailboxes],
            filter_found=filter_found,
            additional_values=additional_values,
            no_create=True,
        )

    def _message_get_suggested_recipients_batch(
        self,
        reply_discussion=False,
        reply_message=None,
        no_create=True,
        primary_email=False,
        additional_partners=None,
    ):
        """Our own mailboxes are never proposed as recipients."""
        suggested = super()._message_get_suggested_recipients_batch(
            reply_discussion=reply_discussion,
            reply_message=reply_message,
            no_create=no_create,
            primary_email=primary_email,
            additional_partners=additional_partners,
        )
        mailboxes = self.env["club.team"]._get_mailbox_addresses()
        return {
            case_id: [
                recipient
                for recipient in recipients
                if email_normalize(recipient["email"]) not in mailboxes
            ]
            for case_id, recipients in suggested.items()
        }
