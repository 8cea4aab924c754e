"""Effort for meetings, own ones and those of others apart."""

from odoo import fields, models


class ClubContactEntry(models.Model):
    _inherit = "club.contact.entry"

    # read as superuser, as grouping demands; who reads the entry reads its meeting
    meeting_kind = fields.Selection(
        related="meeting_id.kind", string="Meeting Convened"
    )
