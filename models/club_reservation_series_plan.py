"""What becomes of each day of a series: free, taken by whom, closed, a holiday."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from ..tools import rrules
from ..tools.series_dates import (
    CLOCK,
    CLOSED,
    FREE,
    HAND,
    HOLIDAY,
    HOURS,
    MISSING,
    TAKEN,
    THERE,
    YEARS_MOST,
    Pattern,
    get_open,
)
from .club_reservation import UTC

# a date that was rejected or cancelled is none
LIVE = ("draft", "requested", "held", "confirmed")


class ClubReservationSeries(models.Model):
    _inherit = "club.reservation.series"

    preview_html = fields.Html(
        string="Preview", compute="_compute_preview", sanitize=False
    )
    skipped_count = fields.Integer(
        string="Dates That Would Be Skipped", compute="_compute_preview"
    )

    @api.depends(
        "facility_id",
        "rrule",
        "date_from",
        "date_to",
        "hour_from",
        "hour_to",
        "skip_public",
        "skip_school",
        "state",
        "skipped_ids",
    )
    @api.depends_context("lang", "uid")
    def _compute_preview(self):
        for series in self:
            lines = []
            if series.state == "draft" and series._is_complete():
                lines = series._describe_lines(
                    series._plan_dates([series._get_pattern()])
                )
            series.skipped_count = sum(line["state"] != FREE for line in lines)
            series.preview_html = self.env["ir.qweb"]._render(
                "club_support.club_reservation_series_preview", {"lines": lines}
            )

    def _is_complete(self):
        """Whether there is enough to tell dates; forms compute early."""
        try:
            rrules.read(self.rrule)
        except rrules.RuleError:
            return False
        return bool(
            self.facility_id
            and self.date_from
            and self.date_to
            and (self.date_to - self.date_from).days < 366 * YEARS_MOST
            and 0 <= self.hour_from < self.hour_to <= 24
        )

    def preview(self):
        """What confirming would do, date by date; nothing is written.

        :return: list of dicts: ``date``, ``label`` (the day in words), ``start`` and
            ``stop`` (naive UTC, None where there is no such time), ``state`` (free,
            there, taken, closed, holiday, hours, clock, missing or hand) and
            ``text``, which says why
        :rtype: list[dict]
        """
        self.ensure_one()
        self.check_access("read")
        return self._describe_lines(self._plan_dates([self._get_pattern()]))

    def _describe_lines(self, lines):
        return [
            {
                "date": line.day,
                "label": self._get_day_label(line.day),
                "start": line.start,
                "stop": line.stop,
                "state": line.state,
                "text": self._get_state_text(line),
            }
            for line in lines
        ]

    @api.model
    def _get_day_label(self, day):
        weekday = format_date(self.env, day, date_format="EEE")
        return f"{weekday} {format_date(self.env, day)}"

    def _get_state_text(self, line):
        if line.state == CLOCK:
            return self.env._("Skipped: the clock leaves this hour out on that day.")
        if line.state == MISSING:
            return self.env._("Skipped: the month has no such day.")
        if line.state == FREE:
            return self.env._("Free.")
        if line.state == THERE:
            return self.env._("The date is there.")
        texts = {
            CLOSED: self.env._("Skipped, closed: %(reason)s.", reason=line.reason),
            HOLIDAY: self.env._("Skipped, holiday: %(reason)s.", reason=line.reason),
            TAKEN: self.env._("Skipped, taken by: %(reason)s.", reason=line.reason),
            HOURS: self.env._("Skipped, open only: %(reason)s.", reason=line.reason),
        }
        if line.state in texts:
            return texts[line.state]
        if not line.reason:
            return self.env._("Left out by hand.")
        return self.env._("Left out by hand: %(reason)s.", reason=line.reason)

    def _get_pattern(self):
        self.ensure_one()
        return Pattern(
            self._origin,
            self.facility_id._origin,
            self.rrule,
            self.date_from,
            self.date_to,
            self.hour_from,
            self.hour_to,
            self.skip_public,
            self.skip_school,
        )

    # ------------------------------------------------------------
    # The plan
    # ------------------------------------------------------------

    @api.model
    def _plan_dates(self, patterns, first=None, moving=None):
        """The days of patterns, in order; of two that clash the first one wins.

        The number of queries does not depend on how many there are.

        :param list patterns: of ``Pattern``
        :param date first: leave out what lies before
        :param moving: reservations of these series whose places are given anew
        :rtype: list[Line]
        """
        moving = moving or self.env["club.reservation"]
        lines = [
            pattern.get_line(*each)
            for pattern in patterns
            for each in pattern.get_days()
            if not first or each.day >= first
        ]
        self._mark_known(lines, moving)
        self._mark_unfit(lines)
        self._mark_taken(lines, exclude=moving.ids)
        return lines

    @api.model
    def _mark_unfit(self, lines, with_holidays=True):
        """Skip what no time is given on, whoever else may want it."""
        if with_holidays:
            self._mark_holidays(lines)
        self._mark_closed(lines)
        self._mark_hours(lines)

    @api.model
    def _mark_known(self, lines, moving):
        """Tell what is there already and what was left out by hand."""
        ids = {line.pattern.series.id for line in lines if line.pattern.series}
        if not ids:
            return
        dates = self.env["club.reservation"].search_fetch(
            Domain("series_id", "in", ids)
            & Domain("series_date", "!=", False)
            & Domain("state", "in", LIVE)
            & Domain("id", "not in", moving.ids),
            ["series_id", "series_date"],
        )
        there = {(one.series_id.id, one.series_date) for one in dates}
        skips = self.env["club.reservation.skip"].search_fetch(
            Domain("series_id", "in", ids) & Domain("kind", "=", HAND),
            ["series_id", "date", "reason"],
        )
        left_out = {(one.series_id.id, one.date): one.reason or "" for one in skips}
        for line in lines:
            key = (line.pattern.series.id, line.day)
            if key in there:
                line.skip(THERE)
            elif key in left_out:
                line.skip(HAND, left_out[key])

    @api.model
    def _mark_holidays(self, lines):
        lines = get_open(lines)
        kinds = {
            "public": any(line.pattern.skip_public for line in lines),
            "school": any(line.pattern.skip_school for line in lines),
        }
        if not any(kinds.values()):
            return
        # sudo: the federal state of an office is no secret
        states = {
            company: company.sudo().state_id.id
            for company in {line.pattern.facility.company_id for line in lines}
        }
        holidays = self._find_holidays(lines, kinds, states.values())
        for line in lines:
            pattern = line.pattern
            state = states[pattern.facility.company_id]
            for kind, is_kept in (
                ("public", pattern.skip_public),
                ("school", pattern.skip_school),
            ):
                name = is_kept and holidays.get((state, kind, line.day))
                if name:
                    line.skip(HOLIDAY, name)
                    break

    @api.model
    def _find_holidays(self, lines, kinds, states):
        """
        :return: dict of state, kind and day to the name of the holiday
        """
        first = min(line.day for line in lines)
        last = max(line.day for line in lines)
        holidays = self.env["club.holiday"].search(
            Domain("kind", "in", [kind for kind, is_kept in kinds.items() if is_kept])
            & Domain("state_id", "in", list(states))
            & Domain("date_from", "<=", last)
            & Domain("date_to", ">=", first)
        )
        days = {}
        for holiday in holidays:
            begin, end = max(holiday.date_from, first), min(holiday.date_to, last)
            for number in range((end - begin).days + 1):
                day = begin + timedelta(days=number)
                days[holiday.state_id.id, holiday.kind, day] = holiday.name
        return days

    @api.model
    def _mark_closed(self, lines):
        """Skip what falls into a closure of the space or of one of its units."""
        lines = get_open(lines)
        if not lines:
            return
        spaces = self.env["club.facility"].union(
            *(line.pattern.facility for line in lines)
        )
        closures = spaces._get_closed(
            min(line.start for line in lines), max(line.stop for line in lines)
        )
        for line in lines:
            for closure in closures[line.pattern.facility]:
                if closure.start < line.stop and line.start < closure.stop:
                    line.skip(CLOSED, closure.reason)
                    break

    @api.model
    def _mark_hours(self, lines):
        """Skip what does not lie in the opening hours of its space and units."""
        lines = get_open(lines)
        if not lines:
            return
        spaces = self.env["club.facility"].union(
            *(line.pattern.facility for line in lines)
        )
        # a day more on each side: hours that a use reaches out of are told whole
        opened = spaces._get_open_with_units(
            min(line.start for line in lines) - timedelta(days=1),
            max(line.stop for line in lines) + timedelta(days=1),
        )
        for line in lines:
            spans = opened[line.pattern.facility]
            if not any(
                start <= line.start and line.stop <= stop for start, stop in spans
            ):
                line.skip(HOURS, self._get_hours_text(line, spans))

    @api.model
    def _get_hours_text(self, line, spans):
        """When the space is open on the day of a line."""
        zone = line.pattern.zone
        local = [
            [moment.replace(tzinfo=UTC).astimezone(zone) for moment in span]
            for span in spans
            if abs(span[0] - line.start) < timedelta(days=2)
        ]
        texts = [
            f"{start:%H:%M}–{stop:%H:%M}"
            for start, stop in local
            if start.date() == line.day
        ]
        return ", ".join(texts) or self.env._("not on this day")
