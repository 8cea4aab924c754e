"""Calendar texts, without a database: two other libraries read what we write."""

import itertools
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import vobject
from freezegun import freeze_time

from odoo.tests import BaseCase, tagged

from ..tools import itip
from ..tools.itip import Invitation, Person, make_calendar
from ..tools.placeholders import fill_placeholders, find_unknown_placeholders

BERLIN = ZoneInfo("Europe/Berlin")
HOUR = timedelta(hours=1)
# around the moment at which clocks are put, and far from it
HOURS = (-1, 0, 1, 2, 3, 9, 17, 23)


def last_sunday(year, month):
    day = date(year, month, 31)
    return day - timedelta(days=(day.weekday() + 1) % 7)


SWITCH_DAYS = [
    last_sunday(year, month) for year in range(2024, 2038) for month in (3, 10)
]


def make_invitation(start, **values):
    return Invitation(
        **{
            "uid": "a1@club-support",
            "sequence": 3,
            "stamp": datetime(2027, 3, 1, 9, tzinfo=UTC),
            "start": start,
            "stop": start + 2 * HOUR,
            "zone": "Europe/Berlin",
            "summary": "Runder Tisch",
            "organizer": Person("vereine@landkreis.example", "Vereinsberatung"),
            "attendee": Person("hanna@example.net", "Hanna Berg"),
            **values,
        }
    )


def read_twice(text):
    """The entry as each of the two libraries understands it."""
    first = icalendar.Calendar.from_ical(text)
    second = vobject.readOne(text)
    return first, first.walk("VEVENT")[0], second, second.vevent


