"""Who wrote first: an address that may become a contact, if a person says so."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize
from odoo.tools.mail import email_split_tuples

from ..tools import incoming_mail as mail_tools


class ClubCase(models.Model):
    _inherit = "club.case"

    sender_label = fields.Char(string="Sender", compute="_compute_sender_label")
    sender_is_unknown = fields.Boolean(compute="_compute_sender")
    sender_candidate_ids = fields.Many2many(
        comodel_name="res.partner",
        string="Possible Senders",
        compute="_compute_sender",
        help="Contacts with the sender's address.",
    )

    @api.depends("email_from")
    def _compute_sender_label(self):
        """The sender as people write it, without the signs of a mail header."""
        for case in self:
            name, address = (email_split_tuples(case.email_from or "") or [("", "")])[0]
            if name and address:
                case.sender_label = f"{name} ({address})"
            else:
                case.sender_label = address or case.email_from

    @api.depends("email_from", "contact_id.email", "partner_id.email")
    def _compute_sender(self):
        for case in self:
            address = email_normalize(case.email_from)
            known = case.contact_id or case.partner_id.filtered(
                lambda partner, address=address: partner.email_normalized == address
            )
            case.sender_is_unknown = bool(case.email_from) and not known
            case.sender_candidate_ids = case.sender_is_unknown and self.env[
                "res.partner"
            ]._club_search_by_email(case.email_from, case.company_id)

    def action_create_contact(self):
        """Make a contact of the sender and set it on the case.

        A contact that has the address already is taken instead of a second one.

        :raises UserError: when the case came without a sender
        """
        self.ensure_one()
        names = email_split_tuples(self.email_from or "")
        if not names:
            raise UserError(
                self.env._("This case names no sender with an e-mail address.")
            )
        if len(self.sender_candidate_ids) == 1:
            return self.action_link_sender(self.sender_candidate_ids)
        name, address = names[0]
        contact = self.env["res.partner"].create(
            {
                "name": mail_tools.reorder_name(name) or address,
                "email": address,
                "parent_id": self.partner_id.id,
                "lang": self.company_id.partner_id.lang,
            }
        )
        return self.action_link_sender(contact)

    def action_link_sender(self, partner):
        """Say who the sender is: sets organisation or contact of the case.

        :param partner: one ``res.partner`` or its id
        """
        self.ensure_one()
        if not isinstance(partner, models.BaseModel):
            partner = self.env["res.partner"].browse(partner)
        self.write({"partner_id" if partner.is_company else "contact_id": partner.id})
        self._sign_messages(partner)
        return True

    def _sign_messages(self, partner):
        """Name the sender as author of the messages that came without one."""
        address = email_normalize(self.email_from)
        # sudo: authors are no field of the chatter; the case was just written
        unsigned = self.message_ids.sudo().filtered(
            lambda message: (
                message.message_type == "email"
                and not message.author_id
                and email_normalize(message.email_from) == address
            )
        )
        unsigned.author_id = partner
