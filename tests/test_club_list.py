"""Cells of club lists: every notation that lists really contain, and rubbish."""

import time
from datetime import date

from odoo.tests import BaseCase, tagged

from ..tools import club_list as cells
from ..tools.club_list_row import read_row

RUBBISH = ("=cmd|' /C calc'!A0", "x" * 10_000, "ÿ" * 300, "<b>", "\x00", "()", "&&&")
SPORTS = {"turn": 1, "judo": 2, "kegel und bowling": 3}


@tagged("post_install", "-at_install")
class TestClubList(BaseCase):
    def _assert_reads(self, read, table):
        for text, expected in table.items():
            with self.subTest(cell=text):
                self.assertEqual(read(text), expected)

    def test_a_day_is_read_in_all_german_notations(self):
        last_of_2027 = (date(2027, 12, 31), None)
        self._assert_reads(
            cells.read_date,
            {
                "31.12.2027": last_of_2027,
                "31.12.27": last_of_2027,
                "2027-12-31": last_of_2027,
                "2027-12-31 00:00:00": last_of_2027,
                "12/2027": last_of_2027,
                "12.2027": last_of_2027,
                "2027": last_of_2027,
                "31. Dezember 2027": last_of_2027,
                "bis 31.12.2027": last_of_2027,
                "Dez. 2027": last_of_2027,
                "31/12/2027": last_of_2027,
                " 1.3.26 ": (date(2026, 3, 1), None),
                "2/2028": (date(2028, 2, 29), None),
                "2/2027": (date(2027, 2, 28), None),
                "1. März 2026": (date(2026, 3, 1), None),
                "01.01.99": (date(1999, 1, 1), None),
            },
        )

    def test_what_is_no_day_is_said_to_be_none(self):
        self._assert_reads(
            cells.read_date,
            {
                "": (None, None),
                None: (None, None),
                "-": (None, None),
                "k. A.": (None, None),
                "bald": (None, "no_date"),
                "31.02.2027": (None, "no_such_day"),
                "12/31/2027": (None, "no_such_day"),
                "13/2027": (None, "no_such_day"),
                "0/2027": (None, "no_such_day"),
                "31.12.0027": (None, "no_such_day"),
                "5. Foo 2027": (None, "no_such_day"),
                "unbefristet": (None, "no_date"),
            },
        )

    def test_a_number_may_be_rough(self):
        self._assert_reads(
            cells.read_number,
            {
                "300": (300, False, None),
                "0": (0, False, None),
                "ca. 300": (300, True, None),
                "rd. 300": (300, True, None),
                "> 100": (100, True, None),
                "~ 50": (50, True, None),
                "300+": (300, True, None),
                "1.280": (1280, False, None),
                "1 280": (1280, False, None),
                "1'280": (1280, False, None),
                "280.0": (280, False, None),
                "240 Mitglieder": (240, False, None),
                "": (None, False, None),
                "-": (None, False, None),
                "keine Angabe": (None, False, None),
                "-5": (None, False, "negative"),
                "viele": (None, False, "no_number"),
                "100-120": (None, False, "no_number"),
                "1.28": (None, False, "no_number"),
                "2000000": (None, False, "too_large"),
                "9" * 400: (None, False, "too_large"),
            },
        )

    def test_addresses_are_found_however_they_are_hidden(self):
        one = (["info@verein.de"], [])
        self._assert_reads(
            cells.read_emails,
            {
                "info@verein.de": one,
                "INFO@Verein.DE": one,
                "info(at)verein.de": one,
                "info [at] verein.de": one,
                "info at verein.de": one,
                "info(at)verein(dot)de": one,
                "mailto:info@verein.de": one,
                "<info@verein.de>": one,
                "Hanna Krause <info@verein.de>": one,
                "a@b.de; c@d.de": (["a@b.de", "c@d.de"], []),
                "a@b.de / a@b.de": (["a@b.de"], []),
                "a@b.de, kaputt@": (["a@b.de"], ["kaputt@"]),
                "folgt": ([], ["folgt"]),
                "": ([], []),
                "keine": ([], []),
            },
        )

    def test_telephone_numbers_keep_their_notation(self):
        self._assert_reads(
            cells.read_phones,
            {
                "06999 / 10494-0": (["06999 / 10494-0"], []),
                "Tel.: (06999) 92618": (["(06999) 92618"], []),
                "+49 6999 63141": (["+49 6999 63141"], []),
                "06999 123, 0170 1234567": (["06999 123", "0170 1234567"], []),
                "06999 12345 / 0170 1234567": (["06999 12345", "0170 1234567"], []),
                "06999 123 oder 06999 456": (["06999 123", "06999 456"], []),
                "bitte mailen": ([], ["bitte mailen"]),
                "12": ([], ["12"]),
                "-": ([], []),
            },
        )

    def test_web_addresses_get_their_scheme(self):
        self._assert_reads(
            cells.read_website,
            {
                "www.verein.de": ("https://www.verein.de", None),
                "http://verein.de/a": ("http://verein.de/a", None),
                "www.verein.de (im Aufbau)": ("https://www.verein.de", None),
                "info@verein.de": (None, "no_website"),
                "javascript:alert(1)": (None, "no_website"),
                "im Aufbau": (None, "no_website"),
                "nein": (None, None),
            },
        )

    def test_court_and_number_of_the_register_are_taken_apart(self):
        self._assert_reads(
            cells.read_register,
            {
                "AG Musterau VR9838": ("Musterau", "VR 9838", None),
                "Amtsgericht Bad Grünau, VR 12": ("Bad Grünau", "VR 12", None),
                "VR 6951": (None, "VR 6951", None),
                "VR6951": (None, "VR 6951", None),
                "VR 6951 (AG Musterau)": ("Musterau", "VR 6951", None),
                "6951": (None, "VR 6951", None),
                "Nr. 6951": (None, "VR 6951", None),
                "HRB 77": (None, "HRB 77", None),
                "nein": (None, None, None),
                "in Gründung": (None, None, "no_register"),
            },
        )
        self.assertEqual(
            cells.read_register("VR 5", "Amtsgericht Musterau"),
            ("Musterau", "VR 5", None),
        )
        self.assertEqual(cells.register_key("VR 0815"), cells.register_key("vr815"))
        self.assertNotEqual(cells.register_key("HRB 815"), cells.register_key("815"))

    def test_a_person_is_named_given_name_first(self):
        self._assert_reads(
            cells.read_person,
            {
                "Hanna Krause": ("Hanna Krause", None),
                "Krause, Hanna": ("Hanna Krause", None),
                "Frau Hanna Krause": ("Hanna Krause", None),
                "Herr Dr. Jörg Berg": ("Dr. Jörg Berg", None),
                "Krause, Dr. Hanna": ("Dr. Hanna Krause", None),
                "Hanna Krause (komm.)": ("Hanna Krause", None),
                "Mehmet Müller-Lüdenscheidt": ("Mehmet Müller-Lüdenscheidt", None),
                "J.-P. O'Neill": ("J.-P. O'Neill", None),
                "Ayşe Yıldız": ("Ayşe Yıldız", None),
                "": (None, None),
                "N.N.": (None, "nobody"),
                "vakant": (None, "nobody"),
                "Hanna Krause und Jörg Berg": (None, "several"),
                "Hanna Krause\nJörg Berg": (None, "several"),
                "a@b.de": (None, "no_person"),
                "06999 123": (None, "no_person"),
                "=1+1": (None, "several"),
                "A" * 200: (None, "no_person"),
            },
        )

    def test_titles_and_order_do_not_make_another_person(self):
        key = cells.person_key("Hanna Müller")
        for name in ("Dr. Hanna Müller", "Müller, Hanna", "HANNA MUELLER"):
            self.assertEqual(cells.person_key(name), key)
        self.assertNotEqual(cells.person_key("Hannah Müller"), key)

    def test_legal_form_and_notation_do_not_make_another_club(self):
        key = cells.club_key("Reit- u. Fahrverein „Grünbach“ e.V.")
        for name in (
            "Reit- und Fahrverein Grünbach e. V.",
            "REIT- & FAHRVEREIN GRUENBACH",
            "Reit- und Fahrverein Grünbach, eingetragener Verein",
        ):
            self.assertEqual(cells.club_key(name), key)
        self.assertNotEqual(
            cells.club_key("TSV Musterau 1946 e.V."), cells.club_key("TSV Musterau")
        )
        self.assertNotEqual(
            cells.club_key("TSV Musterau 1946 e.V."),
            cells.club_key("Turn- und Sportverein Musterau 1902"),
        )

    def test_forms_of_one_sport_are_one(self):
        for words in (
            ("Schießen", "Schießsport", "Sportschießen"),
            ("Reiten", "Reitsport"),
            ("Tanzen", "Tanz", "Tanzsport"),
            ("Fußball", "FUSSBALL"),
        ):
            self.assertEqual(len({cells.sport_key(word) for word in words}), 1, words)
        self.assertEqual(len({*map(cells.sport_key, ("Ski", "Ski alpin"))}), 2)

    def test_sports_in_one_cell_are_told_apart(self):
        known = {cells.sport_key("Kegeln und Bowling")}
        for text, expected in {
            "Turnen, Judo": ["Turnen", "Judo"],
            "Turnen / Judo": ["Turnen", "Judo"],
            "Turnen und Judo": ["Turnen", "Judo"],
            "Turnen; Kegeln und Bowling": ["Turnen", "Kegeln und Bowling"],
            "Turnen\nJudo": ["Turnen", "Judo"],
            "-": [],
        }.items():
            with self.subTest(cell=text):
                words = cells.read_words(text, lambda w: cells.sport_key(w) in known)
                self.assertEqual(words, expected)

    def test_rows_that_add_up_others_are_told_from_clubs(self):
        for name in ("Summe", "Summe:", "Gesamt", "Insgesamt", "Gesamtsumme"):
            with self.subTest(name=name):
                self.assertTrue(cells.is_total(name, ["", None]))
                self.assertFalse(cells.is_total(name, ["Schulweg 1"]))
        for name in ("Gesamtschule Musterau", "TSV Summe", "", "Anzahlverein"):
            with self.subTest(name=name):
                self.assertFalse(cells.is_total(name, []))

    def test_street_zip_and_town_may_share_a_cell(self):
        expected = ("Schulweg 1", "63901", "Bad Muster")
        for row in (
            ("Schulweg 1", "63901", "Bad Muster"),
            ("Schulweg 1, 63901 Bad Muster", "", ""),
            ("Schulweg 1", "", "63901 Bad Muster"),
            ("Schulweg 1", "D-63901", "Bad Muster"),
            ("Schulweg 1", "63901.0", "Bad Muster"),
        ):
            with self.subTest(row=row):
                self.assertEqual(cells.read_place(*row), expected)
        self.assertEqual(cells.read_place("", "1234", "Tal")[1], "01234")

    def test_the_founding_year_is_taken_from_the_name_if_it_is_the_only_one(self):
        self.assertEqual(cells.year_in_name("TSV Musterau 1946 e.V.", 2027), 1946)
        self.assertEqual(cells.year_in_name("FC 04 Musterau", 2027), None)
        self.assertEqual(cells.year_in_name("SV 1902/1946 Tal", 2027), None)
        self.assertEqual(cells.year_in_name("Vision 2029", 2027), None)
        self.assertEqual(cells.read_year("gegr. 1921", 2027), (None, "no_year"))
        self.assertEqual(cells.read_year("1.5.1921", 2027), (1921, None))
        self.assertEqual(cells.read_year("1789", 2027), (1789, None))
        self.assertEqual(cells.read_year("2099", 2027), (None, "no_year"))

    def test_encoding_and_separator_are_guessed(self):
        text = "Straße;Ort\nÄußerer Weg;Grünbach – West"
        for encoding, expected in (
            ("utf-8", "utf-8-sig"),
            ("utf-8-sig", "utf-8-sig"),
            ("windows-1252", "windows-1252"),
            ("utf-16", None),
        ):
            with self.subTest(encoding=encoding):
                self.assertEqual(cells.guess_encoding(text.encode(encoding)), expected)
        self.assertEqual(cells.guess_encoding(b"\xff\x81\x8d"), None)
        self.assertEqual(cells.guess_separator("Verein;Straße, Nr.;Ort"), ";")
        self.assertEqual(cells.guess_separator("Verein\tOrt"), "\t")
        self.assertEqual(cells.guess_separator("Verein"), None)

    def test_headings_lose_their_notation(self):
        for heading in ("1.Vorsitzende(r)", " 1. Vorsitzende/r: ", "1. VORSITZENDE"):
            self.assertEqual(cells.plain_heading(heading), "1. vorsitzende")
        self.assertEqual(cells.plain_heading("VR Nr."), "vr-nr")
        self.assertEqual(cells.plain_heading("PLZ / Ort"), "plz/ort")

    def test_rubbish_breaks_no_reader_and_takes_no_time(self):
        start = time.monotonic()
        for text in RUBBISH:
            for read in (
                *(cells.read_date, cells.read_number, cells.read_emails),
                *(cells.read_phones, cells.read_website, cells.read_register),
                *(cells.read_person, cells.read_club_name, cells.read_words),
                *(cells.club_key, cells.person_key, cells.sport_key),
            ):
                with self.subTest(cell=text[:10], read=read.__name__):
                    self.assertIsNotNone(read(text))
        self.assertLess(time.monotonic() - start, 5)


