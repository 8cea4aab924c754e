"""Effort for meetings, own ones and those of others apart."""

from odoo import api, fields, models


class ClubContactEntry(models.Model):
    _inherit = "club.contact.entry"

    # read as superuser, as grouping demands; who reads the entry reads its meeting
    meeting_kind = fields.Selection(
        related="meeting_id.kind", string="Meeting Convened"
    )

    @api.constrains(
        "note",
        "case_id",
        "partner_id",
        "contact_id",
        "people_count",
        "network_id",
        "meeting_id",
    )
    def _check_not_empty(self):
        """The meeting or the network says with whom."""
        others = self.filtered(lambda entry: not (entry.meeting_id or entry.network_id))
        return super(ClubContactEntry, others)._check_not_empty()
