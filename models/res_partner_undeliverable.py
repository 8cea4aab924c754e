"""Addresses that mail came back from: marked, shown, and cleared again."""

from odoo import api, fields, models

from .res_partner_register import STAFF


class ResPartner(models.Model):
    _inherit = "res.partner"

    email_undeliverable = fields.Boolean(
        string="Address Does Not Work",
        copy=False,
        readonly=True,
        tracking=True,
        groups=STAFF,
        help="Mail to this e-mail address came back.",
    )
    email_undeliverable_date = fields.Date(
        string="Came Back On",
        copy=False,
        readonly=True,
        groups=STAFF,
    )
    email_undeliverable_reason = fields.Char(
        string="Why It Came Back",
        copy=False,
        readonly=True,
        groups=STAFF,
    )
    undeliverable_ids = fields.Many2many(
        comodel_name="res.partner",
        string="Undeliverable Addresses",
        compute="_compute_undeliverable_ids",
        groups=STAFF,
        help="The organisation and those in office whose mail came back.",
    )
    undeliverable_hint = fields.Char(
        compute="_compute_undeliverable_ids",
        groups=STAFF,
    )

    @api.depends("email_undeliverable", "office_ids.person_id.email_undeliverable")
    def _compute_undeliverable_ids(self):
        offices = self.env["club.office"].search(
            [
                ("partner_id", "in", self.ids),
                ("is_current", "=", True),
                ("person_id.email_undeliverable", "=", True),
            ]
        )
        holders = offices.grouped("partner_id")
        for partner in self:
            marked = partner.filtered("email_undeliverable")._origin
            marked |= holders.get(partner._origin, offices.browse()).person_id
            partner.undeliverable_ids = marked
            partner.undeliverable_hint = (
                marked._club_describe_undeliverable() if marked else False
            )

    def _club_describe_undeliverable(self):
        return self.env._(
            "Mail came back from: %(addresses)s. Please ask for the right address; "
            "until then mail takes another way.",
            addresses=", ".join(
                f"{partner.name} ({partner.email})" for partner in self
            ),
        )

    def write(self, vals):
        """A new address is taken to work until mail comes back from it."""
        if "email" not in vals:
            return super().write(vals)
        # sudo: whoever may correct an address, the mark goes with the old one
        marked = self.sudo().filtered("email_undeliverable")
        old_addresses = {partner: partner.email_normalized for partner in marked}
        result = super().write(vals)
        marked.filtered(
            lambda partner: partner.email_normalized != old_addresses[partner]
        )._club_clear_undeliverable()
        return result

    def _club_mark_undeliverable(self, reason=""):
        """Mail to these contacts came back: use their addresses no more.

        :param str reason: what the mail server said
        """
        self.filtered("email_normalized").write(
            {
                "email_undeliverable": True,
                "email_undeliverable_date": fields.Date.context_today(self),
                "email_undeliverable_reason": " ".join((reason or "").split())[:250],
            }
        )

    def _club_clear_undeliverable(self):
        self.write(
            {
                "email_undeliverable": False,
                "email_undeliverable_date": False,
                "email_undeliverable_reason": False,
            }
        )

    def action_address_works(self):
        """Mail may go to these contacts and their office holders again."""
        self.check_access("write")
        self.undeliverable_ids._club_clear_undeliverable()
