"""Who is written to about a case: notes stay inside, restricted cases among few."""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize_all

# whoever changes one of these may change who reads a message
DECIDES_ON_RECIPIENTS = {
    "is_internal",
    "message_type",
    "model",
    "outgoing_email_to",
    "partner_ids",
    "res_id",
    "subtype_id",
}


class MailMessage(models.Model):
    _inherit = "mail.message"

    @api.model_create_multi
    def create(self, vals_list):
        messages = super().create(vals_list)
        messages._club_check_recipients()
        return messages

    def write(self, vals):
        if not DECIDES_ON_RECIPIENTS & vals.keys():
            return super().write(vals)
        notes = self._club_of_cases().filtered(lambda m: m._club_is_internal())
        result = super().write(vals)
        self._club_check_recipients()
        if notes.filtered(lambda message: not message._club_is_internal()):
            raise UserError(
                self.env._(
                    "A note stays a note. Please write a message of its own to whom "
                    "you want to reach."
                )
            )
        return result

    def _club_of_cases(self):
        # sudo: addressees are compared, nothing is shown
        return self.sudo().filtered(lambda m: m.model == "club.case" and m.res_id)

    def _club_is_internal(self):
        """Whether a message of a case is for staff only: a note, a log, a notice."""
        self.ensure_one()
        if not self.subtype_id:
            kinds = ("comment", "notification", "user_notification")
            return self.is_internal or self.message_type in kinds
        return self.is_internal or self.subtype_id.internal

    def _club_check_recipients(self):
        """Refuse notes to the outside, and restricted cases to colleagues.

        What comes in by mail was addressed by its sender; there the recipients are
        left out when the notices are sent.

        :raises UserError: with a sentence that says what to do
        """
        for message in self._club_of_cases():
            if self.env.su and message.message_type == "email":
                continue
            addresses = message.outgoing_email_to
            if message._club_is_internal():
                self._club_check_note(message.partner_ids, addresses)
            if message.partner_ids or addresses:
                case = self.env["club.case"].browse(message.res_id)
                case._club_check_told(message.partner_ids, addresses)

    @api.model
    def _club_check_note(self, partners, addresses=False):
        """:raises UserError: when a note would go to somebody outside"""
        # sudo: colleagues are told from others, nothing is shown
        if addresses or partners.sudo().filtered("partner_share"):
            raise UserError(
                self.env._(
                    "A note is for colleagues only and never leaves the house. Please "
                    "take out whoever is not a colleague, or send a message instead."
                )
            )


class ClubCase(models.Model):
    _inherit = "club.case"

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        """Nobody follows a restricted case who may not read it.

        :raises UserError: with a sentence that names the case
        """
        if partner_ids and self.has_access("read"):
            partners = self.env["res.partner"].browse(partner_ids)
            self._club_check_followers(partners)
        return super().message_subscribe(partner_ids, subtype_ids)

    def _message_auto_subscribe_notify(self, partner_ids, template):
        """Who gives a restricted case away tells so, and reads it no longer."""
        # sudo: the notice goes to those whom the change, allowed before, names
        cases = self.sudo() if self._club_withheld() else self
        return super(ClubCase, cases)._message_auto_subscribe_notify(
            partner_ids, template
        )

    def _club_check_followers(self, partners):
        """:raises UserError: when somebody shall follow who may not read"""
        for case in self._club_restricted():
            if partners - case._club_readers().partner_id:
                raise UserError(
                    self.env._(
                        "Case %(number)s is restricted. Only whoever is responsible, "
                        "deputises or supervises may follow it.",
                        number=case.number,
                    )
                )

    def _club_check_told(self, partners, addresses=False):
        """:raises UserError: when a colleague would be written to who may not read"""
        for case in self._club_restricted():
            if partners._club_staff_besides(case._club_readers(), addresses):
                raise UserError(
                    self.env._(
                        "Case %(number)s is restricted. Please take out colleagues "
                        "who may not read it: whoever is responsible, deputises or "
                        "supervises may be written to, and the club itself.",
                        number=case.number,
                    )
                )

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """The last gate: whatever made somebody a recipient, also mail from outside."""
        recipients = super()._notify_get_recipients(message, msg_vals, **kwargs)
        if not self:
            return recipients
        if message.sudo()._club_is_internal():
            recipients = [line for line in recipients if not line["share"]]
        for case in self._club_restricted():
            recipients = case._club_leave_out_others(recipients)
        return recipients

    def _club_leave_out_others(self, recipients):
        readers = self._club_readers()
        Partner = self.env["res.partner"]
        asked = Partner.browse(line["id"] for line in recipients if line["id"])
        addresses = ",".join(
            line["email_normalized"] or "" for line in recipients if not line["id"]
        )
        others = asked._club_staff_besides(readers, addresses)
        emails = set(others.mapped("email_normalized"))
        return [
            line
            for line in recipients
            if line["id"] not in others.ids
            and (line["id"] or line["email_normalized"] not in emails)
        ]

    def _notify_by_email_prepare_rendering_context(self, message, *args, **kwargs):
        """What changed in a case is for staff; no answer tells it."""
        context = super()._notify_by_email_prepare_rendering_context(
            message, *args, **kwargs
        )
        if not message.sudo()._club_is_internal():
            context["tracking_values"] = []
        return context


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _club_staff_besides(self, readers, addresses=False):
        """The colleagues among these contacts and addresses, without some.

        :param readers: ``res.users`` who may be written to
        :param str addresses: further addresses in any notation
        """
        # sudo: users are told from others, nothing is shown
        partners = self.sudo()
        emails = email_normalize_all(addresses or "")
        if emails:
            domain = [
                ("email_normalized", "in", emails),
                ("partner_share", "=", False),
            ]
            partners |= partners.search(domain)
        return partners.filtered(lambda p: not p.partner_share) - readers.partner_id
