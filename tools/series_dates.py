"""The dates of a series before they are written. No Odoo in here.

Spaces and series are handed through as they come.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from . import rrules

YEARS_MOST = 3
DAYS_MOST = 800
FREE = "free"
THERE = "there"
# these are kinds of club.reservation.skip as well
CLOSED = "closed"
HOLIDAY = "holiday"
TAKEN = "taken"
HOURS = "hours"
CLOCK = "clock"
MISSING = "missing"
HAND = "hand"


class Pattern(NamedTuple):
    """All that decides on the dates of a series."""

    series: object  # club.reservation.series; empty for one that nobody saved
    facility: object  # club.facility
    rrule: str
    date_from: date
    date_to: date
    hour_from: float
    hour_to: float
    skip_public: bool
    skip_school: bool

    @property
    def zone(self):
        return ZoneInfo(self.facility.tz or "UTC")

    def get_days(self, most=DAYS_MOST):
        """
        :rtype: list[rrules.Day]
        """
        return rrules.days(self.rrule, self.date_from, self.date_to, most)

    def get_line(self, day, is_missing=False):
        """
        :rtype: Line
        """
        if is_missing:
            return Line(self, day, state=MISSING)
        span = rrules.use(day, self.hour_from, self.hour_to, self.zone)
        if not span:
            return Line(self, day, state=CLOCK)
        return Line(self, day, *span)


@dataclass(slots=True)
class Line:
    """A day of a series, its time as naive UTC, and what becomes of it."""

    pattern: Pattern
    day: date
    start: datetime | None = None
    stop: datetime | None = None
    state: str = FREE
    reason: str = ""

    def skip(self, state, reason=""):
        self.state, self.reason = state, reason


def get_open(lines):
    """Those that nothing speaks against so far."""
    return [line for line in lines if line.state == FREE]
