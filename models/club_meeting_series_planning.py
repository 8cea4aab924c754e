"""What a series would do: which dates it makes, moves, skips and leaves alone."""

from datetime import date, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.tools import format_date

from ..tools import recurrence
from .club_meeting_series import YEARS_AHEAD

# what happens on a date
MAKE = "make"
MOVE = "move"
KEEP = "keep"
STAY = "stay"
SKIP = "skip"
DROP = "drop"
LEAVE = "leave"
# what is still to be done when the series is applied
CHANGES = {MAKE, MOVE, DROP}


class Line(NamedTuple):
    """One date of a plan; ``row`` is what the series knows of it so far.

    ``reason`` is the kind of holiday or ``missing``, ``note`` the holiday's name.
    """

    day: date
    action: str
    row: Any
    reason: str | None = None
    note: str | None = None


class ClubMeetingSeries(models.Model):
    _inherit = "club.meeting.series"

    rule_text = fields.Char(string="Rule", compute="_compute_rule_text")
    preview_html = fields.Html(
        string="Preview", compute="_compute_preview", sanitize=False
    )
    change_count = fields.Integer(compute="_compute_preview")

    # ------------------------------------------------------------
    # In words
    # ------------------------------------------------------------

    @api.depends("repeat", "interval", "ordinal", "weekday", "month_day")
    @api.depends_context("lang")
    def _compute_rule_text(self):
        selections = self.fields_get(["ordinal", "weekday"], ["selection"])
        words = {name: dict(info["selection"]) for name, info in selections.items()}
        for series in self:
            series.rule_text = series._get_rule_text(words)

    def _get_rule_text(self, words):
        known = {
            "count": self.interval,
            "ordinal": words["ordinal"].get(self.ordinal, "").lower(),
            "weekday": words["weekday"].get(self.weekday, ""),
            "day": self.month_day,
        }
        if self.repeat == recurrence.WEEK:
            if self.interval == 1:
                return self.env._("Every %(weekday)s", **known)
            return self.env._("Every %(count)s weeks on %(weekday)s", **known)
        if self.repeat == recurrence.MONTH_WEEKDAY:
            if self.interval == 1:
                return self.env._("Every %(ordinal)s %(weekday)s of a month", **known)
            return self.env._(
                "Every %(count)s months on the %(ordinal)s %(weekday)s", **known
            )
        if self.interval == 1:
            return self.env._("Every month on day %(day)s", **known)
        return self.env._("Every %(count)s months on day %(day)s", **known)

    @api.depends(
        "repeat",
        "interval",
        "ordinal",
        "weekday",
        "month_day",
        "skip_public",
        "skip_school",
        "date_from",
        "date_to",
        "hour_from",
        "hour_to",
        "tz",
        "network_id",
        "date_ids.meeting_id.start",
        "date_ids.meeting_id.state",
        "date_ids.is_touched",
    )
    @api.depends_context("lang", "uid")
    def _compute_preview(self):
        for series in self:
            lines = series.preview()
            series.change_count = sum(line["action"] in CHANGES for line in lines)
            series.preview_html = self.env["ir.qweb"]._render(
                "club_support.club_meeting_series_preview", {"lines": lines}
            )

    def preview(self):
        """What “Make Meetings” would do, date by date; nothing is changed.

        :return: list of dicts: ``date``, ``label`` (the day in words), ``start`` and
            ``stop`` (naive UTC), ``action`` (make, move, keep, stay, skip, drop or
            leave) and ``text``, which says why
        :rtype: list[dict]
        """
        self.ensure_one()
        self.check_access("read")
        previews = []
        for line in self._plan():
            start, stop = self._get_span(line.day)
            previews.append(
                {
                    "date": line.day,
                    "label": self._get_day_label(line.day),
                    "start": start,
                    "stop": stop,
                    "action": line.action,
                    "text": self._get_preview_text(line),
                }
            )
        return previews

    def _get_day_label(self, day):
        weekday = format_date(self.env, day, date_format="EEE")
        return f"{weekday} {format_date(self.env, day)}"

    def _get_preview_text(self, line):
        if line.action == MOVE:
            before = line.row.date
            return self.env._(
                "The meeting of %(day)s moves here.", day=format_date(self.env, before)
            )
        if line.action == SKIP:
            return self._get_reason_text(line.reason, line.note)
        return {
            MAKE: self.env._("A new meeting."),
            KEEP: self.env._("The meeting is there."),
            STAY: self.env._(
                "The meeting stays as it is: it was changed by hand, people are "
                "invited, or work on it has begun."
            ),
            DROP: self.env._("The meeting goes; nobody is invited yet."),
            LEAVE: self.env._("Left out: its meeting was deleted."),
        }[line.action]

    def _get_reason_text(self, reason, note):
        if reason == recurrence.MISSING:
            return self.env._("Skipped: the month has no such day.")
        if reason == "school":
            return self.env._("Skipped: school holidays (%(name)s).", name=note)
        return self.env._("Skipped: public holiday (%(name)s).", name=note)

    # ------------------------------------------------------------
    # Days
    # ------------------------------------------------------------

    def _get_rule(self):
        return recurrence.Rule(
            unit=self.repeat,
            interval=self.interval,
            weekdays=(int(self.weekday),),
            ordinal=int(self.ordinal),
            month_day=self.month_day,
        )

    def _get_span(self, day):
        """Begin and end of the meeting on a day, naive UTC."""
        return recurrence.span(day, self.hour_from, self.hour_to, ZoneInfo(self.tz))

    def _get_company(self):
        return self.company_id or self.env.company

    def _is_complete(self):
        """Whether there is enough of the rule to tell days; forms compute early."""
        return (
            self.repeat
            and self.weekday
            and self.ordinal
            and self.tz
            and self.date_from
            and self.date_to
            and 1 <= self.interval <= 52
            and 1 <= self.month_day <= 31
            and 0 <= self.hour_from < self.hour_to <= 24
        )

    def _get_holidays(self, first, last):
        """Days on which the series does not meet: day to (kind, name)."""
        kinds = {"public": self.skip_public, "school": self.skip_school}
        # sudo: the state of the office is no secret
        state = self._get_company().sudo().state_id
        holidays = self.env["club.holiday"].search(
            [
                ("kind", "in", [kind for kind, is_kept in kinds.items() if is_kept]),
                ("state_id", "=", state.id),
                ("date_from", "<=", last),
                ("date_to", ">=", first),
            ],
            # the public holiday wins where both fall on a day
            order="kind desc, date_from, id",
        )
        days = {}
        for holiday in holidays:
            begin, end = max(holiday.date_from, first), min(holiday.date_to, last)
            for number in range((end - begin).days + 1):
                days[begin + timedelta(days=number)] = (holiday.kind, holiday.name)
        return days

    def _get_occurrences(self, today, is_begun):
        """The days of the rule: all at first, only those ahead later on."""
        first = fields.Date.subtract(today, years=1)
        first = max(self.date_from, today if is_begun else first)
        last = min(self.date_to, fields.Date.add(today, years=YEARS_AHEAD))
        if last < first:
            return []
        closed = self._get_holidays(first, last)
        return recurrence.occurrences(
            self._get_rule(), self.date_from, first, last, closed.get
        )

    # ------------------------------------------------------------
    # The plan
    # ------------------------------------------------------------

    def _plan(self):
        """What is to happen on each date, in order.

        What lies behind stays. A date that was changed or deleted by hand keeps its
        place in its week or month when the rule changes.

        :rtype: list[Line]
        """
        if not self._is_complete():
            return []
        today = self._get_company()._club_today()
        rows = self._origin.date_ids
        known = rows.grouped("date")
        found = self._get_occurrences(today, bool(rows))
        ahead = {occurrence.day for occurrence in found}
        surplus = rows.filtered(lambda row: row.date >= today and row.date not in ahead)
        free = [occurrence for occurrence in found if occurrence.day not in known]
        claims = self._get_claims(surplus, free)
        lines = [
            self._plan_occurrence(
                occurrence, known.get(occurrence.day) or claims.get(occurrence.day)
            )
            for occurrence in found
        ]
        claimed = rows.browse().union(*claims.values())
        lines += [self._plan_surplus(row) for row in surplus - claimed]
        lines += [
            Line(row.date, KEEP if row.meeting_id else LEAVE, row)
            for row in rows - surplus
            if row.date not in ahead and not row.reason
        ]
        return sorted((line for line in lines if line), key=lambda line: line.day)

    def _get_claims(self, surplus, free):
        """Which row of the former rule takes which day of the new one.

        :rtype: dict[date, recordset]
        """
        by_period = {}
        for occurrence in free:
            by_period.setdefault(self._get_period(occurrence.day), []).append(
                occurrence.day
            )
        claims = {}
        for row in surplus.filtered(lambda row: not row.reason).sorted("date"):
            days = by_period.get(self._get_period(row.date))
            if days:
                claims[days.pop(0)] = row
        return claims

    def _get_period(self, day):
        if self.repeat == recurrence.WEEK:
            return day.isocalendar()[:2]
        return day.year, day.month

    def _plan_occurrence(self, occurrence, row):
        """The line of a day of the rule.

        :param row: what the series knows of the day so far, or None
        """
        day, reason = occurrence
        kind, note = reason if isinstance(reason, tuple) else (reason, None)
        if row and not row.meeting_id and not row.reason:
            return Line(day, LEAVE, row)
        if row and row.meeting_id:
            if reason:
                action = DROP if row._may_go() else STAY
                return Line(day, action, row, kind, note)
            is_moved = row.date != day
            if is_moved and row._follows():
                return Line(day, MOVE, row)
            return Line(day, STAY if is_moved else KEEP, row)
        return Line(day, SKIP if reason else MAKE, row, kind, note)

    def _plan_surplus(self, row):
        """The line of a date that the rule names no more; without a meeting: none."""
        if not row.meeting_id:
            return None
        return Line(row.date, DROP if row._may_go() else STAY, row)
