"""Addresses that mail came back from: marked, shown, and cleared again."""

from odoo import fields, models

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

    def _club_mark_undeliverable(self, reason=""):
        """Mail to these contacts came back: use their addresses no more.

        :param str reason: what the mail server said
        """
        marked = self.filtered("email_normalized")
        marked.write(
            {
                "email_undeliverable": True,
                "email_undeliverable_date": fields.Date.context_today(self),
                "email_undeliverable_reason": (reason or "").strip()[:500],
            }
        )
