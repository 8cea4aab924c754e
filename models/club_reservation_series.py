from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .club_reservation import USES

DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]


class ClubReservationSeries(models.Model):
    """Times of a group that recur, by the clock on the wall of the space."""

    _name = "club.reservation.series"
    _description = "Series of Reservations"
    _inherit = ["mail.thread", "club.steps.mixin", "club.plausible.date.mixin"]
    _order = "date_from desc, facility_id, id desc"
    _check_company_auto = True
    _counts_in_forms = True
    _step_fields = frozenset({"state", "date_confirmed"})

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
    facility_id = fields.Many2one(
        comodel_name="club.facility",
        string="Space",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('is_bookable', '=', True)]",
        check_company=True,
        tracking=True,
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Organisation",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    season_id = fields.Many2one(
        comodel_name="club.season",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    use = fields.Selection(
        selection=USES, required=True, default="practice", tracking=True
    )
    sport_id = fields.Many2one(
        comodel_name="club.sport", index="btree_not_null", ondelete="restrict"
    )
    age_group = fields.Char(help="Such as U13 or adults.")
    instructor_id = fields.Many2one(
        comodel_name="res.partner",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('is_company', '=', False)]",
        check_company=True,
    )
    people_expected = fields.Integer()
    rrule = fields.Char(
        string="Rule",
        required=True,
        compute="_compute_rrule",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="As calendars write it: FREQ=WEEKLY;BYDAY=TU is every Tuesday.",
    )
    date_from = fields.Date(
        string="First Day",
        required=True,
        compute="_compute_dates",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
    )
    date_to = fields.Date(
        string="Last Day",
        required=True,
        compute="_compute_dates",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
    )
    hour_from = fields.Float(
        string="Begins At",
        required=True,
        default=18.0,
        tracking=True,
        help="In local time of the space.",
    )
    hour_to = fields.Float(
        string="Ends At",
        required=True,
        default=19.5,
        tracking=True,
        help="In local time of the space.",
    )
    tz = fields.Selection(related="facility_id.tz", string="Time Zone")
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("confirmed", "Confirmed"),
            ("ended", "Ended"),
        ],
        required=True,
        readonly=True,
        default="draft",
        index=True,
        copy=False,
        tracking=True,
    )
    date_confirmed = fields.Datetime(string="Confirmed On", readonly=True, copy=False)
    previous_id = fields.Many2one(
        comodel_name="club.reservation.series",
        string="Continued From",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
    )
    reservation_ids = fields.One2many(
        comodel_name="club.reservation", inverse_name="series_id", string="Dates"
    )
    skipped_ids = fields.One2many(
        comodel_name="club.reservation.skip",
        inverse_name="series_id",
        string="Skipped Dates",
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
        related="facility_id.company_id", store=True, index=True, precompute=True
    )
    note = fields.Text()
    active = fields.Boolean(default=True)

    _hours_plausible = models.Constraint(
        "CHECK (hour_from >= 0 AND hour_from < hour_to AND hour_to <= 24)",
        "The use ends before it begins. Please correct the hours.",
    )
    _days_plausible = models.Constraint(
        "CHECK (date_from <= date_to)",
        "The last day lies before the first one. Please correct the days.",
    )

    @api.depends("partner_id", "use")
    def _compute_name(self):
        labels = dict(self._fields["use"]._description_selection(self.env))
        for series in self:
            # whoever fills in a new one reads the use until there is a better name
            given = series.name
            if not series._origin and given in labels.values():
                given = False
            series.name = given or series.partner_id.name or labels.get(series.use)

    @api.depends("date_from")
    def _compute_rrule(self):
        for series in self:
            if not series.rrule and series.date_from:
                day = DAYS[series.date_from.weekday()]
                series.rrule = f"FREQ=WEEKLY;BYDAY={day}"

    @api.depends("season_id")
    def _compute_dates(self):
        """Those of the season; without one from today on, for half a year."""
        for series in self:
            season = series.season_id
            today = self.env.company._club_today()
            series.date_from = series.date_from or season.date_from or today
            series.date_to = (
                series.date_to
                or season.date_to
                or fields.Date.add(series.date_from, months=6)
            )

    @api.constrains("season_id", "date_from", "date_to")
    def _check_in_season(self):
        for series in self:
            season = series.season_id
            if season and not (
                season.date_from <= series.date_from
                and series.date_to <= season.date_to
            ):
                raise ValidationError(
                    self.env._(
                        "“%(series)s” lies beyond the season “%(season)s”. Please "
                        "correct its first or last day.",
                        series=series.name,
                        season=season.name,
                    )
                )
