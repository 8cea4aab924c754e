"""The times of an organisation."""

from odoo import api, fields, models

READERS = (
    "club_support.club_support_group_worker,"
    "club_support.club_support_group_management,"
    "club_support.club_support_group_caretaker"
)


class ResPartner(models.Model):
    _inherit = "res.partner"

    reservation_count = fields.Integer(
        string="Times Ahead", compute="_compute_reservation_count", groups=READERS
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_reservation_count(self):
        """What lies ahead and was not refused, as far as the user may read it."""
        counts = dict(
            self.env["club.reservation"]._read_group(
                [
                    ("partner_id", "in", self.ids),
                    ("stop", ">=", fields.Datetime.now()),
                    ("state", "in", ("requested", "held", "confirmed")),
                ],
                ["partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.reservation_count = counts.get(partner._origin, 0)

    def action_view_reservations(self):
        """Open the times of this organisation."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "club_support.club_reservation_action"
        )
        action["domain"] = [("partner_id", "=", self.id)]
        action["context"] = {
            "default_partner_id": self.id,
            "search_default_ahead": 1,
        }
        return action