@tagged("post_install", "-at_install")
class TestItip(BaseCase):
    def _assert_instants(self, text, start, stop):
        _calendar, event, _other, other_event = read_twice(text)
        for begin, end in (
            (event["DTSTART"].dt, event["DTEND"].dt),
            (other_event.dtstart.value, other_event.dtend.value),
        ):
            self.assertEqual(begin.astimezone(UTC), start)
            self.assertEqual(end.astimezone(UTC), stop)

    def test_every_hour_of_every_switch_day_is_the_same_moment_to_others(self):
        for day, hour in itertools.product(SWITCH_DAYS, HOURS):
            midnight = datetime(day.year, day.month, day.day, tzinfo=BERLIN)
            start = midnight.astimezone(UTC) + hour * HOUR
            with self.subTest(start=start):
                for method in ("REQUEST", "CANCEL"):
                    text = make_calendar(method, make_invitation(start))
                    self._assert_instants(text, start, start + 2 * HOUR)

    def test_the_zone_stands_by_itself_for_calendars_that_do_not_know_its_name(self):
        for day, hour in itertools.product(SWITCH_DAYS, (0, 1, 4, 9, 20)):
            midnight = datetime(day.year, day.month, day.day, tzinfo=BERLIN)
            start = midnight.astimezone(UTC) + hour * HOUR
            text = make_calendar("REQUEST", make_invitation(start))
            # nobody can look this name up, so the rules in the text must do
            text = text.replace("Europe/Berlin", f"Unknown/{day}-{hour}")
            with self.subTest(start=start):
                event = vobject.readOne(text).vevent
                self.assertEqual(event.dtstart.value.astimezone(UTC), start)
                calendar = icalendar.Calendar.from_ical(text)
                zone = calendar.walk("VTIMEZONE")[0].to_tz(lookup_tzid=False)
                wall = calendar.walk("VEVENT")[0]["DTSTART"].dt.replace(tzinfo=None)
                if start.astimezone(BERLIN).fold == 0:
                    self.assertEqual(wall.replace(tzinfo=zone).astimezone(UTC), start)

    def test_other_zones_are_told_right_too(self):
        for zone in ("America/New_York", "Asia/Kolkata", "UTC", "Africa/Casablanca"):
            for month in range(1, 13):
                start = datetime(2030, month, 10, 17, tzinfo=UTC)
                text = make_calendar("REQUEST", make_invitation(start, zone=zone))
                with self.subTest(zone=zone, month=month):
                    self._assert_instants(text, start, start + 2 * HOUR)

    def test_berlin_is_told_by_two_rules(self):
        start = datetime(2027, 6, 1, 16, tzinfo=UTC)
        text = make_calendar("REQUEST", make_invitation(start))
        self.assertIn("RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\n", text)
        self.assertIn("RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\n", text)
        self.assertEqual(text.count("BEGIN:DAYLIGHT"), 1)
        self.assertEqual(text.count("BEGIN:STANDARD"), 1)

    def test_the_rules_of_a_zone_do_not_hang_on_fold(self):
        # clocks that stand still for tests lose it
        for name in ("Europe/Berlin", "America/New_York"):
            itip._find_switches.cache_clear()
            told = itip._find_rules(name, 2028)
            itip._find_switches.cache_clear()
            with freeze_time("2027-03-01"):
                self.assertEqual(itip._find_rules(name, 2028), told)

    def test_a_request_says_all_that_a_calendar_needs(self):
        start = datetime(2027, 6, 1, 16, tzinfo=UTC)
        text = make_calendar(
            "REQUEST", make_invitation(start, status="TENTATIVE", partstat="ACCEPTED")
        )
        calendar, event, _other, other_event = read_twice(text)
        self.assertEqual(calendar["METHOD"], "REQUEST")
        self.assertEqual(event["SEQUENCE"], 3)
        self.assertEqual(event["STATUS"], "TENTATIVE")
        self.assertEqual(event["ORGANIZER"], "mailto:vereine@landkreis.example")
        self.assertEqual(event["ATTENDEE"], "mailto:hanna@example.net")
        self.assertEqual(event["ATTENDEE"].params["PARTSTAT"], "ACCEPTED")
        self.assertEqual(event["ATTENDEE"].params["RSVP"], "TRUE")
        self.assertEqual(other_event.attendee.value, "mailto:hanna@example.net")
        self.assertEqual(len(other_event.attendee_list), 1)

    def test_a_cancellation_asks_for_no_answer(self):
        start = datetime(2027, 6, 1, 16, tzinfo=UTC)
        text = make_calendar("CANCEL", make_invitation(start, status="CANCELLED"))
        calendar, event, _other, _other_event = read_twice(text)
        self.assertEqual(calendar["METHOD"], "CANCEL")
        self.assertEqual(event["STATUS"], "CANCELLED")
        self.assertNotIn("RSVP", event["ATTENDEE"].params)
        self.assertEqual(event["UID"], "a1@club-support")

    def test_lines_are_folded_by_octets_and_read_back_whole(self):
        words = "Größe, Straße; „Zitat“ 🏐 \\ Ende:\n" * 12
        start = datetime(2027, 6, 1, 16, tzinfo=UTC)
        text = make_calendar(
            "REQUEST",
            make_invitation(start, summary=words.strip(), description=words),
        )
        for line in text.encode().split(b"\r\n"):
            self.assertLessEqual(len(line), 75)
            line.decode()
        self.assertNotIn(b"\n", text.encode().replace(b"\r\n", b""))
        _calendar, event, _other, other_event = read_twice(text)
        self.assertEqual(event["DESCRIPTION"], words)
        self.assertEqual(other_event.description.value, words)

    def test_no_name_or_place_adds_a_line(self):
        evil = 'X"\r\nATTENDEE:mailto:evil@example.com'
        start = datetime(2027, 6, 1, 16, tzinfo=UTC)
        text = make_calendar(
            "REQUEST",
            make_invitation(
                start,
                location=evil,
                summary=evil,
                organizer=Person("a@example.org", evil),
                attendee=Person("b@example.org\r\nX:1", evil),
            ),
        )
        _calendar, event, _other, other_event = read_twice(text)
        self.assertEqual(len(other_event.attendee_list), 1)
        self.assertEqual(event["ATTENDEE"], "mailto:b@example.orgX:1")
        lines = text.replace("\r\n ", "").split("\r\n")
        attendees = [line for line in lines if line.startswith("ATTENDEE")]
        self.assertEqual(len(attendees), 1)


@tagged("post_install", "-at_install")
class TestPlaceholders(BaseCase):
    def test_values_stand_for_their_names(self):
        text = "Am {{ day }} in {{place}}."
        filled = fill_placeholders(text, {"day": "Montag", "place": "Musterau"})
        self.assertEqual(filled, "Am Montag in Musterau.")

    def test_nothing_is_executed_or_filled_twice(self):
        values = {"day": "{{ place }}", "place": "Musterau"}
        self.assertEqual(fill_placeholders("{{ day }}", values), "{{ place }}")
        text = "{{ object.env.cr }} {{ 1 + 1 }}"
        self.assertEqual(fill_placeholders(text, values), text)
        self.assertEqual(
            find_unknown_placeholders(f"{text} {{{{ day }}}}", values),
            ["object.env.cr", "1 + 1"],
        )
