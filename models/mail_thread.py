import xmlrpc.client

from odoo import api, models


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
