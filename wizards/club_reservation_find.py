from datetime import date, timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools import intervals

LINES = 80
DAYS_AT_MOST = 92


class ClubReservationFind(models.TransientModel):
    """Finds a free time: instead of one that is taken, or in any hall."""

    _name = "club.reservation.find"
    _description = "Find a Time"
    _inherit = ["club.plausible.date.mixin"]

    reservation_id = fields.Many2one(comodel_name="club.reservation", readonly=True)
    displaced_id = fields.Many2one(
        comodel_name="club.closure.displaced", ondelete="cascade", readonly=True
    )
    stays = fields.Boolean(
        readonly=True, help="Whoever comes from the plan goes back to it."
    )
    name = fields.Char(string="Group or Purpose")
    partner_id = fields.Many2one(comodel_name="res.partner", string="Organisation")
    date_from = fields.Date(
        string="First Day",
        required=True,
        default=lambda self: self.env.company._club_today(),
    )
    date_to = fields.Date(
        string="Last Day",
        required=True,
        compute="_compute_date_to",
        store=True,
        readonly=False,
        precompute=True,
    )
    weekday = fields.Selection(
        selection=[
            ("0", "Monday"),
            ("1", "Tuesday"),
            ("2", "Wednesday"),
            ("3", "Thursday"),
            ("4", "Friday"),
            ("5", "Saturday"),
            ("6", "Sunday"),
        ],
        help="Empty means any day.",
    )
    hour_from = fields.Float(string="Not Before", default=7.0)
    hour_to = fields.Float(string="Not After", default=22.0)
    minutes = fields.Integer(string="How Long (Minutes)", required=True, default=90)
    people = fields.Integer()
    sport_id = fields.Many2one(comodel_name="club.sport")
    type_id = fields.Many2one(comodel_name="club.facility.type", string="Facility Type")
    equipment_ids = fields.Many2many(
        comodel_name="club.equipment", string="Equipment and Accessibility"
    )
    place_id = fields.Many2one(
        comodel_name="club.facility",
        string="Only Here",
        help="A site, a building or a hall; what lies in it is searched.",
    )
    line_ids = fields.One2many(
        comodel_name="club.reservation.find.line",
        inverse_name="find_id",
        string="Free Times",
        readonly=True,
    )
    is_searched = fields.Boolean(readonly=True)

    @api.depends("date_from")
    def _compute_date_to(self):
        """A week, unless somebody says otherwise."""
        for dialog in self:
            if dialog.date_from and not (
                dialog.date_to and dialog.date_to >= dialog.date_from
            ):
                last = min(dialog.date_from, date.max - 6 * intervals.DAY)
                dialog.date_to = last + 6 * intervals.DAY

    @api.constrains("reservation_id")
    def _check_reservation_id(self):
        """Only who may edit a reservation learns of it from the dialog."""
        self.reservation_id.sudo(False).check_access("write")

    @api.constrains("displaced_id")
    def _check_displaced_id(self):
        """The same for what a closure displaces."""
        self.displaced_id.sudo(False).check_access("write")

    # ------------------------------------------------------------
    # Searching
    # ------------------------------------------------------------

    def action_search(self):
        """List the spaces that fit, and when each is free.

        :raises UserError: when the days or hours make no sense
        """
        self.ensure_one()
        self._check_wishes()
        lines = sorted(self._find_lines(), key=self._get_order)[:LINES]
        commands = [Command.create(line) for line in lines]
        self.write({"line_ids": [Command.clear(), *commands], "is_searched": True})
        return self._reopen()

    def _check_wishes(self):
        if self.date_from > self.date_to:
            raise UserError(
                self.env._(
                    "The last day lies before the first one. Please correct the days."
                )
            )
        if (self.date_to - self.date_from).days >= DAYS_AT_MOST:
            raise UserError(
                self.env._(
                    "Free times are searched in up to %(days)s days at once. Please "
                    "choose an earlier last day.",
                    days=DAYS_AT_MOST,
                )
            )
        fits = 0 <= self.hour_from < self.hour_to <= 24
        if not fits or self.minutes <= 0:
            raise UserError(
                self.env._(
                    "The hours and minutes do not fit together. Please say how long "
                    "the time lasts, not before which hour and not after which."
                )
            )
        if self.minutes > round((self.hour_to - self.hour_from) * 60):
            raise UserError(
                self.env._(
                    "Between these hours there is no room for so many minutes. Please "
                    "choose a shorter time or other hours."
                )
            )

    def _get_domain(self):
        """Domain of the spaces that fit what was said."""
        Facility = self.env["club.facility"]
        domain = Facility._get_room_for(self.people)
        domain &= Domain("company_id", "in", self.env.companies.ids)
        if self.sport_id:
            domain &= Domain("sport_ids", "in", self.sport_id.ids) | Domain(
                "sport_ids", "=", False
            )
        if self.type_id:
            domain &= Domain("type_id", "=", self.type_id.id)
        if self.place_id:
            domain &= Domain("id", "child_of", self.place_id.id)
        for equipment in self.equipment_ids:
            domain &= Domain("equipment_ids", "in", equipment.ids)
        return domain

    def _find_lines(self):
        """The first time in each space and on each day.

        :return: values of lines
        """
        spaces = self.env["club.facility"].search(self._get_domain())
        if not spaces:
            return
        # a day more on both sides: spaces may lie in other time zones
        midnight = fields.Datetime.to_datetime(self.date_from) - intervals.DAY
        free = spaces._free_slots_many(
            midnight,
            fields.Datetime.to_datetime(self.date_to) + 2 * intervals.DAY,
            self.minutes,
        )
        days = self._get_days()
        for space in spaces:
            wished = self._get_wished(space, days)
            seen = set()
            for start, stop in intervals.intersect(free[space], wished):
                day = space._to_wall(space, start).date()
                line = day not in seen and self._make_line(space, start, stop)
                if line:
                    seen.add(day)
                    yield line

    def _get_days(self):
        days = [
            self.date_from + count * intervals.DAY
            for count in range((self.date_to - self.date_from).days + 1)
        ]
        return [
            day
            for day in days
            if not self.weekday or day.weekday() == int(self.weekday)
        ]

    def _get_wished(self, space, days):
        """The hours asked for by the clock on the wall of a space, naive UTC."""
        zone = space._get_zone(space)
        first, last = round(self.hour_from * 60), round(self.hour_to * 60)
        return [
            (
                intervals.at_wall(day, first, zone),
                intervals.at_wall(day, last, zone, fold=1),
            )
            for day in days
        ]

    def _make_line(self, space, start, stop):
        """The first time inside of a free one that may be asked for, if any."""
        start = max(start, space._get_soonest(space).replace(second=0))
        free = intervals.on_grid(
            [(start, stop)], space.grid_minutes, space._get_zone(space)
        )
        for begins, ends in free:
            until = begins + timedelta(minutes=space._count_needed(self.minutes))
            if until <= ends:
                return {
                    "facility_id": space.id,
                    "start": begins,
                    "stop": until,
                    "free_until": ends,
                    "kind": "free",
                }
        return None

    def _get_order(self, line):
        """Earlier days first; on a day, spaces for this sport and of that size."""
        space = self.env["club.facility"].browse(line["facility_id"])
        day = space._to_wall(space, line["start"]).date()
        is_for_sport = self.sport_id and self.sport_id in space.sport_ids
        return (day, not is_for_sport, line["start"], space.capacity, space.id)

    # ------------------------------------------------------------
    # Instead of a time that is taken
    # ------------------------------------------------------------

    @api.model
    def _make_for(self, reservation, use=None, **vals):
        """A dialog with what is free instead of a reservation's time.

        :param use: ``Use``, the time and place that were wanted; default its own
        """
        lines = [
            Command.create(
                {
                    "kind": one.kind,
                    "facility_id": one.facility.id,
                    "start": one.start,
                    "stop": one.stop,
                }
            )
            for one in reservation._find_alternatives(use)
        ]
        return self.create(
            {
                "reservation_id": reservation.id,
                "line_ids": lines,
                "is_searched": True,
                "stays": bool(use),
                **self._prepare_wishes(reservation, use),
                **vals,
            }
        )

    @api.model
    def _prepare_wishes(self, reservation, use):
        begins = use.facility._to_wall(use.facility, use.start) if use else None
        return {
            "name": reservation.name,
            "partner_id": reservation.partner_id.id,
            "date_from": (begins or reservation._local(reservation.start)).date(),
            "minutes": reservation.minutes,
            "people": reservation.people_expected,
            "sport_id": reservation.sport_id.id,
        }

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Find a Time"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            # the plan opens it without a button
            "views": [[False, "form"]],
            "target": "new",
        }
