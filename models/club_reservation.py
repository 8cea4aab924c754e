from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import ValidationError

UTC = ZoneInfo("UTC")

STATES = [
    ("draft", "Draft"),
    ("requested", "Requested"),
    ("held", "On Hold"),
    ("confirmed", "Confirmed"),
    ("rejected", "Rejected"),
    ("cancelled", "Cancelled"),
]
USES = [
    ("practice", "Practice"),
    ("competition", "Competition"),
    ("school", "School"),
    ("event", "Event"),
    ("maintenance", "Maintenance"),
]


class ClubReservation(models.Model):
    """A use of a space from a moment to a moment, asked for, held or confirmed."""

    _name = "club.reservation"
    _description = "Reservation"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "club.steps.mixin",
        "club.plausible.date.mixin",
    ]
    _order = "start desc, id desc"
    _check_company_auto = True

    # states that take the time
    _taking_states = ("held", "confirmed")
    _step_fields = frozenset(
        {
            "state",
            "hold_until",
            "occupancy_ids",
            "is_hold_warned",
            "place_told",
            "place_told_key",
            "date_moved",
            "reason",
            "date_confirmed",
            "people_actual",
            "is_counted",
        }
    )

    name = fields.Char(
        string="Group or Purpose",
        required=True,
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
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
    contact_id = fields.Many2one(
        comodel_name="res.partner",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('is_company', '=', False)]",
        check_company=True,
    )
    start = fields.Datetime(
        required=True, index=True, tracking=True, help="In local time of the space."
    )
    stop = fields.Datetime(
        required=True,
        compute="_compute_stop",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
    )
    setup_minutes = fields.Integer(
        string="Set-Up (Minutes)", help="Part of the time above, at its beginning."
    )
    cleanup_minutes = fields.Integer(
        string="Clear-Up (Minutes)", help="Part of the time above, at its end."
    )
    tz = fields.Selection(related="facility_id.tz", string="Time Zone")
    minutes = fields.Integer(
        string="Duration (Minutes)",
        compute="_compute_minutes",
        store=True,
        precompute=True,
    )
    use = fields.Selection(
        selection=USES, required=True, default="practice", tracking=True
    )
    state = fields.Selection(
        selection=STATES,
        required=True,
        readonly=True,
        default="draft",
        index=True,
        copy=False,
        tracking=True,
    )
    hold_until = fields.Datetime(
        string="Held Until",
        readonly=True,
        copy=False,
        help="Then the time is free again unless it was confirmed.",
    )
    is_hold_warned = fields.Boolean(readonly=True, copy=False)
    reason = fields.Char(readonly=True, copy=False, tracking=True)
    date_confirmed = fields.Datetime(string="Confirmed On", readonly=True, copy=False)
    is_exception = fields.Boolean(
        string="Exception",
        copy=False,
        tracking=True,
        help="The rules of the space on hours, grid, length and notice do not count "
        "this time. Closures and other uses still do.",
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
    people_actual = fields.Integer(
        string="People Who Came",
        readonly=True,
        copy=False,
        help="0 with a count means that nobody used the time.",
    )
    is_counted = fields.Boolean(
        string="Counted", readonly=True, copy=False, help="Somebody noted who came."
    )
    series_id = fields.Many2one(
        comodel_name="club.reservation.series",
        string="Series of Times",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    season_id = fields.Many2one(
        comodel_name="club.season",
        compute="_compute_season_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Asked For By",
        default=lambda self: self.env.user,
        index="btree_not_null",
        ondelete="restrict",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        check_company=True,
    )
    company_id = fields.Many2one(
        related="facility_id.company_id", store=True, index=True, precompute=True
    )
    occupancy_ids = fields.One2many(
        comodel_name="club.occupancy",
        inverse_name="reservation_id",
        string="Occupied Time",
        readonly=True,
        copy=False,
    )
    note = fields.Text()
    # what Odoo's calendar view shows differently
    is_striked = fields.Boolean(compute="_compute_is_striked")
    is_hatched = fields.Boolean(compute="_compute_is_striked")

    _start_before_stop = models.Constraint(
        "CHECK (start < stop)",
        "The use ends before it begins. Please correct the times.",
    )
    _numbers_plausible = models.Constraint(
        "CHECK (setup_minutes >= 0 AND cleanup_minutes >= 0 AND people_expected >= 0 "
        "AND people_actual >= 0)",
        "People and minutes cannot be fewer than none. Please correct the number.",
    )
    _facility_times = models.Index("(facility_id, start)")

    # ------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------

    @api.depends("series_id", "partner_id", "use")
    def _compute_name(self):
        labels = dict(self._fields["use"]._description_selection(self.env))
        for reservation in self:
            # whoever fills in a new one reads the use until there is a better name
            given = reservation.name
            if not reservation._origin and given in labels.values():
                given = False
            reservation.name = (
                given
                or reservation.series_id.name
                or reservation.partner_id.name
                or labels.get(reservation.use)
            )

    @api.depends("start")
    def _compute_stop(self):
        """As long as before; a new one lasts 90 minutes."""
        for reservation in self:
            if not reservation.start:
                continue
            before = reservation._origin
            length = {"minutes": before.minutes or 90}
            if (
                not reservation.stop
                or (before and before.stop == reservation.stop)
                or (reservation.stop <= reservation.start and not before)
            ):
                reservation.stop = fields.Datetime.add(reservation.start, **length)

    @api.depends("start", "stop")
    def _compute_minutes(self):
        for reservation in self:
            if reservation.start and reservation.stop:
                length = reservation.stop - reservation.start
                reservation.minutes = round(length.total_seconds() / 60)
            else:
                reservation.minutes = 0

    @api.depends("series_id.season_id")
    def _compute_season_id(self):
        for reservation in self:
            reservation.season_id = (
                reservation.series_id.season_id or reservation.season_id
            )

    @api.depends("state")
    def _compute_is_striked(self):
        for reservation in self:
            reservation.is_striked = reservation.state in ("rejected", "cancelled")
            reservation.is_hatched = reservation.state in ("requested", "held")

    # ------------------------------------------------------------
    # Checks
    # ------------------------------------------------------------

    @api.constrains("setup_minutes", "cleanup_minutes", "start", "stop")
    def _check_setup(self):
        for reservation in self:
            around = reservation.setup_minutes + reservation.cleanup_minutes
            if around and around >= reservation.minutes:
                raise ValidationError(
                    self.env._(
                        "Set-up and clear-up of “%(name)s” take all of its time. They "
                        "lie inside of it; please shorten them or book longer.",
                        name=reservation.name,
                    )
                )

    # ------------------------------------------------------------
    # For others
    # ------------------------------------------------------------

    def _local(self, moment):
        """A moment in the time zone of the space, with that zone.

        :param datetime moment: naive UTC
        """
        self.ensure_one()
        # sudo: the zone of a space is no secret
        zone = ZoneInfo(self.sudo().facility_id.tz or "UTC")
        return moment.replace(tzinfo=UTC).astimezone(zone)
