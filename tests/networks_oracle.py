"""Counting a year of networks by hand: plain Python over plain dictionaries.

Knows nothing of the report, the workbook or SQL; see ``figures_oracle``.
"""

import random
from collections import Counter
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

YEAR = 2026
TODAY = date(2026, 10, 20)
UTC = ZoneInfo("UTC")
ZONE = ZoneInfo("Europe/Berlin")
KINDS = ["round_table", "working_group", "distribution_list"]
LEVELS = [None, "steering", "action"]
STATES = ["held", "held", "held", "planned", "called_off"]
# the month and the year depend on the zone
BORDERS = [
    datetime(YEAR - 1, 12, 31, 22, 30),
    datetime(YEAR - 1, 12, 31, 23, 30),
    datetime(YEAR, 6, 30, 22, 30),
    datetime(YEAR, 12, 31, 22, 30),
    datetime(YEAR, 12, 31, 23, 30),
]


def make_year(seed):
    """Invent networks with meetings, members and entries.

    :return: four lists of dictionaries, linked by positions
    """
    # the same year every time
    rng = random.Random(seed)
    networks = [
        {
            "kind": rng.choice(KINDS),
            "level": rng.choice(LEVELS),
            "area": rng.choice([0, 1]),
            "field": rng.choice([0, 1]),
            "restricted": number % 4 == 0,
        }
        for number in range(8)
    ]
    meetings = [
        {
            "network": rng.randrange(8) if rng.random() < 0.85 else None,
            "moment": rng.choice(BORDERS)
            if number % 8 == 0
            else datetime(YEAR, 1, 1) + timedelta(hours=rng.randrange(365 * 24)),
            "state": rng.choice(STATES),
            "people": rng.choice([0, 3, 12, 40]),
            "area": rng.choice([0, 1]),
            "field": rng.choice([0, 1]),
            "active": rng.random() > 0.1,
        }
        for number in range(90)
    ]
    for meeting in meetings:
        external = meeting["network"] is None or rng.random() < 0.2
        meeting["own"] = not external
    members = []
    for club in range(5):
        for network in range(8):
            start = date(YEAR - 1, 11, 1) + timedelta(days=rng.randrange(360))
            end = start + timedelta(days=rng.randrange(300))
            member = {"network": network, "club": club, "candidate": False}
            members.append({**member, "from": start, "to": end})
            if rng.random() < 0.4:
                # somebody else speaks for it from the next day on
                after = end + timedelta(days=1)
                members.append({**member, "from": after, "to": None})
            elif rng.random() < 0.2:
                after = end + timedelta(days=1)
                candidate = {**member, "candidate": True}
                members.append({**candidate, "from": after, "to": None})
    entries = [
        {
            "network": rng.choice([None, *range(8)]),
            "moment": datetime(YEAR, 1, 5) + timedelta(hours=rng.randrange(300 * 24)),
            "minutes": rng.choice([0, 10, 45]),
            "area": rng.choice([0, 1]),
            "field": rng.choice([0, 1]),
        }
        for _number in range(80)
    ]
    return networks, meetings, members, entries


def local_day(moment):
    """The day in Germany."""
    return moment.replace(tzinfo=UTC).astimezone(ZONE).date()


def months_of(member):
    """The firsts of all months on some day of which it was a member, until today."""
    last = min(member["to"] or TODAY, TODAY)
    day = member["from"].replace(day=1)
    while day <= last:
        yield day
        day = (day + timedelta(days=32)).replace(day=1)


def facts(networks, meetings, members, entries):
    """Everything that happened, one dictionary per fact.

    What is restricted keeps the month only. ``network_key`` and ``member_key`` are
    sets to be united; the others are numbers to be added.
    """
    found = []

    def add(network, day, dimensions, measures):
        known = networks[network] if network is not None else {}
        words = {**dimensions, "kind": known.get("kind"), "level": known.get("level")}
        if known.get("restricted"):
            words = {}
        month = day.replace(day=1)
        names = ("kind", "level", "area", "field")
        words = {name: words.get(name) for name in names}
        found.append({"month": month, **words, **measures})

    for meeting in meetings:
        if meeting["state"] == "held" and meeting["active"]:
            network = meeting["network"]
            measures = {
                "own" if meeting["own"] else "external": 1,
                "people": meeting["people"],
                "network_key": {network} - {None},
            }
            add(network, local_day(meeting["moment"]), meeting, measures)
    for member in members:
        if not member["candidate"]:
            network = member["network"]
            key = {"member_key": {(network, member["club"])}}
            for month in months_of(member):
                add(network, month, networks[network], key)
    for entry in entries:
        if entry["network"] is not None:
            minutes = {"minutes": entry["minutes"]}
            add(entry["network"], local_day(entry["moment"]), entry, minutes)
    return found


def count(found, dimension, measure):
    """One figure of the year by one dimension, or once; without what is 0."""
    sums, keys = Counter(), {}
    for fact in found:
        if fact["month"].year == YEAR and measure in fact:
            name = dimension and fact[dimension]
            if measure.endswith("_key"):
                keys.setdefault(name, set()).update(fact[measure])
                sums[name] = len(keys[name])
            else:
                sums[name] += fact[measure]
    return {name: number for name, number in sums.items() if number}
