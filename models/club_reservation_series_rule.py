"""The days that the rule of a series names, and an easy way to say it."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import rrules
from ..tools.series_dates import DAYS_MOST, YEARS_MOST

WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class ClubReservationSeries(models.Model):
    _inherit = "club.reservation.series"

    mon = fields.Boolean(
        string="Monday", compute="_compute_weekly", inverse="_inverse_weekly"
    )
    tue = fields.Boolean(
        string="Tuesday", compute="_compute_weekly", inverse="_inverse_weekly"
    )
    wed = fields.Boolean(
        string="Wednesday", compute="_compute_weekly", inverse="_inverse_weekly"
    )
    thu = fields.Boolean(
        string="Thursday", compute="_compute_weekly", inverse="_inverse_weekly"
    )
    fri = fields.Boolean(
        string="Friday", compute="_compute_weekly", inverse="_inverse_weekly"
    )
    sat = fields.Boolean(
        string="Saturday", compute="_compute_weekly", inverse="_inverse_weekly"
    )
    sun = fields.Boolean(
        string="Sunday", compute="_compute_weekly", inverse="_inverse_weekly"
    )
    every_weeks = fields.Integer(
        string="Every … Weeks",
        compute="_compute_weekly",
        inverse="_inverse_weekly",
        help="2 is every second week, counted from the first day.",
    )
    is_weekly = fields.Boolean(compute="_compute_weekly")
    rule_text = fields.Char(string="Repeats", compute="_compute_rule_text")
    skip_public = fields.Boolean(
        string="Not on Public Holidays",
        tracking=True,
        help="Those of the federal state of your office. Where the space is closed on "
        "them, they are skipped anyway.",
    )
    skip_school = fields.Boolean(
        string="Not in School Holidays",
        compute="_compute_skip_school",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="Those of the federal state of your office. Schools pause in them.",
    )

    # ------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------

    @api.depends("use")
    def _compute_skip_school(self):
        for series in self:
            series.skip_school = series.use == "school"

    @api.depends("rrule")
    def _compute_weekly(self):
        for series in self:
            plain = rrules.read_weekly(series.rrule)
            numbers, interval = plain or (set(), 1)
            series.is_weekly = bool(plain)
            series.every_weeks = interval
            for number, name in enumerate(WEEKDAYS):
                series[name] = number in numbers

    def _inverse_weekly(self):
        """What was written counts, the rest is as the rule says."""
        for series in self:
            # reading one that was not written counts all of them from the rule
            written = {
                name: self.env.cache.get(series, self._fields[name])
                for name in (*WEEKDAYS, "every_weeks")
                if self.env.cache.contains(series, self._fields[name])
            }
            numbers, interval = rrules.read_weekly(series.rrule) or ((), 1)
            chosen = [
                number
                for number, name in enumerate(WEEKDAYS)
                if written.get(name, number in numbers)
            ]
            if chosen:
                interval = written.get("every_weeks", interval)
                series.rrule = rrules.weekly(chosen, interval)

    @api.onchange(*WEEKDAYS, "every_weeks")
    def _onchange_weekly(self):
        self.rrule = self._get_weekly_rule() or self.rrule

    def _get_weekly_rule(self):
        """The rule that the weekdays say, or None where none is chosen."""
        numbers = [number for number, name in enumerate(WEEKDAYS) if self[name]]
        return rrules.weekly(numbers, self.every_weeks) if numbers else None

    @api.depends("rrule", "hour_from", "hour_to")
    @api.depends_context("lang")
    def _compute_rule_text(self):
        for series in self:
            series.rule_text = self.env._(
                "%(days)s, %(from)s to %(to)s",
                **{
                    "days": series._get_days_text(),
                    "from": series._format_hour(series.hour_from),
                    "to": series._format_hour(series.hour_to),
                },
            )

    def _get_days_text(self):
        """Such as “Every Tuesday”; rules that weeks cannot say as calendars do."""
        plain = rrules.read_weekly(self.rrule)
        if not plain:
            return self.rrule or ""
        numbers, interval = plain
        names = [
            self._fields[name]._description_string(self.env)
            for number, name in enumerate(WEEKDAYS)
            if number in numbers
        ]
        if interval > 1:
            return self.env._(
                "Every %(count)s weeks on %(weekdays)s",
                count=interval,
                weekdays=", ".join(names),
            )
        return self.env._("Every %(weekdays)s", weekdays=", ".join(names))

    @api.model
    def _format_hour(self, hours):
        hour, minute = divmod(round(hours * 60), 60)
        return f"{hour:02}:{minute:02}"

    # ------------------------------------------------------------
    # Checks
    # ------------------------------------------------------------

    @api.constrains("rrule", "date_from", "date_to")
    def _check_rule(self):
        for series in self:
            try:
                days = series._get_pattern().get_days(DAYS_MOST + 1)
            except rrules.RuleError as error:
                raise ValidationError(
                    self.env._(
                        "The rule “%(rule)s” cannot be understood. Please choose the "
                        "weekdays instead; every Tuesday is FREQ=WEEKLY;BYDAY=TU. "
                        "Hours are no part of it.",
                        rule=series.rrule,
                    )
                ) from error
            series._check_size(days)

    def _check_size(self, days):
        latest = fields.Date.add(self.date_from, years=YEARS_MOST)
        if self.date_to >= latest or len(days) > DAYS_MOST:
            raise ValidationError(
                self.env._(
                    "“%(series)s” is too long: a series lasts three years and has "
                    "%(count)s dates at most. Please choose an earlier last day or "
                    "fewer days.",
                    series=self.name,
                    count=DAYS_MOST,
                )
            )

    def _check_space(self):
        """
        :raises ValidationError: where no date at all would fit the rules of the space
        """
        for series in self:
            space = series.facility_id
            if not (space.active and space.is_bookable):
                raise ValidationError(
                    self.env._(
                        "“%(space)s” cannot be booked any more. Please choose another "
                        "space for “%(series)s”.",
                        space=space.display_name,
                        series=series.name,
                    )
                )
            if 0 < space.capacity < series.people_expected:
                raise ValidationError(
                    self.env._(
                        "“%(series)s” expects %(people)s people, and “%(space)s” holds "
                        "%(capacity)s at most. Please choose a larger space or correct "
                        "the number.",
                        series=series.name,
                        people=series.people_expected,
                        space=space.display_name,
                        capacity=space.capacity,
                    )
                )
            series._check_hours()

    def _check_hours(self):
        space = self.facility_id
        begin, end = (round(hour * 60) for hour in (self.hour_from, self.hour_to))
        if begin % space.grid_minutes or end % space.grid_minutes:
            raise ValidationError(
                self.env._(
                    "In “%(space)s” times begin and end every %(minutes)s minutes. "
                    "Please correct the hours of “%(series)s”.",
                    space=space.display_name,
                    minutes=space.grid_minutes,
                    series=self.name,
                )
            )
        longest = space.longest_minutes or end - begin
        if not space.shortest_minutes <= end - begin <= longest:
            raise ValidationError(
                self.env._(
                    "“%(series)s” lasts %(minutes)s minutes, and “%(space)s” is not "
                    "given for that long or that short a time. Please correct the "
                    "hours.",
                    series=self.name,
                    minutes=end - begin,
                    space=space.display_name,
                )
            )
