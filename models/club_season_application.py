from odoo import api, fields, models


class ClubSeasonApplication(models.Model):
    """What a group asks for in a season."""

    _name = "club.season.application"
    _description = "Application for a Season"
    _inherit = ["mail.thread", "club.steps.mixin", "club.plausible.date.mixin"]
    _order = "season_id, rank_sequence, partner_id, id"
    _check_company_auto = True

    name = fields.Char(
        string="Group",
        required=True,
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="Such as “Handball C youth girls”.",
    )
    season_id = fields.Many2one(
        comodel_name="club.season", required=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Organisation",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    sport_id = fields.Many2one(
        comodel_name="club.sport", index="btree_not_null", ondelete="restrict"
    )
    age_group = fields.Char(help="Such as U13 or adults.")
    league = fields.Char()
    people_count = fields.Integer(string="People")
    instructor_id = fields.Many2one(
        comodel_name="res.partner",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('is_company', '=', False)]",
        check_company=True,
    )
    rank_id = fields.Many2one(
        comodel_name="club.allocation.rank",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    rank_sequence = fields.Integer(related="rank_id.sequence", store=True)
    wish_ids = fields.One2many(
        comodel_name="club.season.wish",
        inverse_name="application_id",
        string="Wishes",
        copy=True,
    )
    series_ids = fields.One2many(
        comodel_name="club.reservation.series",
        inverse_name="application_id",
        string="Times Given",
    )
    state = fields.Selection(
        selection=[
            ("open", "Open"),
            ("served", "Served"),
            ("refused", "Refused"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        readonly=True,
        default="open",
        copy=False,
        tracking=True,
    )
    reason = fields.Char(help="Why a wish was not met; the club reads it.")
    date = fields.Date(
        string="Received On", default=lambda self: self.env.company._club_today()
    )
    company_id = fields.Many2one(
        related="season_id.company_id", store=True, index=True, precompute=True
    )
    note = fields.Text()

    @api.depends("partner_id", "sport_id", "age_group")
    def _compute_name(self):
        for application in self:
            words = [application.sport_id.name, application.age_group]
            application.name = (
                application.name
                or " ".join(word for word in words if word)
                or application.partner_id.name
            )


class ClubReservationSeries(models.Model):
    _inherit = "club.reservation.series"

    application_id = fields.Many2one(
        comodel_name="club.season.application",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
    )
