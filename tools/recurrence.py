"""Days that recur, and the moments on them. No Odoo in here.

A rule says on which days something happens; what it asks for and a month does not
have (a fifth Tuesday, a 31st) is told as skipped, never moved silently. Hours are
those of the clock on the wall, on both days when the clock changes as well.
"""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import NamedTuple

from dateutil.relativedelta import relativedelta
from dateutil.relativedelta import weekday as nth_weekday
from dateutil.rrule import MONTHLY, WEEKLY, rrule

WEEK = "week"
MONTH_WEEKDAY = "month_weekday"
MONTH_DAY = "month_day"
# an ordinal: the last one of the month
LAST = -1
# why something is skipped: the month has no such day
MISSING = "missing"
# how far the next one lies where nothing is known of a distance
FOUR_WEEKS = timedelta(weeks=4)


class Rule(NamedTuple):
    """Every so many weeks or months, on which day.

    ``weekdays`` are numbers from 0 (Monday); ``ordinal`` is 1 to 5 or ``LAST``.
    """

    unit: str
    interval: int = 1
    weekdays: tuple = (0,)
    ordinal: int = 1
    month_day: int = 1


class Occurrence(NamedTuple):
    """A day of a rule, and why it is skipped, if it is.

    Where a month has no such day, it is told under the last day of that month.
    """

    day: date
    reason: object = None


def occurrences(rule, anchor, first, last, closed=None):
    """The days of a rule, in order, with those that are skipped.

    :param Rule rule: which days
    :param date anchor: first day of all; every second week is counted from here
    :param date first: first day asked for
    :param date last: last day asked for
    :param closed: tells of a day why it is skipped, or None
    :rtype: list[Occurrence]
    """
    first = max(anchor, first)
    find = _in_weeks if rule.unit == WEEK else _in_months
    found = []
    for day, exists in sorted(find(rule, anchor, last)):
        if first <= day <= last:
            reason = closed(day) if exists and closed else None
            found.append(Occurrence(day, reason if exists else MISSING))
    return found


def _in_weeks(rule, anchor, last):
    monday = anchor - timedelta(days=anchor.weekday())
    for moment in rrule(
        WEEKLY,
        dtstart=_midnight(monday),
        until=_midnight(last),
        interval=rule.interval,
        byweekday=rule.weekdays,
    ):
        yield moment.date(), True


def _in_months(rule, anchor, last):
    for moment in rrule(
        MONTHLY,
        dtstart=_midnight(anchor.replace(day=1)),
        until=_midnight(last),
        interval=rule.interval,
    ):
        start = moment.date()
        end = start.replace(day=monthrange(start.year, start.month)[1])
        days = [start + timedelta(days=rule.month_day - 1)]
        if rule.unit == MONTH_WEEKDAY:
            days = [nth(start, weekday, rule.ordinal) for weekday in rule.weekdays]
        for day in days:
            yield min(day, end), day <= end


def _midnight(day):
    return datetime.combine(day, time.min)


def nth(start, weekday, ordinal):
    """The n-th weekday from the first of a month on; it may lie in the next one."""
    day = 31 if ordinal == LAST else 1
    return start + relativedelta(day=day, weekday=nth_weekday(weekday, ordinal))


def moment(day, hours, zone):
    """A moment by the clock on the wall, as naive UTC.

    An hour that the clock leaves out in spring lies one later; of the hour that
    comes twice in autumn the first is meant.

    :param float hours: since midnight; 24 is the next midnight
    :param zone: time zone of the clock
    """
    wall = _midnight(day) + timedelta(minutes=round(hours * 60))
    return wall.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None)


def span(day, hour_from, hour_to, zone):
    """Begin and end by the clock on the wall, as naive UTC.

    Where the clock leaves the begin out, it lasts as long as on other days.
    """
    start = moment(day, hour_from, zone)
    stop = moment(day, hour_to, zone)
    if stop <= start:
        stop = start + timedelta(minutes=round((hour_to - hour_from) * 60))
    return start, stop


def next_day(day, previous=None, after=None):
    """The day on which it happens next, judging by the last two days.

    The same weekday of the month (the first Tuesday) or the same day of the month
    recurs by months, anything else by days.

    :param date day: the last time
    :param date previous: the time before that, if there was one
    :param date after: skip all days up to this one
    """
    stride = _get_stride(day, previous)
    after = max(day, after or day)
    return next(each for each in map(stride, count(1)) if each > after)


def _get_stride(day, previous):
    """Gives the day after so many times."""
    if previous is None or previous >= day:
        return lambda number: day + number * FOUR_WEEKS
    months = (day.year - previous.year) * 12 + day.month - previous.month
    ordinal = _shared_ordinal(day, previous)
    if months and ordinal:
        start = day.replace(day=1)
        return lambda number: nth(
            start + relativedelta(months=number * months), day.weekday(), ordinal
        )
    if months and day.day == previous.day:
        return lambda number: day + relativedelta(months=number * months)
    return lambda number: day + number * (day - previous)


def _shared_ordinal(day, other):
    """1 to 4 or ``LAST`` where both days are the same weekday of their months."""
    if day.weekday() != other.weekday():
        return None
    ordinals = {(day.day + 6) // 7, (other.day + 6) // 7}
    if len(ordinals) == 1 and ordinals < {1, 2, 3, 4}:
        return ordinals.pop()
    week = timedelta(days=7)
    are_last = all((each + week).month != each.month for each in (day, other))
    return LAST if are_last else None
