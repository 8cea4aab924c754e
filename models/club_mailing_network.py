"""Mailings to the members of a network."""

from dataclasses import replace

from odoo import fields, models
from odoo.exceptions import UserError


class ClubMailing(models.Model):
    _inherit = "club.mailing"

    network_id = fields.Many2one(
        comodel_name="club.network",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Each organisation is written to by whoever represents it in this "
        "network.",
    )

    def write(self, vals):
        result = super().write(vals)
        if "network_id" in vals:
            self._refresh_recipients()
        return result

    def _prepare_recipient_vals_list(self):
        vals_list = super()._prepare_recipient_vals_list()
        if not self.network_id or self.function_id:
            return vals_list
        people = self._find_representatives()
        own_addresses = self.env["club.team"]._get_mailbox_addresses()
        Partner = self.env["res.partner"]
        for vals in vals_list:
            person = people.get(vals["partner_id"], Partner)
            if person and person._club_can_mail(own_addresses):
                organisation = Partner.browse(vals["partner_id"])
                vals.update(organisation._club_represented_by(person))
        return vals_list

    def _find_representatives(self):
        """Who represents the organisations in the network today.

        :rtype: dict of the id of an organisation: ``res.partner``
        """
        network = self.network_id._origin
        members = network._get_members_on(self.env.company._club_today())
        people = members.representative_id.with_prefetch()
        people.mapped("is_blacklisted")
        return {member.partner_id.id: member.representative_id for member in members}


class ClubMailingRecipient(models.Model):
    _inherit = "club.mailing.recipient"

    # a copy: the rule of restricted networks rests on it
    network_id = fields.Many2one(
        related="mailing_id.network_id", store=True, index="btree_not_null"
    )


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _club_represented_by(self, person):
        """Values of a recipient: this organisation by who represents it."""
        recipient = self._club_make_recipient(
            "holder", person, self.env["club.office"].browse()
        )
        recipient = replace(
            recipient,
            reason=self.env._(
                "%(person)s represents it in the network.", person=person.name
            ),
        )
        return {
            "person_id": person.id,
            "channel": recipient.channel,
            "step": recipient.step,
            "reason": recipient.reason,
            "salutation": recipient.salutation,
            "email": recipient.email,
            "address": "\n".join(recipient.address_lines),
        }


class ClubNetwork(models.Model):
    _inherit = "club.network"

    def action_write_to_members(self):
        """Begin a mailing to all organisations that are members today.

        :raises UserError: when there is nobody to write to
        """
        self.ensure_one()
        members = self._get_members_on(self.env.company._club_today())
        if not members:
            raise UserError(
                self.env._(
                    "“%(network)s” has no members today. Please add organisations "
                    "first.",
                    network=self.name,
                )
            )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "club_support.club_mailing_action"
        )
        action["views"] = [(False, "form")]
        action["context"] = {
            "default_network_id": self.id,
            "default_partner_ids": members.partner_id.ids,
            "default_name": self.name,
            "default_team_id": self.team_id.id,
        }
        return action
