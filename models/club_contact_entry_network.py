from odoo import api, fields, models


class ClubContactEntry(models.Model):
    """Work for a network or in a meeting."""

    _inherit = "club.contact.entry"

    network_id = fields.Many2one(
        comodel_name="club.network",
        compute="_compute_network_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    meeting_id = fields.Many2one(
        comodel_name="club.meeting",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )

    @api.depends("meeting_id")
    def _compute_network_id(self):
        for entry in self:
            entry.network_id = entry.network_id or entry.meeting_id.network_id
