"""Moments as the clock on the wall shows them, day by day. No Odoo in here."""

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

DAY = 24 * 60


class Piece(NamedTuple):
    """What lies on one day, in minutes since midnight by the clock on the wall."""

    day: date
    start: int
    stop: int


def pieces(start, stop, zone):
    """The days that a time lies on, and from when to when on each.

    When the clock is put back, an hour is told twice: what would end before it
    begins is as long as it really lasts.

    :param datetime start: naive UTC
    :param datetime stop: naive UTC, not included
    :param zone: ``ZoneInfo``
    :rtype: list[Piece]
    """
    first = start.replace(tzinfo=UTC).astimezone(zone)
    last = stop.replace(tzinfo=UTC).astimezone(zone)
    found = []
    day = first.date()
    while day <= last.date():
        begin = _minute(first) if day == first.date() else 0
        end = _minute(last) if day == last.date() else DAY
        if end <= begin and first.date() == last.date():
            end = min(begin + round((stop - start).total_seconds() / 60), DAY)
        if begin < end:
            found.append(Piece(day, begin, end))
        day += timedelta(days=1)
    return found


def midnight(day, zone):
    """When a day begins, naive UTC."""
    local = datetime(day.year, day.month, day.day, tzinfo=zone)
    return local.astimezone(UTC).replace(tzinfo=None)


def gaps(spans, start=0, stop=DAY):
    """What no span covers between two minutes of a day.

    :param spans: pairs of minutes, in any order, overlapping or not
    :return: list of pairs of minutes, in order
    """
    found = []
    for begin, end in sorted(spans):
        if begin > start:
            found.append((start, min(begin, stop)))
        start = max(start, end)
    if start < stop:
        found.append((start, stop))
    return [(begin, end) for begin, end in found if begin < end]


def _minute(local):
    return local.hour * 60 + local.minute
