from odoo import fields, models
from odoo.exceptions import AccessError


class ClubMeetingPartMixin(models.AbstractModel):
    """What belongs to one meeting; whoever may edit the meeting changes it.

    Record rules rest on the network, which is copied here for that reason.
    """

    _name = "club.meeting.part.mixin"
    _description = "Part of a Meeting"
    _inherit = ["club.part.mixin", "club.copy.mixin"]

    _part_of = "meeting_id"

    meeting_id = fields.Many2one(
        comodel_name="club.meeting",
        required=True,
        index=True,
        ondelete="cascade",
    )
    network_id = fields.Many2one(
        related="meeting_id.network_id",
        store=True,
        index="btree_not_null",
        precompute=True,
    )
    company_id = fields.Many2one(
        related="meeting_id.company_id",
        store=True,
        index=True,
        precompute=True,
    )

    def _make_part_error(self):
        return AccessError(
            self.env._(
                "Only who organises the meeting may change this. Please ask whoever "
                "is responsible for it."
            )
        )
