"""The rank of a group: proposed by the order of the municipality, decided by people."""

from odoo import api, fields, models


class ClubSeasonApplication(models.Model):
    _inherit = "club.season.application"

    rank_id = fields.Many2one(
        compute="_compute_rank_id",
        store=True,
        readonly=False,
    )
    rank_reason = fields.Char(related="rank_id.reason", string="Because")
    proposed_rank_id = fields.Many2one(
        comodel_name="club.allocation.rank",
        string="Rank by the Order",
        compute="_compute_proposed_rank_id",
        help="What the order of the municipality says of organisation, age group, "
        "sport and hours.",
    )
    is_rank_by_hand = fields.Boolean(compute="_compute_proposed_rank_id")

    @api.depends("partner_id", "sport_id", "age_group", "name", "wish_ids.hour_to")
    def _compute_rank_id(self):
        """What the order says, until somebody decides otherwise."""
        open_ones = self.filtered(lambda one: not one.rank_id)
        for application in self - open_ones:
            application.rank_id = application.rank_id
        proposed = self.env["club.allocation.rank"]._propose(open_ones)
        for application in open_ones:
            application.rank_id = proposed[application]

    @api.depends(
        "partner_id", "sport_id", "age_group", "name", "wish_ids.hour_to", "rank_id"
    )
    def _compute_proposed_rank_id(self):
        proposed = self.env["club.allocation.rank"]._propose(self)
        for application in self:
            rank = proposed[application]
            application.proposed_rank_id = rank
            application.is_rank_by_hand = rank and rank != application.rank_id

    def action_take_proposed_rank(self):
        """Give these groups the rank that the order of the municipality says."""
        self.check_access("write")
        for rank, applications in self.grouped("proposed_rank_id").items():
            if rank:
                applications.rank_id = rank
        return True
