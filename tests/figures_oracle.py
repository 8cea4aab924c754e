"""Counting a year by hand: plain Python over plain dictionaries.

Knows nothing of the report, the workbook or SQL. ``make_year`` invents a year as
dictionaries whose links are positions in lists; ``count`` says what any figure of it
must be, for whoever asks.
"""

import random
from collections import Counter
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

YEAR = 2026
UTC = ZoneInfo("UTC")
ZONES = ["Europe/Berlin", "America/New_York"]
CHANNELS = [
    "phone",
    "email",
    "visit",
    "consultation",
    "walk_in",
    "event",
    "letter",
]
ORIGINS = ["email", "phone", "visit", "consultation", "letter", "own"]
# moments at which the day, the month or the year depends on the zone
BORDERS = [
    datetime(YEAR - 1, 12, 31, 22, 30),
    datetime(YEAR - 1, 12, 31, 23, 30),
    datetime(YEAR, 3, 29, 0, 30),
    datetime(YEAR, 6, 30, 21, 59),
    datetime(YEAR, 6, 30, 22, 30),
    datetime(YEAR, 10, 31, 22, 59),
    datetime(YEAR, 10, 31, 23, 30),
    datetime(YEAR, 12, 31, 22, 30),
    datetime(YEAR, 12, 31, 23, 30),
    datetime(YEAR + 1, 1, 1, 3, 30),
]


def make_year(seed, cases=400, entries=1500):
    """Invent cases and entries of two companies.

    :return: two lists of dictionaries
    """
    # the same year every time
    rng = random.Random(seed)
    first = date(YEAR - 1, 12, 1)
    made_cases = []
    for number in range(cases):
        opened = first + timedelta(days=rng.randrange(410))
        closed = rng.random() < 0.6 and opened + timedelta(days=rng.randrange(120))
        made_cases.append(
            {
                "number": number,
                "company": int(rng.random() < 0.2),
                "date_open": opened,
                "date_closed": closed or None,
                "type": rng.choice([None, 0, 1, 2]),
                "area": rng.choice([None, 0, 1, 2]),
                "field": rng.choice([None, 0, 1]),
                "origin": rng.choice(ORIGINS),
                "user": rng.choice([0, 1]),
                "club": rng.choice([None, 0, 1, 2]),
                "groups": sorted(rng.sample(range(4), rng.choice([0, 0, 1, 2, 3]))),
                "restricted": rng.random() < 0.1,
                "active": rng.random() > 0.05,
            }
        )
    made_entries = []
    for number in range(entries):
        case = rng.choice(made_cases) if rng.random() < 0.7 else None
        moment = datetime(YEAR - 1, 12, 20) + timedelta(
            minutes=rng.randrange(395 * 24 * 60)
        )
        made_entries.append(
            {
                "number": number,
                "company": case["company"] if case else int(rng.random() < 0.2),
                "case": case and case["number"],
                "moment": rng.choice(BORDERS) if number % 10 == 0 else moment,
                "channel": rng.choice(CHANNELS),
                "minutes": rng.choice([0, 5, 10, 30, 45, 90]),
                "people": rng.choice([0, 0, 1, 2, 25]),
                "area": rng.choice([0, 1, 2]),
                "field": rng.choice([0, 1]),
                "user": rng.choice([0, 1]),
                "club": rng.choice([None, 0, 1, 2]),
                "groups": sorted(rng.sample(range(4), rng.choice([0, 1, 1, 2, 3]))),
                "active": rng.random() > 0.05,
            }
        )
    return made_cases, made_entries


def local(entry):
    """The local time of an entry, in the zone of its company."""
    zone = ZoneInfo(ZONES[entry["company"]])
    return entry["moment"].replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)


def month(day):
    """The first of the month."""
    return date(day.year, day.month, 1)


def facts(cases, entries, company):
    """Everything that happened, one dictionary per fact, whatever the period.

    Restricted ones keep channel and month only. What is archived does not count.
    """
    found = []

    def add(restricted, day, channel, measures, dimensions):
        known = {} if restricted else dimensions
        found.append(
            {
                "month": month(day),
                "channel": channel,
                "type": known.get("type"),
                "area": known.get("area"),
                "field": known.get("field"),
                "groups": known.get("groups") or [],
                **measures,
            }
        )

    for case in cases:
        if case["company"] != company or not case["active"]:
            continue
        for day, measure in (
            (case["date_open"], "opened"),
            (case["date_closed"], "closed"),
        ):
            if day:
                add(case["restricted"], day, case["origin"], {measure: 1}, case)
    for entry in entries:
        if entry["company"] != company or not entry["active"]:
            continue
        case = {} if entry["case"] is None else cases[entry["case"]]
        measures = {
            "entries": 1,
            "minutes": entry["minutes"],
            "people": entry["people"],
        }
        dimensions = {**entry, "type": case.get("type")}
        day = local(entry).date()
        add(case.get("restricted"), day, entry["channel"], measures, dimensions)
    return found


def count(found, dimension, measure, year=YEAR):
    """One figure by one dimension, without what is 0.

    Each target group counts what it is named for; without a dimension, all once.
    """
    result = Counter()
    for fact in found:
        if fact["month"].year != year:
            continue
        if dimension == "groups":
            keys = fact["groups"] or [None]
        else:
            keys = [dimension and fact[dimension]]
        for key in keys:
            result[key] += fact.get(measure, 0)
    return {key: value for key, value in result.items() if value}
