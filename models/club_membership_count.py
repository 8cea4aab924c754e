from odoo import api, fields, models


class ClubMembershipCount(models.Model):
    """How many members a club reported for a year.

    The detail by sport, age and gender explains the total; it is never added
    to it, and need not be complete.
    """

    _name = "club.membership.count"
    _description = "Membership Count"
    _inherit = ["club.copy.mixin", "club.review.mixin"]
    _order = "partner_id, year desc, id"
    _rec_name = "year"

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Organisation",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('is_company', '=', True)]",
    )
    year = fields.Integer(
        required=True,
        default=lambda self: fields.Date.context_today(self).year,
        aggregator=None,
    )
    total = fields.Integer(string="Members", aggregator="sum")
    youth = fields.Integer(
        string="Young Members",
        aggregator="sum",
        help="Members under 18 years of age; they are part of the total.",
    )
    is_youth_reported = fields.Boolean(
        string="Youth Reported",
        default=True,
        help="Without it the number of young members is unknown, not zero.",
    )
    is_estimated = fields.Boolean(
        string="Estimated",
        help="The club gave a rough number.",
    )
    line_ids = fields.One2many(
        comodel_name="club.membership.count.line",
        inverse_name="count_id",
        string="Detail",
    )
    company_id = fields.Many2one(
        related="partner_id.company_id",
        store=True,
        index="btree_not_null",
    )

    # an index, not UNIQUE: merging contacts deletes what UNIQUE refuses
    _year_unique = models.UniqueIndex(
        "(partner_id, year) WHERE COALESCE(needs_review, FALSE) = FALSE",
        "There is a count for this organisation and year already. Please correct it "
        "instead of adding a second one.",
    )
    _numbers_plausible = models.Constraint(
        "CHECK (total >= 0 AND youth >= 0 AND youth <= total)",
        "The number of members cannot be below zero, and young members are part of "
        "the total. Please correct the numbers.",
    )
    _year_plausible = models.Constraint(
        "CHECK (year BETWEEN 1800 AND 2200)",
        "The year has four digits, as in 2026. Please correct it.",
    )

    @api.depends("year")
    def _compute_display_name(self):
        for count in self:
            count.display_name = str(count.year)

    @api.model_create_multi
    def create(self, vals_list):
        counts = super().create(vals_list)
        counts.partner_id._club_enter_register()
        return counts
