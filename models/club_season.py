from odoo import api, fields, models


class ClubSeason(models.Model):
    """A round of times for clubs: applications, allocation, confirmation."""

    _name = "club.season"
    _description = "Season"
    _inherit = ["mail.thread", "mail.activity.mixin", "club.plausible.date.mixin"]
    _order = "date_from desc, id desc"
    _check_company_auto = True
    _counts_in_forms = True

    name = fields.Char(required=True, tracking=True, help="Such as “Winter 2026/27”.")
    date_from = fields.Date(string="First Day", required=True, tracking=True)
    date_to = fields.Date(string="Last Day", required=True, tracking=True)
    date_applications = fields.Date(
        string="Applications Until",
        compute="_compute_date_applications",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
    )
    previous_id = fields.Many2one(
        comodel_name="club.season",
        string="Season Before",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Its times are the first draft of this one.",
    )
    application_ids = fields.One2many(
        comodel_name="club.season.application",
        inverse_name="season_id",
        string="Applications",
    )
    series_ids = fields.One2many(
        comodel_name="club.reservation.series",
        inverse_name="season_id",
        string="Times",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible",
        default=lambda self: self.env.user,
        index="btree_not_null",
        ondelete="restrict",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        check_company=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    note = fields.Text()
    active = fields.Boolean(default=True)

    _days_plausible = models.Constraint(
        "CHECK (date_from <= date_to)",
        "The last day lies before the first one. Please correct the days.",
    )

    @api.depends("date_from")
    def _compute_date_applications(self):
        """Two months before the season begins unless somebody says otherwise."""
        for season in self:
            if season.date_from and not season.date_applications:
                season.date_applications = fields.Date.add(season.date_from, months=-2)
