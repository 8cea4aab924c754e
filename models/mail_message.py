from odoo import models
from odoo.tools import email_normalize
from odoo.tools.mail import email_split


class MailMessage(models.Model):
    _inherit = "mail.message"

    def _club_find_bounced_address(self, named):
        """The address that does not work, if it was an addressee of this message.

        Anybody can send us a report; it is believed about those whom a message of
        ours went to, and about nobody else.

        :param str named: the address that the report names
        """
        # sudo: who got a message is compared with the report, nothing is shown
        message = self.sudo()
        author = message.author_id
        if message.message_type == "email" and (author.partner_share or not author):
            # strangers know the identifier of what they wrote themselves
            return False
        notifications = message.notification_ids
        mails = notifications.mail_mail_id
        sent_to = {
            *notifications.res_partner_id.mapped("email_normalized"),
            *notifications.mapped("mail_email_address"),
            # mailings: the address it went to may be another than that of today
            *email_split(",".join(mails.filtered("email_to").mapped("email_to"))),
            *email_split(message.outgoing_email_to or ""),
        }
        sent_to = {email_normalize(email) for email in sent_to if email} - {False}
        named = email_normalize(named)
        if named in sent_to:
            return named
        return next(iter(sent_to)) if len(sent_to) == 1 else False
