from odoo.http import request
from odoo.tools import email_normalize

from odoo.addons.mail.controllers.thread import ThreadController


class ClubThreadController(ThreadController):
    def _prepare_message_data(self, post_data, *, thread, **kwargs):
        """Addresses without a contact stay addresses when a case is answered.

        Odoo would make contacts of them, or drop them if the user may not.
        """
        values = super()._prepare_message_data(post_data, thread=thread, **kwargs)
        self._add_protected_recipients(values, post_data)
        if thread._name != "club.case" or not kwargs.get("from_create"):
            return values
        partners = request.env["res.partner"].browse(values.get("partner_ids") or [])
        found = set(partners.mapped("email_normalized"))
        addresses = [
            address
            for address in post_data.get("partner_emails") or []
            if email_normalize(address) and email_normalize(address) not in found
        ]
        values["partner_ids"] = partners.ids
        values["outgoing_email_to"] = ",".join(addresses)
        if values.get("subtype_xmlid") == "mail.mt_comment":
            thread._check_message_reaches_somebody(partners, addresses)
        return values

    def _add_protected_recipients(self, values, post_data):
        """Mails reach volunteers whose address a colleague typed.

        Odoo drops recipients that the author cannot read, without a word.
        """
        if "partner_ids" not in values or request.env.user.share:
            return
        Partner = request.env["res.partner"]
        asked = Partner.browse(map(int, post_data.get("partner_ids") or []))
        addresses = post_data.get("partner_emails") or []
        recipients = asked._club_withheld()
        recipients |= Partner.union(*Partner._club_known_addresses(addresses).values())
        values["partner_ids"] += (
            recipients - Partner.browse(values["partner_ids"])
        ).ids
