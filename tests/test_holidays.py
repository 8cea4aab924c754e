"""Holidays come from a package, a file or a list, and can be corrected."""

import base64
import sys
from datetime import date
from types import SimpleNamespace
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2.errors import CheckViolation, UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..tools import holiday_sources
from .common import ClubSupportCommon

ICS = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Kultusministerium//Ferien//DE
%s
END:VCALENDAR
"""
EVENT = """\
BEGIN:VEVENT
UID:%(uid)s
DTSTART%(start)s
%(end)s
SUMMARY:%(name)s
END:VEVENT"""


def make_event(name, start, end=None, uid="1"):
    """One event of a calendar file; ``end`` is the whole line."""
    event = EVENT % {"uid": uid, "start": start, "end": end or "", "name": name}
    return event.replace("\n\n", "\n")


def make_ics(*events):
    return (ICS % "\n".join(events)).replace("\n", "\r\n").encode()


SUMMER = make_event("Sommerferien", ";VALUE=DATE:20270628", "DTEND;VALUE=DATE:20270807")


@tagged("post_install", "-at_install")
class TestHolidaySources(ClubSupportCommon):
    """The pure functions, without any record."""

    def test_days_of_the_same_name_in_a_row_are_one_span(self):
        days = [
            (date(2027, 10, 5), "Herbstferien"),
            (date(2027, 10, 4), "Herbstferien"),
            (date(2027, 10, 6), "Herbstferien"),
        ]
        self.assertEqual(
            holiday_sources.join_days(days),
            [("Herbstferien", date(2027, 10, 4), date(2027, 10, 6))],
        )

    def test_a_gap_or_another_name_begins_a_new_span(self):
        days = [
            (date(2027, 1, 1), "Neujahr"),
            (date(2027, 1, 2), "Ferien"),
            (date(2027, 1, 4), "Ferien"),
        ]
        self.assertEqual(
            holiday_sources.join_days(days),
            [
                ("Neujahr", date(2027, 1, 1), date(2027, 1, 1)),
                ("Ferien", date(2027, 1, 2), date(2027, 1, 2)),
                ("Ferien", date(2027, 1, 4), date(2027, 1, 4)),
            ],
        )

    def test_no_days_are_no_span(self):
        self.assertEqual(holiday_sources.join_days([]), [])

    def test_spans_go_over_the_end_of_month_and_year(self):
        days = [(date(2027, 12, 31), "Ferien"), (date(2028, 1, 1), "Ferien")]
        self.assertEqual(
            holiday_sources.join_days(days),
            [("Ferien", date(2027, 12, 31), date(2028, 1, 1))],
        )

    def test_christmas_holidays_come_whole_with_either_year(self):
        spans = [
            [
                span
                for span in holiday_sources.from_package("HE", range(year, year + 1))
                if span[1] == "Weihnachtsferien"
            ]
            for year in (2026, 2027)
        ]
        over_new_year = spans[0][-1]
        self.assertEqual(over_new_year[2:], (date(2026, 12, 23), date(2027, 1, 12)))
        self.assertEqual(spans[1][0], over_new_year)

    def test_the_package_gives_no_day_outside_the_years_asked_for(self):
        for kind, name, first, last in holiday_sources.from_package(
            "HE", range(2027, 2028)
        ):
            with self.subTest(kind=kind, name=name):
                self.assertIn(2027, (first.year, last.year))

    def test_an_all_day_event_ends_before_its_end_date(self):
        self.assertEqual(
            holiday_sources.from_ics(make_ics(SUMMER), "school"),
            [("school", "Sommerferien", date(2027, 6, 28), date(2027, 8, 6))],
        )

    def test_events_of_one_day_are_read_in_every_notation(self):
        for end in (
            "",
            "DTEND;VALUE=DATE:20270527",
            "DTEND;VALUE=DATE:20270528",
            "DURATION:P1D",
        ):
            with self.subTest(end=end):
                event = make_event("Fronleichnam", ";VALUE=DATE:20270527", end)
                self.assertEqual(
                    holiday_sources.from_ics(make_ics(event), "public"),
                    [("public", "Fronleichnam", date(2027, 5, 27), date(2027, 5, 27))],
                )

    def test_a_duration_of_days_is_read(self):
        event = make_event("Ferien", ";VALUE=DATE:20271004", "DURATION:P13D")
        [span] = holiday_sources.from_ics(make_ics(event), "school")
        self.assertEqual(span[2:], (date(2027, 10, 4), date(2027, 10, 16)))

    def test_events_with_times_cover_their_days(self):
        event = make_event("Ferien", ":20271004T000000Z", "DTEND:20271016T220000Z")
        [span] = holiday_sources.from_ics(make_ics(event), "school")
        self.assertEqual(span[2:], (date(2027, 10, 4), date(2027, 10, 16)))

    def test_a_byte_order_mark_and_umlauts_are_read(self):
        event = make_event("Oster-/Frühjahrsferien", ";VALUE=DATE:20270322")
        content = b"\xef\xbb\xbf" + make_ics(event)
        [span] = holiday_sources.from_ics(content, "school")
        self.assertEqual(span[1], "Oster-/Frühjahrsferien")

    def test_what_is_no_calendar_is_a_value_error(self):
        no_name = make_ics(SUMMER).replace(b"SUMMARY:Sommerferien\r\n", b"")
        no_start = make_ics(SUMMER).replace(b"DTSTART", b"X-START")
        for content in (
            b"",
            b"Name;Von;Bis",
            b"PK\x03\x04\xff\xfe",
            make_ics(),
            make_ics(SUMMER).replace(b"END:VEVENT\r\n", b""),
            make_ics(make_event("Ferien", ";VALUE=DATE:morgen")),
            make_ics(make_event("Fr\xfchling", ":20270101")).decode().encode("latin-1"),
            no_name,
            no_start,
        ):
            with self.subTest(content=content), self.assertRaises(ValueError):
                holiday_sources.from_ics(content, "school")


@tagged("post_install", "-at_install")
@freeze_time("2027-03-01 10:00:00")
class TestHolidays(ClubSupportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hessen = cls.env.ref("base.state_de_he")
        cls.Holiday = cls.env["club.holiday"].with_user(cls.administrator)
        cls.Load = cls.env["club.holiday.load"].with_user(cls.administrator)

    def _load_years(self, first=2027, last=2027, **vals):
        wizard = self.Load.create({"year_from": first, "year_to": last, **vals})
        wizard.action_load()

    def _load_file(self, content, **vals):
        wizard = self.Load.create(
            {
                "source": "ics",
                "file": base64.b64encode(content),
                "filename": "ferien.ics",
                **vals,
            }
        )
        wizard.action_load()

    def _find(self, name, **archived):
        Holiday = self.Holiday.with_context(active_test=not archived)
        return Holiday.search([("name", "=", name), ("state_id", "=", self.hessen.id)])

    def _refuse(self, call, *args, **kwargs):
        with self.assertRaises(UserError) as caught:
            call(*args, **kwargs)
        self._assert_sentence(caught.exception)
        self.assertFalse(self.Holiday.search([]))
        return str(caught.exception)

    # ------------------------------------------------------------
    # The package
    # ------------------------------------------------------------

    def test_a_year_is_loaded_in_one_step(self):
        action_form = Form(self.Load)
        self.assertEqual(action_form.state_id, self.hessen)
        self.assertEqual((action_form.year_from, action_form.year_to), (2027, 2028))
        action_form.year_to = 2027
        action = action_form.save().action_load()
        self.assertEqual(action["res_model"], "club.holiday")
        public = self.Holiday.search([("kind", "=", "public")])
        self.assertEqual(len(public), 10)
        self.assertEqual(public.state_id, self.hessen)
        self.assertEqual(self._find("Fronleichnam").date_from, date(2027, 5, 27))
        summer = self._find("Sommerferien")
        self.assertEqual(summer.kind, "school")
        self.assertEqual(
            (summer.date_from, summer.date_to), (date(2027, 6, 28), date(2027, 8, 6))
        )

    def test_loading_twice_adds_nothing(self):
        self._load_years()
        before = self.Holiday.search([])
        self._load_years()
        self.assertEqual(self.Holiday.search([]), before)

    def test_the_next_year_loaded_later_leaves_no_gap_at_new_year(self):
        self._load_years(2026, 2026)
        self._load_years(2026, 2027)
        covered = self.Holiday.search(
            [
                ("kind", "=", "school"),
                ("date_from", "<=", "2027-01-08"),
                ("date_to", ">=", "2027-01-08"),
            ]
        )
        self.assertEqual(len(covered), 1)

    def test_a_corrected_holiday_stays_corrected(self):
        self._load_years()
        summer = self._find("Sommerferien")
        summer.write({"date_to": "2027-08-08", "name": "Große Ferien"})
        corpus_christi = self._find("Fronleichnam")
        corpus_christi.name = "Fronleichnam (Hessen)"
        before = self.Holiday.search_count([])
        self._load_years()
        self.assertEqual(self.Holiday.search_count([]), before)
        self.assertEqual(summer.date_to, date(2027, 8, 8))
        self.assertFalse(self._find("Sommerferien") or self._find("Fronleichnam"))

    def test_an_archived_holiday_stays_archived(self):
        self._load_years()
        self._find("Fronleichnam").action_archive()
        self._load_years()
        self.assertFalse(self._find("Fronleichnam"))
        self.assertEqual(len(self._find("Fronleichnam", archived=True)), 1)

    def test_every_state_has_its_own_holidays(self):
        self._load_years()
        berlin = self.env.ref("base.state_de_be")
        self._load_years(state_id=berlin.id)
        mine = self.Holiday.search([("state_id", "=", berlin.id)])
        self.assertIn("Frauentag", mine.mapped("name"))
        self.assertNotIn("Fronleichnam", mine.mapped("name"))

    def test_without_the_package_a_sentence_says_what_to_do(self):
        with patch.dict(sys.modules, {"holidays": None}):
            message = self._refuse(self._load_years)
        self.assertIn("pip install holidays", message)
        self.assertIn(".ics", message)

    def test_a_package_without_school_holidays_counts_as_missing(self):
        old = SimpleNamespace(Germany=SimpleNamespace(supported_categories=("public",)))
        with patch.dict(sys.modules, {"holidays": old}):
            message = self._refuse(self._load_years)
        self.assertIn("pip install holidays", message)

    def test_years_out_of_range_are_refused(self):
        for first, last in (
            (2028, 2027),
            (27, 28),
            (0, 0),
            (2027, 2037),
            (2098, 2101),
            (-1, 2027),
            (20270, 20271),
        ):
            with self.subTest(first=first, last=last):
                self._refuse(self._load_years, first, last)

    def test_ten_years_at_once_are_accepted(self):
        self._load_years(2024, 2033)
        self.assertEqual(len(self._find("Fronleichnam")), 10)

    def test_a_state_that_only_shares_the_code_is_refused(self):
        bern = self.env.ref("base.state_ch_be")
        self._refuse(self._load_years, state_id=bern.id)

    def test_a_company_abroad_is_not_offered_its_state(self):
        self.company.country_id = self.env.ref("base.ch")
        self.company.state_id = self.env.ref("base.state_ch_be")
        self.assertFalse(Form(self.Load).state_id)

    # ------------------------------------------------------------
    # A calendar file
    # ------------------------------------------------------------

    def test_a_calendar_file_is_loaded(self):
        autumn = make_event(
            "Herbstferien", ";VALUE=DATE:20271004", "DTEND;VALUE=DATE:20271017", uid="2"
        )
        self._load_file(make_ics(SUMMER, autumn), kind="school")
        found = self.Holiday.search([])
        self.assertEqual(found.mapped("name"), ["Sommerferien", "Herbstferien"])
        self.assertEqual(set(found.mapped("kind")), {"school"})
        self.assertEqual(found[0].date_to, date(2027, 8, 6))

    def test_a_file_names_its_content_as_chosen(self):
        event = make_event("Fronleichnam", ";VALUE=DATE:20270527")
        self._load_file(make_ics(event), kind="public")
        self.assertEqual(self._find("Fronleichnam").kind, "public")

    def test_a_file_that_repeats_itself_is_loaded_once(self):
        self._load_file(make_ics(SUMMER, SUMMER))
        self._load_file(make_ics(SUMMER))
        self.assertEqual(len(self._find("Sommerferien")), 1)

    def test_a_file_after_the_package_adds_nothing(self):
        self._load_years()
        before = self.Holiday.search([])
        self._load_file(make_ics(SUMMER))
        self.assertEqual(self.Holiday.search([]), before)

    def test_an_unreadable_file_is_refused_with_its_name(self):
        for content in (b"Name;Von;Bis", b"PK\x03\x04\xff\xfe", make_ics()):
            with self.subTest(content=content):
                self.assertIn("ferien.ics", self._refuse(self._load_file, content))

    def test_no_file_or_an_empty_one_is_refused(self):
        self._refuse(self._load_file, b"")
        self._refuse(self._load_years, source="ics")

    def test_the_file_is_required_by_the_form(self):
        form = Form(self.Load)
        form.source = "ics"
        with self.assertRaisesRegex(AssertionError, "file is a required field"):
            form.save()

    def test_without_the_package_for_files_a_sentence_says_so(self):
        with patch.dict(sys.modules, {"vobject": None}):
            message = self._refuse(self._load_file, make_ics(SUMMER))
        self.assertIn("pip install vobject", message)

    # ------------------------------------------------------------
    # The list
    # ------------------------------------------------------------

    def test_a_list_is_imported(self):
        header = ["name", "kind", "state_id/id", "date_from", "date_to"]
        rows = [
            ["Sommerferien", "school", "base.state_de_he", "2027-06-28", "2027-08-06"],
            ["Fronleichnam", "public", "base.state_de_he", "2027-05-27", "2027-05-27"],
        ]
        answer = self.Holiday.load(header, rows)
        self.assertEqual(len(answer["ids"] or []), 2, answer["messages"])
        self.assertEqual(self._find("Sommerferien").date_to, date(2027, 8, 6))

    @mute_logger("odoo.sql_db")
    def test_a_list_with_days_in_the_wrong_order_is_refused(self):
        header = ["name", "state_id/id", "date_from", "date_to"]
        row = ["Ferien", "base.state_de_he", "2027-08-06", "2027-06-28"]
        answer = self.Holiday.load(header, [row])
        self.assertFalse(answer["ids"])
        self._assert_sentence(answer["messages"][0]["message"])

    @mute_logger("odoo.sql_db")
    def test_the_last_day_never_lies_before_the_first(self):
        self._load_years()
        summer = self._find("Sommerferien")
        with self.assertRaises(CheckViolation):
            summer.date_to = "2027-06-01"
            self.env.flush_all()

    def test_a_single_day_needs_no_last_day(self):
        with Form(self.Holiday) as form:
            form.name = "Kreisfest"
            form.date_from = "2027-06-05"
        self.assertEqual(form.record.date_to, date(2027, 6, 5))
        self.assertEqual(form.record.state_id, self.hessen)

    def test_the_last_day_follows_when_the_first_moves_past_it(self):
        holiday = self.Holiday.create({"name": "Kreisfest", "date_from": "2027-06-05"})
        holiday.date_from = "2027-06-12"
        self.assertEqual(holiday.date_to, date(2027, 6, 12))

    @mute_logger("odoo.sql_db")
    def test_the_same_holiday_is_not_entered_twice(self):
        vals = {"name": "Kreisfest", "date_from": "2027-06-05"}
        self.Holiday.create(vals)
        with self.assertRaises(UniqueViolation):
            self.Holiday.create(vals)

    def test_only_administrators_load_holidays(self):
        for user in (self.lead, self.management, self.plain_user):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.Load.with_user(user).create({})

    def test_everybody_at_work_reads_the_holidays(self):
        self._load_years()
        for user in (self.worker, self.management, self.foreigner):
            names = self.Holiday.with_user(user).search([]).mapped("name")
            self.assertIn("Fronleichnam", names)
