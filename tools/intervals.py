"""Half-open times from a moment to a moment, and opening hours. No Odoo in here.

A list of intervals is in order and without overlap; each is a pair.
"""

from datetime import UTC, datetime, time, timedelta

DAY = timedelta(days=1)


def merge(intervals):
    """Bring intervals in order; those that overlap or touch become one.

    :return: list of pairs
    """
    merged = []
    for start, stop in sorted(intervals):
        if merged and start <= merged[-1][1]:
            if stop > merged[-1][1]:
                merged[-1] = (merged[-1][0], stop)
        elif start < stop:
            merged.append((start, stop))
    return merged


def clip(intervals, start, stop):
    """What of the intervals lies between two moments.

    :return: list of pairs
    """
    return [
        (max(begin, start), min(end, stop))
        for begin, end in intervals
        if begin < stop and end > start
    ]


def subtract(intervals, taken):
    """What of the intervals is left without others.

    :param intervals: in order and without overlap
    :param taken: in order and without overlap
    :return: list of pairs
    """
    left = []
    position = 0
    for start, stop in intervals:
        while position < len(taken) and taken[position][1] <= start:
            position += 1
        at = position
        while at < len(taken) and taken[at][0] < stop:
            begin, end = taken[at]
            if begin > start:
                left.append((start, begin))
            start = max(start, end)
            at += 1
        if start < stop:
            left.append((start, stop))
    return left


def intersect(some, others):
    """What lies in both.

    :return: list of pairs
    """
    found = []
    mine, theirs = 0, 0
    while mine < len(some) and theirs < len(others):
        start = max(some[mine][0], others[theirs][0])
        stop = min(some[mine][1], others[theirs][1])
        if start < stop:
            found.append((start, stop))
        if some[mine][1] < others[theirs][1]:
            mine += 1
        else:
            theirs += 1
    return found


def covers(intervals, start, stop):
    """Whether a time lies inside one of the intervals."""
    return any(begin <= start and stop <= end for begin, end in intervals)


def at_wall(day, minutes, zone, fold=0):
    """A moment by the clock on the wall, as naive UTC.

    :param date day: the day
    :param int minutes: from midnight; 1440 is midnight of the next day
    :param zone: ``tzinfo``
    :param int fold: 1 means the second of two equal times in autumn
    """
    days, minutes = divmod(minutes, 1440)
    wall = datetime.combine(
        day + days * DAY, time(*divmod(minutes, 60), fold=fold), zone
    )
    return wall.astimezone(UTC).replace(tzinfo=None)


def wall_seconds(moment):
    """Seconds since midnight by the clock on the wall.

    :param datetime moment: in local time
    """
    return (moment.hour * 60 + moment.minute) * 60 + moment.second


def open_hours(hours, start, stop, zone):
    """When something is open, from hours by the clock on the wall.

    :param hours: tells of a date pairs of minutes from midnight
    :param datetime start: naive UTC
    :param datetime stop: naive UTC
    :param zone: ``tzinfo``
    :return: list of pairs, naive UTC
    """
    day = start.replace(tzinfo=UTC).astimezone(zone).date() - DAY
    last = stop.replace(tzinfo=UTC).astimezone(zone).date()
    found = []
    while day <= last:
        for begin, end in hours(day):
            found.append((at_wall(day, begin, zone), at_wall(day, end, zone, fold=1)))
        day += DAY
    return clip(merge(found), start, stop)


def on_grid(intervals, grid, zone):
    """Shorten intervals to a grid that counts from midnight on the wall.

    :param int grid: minutes
    :param zone: ``tzinfo``
    :return: list of pairs, naive UTC
    """
    found = []
    for start, stop in intervals:
        begins = wall_seconds(start.replace(tzinfo=UTC).astimezone(zone))
        ends = wall_seconds(stop.replace(tzinfo=UTC).astimezone(zone))
        start += timedelta(seconds=-begins % (grid * 60))
        stop -= timedelta(seconds=ends % (grid * 60))
        if start < stop:
            found.append((start, stop))
    return found
