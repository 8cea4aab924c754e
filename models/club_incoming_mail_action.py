"""Mail that answers what somebody has taken on, in words."""

import re

from odoo import models
from odoo.tools import email_normalize

# Odoo writes the record into the identifier of each mail; mails with a link are
# deleted once they are sent, so nothing else is left to find it by.
IDENTIFIER = re.compile(r"-openerp-(\d{1,9})-club\.action\.item@")


class ClubIncomingMail(models.Model):
    _inherit = "club.incoming.mail"

    def _handle_invitation_mail(self, parsed):
        return super()._handle_invitation_mail(parsed) or self._handle_action_mail(
            parsed
        )

    def _handle_action_mail(self, parsed):
        """Put what the owner of an action item wrote before whoever organises it.

        :return: the outcome, or nothing if the mail answers no action item, or
            somebody else does
        """
        item = self._find_action_item(parsed)
        if not item or not item._get_coordinators()[item]:
            return None
        item = item._for_coordinator()
        sender = self._find_sender(parsed["email_from"])
        note = self._note_words(item, parsed, sender)
        item._tell_coordinator(item.env._("E-mail about: %(item)s", item=item.name))
        return {
            "outcome": "answer",
            "network_id": item.network_id.id,
            "mail_message_id": note.id,
        }

    def _find_action_item(self, parsed):
        """The item of whoever wrote that a mail refers to."""
        Item = self.env["club.action.item"]
        references = f"{parsed['references']} {parsed['in_reply_to']}"[-8000:]
        numbers = IDENTIFIER.findall(references)
        item = Item.browse(int(numbers[-1]) if numbers else []).exists()
        sender = email_normalize(parsed["email_from"])
        known = {item.email, item.partner_id.email_normalized}
        if sender and sender in known and item.company_id == self.company_id:
            return item
        return Item
