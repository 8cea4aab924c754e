"""Discussions of which protected contacts are part, for users who may not read them."""

from odoo import api, models
from odoo.fields import Domain


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.depends_context("uid")
    def _compute_message_partner_ids(self):
        """Leave out who may not be read: Odoo would refuse the whole document."""
        if self.env.su or self.env.user._club_reads_volunteers():
            return super()._compute_message_partner_ids()
        for thread in self:
            followers = thread.message_follower_ids.partner_id
            thread.message_partner_ids = followers - followers._club_withheld()
        return None

    def _inverse_message_partner_ids(self):
        """Who is not shown as a follower is not taken away either."""
        # sudo: followers are compared, none is shown
        followers = {
            thread: thread.sudo().message_follower_ids.partner_id for thread in self
        }
        result = super()._inverse_message_partner_ids()
        for thread, partners in followers.items():
            withheld = partners._club_withheld()
            if withheld - thread.sudo().message_follower_ids.partner_id:
                thread.message_subscribe(withheld.ids)
        return result

    @api.model
    def _search_message_partner_ids(self, operator, operand):
        """Followers are looked up as superuser; users ask what they may read."""
        Partner = self.env["res.partner"].with_context(active_test=False)
        if isinstance(operand, Domain) and not self.env.su:
            operand = Partner._search(operand)
        elif isinstance(operand, str) and not self.env.su:
            # above or below a name
            operand = Partner.search([("display_name", "ilike", operand)]).ids
        return super()._search_message_partner_ids(operator, operand)

    def _message_compute_author(self, author_id=None, email_from=None):
        """Who posts in the name of a volunteer does not learn the address by it."""
        author = self.env["res.partner"].browse(author_id or ())
        if email_from is None and not self.env.su and author._club_withheld():
            email_from = self.env.user.email_formatted
        return super()._message_compute_author(author_id, email_from)

    def _message_get_suggested_recipients_batch(
        self,
        reply_discussion=False,
        reply_message=None,
        no_create=True,
        primary_email=False,
        additional_partners=None,
    ):
        """Suggest protected contacts to those only who may read them."""
        # sudo: told apart, and read ahead as far as Odoo compares addresses
        threads = self.sudo()
        messages = reply_message.sudo() if reply_message else self.env["mail.message"]
        if reply_discussion:
            messages |= threads.message_ids
        partners = messages.author_id | messages.partner_ids
        for customers in threads._mail_get_partners().values():
            partners |= customers
        partners._club_withheld()._club_read_ahead()
        suggested = super()._message_get_suggested_recipients_batch(
            reply_discussion=reply_discussion,
            reply_message=reply_message,
            no_create=no_create,
            primary_email=primary_email,
            additional_partners=additional_partners,
        )
        ids = {line["partner_id"] for lines in suggested.values() for line in lines}
        withheld = self.env["res.partner"].browse(ids - {False})._club_withheld()
        return {
            res_id: [line for line in lines if line["partner_id"] not in withheld.ids]
            for res_id, lines in suggested.items()
        }
