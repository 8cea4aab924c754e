from odoo import fields, models
from odoo.exceptions import AccessError


class ClubNetworkPartMixin(models.AbstractModel):
    """What belongs to one network; whoever may edit the network changes it."""

    _name = "club.network.part.mixin"
    _description = "Part of a Network"
    _inherit = ["club.part.mixin"]

    _part_of = "network_id"

    network_id = fields.Many2one(
        comodel_name="club.network",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="network_id.company_id",
        store=True,
        index=True,
        precompute=True,
    )

    def _make_part_error(self):
        return AccessError(
            self.env._(
                "Only who organises the network may change this. Please ask its "
                "coordinator."
            )
        )
