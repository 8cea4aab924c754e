import xmlrpc.client

from odoo import api, models

from ..tools import incoming_mail as mail_tools


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def message_process(
        self,
        model,
        message,
        custom_values=None,
        save_original=False,
        strip_attachments=False,
        thread_id=None,
    ):
        """Mail for a function mailbox of ours is kept and handled by us.

        All other mail takes Odoo's usual way.
        """
        raw = message
        if isinstance(raw, xmlrpc.client.Binary):
            raw = raw.data
        if isinstance(raw, str):
            raw = raw.encode("utf-8")
        IncomingMail = self.env["club.incoming.mail"]
        if not thread_id and IncomingMail._is_for_us(model, raw):
            return IncomingMail._receive(raw).case_id.id
        return super().message_process(
            model,
            message,
            custom_values=custom_values,
            save_original=save_original,
            strip_attachments=strip_attachments,
            thread_id=thread_id,
        )

    @api.model
    def _routing_handle_bounce(self, email_message, message_dict):
        """Odoo counts whatever is reported; we mark on evidence only."""
        result = super()._routing_handle_bounce(email_message, message_dict)
        address = message_dict["bounced_message"]._club_find_bounced_address(
            message_dict["bounced_email"]
        )
        if address and mail_tools.names_unknown_address(email_message):
            # sudo: mail comes back to the gateway, whoever runs it
            partners = self.env["res.partner"].sudo()
            partners.search(
                [
                    ("email_normalized", "=", address),
                    ("email_undeliverable", "=", False),
                ]
            )._club_mark_undeliverable(mail_tools.get_diagnosis(email_message))
        return result
