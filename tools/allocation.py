"""Times of groups laid side by side. No Odoo in here."""

import re
from collections import defaultdict
from datetime import datetime, time
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple

from dateutil.rrule import rrulestr

# longer than any season: a rule without an end is not followed further
MOST_DAYS = 1200
ADULT_AGE = 19
YOUTH = re.compile(
    r"jugend|junior|kinder|kids|child|youth|mini|bambini|schüler|knirps|turnzwerg"
    r"|mädchen|jungen\b|girls|boys|eltern-kind|teen",
    re.IGNORECASE,
)
ADULTS = re.compile(r"senior|erwachsen|adult|herren|damen|\bmen\b|women|ü ?\d\d", re.I)
UNDER = re.compile(r"\b[uU] ?(\d{1,2})\b")


class Use(NamedTuple):
    """Something that wants units on a day or weekday, from an hour to an hour.

    ``days`` is any set of what can be compared: weekdays, or dates.
    """

    key: object
    units: frozenset
    days: frozenset
    hour_from: float
    hour_to: float


def find_overlaps(uses):
    """Which uses want the same unit at the same time.

    :param uses: of ``Use``
    :return: dict of key to a dict of the other key: days that both want, in both
        directions; back to back is no overlap
    """
    by_unit = defaultdict(list)
    for use in uses:
        for unit in use.units:
            by_unit[unit].append(use)
    found = defaultdict(dict)
    for lines in by_unit.values():
        running = []
        for use in sorted(lines, key=lambda line: line.hour_from):
            running = [one for one in running if one.hour_to > use.hour_from]
            for other in running:
                days = use.days & other.days
                if days and use.key != other.key:
                    found[use.key][other.key] = days
                    found[other.key][use.key] = days
            running.append(use)
    return dict(found)


@lru_cache(maxsize=1024)
def days_of(rule, first, last):
    """The dates of a rule as calendars write it, empty when it cannot be read.

    :param str rule: such as ``FREQ=WEEKLY;BYDAY=TU``
    :param date first: the rule counts from here
    :param date last: last day
    :rtype: frozenset[date]
    """
    try:
        moments = rrulestr(rule, dtstart=datetime.combine(first, time.min))
        days = takewhile(lambda day: day <= last, (each.date() for each in moments))
        return frozenset(day for day, _number in zip(days, range(MOST_DAYS)))  # noqa: B905
    except (ValueError, TypeError, AttributeError):
        return frozenset()


def is_youth(*texts):
    """Whether a group is one of children or young people, as far as its words tell.

    :param texts: age group, name of the group; the first that says something counts
    """
    for text in texts:
        under = UNDER.search(text or "")
        if under:
            return int(under[1]) <= ADULT_AGE
        if ADULTS.search(text or ""):
            return False
        if YOUTH.search(text or ""):
            return True
    return False