@tagged("post_install", "-at_install")
class TestClubListRow(BaseCase):
    def _read(self, **row):
        return read_row(row, 2027, SPORTS)

    def test_what_cannot_be_read_leaves_the_rest_of_the_row(self):
        reading = self._read(
            name="TSV Tal",
            zip="63901",
            tax_exempt="bald",
            members="100",
            youth="500",
            email="kaputt@",
            chair="Hanna Krause",
            sports="Turnen, Quidditch",
        )
        self.assertEqual(reading.kind, "club")
        self.assertEqual(
            reading.values,
            {
                "name": "TSV Tal",
                "zip": "63901",
                "chair": "Hanna Krause",
                "sport_ids": [1],
                "total": 100,
                "is_estimated": False,
            },
        )
        self.assertEqual(
            {(cell, reason) for cell, reason, _text in reading.problems},
            {
                ("tax_exempt", "no_date"),
                ("youth", "youth_above"),
                ("email", "no_email"),
                ("sports", "no_sport"),
            },
        )

    def test_formulas_and_endless_cells_are_left_out(self):
        reading = self._read(name="TSV Tal", street="=cmd()", city="x" * 10_000)
        self.assertEqual(reading.values, {"name": "TSV Tal"})
        self.assertEqual(
            [(cell, reason) for cell, reason, _text in reading.problems],
            [("street", "formula"), ("city", "long_cell")],
        )
        self.assertLessEqual(len(reading.problems[1][2]), 81)
        self.assertEqual(self._read(name="=cmd()").kind, "nameless")
        self.assertEqual(self._read(name="x" * 10_000).kind, "nameless")

    def test_rows_that_are_no_clubs_are_told_apart(self):
        self.assertEqual(self._read(name=" ", city="-").kind, "empty")
        self.assertEqual(self._read(name="Summe", members="13904").kind, "total")
        self.assertEqual(self._read(members="13904", youth="4").kind, "total")
        self.assertEqual(self._read(zip="63902", city="Auenstein").kind, "nameless")

    def test_further_numbers_and_addresses_go_to_the_notes(self):
        reading = self._read(
            name="TSV Tal", email="a@b.de; c@d.de", phone="06999 1, 06999 22"
        )
        self.assertEqual(reading.values["email"], "a@b.de")
        self.assertEqual(reading.values["phone"], "06999 1")
        self.assertEqual(reading.notes, [("email", "c@d.de"), ("phone", "06999 22")])
        self.assertEqual(reading.hints, reading.notes)
        reading = self._read(name="TSV Tal", phone="06999 11", mobile="0170 22")
        self.assertEqual(reading.values["phone"], "06999 11")
        self.assertEqual(reading.notes, [("mobile", "0170 22")])

    def test_a_mobile_number_is_the_chairs_or_else_the_clubs(self):
        reading = self._read(name="TSV Tal", chair="Jörg Berg", mobile="0170 22")
        self.assertEqual(reading.values["mobile"], "0170 22")
        self.assertNotIn("phone", reading.values)
        reading = self._read(name="TSV Tal", mobile="0170 22")
        self.assertEqual(reading.values["phone"], "0170 22")

    def test_young_members_alone_are_no_count(self):
        reading = self._read(name="TSV Tal", youth="12")
        self.assertNotIn("youth", reading.values)
        self.assertEqual(reading.problems, [("youth", "youth_only", "12")])
