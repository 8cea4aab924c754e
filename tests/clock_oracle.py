"""A second opinion on the clock: plain Python, day by day, no line of the add-on.

It knows weekdays, a list of holidays and times of waiting, and walks along the
days one by one.
"""

from collections import namedtuple
from datetime import date, timedelta

ONE = timedelta(days=1)

# weekdays: numbers from 0 (Monday); holidays: set of dates
Office = namedtuple("Office", "weekdays holidays")
# waits: list of pairs; the second day is None as long as the case waits
Story = namedtuple("Story", "office opened days waits answered closed")


def easter(year):
    """Easter Sunday by Gauss's rule, as Lichtenberg completed it."""
    century = year // 100
    moon = 15 + (3 * century + 3) // 4 - (8 * century + 13) // 25
    sun = 2 - (3 * century + 3) // 4
    golden = year % 19
    seed = (19 * golden + moon) % 30
    shift = (seed + golden // 11) // 29
    full = 21 + seed - shift
    sunday = 7 - (year + year // 4 + sun) % 7
    return date(year, 3, 1) + timedelta(days=full + 7 - (full - sunday) % 7 - 1)


def holidays(state, first_year, last_year):
    """Public holidays of Hesse (HE) or Bavaria (BY)."""
    days = set()
    for year in range(first_year, last_year + 1):
        fixed = [(1, 1), (5, 1), (10, 3), (12, 25), (12, 26)]
        moving = [-2, 1, 39, 50, 60]
        if state == "BY":
            fixed += [(1, 6), (11, 1), (8, 15)]
        days |= {date(year, month, day) for month, day in fixed}
        days |= {easter(year) + timedelta(days=offset) for offset in moving}
    return days


def works(office, day):
    return day.weekday() in office.weekdays and day not in office.holidays


def reply_by(story):
    """The day by which the club hears from us, or None."""
    if not story.days:
        return None
    day, heard = story.opened, 0
    while heard < story.days:
        day += ONE
        waited = False
        for start, end in story.waits:
            if end is not None and start <= day < end:
                waited = True
        if works(story.office, day) and not waited:
            heard += 1
    return day


def state(story, today):
    """What the clock shows on a day."""
    if story.closed:
        return "none"
    for _start, end in story.waits:
        if end is None:
            return "waiting"
    if story.answered:
        return "answered"
    last = reply_by(story)
    if last is None:
        return "none"
    if last < today:
        return "late"
    next_day = today + ONE
    while not works(story.office, next_day):
        next_day += ONE
    return "due" if last <= next_day else "on_time"
