"""Changing a series that is booked: from a day on, or all that lies ahead.

Dates that were changed by hand stay as they are, and so does what lies behind.
"""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import rrules
from ..tools.series_dates import FREE, HAND, THERE
from .club_reservation_series_rule import WEEKDAYS
from .club_reservation_series_steps import COPIED, QUIET

# what decides on the dates
PLACING = (
    "facility_id",
    "rrule",
    "hour_from",
    "hour_to",
    "date_to",
    "skip_public",
    "skip_school",
)
CHANGEABLE = frozenset({*COPIED, *PLACING})
LOCKED = CHANGEABLE | {"date_from", "season_id", "every_weeks", *WEEKDAYS}
TAKING = ("requested", "held", "confirmed")


class ClubReservationSeries(models.Model):
    _inherit = "club.reservation.series"

    def write(self, vals):
        booked = not self.env.su and any(one.state != "draft" for one in self)
        if booked and LOCKED & vals.keys():
            raise UserError(
                self.env._(
                    "The dates of this series are booked. Please change it by its "
                    "button, so that the dates follow."
                )
            )
        return super().write(vals)

    @api.constrains("active")
    def _check_active(self):
        for series in self:
            if not series.active and series.state == "confirmed":
                raise UserError(
                    self.env._(
                        "The dates of “%(series)s” are booked. Please end the series "
                        "before you archive it.",
                        series=series.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_booked(self):
        # sudo: all dates of these series, whoever may see them
        booked = self.sudo().filtered("reservation_ids")
        if booked:
            raise UserError(
                self.env._(
                    "“%(series)s” has dates, so it cannot be deleted. Please take its "
                    "confirmation back, or end and archive it.",
                    series=booked[0].name,
                )
            )

    def action_change(self, vals, date_from=None):
        """Change a booked series, and its dates ahead with it.

        From a day on means that another series goes on from there. Dates that cannot
        be had at their new time are given up and kept as skipped, with the reason.

        :param dict vals: new values of group, organisation, use, sport, age group,
            instructor, people, space, rule, hours, last day or holidays
        :param date_from: from which day on; default: all that lie ahead
        :return: the series that the dates ahead belong to now
        :raises AccessError: unless the user decides on times
        :raises UserError: when the series is not booked, or nothing lies ahead
        """
        self.ensure_one()
        self.env["club.reservation"]._check_officer()
        self._check_step("confirmed")
        vals = self._read_changes(vals)
        first = self._get_first(date_from and self._read_day(date_from))
        moving = self._get_moving(first)
        series = self._split(first) if self._is_split(date_from, first) else self
        # sudo: checked above; not everybody may change what is booked
        moving.sudo().with_context(**QUIET).write({"series_id": series.id})
        series.sudo().write(vals)
        series._check_space()
        series._follow(moving, first)
        return series

    @api.model
    def _read_changes(self, vals):
        if not isinstance(vals, dict) or not vals or vals.keys() - CHANGEABLE:
            raise UserError(
                self.env._(
                    "Only group, space, days and hours of a booked series can change. "
                    "Please set up a new series for anything else."
                )
            )
        for name, value in vals.items():
            self._check_change(self._fields[name], value)
        return vals

    def _check_change(self, field, value):
        """
        :raises UserError: when a field cannot have this value
        """
        is_missing = field.required and (value is None or value is False)
        try:
            field.convert_to_cache(value, self)
        except (TypeError, ValueError):
            is_missing = True
        if is_missing:
            raise UserError(
                self.env._(
                    "“%(field)s” cannot be “%(value)s”. Please enter something else.",
                    field=field._description_string(self.env),
                    value=value or "",
                )
            )

    def _get_first(self, day):
        """The first day that changes: the week of a day, as far as it lies ahead."""
        today = self.company_id._club_today()
        if not day:
            return max(self.date_from, today)
        named = [each.day for each in self._get_pattern().get_days()]
        if not any(each >= day for each in named):
            raise UserError(
                self.env._(
                    "“%(series)s” has no date from this day on. Please choose one of "
                    "its dates.",
                    series=self.name,
                )
            )
        before = max((each for each in named if each < day), default=self.date_from)
        if before < day:
            before += timedelta(days=1)
        if self.is_weekly:
            day -= timedelta(days=day.weekday())
        return max(day, before, today, self.date_from)

    def _get_moving(self, first):
        """The dates from a day on that follow: nobody changed them by hand."""
        # sudo: all dates of the series; checked by the callers
        dates = self.sudo().reservation_ids.filtered(
            lambda one: (
                one.series_date
                and one.series_date >= first
                and one.state in TAKING
                and not one._has_begun()
                and not one.is_touched
            )
        )
        return dates.sudo(False)

    # ------------------------------------------------------------
    # The dates follow
    # ------------------------------------------------------------

    def _follow(self, moving, first):
        """Give dates ahead their new places, make new ones and give up others."""
        lines = self._plan_change(self._get_pattern(), moving, first)
        places = self._match(moving, lines)
        given_up = moving.filtered(lambda one: one not in places)
        given_up._drop(self.env._("The series changed."))
        self._place(places)
        for line in places.values():
            line.state = THERE
        made = self._book(lines)
        # sudo: skipped dates are kept by these methods only
        self.sudo().skipped_ids.filtered(
            lambda skip: (
                skip.date >= first and skip.date not in {line.day for line in lines}
            )
        ).unlink()
        self._keep_skipped(lines)
        self._log_change(places, made, given_up, first)

    @api.model
    def _plan_change(self, pattern, moving, first):
        """The days ahead of a changed series.

        :param pattern: ``Pattern`` as it is to be
        :param moving: dates that follow
        :rtype: list[Line]
        """
        now = fields.Datetime.now()
        lines = [
            line
            for line in self._plan_dates([pattern], first=first, moving=moving)
            if not line.start or line.start > now
        ]
        self._carry_left_out(pattern, lines, first)
        return lines

    @api.model
    def _carry_left_out(self, pattern, lines, first):
        """A week that was left out by hand stays so on its new day."""
        named = {line.day for line in lines}
        reasons = {
            self._get_period(pattern, skip.date): skip.reason or ""
            for skip in pattern.series.skipped_ids
            if skip.kind == HAND and skip.date >= first and skip.date not in named
        }
        for line in lines:
            reason = reasons.pop(self._get_period(pattern, line.day), None)
            if reason is not None and line.state == FREE:
                line.skip(HAND, reason)

    @api.model
    def _get_period(self, pattern, day):
        """Within it a date moves to the day that the changed rule names."""
        if rrules.read(pattern.rrule)["FREQ"] in ("MONTHLY", "YEARLY"):
            return day.year, day.month
        return day.isocalendar()[:2]

    @api.model
    def _match(self, moving, lines):
        """Which date gets which free line: that of its day, or of its week.

        :return: dict of reservation to line
        """
        by_day = {line.day: line for line in lines}
        places, lost = {}, []
        for one in moving.sorted("series_date"):
            line = by_day.get(one.series_date)
            if line is None:
                lost.append(one)
            elif line.state == FREE:
                places[one] = line
        held = {line.day for line in places.values()}
        spare = {}
        for line in lines:
            if line.state == FREE and line.day not in held:
                period = self._get_period(line.pattern, line.day)
                spare.setdefault(period, []).append(line)
        for one in lost:
            near = lines and spare.get(
                self._get_period(lines[0].pattern, one.series_date)
            )
            if near:
                places[one] = near.pop(0)
        return places

    def _place(self, places):
        """Write the new times, and take them all together."""
        dates = self.env["club.reservation"].union(*places)
        # sudo: checked by the callers; what follows a series is told by the series
        quiet = dates.sudo().with_context(**QUIET)
        if quiet:
            quiet.write(self._get_copied())
        for one in quiet:
            line = places[one.sudo(False).with_env(self.env)]
            vals = {
                "series_date": line.day,
                "facility_id": line.pattern.facility.id,
                "start": line.start,
                "stop": line.stop,
            }
            if any(
                one[name] != vals[name] for name in ("series_date", "start", "stop")
            ) or (one.facility_id.id != vals["facility_id"]):
                # past what books each of them: they are booked together below
                models.BaseModel.write(one, vals)
        if dates:
            dates._occupy()

    def _log_change(self, places, made, given_up, first):
        # sudo: all dates of the series; checked by the callers
        stay = self.sudo().reservation_ids.filtered(
            lambda one: (
                one.series_date
                and one.series_date >= first
                and one.state in TAKING
                and one.is_touched
            )
        )
        days = ", ".join(
            self._get_day_label(day) for day in sorted(stay.mapped("series_date"))
        )
        body = self.env._(
            "The series changed: %(kept)s dates follow, %(made)s are new, %(gone)s are "
            "given up.",
            kept=len(places),
            made=len(made),
            gone=len(given_up),
        )
        if days:
            body += " " + self.env._(
                "These stay, for they were changed by hand: %(days)s.", days=days
            )
        self._message_log(body=body)
