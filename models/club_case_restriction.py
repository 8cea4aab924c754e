"""Cases that only those who work on them may read."""

from odoo import api, fields, models


class ClubCase(models.Model):
    _inherit = "club.case"

    is_restricted = fields.Boolean(
        string="Restricted",
        compute="_compute_is_restricted",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        tracking=True,
        help="Only whoever is responsible, deputises or supervises may read a "
        "restricted case. Everybody else sees its number at most.",
    )

    @api.depends("type_id")
    def _compute_is_restricted(self):
        """What is restricted once is opened by a person only, not by its type."""
        for case in self:
            case.is_restricted = case.is_restricted or case.type_id.is_restricted
