"""Days of a rule as calendars write it, and uses by the clock on the wall.

No Odoo in here. A rule is the text of RFC 5545 without hours, such as
``FREQ=WEEKLY;BYDAY=TU``: the hours of a use are those of the clock on the wall.
"""

import re
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import NamedTuple

from dateutil.rrule import rrulestr

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
NUMBERS = {
    "INTERVAL": range(1, 10_000),
    "COUNT": range(1, 10_000),
    "BYMONTH": range(1, 13),
    "BYMONTHDAY": range(1, 32),
    "BYYEARDAY": range(1, 367),
    "BYWEEKNO": range(1, 54),
    "BYSETPOS": range(1, 367),
}
# of these a minus counts from the end
SIGNED = {"BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS"}
SINGLE = {"INTERVAL", "COUNT"}
PARTS = {"FREQ", "UNTIL", "WKST", "BYDAY", *NUMBERS}
BYDAY = re.compile(r"(?:[+-]?[1-5])?(?:MO|TU|WE|TH|FR|SA|SU)")
LONGEST = 200
# weekdays and leap years repeat after so many years
CYCLE = 400


class RuleError(ValueError):
    """A text that is no rule, or one that names hours."""


class Day(NamedTuple):
    """A day of a rule; where a month has none, its last day, which is missing."""

    day: date
    is_missing: bool = False


def read(text):
    """The parts of a rule.

    :param str text: such as ``FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH``
    :rtype: dict[str, str]
    :raises RuleError: when it cannot be understood
    """
    parts = {}
    text = (text or "").strip().upper().removeprefix("RRULE:")
    if len(text) > LONGEST:
        raise RuleError(text)
    for part in text.split(";"):
        name, _equals, value = part.partition("=")
        if name not in PARTS or name in parts or not value:
            raise RuleError(part)
        parts[name] = value
    if parts.get("FREQ") not in FREQUENCIES:
        raise RuleError(text)
    for name, value in parts.items():
        _check_part(name, value)
    _parse(parts, date(2027, 1, 1))
    return parts


def _check_part(name, value):
    """Refuse what the library takes for a rule and stumbles over later."""
    if name == "UNTIL":
        _read_until({name: value})
        return
    values = [value] if name in SINGLE else value.split(",")
    for each in values:
        number = each.lstrip("+-") if name in SIGNED else each
        if name in NUMBERS:
            is_good = number.isdecimal() and int(number) in NUMBERS[name]
        else:
            is_good = name != "BYDAY" or BYDAY.fullmatch(each)
        if not is_good:
            raise RuleError(value)


def write(parts):
    """The text of a rule.

    :param dict parts: as ``read`` gives them
    """
    return ";".join(f"{name}={value}" for name, value in parts.items())


def weekly(weekdays, interval=1):
    """The rule of some weekdays in every so many weeks.

    :param weekdays: numbers from 0 (Monday)
    """
    parts = {"FREQ": "WEEKLY"}
    if interval > 1:
        parts["INTERVAL"] = str(interval)
    parts["BYDAY"] = ",".join(WEEKDAYS[number] for number in sorted(weekdays))
    return write(parts)


def read_weekly(text):
    """Weekdays and interval of a rule that knows nothing else, or None.

    :rtype: tuple[set[int], int] | None
    """
    try:
        parts = read(text)
    except RuleError:
        return None
    names = parts.get("BYDAY", "").split(",")
    is_plain = parts["FREQ"] == "WEEKLY" and parts.keys() <= {
        "FREQ",
        "INTERVAL",
        "BYDAY",
        "WKST",
    }
    if not is_plain or not set(names) <= set(WEEKDAYS):
        return None
    return {WEEKDAYS.index(name) for name in names}, int(parts.get("INTERVAL", 1))


def days(text, first, last, most):
    """The days of a rule in order, with the months that have none.

    :param str text: the rule
    :param date first: the first day; every second week is counted from here
    :param date last: the last day
    :param int most: the number of days after which no more are counted
    :rtype: list[Day]
    :raises RuleError: when the rule cannot be understood
    """
    parts = read(text)
    last = min(last, _read_until(parts) or last)
    if last < first:
        return []
    # a rule that names no day at all is searched to the end of all days, so that
    # end had better be near
    shift = (9999 - last.year) // CYCLE * CYCLE
    rule = _parse(parts, first.replace(year=first.year + shift))
    end = _midnight(last.replace(year=last.year + shift))
    found = []
    for moment in islice(rule, most):
        if moment > end:
            break
        day = moment.date()
        found.append(Day(day.replace(year=day.year - shift)))
    return sorted(found + _missing(parts, found, first, last))


def _missing(parts, found, first, last):
    """The months in which a monthly rule names no day."""
    if parts["FREQ"] != "MONTHLY" or {"BYMONTH", "COUNT"} & parts.keys():
        return []
    there = {(each.day.year, each.day.month) for each in found}
    months = []
    begin = first.year * 12 + first.month - 1
    for number in range(
        begin, last.year * 12 + last.month, int(parts.get("INTERVAL", 1))
    ):
        year, month = number // 12, number % 12 + 1
        end = date(year, month, monthrange(year, month)[1])
        if (year, month) not in there and first <= end.replace(day=1) and end <= last:
            months.append(Day(end, True))
    return months


def _parse(parts, first):
    known = {name: value for name, value in parts.items() if name != "UNTIL"}
    try:
        return rrulestr(write(known), dtstart=_midnight(first))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise RuleError(write(parts)) from error


def _read_until(parts):
    """The last day by the rule itself, or None."""
    if "UNTIL" not in parts:
        return None
    try:
        return datetime.strptime(parts["UNTIL"][:8], "%Y%m%d").date()
    except ValueError as error:
        raise RuleError(parts["UNTIL"]) from error


def _midnight(day):
    return datetime.combine(day, time.min)


def use(day, hour_from, hour_to, zone):
    """Begin and end by the clock on the wall, as naive UTC.

    Of the hour that comes twice in autumn the one is meant with which the use lasts
    as long as the clock says; if both do, the first.

    :param float hour_from: since midnight
    :param float hour_to: since midnight; 24 is the next midnight
    :param zone: time zone of the clock
    :return: pair of moments, or None where the clock leaves one of them out
    """
    wall_start, wall_stop = (
        _midnight(day) + timedelta(minutes=round(hours * 60))
        for hours in (hour_from, hour_to)
    )
    length = wall_stop - wall_start
    pairs = [
        (start, stop)
        for start in _moments(wall_start, zone)
        for stop in _moments(wall_stop, zone)
        if start < stop
    ]
    return min(
        pairs, key=lambda pair: (abs(pair[1] - pair[0] - length), pair), default=None
    )


def _moments(wall, zone):
    """When the clock shows this: never, once or twice."""
    moments = {wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return sorted(
        moment.replace(tzinfo=None)
        for moment in moments
        if moment.astimezone(zone).replace(tzinfo=None) == wall
    )
