"""Requests and cancellations as calendars understand them (RFC 5545, RFC 5546).

Pure Python, no Odoo: values in, text out.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

PRODID = "-//Club Support//Invitations//EN"
LIMIT = 75
LOCAL = "%Y%m%dT%H%M%S"
STATUSES = ("CONFIRMED", "TENTATIVE", "CANCELLED")
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
# no rule is followed back further than this year
FIRST_YEAR = 1970
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True)
class Person:
    """An address of a calendar: who calls the meeting, or who is asked to come."""

    email: str
    name: str = ""


@dataclass(frozen=True)
class Invitation:
    """One entry in the calendar of one person."""

    uid: str
    sequence: int
    #: when this version was made, aware
    stamp: datetime
    #: aware, in whatever zone
    start: datetime
    stop: datetime
    #: name of the zone that the times are meant in, such as Europe/Berlin
    zone: str
    summary: str
    organizer: Person
    attendee: Person
    location: str = ""
    #: all that some calendars show: the text and the link for the answer
    description: str = ""
    #: one of ``STATUSES``
    status: str = "CONFIRMED"
    #: what is known of the answer: NEEDS-ACTION, ACCEPTED, DECLINED, TENTATIVE
    partstat: str = "NEEDS-ACTION"


@dataclass(frozen=True)
class Switch:
    """A moment at which the clocks of a zone are put."""

    #: wall time before it, naive
    wall: datetime
    before: timedelta
    after: timedelta
    name: str
    is_summer: bool

    @property
    def rule(self):
        """Month, number of the weekday from the end or the start, weekday, time."""
        last = (self.wall + timedelta(days=7)).month != self.wall.month
        number = -1 if last else (self.wall.day - 1) // 7 + 1
        return self.wall.month, number, self.wall.weekday(), self.wall.time()


def make_calendar(method, invitation):
    """The text of a calendar with one entry.

    :param str method: ``"REQUEST"``, ``"CANCEL"``, or ``"PUBLISH"`` for a file that
        somebody saves, which asks nothing
    :param Invitation invitation: the entry
    :return: str, with CRLF and folded lines
    """
    year = invitation.start.astimezone(ZoneInfo(invitation.zone)).year
    zone_lines = _make_zone(invitation.zone, year)
    zone = invitation.zone if zone_lines else "UTC"
    start = _moment("DTSTART", invitation.start, zone)
    stop = _moment("DTEND", invitation.stop, zone)
    lines = [
        "BEGIN:VCALENDAR",
        f"PRODID:{PRODID}",
        "VERSION:2.0",
        "CALSCALE:GREGORIAN",
        f"METHOD:{method}",
        *zone_lines,
        "BEGIN:VEVENT",
        f"UID:{_escape(invitation.uid)}",
        f"DTSTAMP:{invitation.stamp.astimezone(UTC).strftime(LOCAL)}Z",
        start,
        stop,
        f"SEQUENCE:{invitation.sequence}",
        f"STATUS:{invitation.status}",
        f"SUMMARY:{_escape(invitation.summary)}",
        *_optional("LOCATION", invitation.location),
        *_optional("DESCRIPTION", invitation.description),
        _person("ORGANIZER", invitation.organizer),
        *([] if method == "PUBLISH" else [_attendee(method, invitation)]),
        "TRANSP:OPAQUE",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{folded}\r\n" for line in lines for folded in _fold(line))


# ------------------------------------------------------------
# Lines
# ------------------------------------------------------------


def _escape(text):
    """A value of type TEXT; control characters are no part of one."""
    text = CONTROLS.sub("", (text or "").replace("\r\n", "\n"))
    for mark in ("\\", ";", ","):
        text = text.replace(mark, f"\\{mark}")
    return text.replace("\n", "\\n")


def _optional(name, text):
    return (f"{name}:{_escape(text)}",) if text else ()


def _person(name, person, *parameters):
    # a quoted value can hold anything but quotes and control characters
    common = " ".join(CONTROLS.sub("", person.name or person.email).split())
    common = common.replace('"', "'")
    address = "".join(CONTROLS.sub("", person.email).split())
    return ";".join((name, f'CN="{common}"', *parameters)) + f":mailto:{address}"


def _attendee(method, invitation):
    parameters = ["CUTYPE=INDIVIDUAL", "ROLE=REQ-PARTICIPANT"]
    if method == "REQUEST":
        parameters += [f"PARTSTAT={invitation.partstat}", "RSVP=TRUE"]
    return _person("ATTENDEE", invitation.attendee, *parameters)


def _moment(name, moment, zone):
    """A time as the clock on the wall shows it, in UTC where it shows it twice.

    Where clocks are put back, a time in a zone means the first of two (RFC 5545);
    the second one can be told in UTC only.
    """
    local = moment.astimezone(ZoneInfo(zone))
    if local.fold or zone == "UTC":
        return f"{name}:{moment.astimezone(UTC).strftime(LOCAL)}Z"
    return f"{name};TZID={zone}:{local.strftime(LOCAL)}"


def _fold(line):
    """Parts of at most 75 octets; no character is cut in two."""
    part, length = "", 0
    for character in line:
        octets = len(character.encode())
        if length + octets > LIMIT:
            yield part
            part, length = " ", 1
        part += character
        length += octets
    yield part


# ------------------------------------------------------------
# Time zone
# ------------------------------------------------------------


@lru_cache(maxsize=256)
def _find_switches(zone_name, year):
    """The moments of a year at which clocks are put.

    :return: tuple of ``Switch``, in order
    """
    zone = ZoneInfo(zone_name)
    midnight = datetime(year, 1, 1, tzinfo=UTC)
    days = (date(year + 1, 1, 1) - date(year, 1, 1)).days
    found = []
    for number in range(days):
        low = midnight + timedelta(days=number)
        high = low + timedelta(days=1)
        before, after = (_offset_at(zone, moment) for moment in (low, high))
        if before != after:
            moment = _find_moment(zone, low, high)
            local = moment.astimezone(zone)
            found.append(
                Switch(
                    wall=(moment + before).replace(tzinfo=None),
                    before=before,
                    after=after,
                    name=local.tzname(),
                    is_summer=after > before,
                )
            )
    return tuple(found)


def _offset_at(zone, moment):
    """Wall time less UTC: right in the doubled hour as well."""
    local, utc = (moment.astimezone(each) for each in (zone, UTC))
    return local.replace(tzinfo=None) - utc.replace(tzinfo=None)


def _find_moment(zone, low, high):
    """The first second with the offset of ``high``."""
    old = _offset_at(zone, low)
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low).total_seconds() // 2)
        if _offset_at(zone, middle) == old:
            low = middle
        else:
            high = middle
    return high


def _find_rules(zone_name, year):
    return [
        (*switch.rule, switch.before, switch.after)
        for switch in _find_switches(zone_name, year)
    ]


@lru_cache(maxsize=256)
def _make_zone(zone_name, year):
    """The zone by the rules that hold around a year.

    :return: tuple of lines, empty for UTC and for zones without such rules: few
        calendars read more than rules, but all of them understand UTC
    """
    rules = _find_rules(zone_name, year)
    if zone_name == "UTC" or any(
        _find_rules(zone_name, other) != rules for other in (year - 1, year + 1)
    ):
        return ()
    since = year
    # Some programs keep the first zone of a name that they read, and use it for
    # other years: it begins when its rules began, whatever the year asked for.
    while since > FIRST_YEAR and _find_rules(zone_name, since - 1) == rules:
        since -= 1
    switches = _find_switches(zone_name, since)
    moment = datetime(year, 1, 1, tzinfo=ZoneInfo(zone_name))
    offset = moment.utcoffset()
    return (
        "BEGIN:VTIMEZONE",
        f"TZID:{zone_name}",
        *(line for switch in switches for line in _make_rule(switch)),
        *(() if switches else _make_fixed(offset, moment.tzname())),
        "END:VTIMEZONE",
    )


def _make_rule(switch):
    month, number, weekday, _time = switch.rule
    return _make_observance(
        "DAYLIGHT" if switch.is_summer else "STANDARD",
        switch.wall,
        (switch.before, switch.after),
        switch.name,
        f"RRULE:FREQ=YEARLY;BYMONTH={month};BYDAY={number}{WEEKDAYS[weekday]}",
    )


def _make_fixed(offset, name):
    return _make_observance("STANDARD", datetime(1970, 1, 1), (offset, offset), name)


def _make_observance(kind, begin, offsets, name, *more):
    before, after = offsets
    return [
        f"BEGIN:{kind}",
        f"TZNAME:{name}",
        f"DTSTART:{begin.strftime(LOCAL)}",
        f"TZOFFSETFROM:{_offset(before)}",
        f"TZOFFSETTO:{_offset(after)}",
        *more,
        f"END:{kind}",
    ]


def _offset(delta):
    minutes = int(delta.total_seconds()) // 60
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02}{abs(minutes) % 60:02}"
