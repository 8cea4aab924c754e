"""A list as a district has it, read by Odoo's import, taken over, and again."""

import csv
import io
from datetime import date, timedelta
from pathlib import Path
from unittest.mock import patch

from psycopg2.errors import CheckViolation

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ..models.club_import import DAYS_KEPT
from .common import ClubSupportCommon

DATA = Path(__file__).parent / "data"
BASE_IMPORT = "odoo.addons.base_import.models.base_import"
LIST = "vereinsliste_landkreis_musterau.csv"
FIELDS = (
    *("name", "street", "zip", "city", "chair", "phone", "email", "website"),
    *("sports", "members", "youth", "register", "tax_exempt"),
)
GERMAN_SPORTS = {
    "athletics": "Leichtathletik",
    "dance": "Tanzsport",
    "football": "Fußball",
    "gymnastics": "Turnen",
    "riding": "Reitsport",
    "shooting": "Sportschießen",
    "swimming": "Schwimmen",
}
OPTIONS = {"has_headers": True, "quoting": '"', "separator": "", "encoding": ""}


class ImportListCommon(ClubSupportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # the list has a club that it would be taken for
        cls.club.name = "Heimatverein Weiler"
        cls.env["res.lang"]._activate_lang("de_DE")
        for word, german in GERMAN_SPORTS.items():
            sport = cls.env.ref(f"club_support.club_sport_{word}")
            sport.update_field_translations("name", {"de_DE": german})
        cls.function_chair = cls.env.ref("club_support.club_office_function_chair")

    def _new_list(self, user=None, **vals):
        """A list of the worker."""
        vals = {"year": 2026, "date": "2026-03-01", **vals}
        return self.env["club.import"].with_user(user or self.worker).create(vals)

    def _add_rows(self, import_, *rows):
        rows = [{"import_id": import_.id, **row} for row in rows]
        return self.env["club.import.row"].with_user(import_.user_id).create(rows)

    def _take_over(self, *rows, **vals):
        """Take over rows of a new list; returns its rows."""
        rows = self._add_rows(self._new_list(**vals), *rows)
        rows.action_take_over()
        return rows

    def _importer(self, data, lang="en_US", name=LIST):
        return (
            self.env["base_import.import"]
            .with_user(self.worker)
            .with_context(lang=lang)
            .create(
                {
                    "res_model": "club.import.row",
                    "file": data,
                    "file_type": "text/csv",
                    "file_name": name,
                }
            )
        )

    def _preview(self, importer):
        preview = importer.parse_preview(dict(OPTIONS))
        self.assertNotIn("error", preview)
        return preview

    def _read_file(self, data, import_, lang="en_US"):
        """Do what Odoo's import screen does with what it matched by itself."""
        importer = self._importer(data, lang)
        preview = self._preview(importer)
        width = len(preview["headers"])
        matched = [preview["matches"].get(i, [False])[0] for i in range(width)]
        columns = [header.strip().lower() for header in preview["headers"]]
        importer = importer.with_context(default_import_id=import_.id)
        result = importer.execute_import(matched, columns, preview["options"])
        self.assertEqual(result["messages"], [])
        return self.env["club.import.row"].with_user(self.worker).browse(result["ids"])

    def _offices(self, partner):
        return self.env["club.office"].search(
            [("partner_id", "=", partner.id)], order="id"
        )

    def _figures(self):
        """How much there is, in the whole database."""
        Partner = self.env["res.partner"]
        return {
            "organisations": Partner.search_count([("is_actor", "=", True)]),
            "persons": Partner.search_count([("is_protected", "=", True)]),
            "offices": self.env["club.office"].search_count([]),
            "counts": self.env["club.membership.count"].search_count([]),
        }


@tagged("post_install", "-at_install")
class TestImportFile(ImportListCommon):
    """The district's file, twice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.data = (DATA / LIST).read_bytes()
        expected = (DATA / LIST.replace(".csv", "_expected.csv")).read_text()
        cls.expected = list(csv.DictReader(io.StringIO(expected), delimiter=";"))

    def test_headings_match_by_themselves_in_german_and_english(self):
        for lang in ("de_DE", "en_US"):
            preview = self._preview(self._importer(self.data, lang))
            matches = [preview["matches"].get(i) for i in range(13)]
            with self.subTest(lang=lang):
                self.assertEqual(matches, [[name] for name in FIELDS])
                self.assertEqual(preview["options"]["encoding"], "windows-1252")
                self.assertEqual(preview["options"]["separator"], ";")

    def test_s0_01_the_file_becomes_the_register_row_by_row(self):
        before = self._figures()
        import_ = self._new_list()
        rows = self._read_file(self.data, import_)
        self.assertEqual(import_.name, LIST)
        self.assertEqual(len(rows), len(self.expected))
        self.assertEqual(self._figures(), before, "nothing before it is taken over")
        import_.action_take_over()
        for row, expected in zip(rows, self.expected, strict=True):
            with self.subTest(row=expected["row"], name=expected["name"]):
                self._assert_row(rows, row, expected)
        self.assertEqual(
            {name: after - before[name] for name, after in self._figures().items()},
            {"organisations": 61, "persons": 61, "offices": 61, "counts": 58},
        )
        self.assertEqual(import_.taken_count, 61)
        self.assertEqual(import_.skipped_count, 3)

    def _assert_row(self, rows, row, expected):
        self.assertEqual(bool(row.problem), expected["problem"] == "yes")
        outcome = expected["outcome"]
        self.assertEqual(row.state, "taken" if outcome == "taken" else "skipped")
        if outcome != "taken":
            self.assertFalse(row.partner_id)
            self.assertEqual(row.is_club, outcome.startswith("duplicate"))
            number = outcome.removeprefix("duplicate of ")
            double = rows[int(number) - 1] if number.isdigit() else rows.browse()
            self.assertEqual(row.duplicate_id, double)
            return
        self._assert_organisation(row.partner_id, expected)
        self._assert_chair(row.partner_id, expected)
        self._assert_count(row.partner_id, expected)

    def _assert_organisation(self, partner, expected):
        found = {
            "name": partner.name,
            "email": partner.email or "",
            "phone": partner.phone or "",
            "website": partner.website or "",
            "court": partner.register_court or "",
            "register": partner.register_number or "",
            "exempt": str(partner.tax_exempt_until or ""),
            "founded": str(partner.founding_year or ""),
        }
        self.assertEqual(found, {name: expected[name] for name in found})
        self.assertEqual(bool(partner.comment), bool(expected["also"]))
        self.assertIn(expected["also"], partner.comment or "")
        sports = [name for name in expected["sports"].split(", ") if name]
        self.assertEqual(len(partner.sport_ids), len(sports))
        self.assertTrue(partner.is_company and partner.is_actor)
        self.assertEqual(partner.country_id.code, "DE")
        self.assertEqual(
            partner.actor_type_id, self.env.ref("club_support.club_actor_type_club")
        )

    def _assert_chair(self, partner, expected):
        office = self._offices(partner)
        self.assertEqual(office.person_id.name, expected["chair"])
        self.assertEqual(office.function_id, self.function_chair)
        self.assertFalse(office.date_from or office.date_to)
        self.assertTrue(office.person_id.is_protected)
        self.assertFalse(office.person_id.parent_id)

    def _assert_count(self, partner, expected):
        count = partner.membership_count_ids
        if not expected["total"]:
            self.assertFalse(count)
            return
        self.assertEqual(count.year, 2026)
        self.assertEqual(str(count.total), expected["total"])
        self.assertEqual(count.is_youth_reported, bool(expected["youth"]))
        self.assertEqual(str(count.youth), expected["youth"] or "0")
        self.assertEqual(count.is_estimated, expected["estimated"] == "yes")

    def test_s0_01_taken_over_twice_the_file_doubles_nothing(self):
        first = self._read_file(self.data, self._new_list())
        first.import_id.action_take_over()
        figures = self._figures()
        second = self._read_file(self.data, self._new_list(), lang="de_DE")
        self.assertEqual(
            second.filtered("is_club").mapped("match_id"), first.partner_id
        )
        second.import_id.action_take_over()
        self.assertEqual(self._figures(), figures)
        self.assertEqual(second.mapped("state"), first.mapped("state"))
        self.assertEqual(second.partner_id, first.partner_id)
        taken = second.filtered(lambda row: row.state == "taken")
        self.assertEqual(set(taken.mapped("result")), {"Nothing new."})
        self.assertFalse(second.filtered("is_created"))
        notes = self.env["mail.message"].search(
            [("model", "=", "res.partner"), ("res_id", "in", first.partner_id.ids)]
        )
        self.assertEqual(len(notes), 61, "one note each, from the first time")

    def test_testing_in_the_import_screen_leaves_nothing(self):
        importer = self._importer(self.data)
        preview = self._preview(importer)
        before = self.env["club.import"].search_count([])
        result = importer.execute_import(
            list(FIELDS), list(FIELDS), preview["options"], dryrun=True
        )
        self.assertEqual(len(result["ids"]), 64)
        self.assertEqual(self.env["club.import"].search_count([]), before)

    def test_a_file_read_without_a_list_gets_one(self):
        importer = self._importer(self.data, name="vereine_2026.csv")
        preview = self._preview(importer)
        result = importer.execute_import(
            list(FIELDS), list(FIELDS), preview["options"], dryrun=False
        )
        rows = self.env["club.import.row"].browse(result["ids"])
        self.assertEqual(len(rows.import_id), 1)
        self.assertEqual(rows.import_id.name, "vereine_2026.csv")
        self.assertEqual(rows.import_id.user_id, self.worker)
        self.assertEqual(rows.mapped("sequence"), list(range(1, 65)))

    def test_other_files_are_understood_as_well(self):
        text = (
            "Name des Vereins\tAnschrift\tPLZ / Ort\tVorsitzende/r\tTel.\tMobil\t"
            "eMail\tMitgl.\tu18\tGründungsjahr\tAmtsgericht\tVR Nr.\tLieblingsfarbe\n"
            "TSV Tal\tWeg 1\t63901 Tal\tBerg, Jörg\t06999 1234\t0170 12345\t"
            "A@B.de\trd. 90\t12\t1921\tMusterau\t77\tgrün\n"
        )
        for encoding in ("utf-8", "utf-8-sig", "utf-16", "windows-1252"):
            with self.subTest(encoding=encoding):
                rows = self._read_file(text.encode(encoding), self._new_list())
                self.assertFalse(rows.problem)
                self.assertEqual(rows.street, "Weg 1")
                self.assertEqual(rows.mobile, "0170 12345")
                self.assertEqual(rows.founded, "1921")
                self.assertEqual((rows.register, rows.court), ("77", "Musterau"))
        rows.action_take_over()
        partner = rows.partner_id
        self.assertEqual((partner.zip, partner.city), ("63901", "Tal"))
        self.assertEqual(partner.phone, "06999 1234")
        self.assertEqual(self._offices(partner).person_id.phone, "0170 12345")
        self.assertEqual(partner.founding_year, 1921)

    def test_files_that_are_no_list_are_refused_in_a_sentence(self):
        text = "Name;Ort\nTSV Tal;Musterau\nSV Berg;Musterau\n"
        files = {
            "empty": b"",
            "blank": b" \n\n",
            "mark only": b"\xef\xbb\xbf",
            "headings only": b"Name;Ort\n",
            "utf-16 without mark": text.encode("utf-16-le"),
            "utf-16 of the other kind": text.encode("utf-16-be"),
            "half a sign": b"\xff\xfeN\x00a",
            "no text": bytes(range(256)) * 4,
        }
        for name, data in files.items():
            with self.subTest(name=name), mute_logger(BASE_IMPORT):
                error = self._importer(data).parse_preview(dict(OPTIONS))["error"]
                self._assert_sentence(error)

    def test_days_of_a_spreadsheet_are_not_read_the_american_way(self):
        importer = self._importer(b"Verein,Freistellung bis\nTSV Tal,x\n")
        with patch.object(
            type(importer),
            "_convert_import_data",
            lambda self, fields, options: ([["TSV Tal", date(2027, 3, 4)]], fields),
        ):
            result = importer.execute_import(
                ["name", "tax_exempt"],
                ["a", "b"],
                {**OPTIONS, "date_format": "%m/%d/%Y"},
            )
        rows = self.env["club.import.row"].browse(result["ids"])
        self.assertEqual(rows.tax_exempt, "2027-03-04")


@tagged("post_install", "-at_install")
class TestImportMatching(ImportListCommon):
    def _organisation(self, **vals):
        return self.env["res.partner"].create({"is_company": True, **vals})

    def _row(self, **vals):
        return self._add_rows(self._new_list(), {"name": "TSV Tal e.V.", **vals})

    def test_the_register_number_wins_over_the_name(self):
        partner = self._organisation(
            name="Turnverein Tal", register_number="VR 77", zip="63901"
        )
        row = self._row(register="AG Musterau VR77", zip="63901", city="Tal")
        self.assertEqual((row.match_id, row.action), (partner, "update"))
        row.action_take_over()
        self.assertEqual(partner.name, "TSV Tal e.V.")
        self.assertEqual(partner.former_name, "Turnverein Tal")
        self.assertEqual(partner.register_court, "Musterau")
        self.assertIn("Name: Turnverein Tal → TSV Tal e.V.", row.result)

    def test_one_register_number_at_two_courts_is_two_clubs(self):
        self._organisation(
            name="SV Berg", register_number="VR 77", register_court="Bergen", city="Tal"
        )
        row = self._row(register="AG Musterau VR 77", city="Tal")
        self.assertFalse(row.match_id)
        self.assertEqual(row.action, "new")

    def test_name_and_place_are_enough_whatever_the_notation(self):
        partner = self._organisation(name="TSV Täl eV", zip="63901", is_actor=False)
        row = self._row(name="TSV „Tael“ e. V.", zip="63901", city="Tal")
        self.assertEqual(row.match_id, partner)
        row.action_take_over()
        self.assertEqual(partner.name, "TSV Täl eV", "a notation is no news")
        self.assertTrue(partner.is_actor)

    def test_one_name_in_two_towns_is_two_clubs(self):
        self._organisation(name="TSV Tal e.V.", zip="11111", city="Anderswo")
        row = self._row(zip="63901", city="Tal")
        self.assertEqual(row.action, "new")
        self.assertFalse(row.hint)

    def test_a_name_without_a_place_is_for_people_to_decide(self):
        partner = self._organisation(name="TSV Tal", email="info@tal.example.org")
        row = self._row(zip="63901", city="Tal")
        self.assertEqual((row.action, row.partner_id), (False, partner))
        self._assert_sentence(row.hint)
        row.action_take_over()
        self.assertEqual(row.state, "open")
        row.action = "update"
        row.action_take_over()
        self.assertEqual(partner.city, "Tal")

    def test_the_email_supports_a_name_without_a_place(self):
        partner = self._organisation(name="TSV Tal", email="Info@tal.example.org")
        row = self._row(city="Tal", email="info(at)tal.example.org")
        self.assertEqual((row.match_id, row.action), (partner, "update"))

    def test_archived_organisations_are_not_updated_unasked_nor_doubled(self):
        partner = self._organisation(name="TSV Tal", city="Tal", active=False)
        row = self._row(city="Tal")
        self.assertEqual((row.action, row.partner_id), (False, partner))
        self._assert_sentence(row.hint)

    def test_two_organisations_that_fit_are_for_people_to_decide(self):
        self._organisation(name="TSV Tal", city="Tal")
        self._organisation(name="TSV Tal e.V.", city="Tal")
        row = self._row(city="Tal")
        self.assertFalse(row.match_id or row.action)
        self.assertEqual(len(row.hint.splitlines()), 2)
        row.action_add_as_new()
        self.assertEqual((row.action, row.partner_id.id), ("new", False))

    def test_a_name_spelled_otherwise_is_for_people_to_decide(self):
        partner = self._organisation(name="TSV Grünbach 1902 e.V.", zip="63903")
        row = self._row(name="Turn- und Sportverein Grünbach 1902", zip="63903")
        self.assertEqual((row.action, row.partner_id), (False, partner))
        self._assert_sentence(row.hint)
        row.import_id.action_take_over()
        self.assertEqual(row.state, "open")

    def test_organisations_of_other_companies_are_not_compared(self):
        self._organisation(name="TSV Tal", city="Tal", company_id=self.other_company.id)
        row = self._row(city="Tal")
        self.assertEqual((row.action, row.hint), ("new", False))

    def test_what_people_chose_stays_until_the_row_changes(self):
        partner = self._organisation(name="TSV Tal", city="Tal")
        other = self._organisation(name="Ganz anders")
        row = self._row(city="Tal")
        row.partner_id = other
        self.assertEqual(row.action, "update")
        row.import_id.action_check_again()
        self.assertEqual((row.match_id, row.partner_id), (partner, other))
        row.name = "SV Neu"
        self.assertEqual((row.match_id.id, row.action), (False, "new"))

    def test_correcting_a_cell_takes_its_problem_away(self):
        row = self._row(tax_exempt="31.02.2027", members="viele")
        self.assertEqual(len(row.problem.splitlines()), 2)
        for sentence in row.problem.splitlines():
            self._assert_sentence(sentence)
        row.write({"tax_exempt": "28.02.2027", "members": "20"})
        self.assertFalse(row.problem)
        row = self._row(name="")
        self.assertEqual(row.state, "skipped")
        row.name = "TSV Tal"
        self.assertEqual((row.state, row.action), ("open", "new"))

    def test_a_row_of_a_later_portion_is_the_double_of_one_read_before(self):
        import_ = self._new_list()
        cells = {"name": "Skiclub Hohenfels e.V.", "city": "Hohenfels"}
        first = self._add_rows(import_, cells)
        second = self._add_rows(import_, {**cells, "name": "Skiclub Hohenfels"})
        self.assertFalse(first.duplicate_id)
        self.assertEqual(second.duplicate_id, first)
        self.assertEqual(second.action, "skip")

    def test_no_default_of_a_context_makes_a_row_taken_over(self):
        Row = self.env["club.import.row"].with_user(self.worker)
        vals = {"import_id": self._new_list().id, "name": "SV Tal"}
        with self.assertRaises(UserError) as caught:
            Row.with_context(default_taken_at="2026-01-01 10:00:00").create(vals)
        self._assert_sentence(caught.exception)

    def test_a_list_is_not_pushed_into_another_company(self):
        import_ = self._new_list()
        with self.assertRaises(AccessError):
            import_.with_user(self.worker).company_id = self.other_company

    def test_correcting_a_name_frees_the_row_that_was_its_double(self):
        club = {"name": "TSV Tal", "city": "Tal"}
        first, second = self._add_rows(self._new_list(), club, club)
        self.assertEqual((second.duplicate_id, second.state), (first, "skipped"))
        self._assert_sentence(second.hint)
        first.name = "TSV Berg"
        self.assertEqual((second.duplicate_id.id, second.state), (False, "open"))

    def test_two_notations_in_one_list_are_one_organisation(self):
        self._organisation(name="TSV Tal", city="Tal", register_number="VR 5")
        rows = self._add_rows(
            self._new_list(),
            {"name": "TSV Tal", "city": "Tal"},
            {"name": "Turn- und Sportverein Tal", "city": "Tal", "register": "VR 5"},
        )
        self.assertEqual(rows[1].duplicate_id, rows[0])

    def test_the_preview_says_how_the_row_is_understood(self):
        row = self._row(
            chair="Krause, Hanna", members="ca. 300", register="AG Musterau VR5"
        )
        self.assertIn("Chair: Hanna Krause", row.preview)
        self.assertIn("about 300", row.preview)
        self.assertIn("Musterau VR 5", row.preview)

    def test_sports_are_known_in_german_and_english(self):
        row = self._row(sports="Fußball, Football, Schießen und Ski alpin")
        self.assertIn("Ski alpin", row.problem)
        row.action_take_over()
        self.assertEqual(
            row.partner_id.sport_ids,
            self.env.ref("club_support.club_sport_football")
            | self.env.ref("club_support.club_sport_shooting"),
        )


@tagged("post_install", "-at_install")
class TestImportTakingOver(ImportListCommon):
    ROW = {
        "name": "TSV Tal e.V.",
        "zip": "63901",
        "city": "Tal",
        "chair": "Hanna Krause",
        "phone": "06999 1",
        "email": "info@tal.example.org",
        "members": "100",
        "youth": "10",
    }

    def _row(self, **vals):
        return {**self.ROW, "phone": "06999 1234", **vals}

    def test_an_empty_cell_never_empties_a_field(self):
        partner = self._take_over(self._row(website="www.tal.de")).partner_id
        row = self._take_over({"name": "TSV Tal e.V.", "zip": "63901"})
        self.assertEqual(row.partner_id, partner)
        self.assertEqual(row.result, "Nothing new.")
        self.assertEqual(partner.website, "https://www.tal.de")
        self.assertEqual(partner.phone, "06999 1234")
        self.assertEqual(self._offices(partner).person_id.name, "Hanna Krause")
        self.assertEqual(partner.membership_count_ids.total, 100)

    def test_what_changes_is_said_at_the_row_and_on_the_organisation(self):
        partner = self._take_over(self._row()).partner_id
        row = self._take_over(self._row(phone="06999 777", members="120", youth=""))
        self.assertIn("Phone: 06999 1234 → 06999 777", row.result)
        self.assertIn("100 → 120", row.result)
        self.assertEqual(partner.phone, "06999 777")
        note = partner.message_ids[0]
        self.assertEqual(note.author_id, self.worker.partner_id)
        self.assertIn("06999 1234 → 06999 777", note.body)
        self.assertEqual(len(partner.message_ids), 2)
        count = partner.membership_count_ids
        self.assertEqual((count.total, count.youth), (120, 10))

    def test_another_year_is_another_count(self):
        partner = self._take_over(self._row()).partner_id
        self._take_over(self._row(members="90", youth=""), year=2027)
        counts = partner.membership_count_ids.sorted("year")
        self.assertEqual(counts.mapped("total"), [100, 90])
        self.assertEqual(counts.mapped("is_youth_reported"), [True, False])

    def test_fewer_members_than_young_ones_before_forget_the_young_ones(self):
        partner = self._take_over(self._row()).partner_id
        self._take_over(self._row(members="5", youth=""))
        count = partner.membership_count_ids
        self.assertEqual((count.total, count.youth, count.is_youth_reported), (5, 0, 0))

    def test_a_corrected_chair_follows_and_the_past_stays(self):
        partner = self._take_over(self._row()).partner_id
        row = self._take_over(self._row(chair="Berg, Jörg"), date="2026-05-01")
        past, current = self._offices(partner)
        self.assertEqual(past.person_id.name, "Hanna Krause")
        self.assertEqual(past.date_to, date(2026, 4, 30))
        self.assertEqual(current.person_id.name, "Jörg Berg")
        self.assertEqual(current.date_from, date(2026, 5, 1))
        self.assertIn("Hanna Krause → Jörg Berg", row.result)
        # and she returns: the same person, not a second one
        self._take_over(self._row(), date="2026-06-01")
        offices = self._offices(partner)
        self.assertEqual(offices[2].person_id, past.person_id)
        self.assertEqual(offices[1].date_to, date(2026, 5, 31))

    def test_a_chair_who_began_later_than_the_list_stays(self):
        partner = self._take_over(self._row(chair="")).partner_id
        person = self.env["res.partner"].create({"name": "Olga Haas"})
        self.env["club.office"].create(
            {
                "partner_id": partner.id,
                "person_id": person.id,
                "date_from": "2026-04-01",
            }
        )
        row = self._take_over(self._row())
        self.assertEqual(self._offices(partner).person_id, person)
        self.assertIn("Hanna Krause is not taken over", row.result)

    def test_a_chair_after_a_vacancy_begins_with_the_list(self):
        partner = self._take_over(self._row()).partner_id
        self._offices(partner).date_to = "2025-12-31"
        self._take_over(self._row(chair="Jörg Berg"))
        self.assertEqual(self._offices(partner)[1].date_from, date(2026, 3, 1))

    def test_contact_persons_follow_nobody(self):
        partner = self._take_over(self._row(contact="Olga Haas")).partner_id
        self._take_over(self._row(contact="Piotr Berg"))
        function = self.env.ref("club_support.club_office_function_contact")
        contacts = self._offices(partner).filtered(lambda o: o.function_id == function)
        self.assertEqual(contacts.person_id.mapped("name"), ["Olga Haas", "Piotr Berg"])
        self.assertTrue(all(contacts.mapped("is_current")))

    def test_one_name_in_two_clubs_is_two_persons_unless_the_email_is_one(self):
        rows = self._take_over(self._row(), self._row(name="SV Berg"))
        first, second = (self._offices(row.partner_id).person_id for row in rows)
        self.assertNotEqual(first, second)
        person = self.env["res.partner"].create(
            {"name": "Krause, Hanna", "email": "Hanna@example.net"}
        )
        row = self._take_over(self._row(name="FC See", email="hanna@example.net"))
        self.assertEqual(self._offices(row.partner_id).person_id, person)

    def test_a_contact_of_the_club_becomes_its_chair_and_is_not_doubled(self):
        club = self.env["res.partner"].create(
            {"name": "TSV Tal", "is_company": True, "zip": "63901"}
        )
        person = self.env["res.partner"].create(
            {"name": "Hanna Krause", "parent_id": club.id}
        )
        row = self._take_over(self._row())
        self.assertEqual(row.partner_id, club)
        self.assertEqual(self._offices(club).person_id, person)
        self.assertFalse(row.chair_id, "not brought along by the list")

    def test_the_number_of_a_person_is_told_to_nobody(self):
        row = self._take_over(self._row(mobile="0170 5555555"))
        person = self._offices(row.partner_id).person_id
        self.assertEqual(person.phone, "0170 5555555")
        self.assertIn("Hanna Krause", row.result)
        for text in (row.result, *row.partner_id.message_ids.mapped("body")):
            self.assertNotIn("5555555", text)

    def test_the_area_is_the_town_where_there_is_no_doubt(self):
        Area = self.env["club.area"]
        district = Area.create({"name": "Landkreis", "level": "district"})
        Area.create({"name": "Tal", "level": "district"})
        town = Area.create({"name": "Tal", "parent_id": district.id})
        for name in ("Neustadt", "Neustadt"):
            Area.create({"name": name, "parent_id": district.id})
        rows = self._take_over(
            self._row(),
            self._row(name="SV Neu", city="Neustadt"),
            area_id=district.id,
        )
        self.assertEqual(rows[0].partner_id.area_id, town)
        self.assertEqual(rows[1].partner_id.area_id, district)

    def test_two_lists_of_one_company_are_not_taken_over_at_once(self):
        rows = self._add_rows(self._new_list(), self._row())
        other = self.env["res.company"].create({"name": "Andere Stadt"})
        companies = self.env.company | other
        before = self._versions(companies)
        rows.action_take_over()
        after = self._versions(companies)
        self.assertNotEqual(after[self.env.company.id], before[self.env.company.id])
        self.assertEqual(after[other.id], before[other.id], "others need not wait")

    def _versions(self, companies):
        """Where rows are stored: an UPDATE stores them anew."""
        self.env.flush_all()
        query = SQL("SELECT id, ctid::text FROM %s", SQL.identifier(companies._table))
        self.env.cr.execute(query)
        return dict(self.env.cr.fetchall())

    def test_notes_are_added_once_and_cannot_carry_markup(self):
        row = self._row(note="<b>Halle & Platz</b>", email="a@b.de; c@d.de")
        partner = self._take_over(row).partner_id
        self.assertIn("&lt;b&gt;Halle", partner.comment)
        comment = partner.comment
        self._take_over(row)
        self.assertEqual(partner.comment, comment)
        self._take_over(self._row(note="Neu"))
        self.assertIn("Halle", partner.comment)
        self.assertIn("Neu", partner.comment)

    def test_more_sports_are_added_and_none_is_taken_away(self):
        partner = self._take_over(self._row(sports="Judo")).partner_id
        row = self._take_over(self._row(sports="Fußball"))
        self.assertEqual(len(partner.sport_ids), 2)
        self.assertIn("Football", row.result)

    def test_the_founding_year_of_a_name_does_not_overwrite_a_known_one(self):
        row = self._row(name="TSV Tal 1946", founded="1947")
        partner = self._take_over(row).partner_id
        self.assertEqual(partner.founding_year, 1947)
        self._take_over(self._row(name="TSV Tal 1946"))
        self.assertEqual(partner.founding_year, 1947)
        self._take_over(self._row(name="TSV Tal 1946", founded="1948"))
        self.assertEqual(partner.founding_year, 1948)

    # ------------------------------------------------------------
    # Bad input
    # ------------------------------------------------------------

    def test_one_bad_cell_stops_neither_its_row_nor_another(self):
        rows = self._take_over(
            self._row(members="100", youth="500", tax_exempt="bald"),
            self._row(name="SV Berg"),
        )
        self.assertEqual(rows.mapped("state"), ["taken", "taken"])
        self.assertEqual(len(rows[0].problem.splitlines()), 2)
        self.assertEqual(rows[0].partner_id.membership_count_ids.total, 100)
        self.assertFalse(rows[0].partner_id.membership_count_ids.is_youth_reported)
        self.assertFalse(rows[0].partner_id.tax_exempt_until)

    def test_one_row_that_cannot_be_saved_stops_no_other(self):
        partner = self._take_over(self._row(name="SV Berg")).partner_id
        Partner = type(self.env["res.partner"])
        write = Partner.write

        def refuse(records, vals):
            if partner in records:
                raise ValidationError(self.env._("This club is locked."))
            return write(records, vals)

        with patch.object(Partner, "write", refuse):
            rows = self._take_over(
                self._row(),
                self._row(name="SV Berg", phone="06999 5555"),
                self._row(name="FC See"),
            )
        self.assertEqual(rows.mapped("state"), ["taken", "open", "taken"])
        self._assert_sentence(rows[1].result)
        self.assertIn("This club is locked.", rows[1].result)
        self.assertEqual(partner.phone, "06999 1234")
        rows[1].action_take_over()
        self.assertEqual(rows[1].state, "taken")
        self.assertEqual(partner.phone, "06999 5555")

    @mute_logger("odoo.sql_db")
    def test_what_the_database_refuses_is_a_sentence_at_its_row(self):
        rows = self._add_rows(self._new_list(), self._row(), self._row(name="SV Berg"))
        partner = self.env["res.partner"].create({"name": "A", "is_company": True})
        rows.write({"partner_id": partner.id, "action": "update"})
        rows.action_take_over()
        self.assertEqual(rows.mapped("state"), ["taken", "taken"])
        self.assertEqual(len(partner.membership_count_ids), 1)

    def test_rubbish_by_rpc_is_a_sentence_and_no_error(self):
        import_ = self._new_list()
        cells = [name for name in FIELDS if name != "name"]
        rubbish = ["=cmd()|' /C calc'!A0", "x" * 10_000, "\x00\ud800", "<script>"]
        rows = self.env["club.import.row"].browse()
        for number, text in enumerate(rubbish):
            vals = {
                "import_id": import_.id,
                "name": f"Verein {number}",
                **dict.fromkeys(cells, text),
            }
            ids = self._rpc(self.worker, "club.import.row", "create", [vals])
            rows |= rows.browse(ids)
        rows |= self._add_rows(import_, *({"name": text} for text in rubbish))
        self._rpc(self.worker, "club.import", "action_take_over", import_.ids)
        for row in rows[:2]:
            self.assertEqual(row.state, "taken")
            self.assertEqual(len(row.problem.splitlines()), len(cells))
        self.assertFalse(rows[0].partner_id.street)
        self.assertEqual(rows[4:6].mapped("state"), ["skipped", "skipped"])

    def test_what_was_found_out_cannot_be_entered(self):
        row = self._add_rows(self._new_list(), self._row())
        for vals in ({"taken_at": "2026-01-01"}, {"result": "x"}, {"is_club": True}):
            with self.subTest(vals=vals), self.assertRaises(UserError) as error:
                self._rpc(self.worker, "club.import.row", "write", row.ids, vals)
            self._assert_sentence(error.exception)
        with self.assertRaises(UserError):
            self._rpc(self.worker, "club.import.row", "create", [{"state": "taken"}])

    def test_a_row_taken_over_is_finished(self):
        row = self._take_over(self._row())
        for vals in ({"name": "x"}, {"import_id": self._new_list().id}):
            with self.assertRaises(UserError) as error:
                self._rpc(self.worker, "club.import.row", "write", row.ids, vals)
            self._assert_sentence(error.exception)
        figures = self._figures()
        row.action_take_over()
        self.assertEqual(self._figures(), figures)

    def test_a_year_without_sense_is_refused(self):
        with self.assertRaises(CheckViolation) as error, mute_logger("odoo.sql_db"):
            self._rpc(self.worker, "club.import", "create", [{"year": 20266}])
        self._assert_sentence(
            self.env["club.import"]._sql_error_to_message(error.exception)
        )

    # ------------------------------------------------------------
    # Screens, rights, deletion
    # ------------------------------------------------------------

    def test_without_a_selection_the_rows_shown_are_taken_over(self):
        rows = self._add_rows(
            self._new_list(), self._row(), self._row(name="SV Berg", city="Berg")
        )
        shown = [("id", "in", rows.ids), ("city", "=", "Tal")]
        answer = self._rpc(
            self.worker,
            "club.import.row",
            "action_take_over",
            [],
            context={"active_domain": shown},
        )
        self.assertEqual(rows.mapped("state"), ["taken", "open"])
        self.assertEqual(answer["tag"], "display_notification")
        self._rpc(self.worker, "club.import.row", "action_take_over", [])
        self.assertEqual(rows[1].state, "open")

    def test_the_buttons_of_a_list_lead_on(self):
        import_ = self._new_list()
        action = import_.action_read_file()
        self.assertEqual(action["tag"], "import")
        self.assertEqual(action["params"]["active_model"], "club.import.row")
        self.assertEqual(action["params"]["context"], {"default_import_id": import_.id})
        rows = self._add_rows(import_, self._row(), self._row(name="Summe"))
        self.assertEqual(
            self.env["club.import.row"].search(import_.action_view_rows()["domain"]),
            rows,
        )
        rows[1].action_skip()
        self.assertEqual(rows.mapped("state"), ["open", "skipped"])
        import_.action_take_over()
        found = self.env["res.partner"].search(
            import_.action_view_organisations()["domain"]
        )
        self.assertEqual(found, rows[0].partner_id)
        opened = rows[0].action_open_organisation()
        self.assertEqual(opened["res_id"], rows[0].partner_id.id)

    def test_what_a_list_brought_along_can_be_archived_again(self):
        old = self._take_over(self._row()).partner_id
        rows = self._take_over(self._row(), self._row(name="SV Berg"))
        new = rows[1].partner_id
        chair = self._offices(new).person_id
        rows.import_id.action_archive_created()
        self.assertTrue(old.active)
        self.assertFalse(new.active or chair.active)

    def test_workers_take_over_their_own_lists_and_leads_all(self):
        import_ = self._new_list()
        row = self._add_rows(import_, self._row())
        for user in (self.colleague, self.management, self.plain_user, self.foreigner):
            for model, ids in (
                ("club.import", import_.ids),
                ("club.import.row", row.ids),
            ):
                with (
                    self.subTest(user=user.login, model=model),
                    self.assertRaises(AccessError),
                ):
                    self._rpc(user, model, "action_take_over", ids)
        self._rpc(self.lead, "club.import.row", "action_take_over", row.ids)
        self.assertEqual(row.state, "taken")

    def test_rows_cannot_be_put_into_the_list_of_somebody_else(self):
        import_ = self._new_list()
        with self.assertRaises(AccessError):
            self._rpc(
                self.colleague,
                "club.import.row",
                "create",
                [{"import_id": import_.id, "name": "TSV Tal"}],
            )

    def test_lists_are_deleted_with_the_private_data_in_them(self):
        old, new = self._new_list(), self._new_list()
        rows = self._add_rows(old, self._row())
        rows.action_take_over()
        partner = rows.partner_id
        self.env.cr.execute(
            "UPDATE club_import SET create_date = %s WHERE id = %s",
            (fields.Datetime.now() - timedelta(days=DAYS_KEPT + 1), old.id),
        )
        old.invalidate_recordset()
        self.env["club.import"]._gc_old_lists()
        self.assertFalse(old.exists() or rows.exists())
        self.assertTrue(new.exists() and partner.exists())


@tagged("post_install", "-at_install")
class TestImportCost(ImportListCommon):
    def _rows(self, size, tag, phone="06999 1234"):
        return [
            {
                "name": f"Verein {tag} {number}",
                "zip": "63901",
                "city": "Tal",
                "chair": f"Hanna {tag} {'abcdefghij'[number % 10]}",
                "email": f"{tag}{number}@example.org",
                "phone": phone,
                "register": f"VR {ord(tag)}{number}",
                "members": "100",
            }
            for number in range(size)
        ]

    def _cost(self, rows):
        """Queries of reading and of taking over these rows."""
        import_ = self._new_list()
        self.env.flush_all()
        self.env.invalidate_all()
        start = self.env.cr.sql_log_count
        rows = self._add_rows(import_, *rows)
        self.env.flush_all()
        read = self.env.cr.sql_log_count - start
        self.env.invalidate_all()
        start = self.env.cr.sql_log_count
        import_.action_take_over()
        self.env.flush_all()
        self.assertEqual(set(rows.mapped("state")), {"taken"})
        return read, self.env.cr.sql_log_count - start

    def test_queries_do_not_grow_with_the_rows(self):
        self._cost(self._rows(2, "w"))
        for name, rounds in {
            "new": ((20, "a"), (120, "b")),
            "unchanged": ((20, "a"), (120, "b")),
        }.items():
            few, many = (self._cost(self._rows(*args)) for args in rounds)
            with self.subTest(rows=name, few=few, many=many):
                self.assertLessEqual(many[0], few[0] + 10)
                self.assertLessEqual(many[1], few[1] + 40)

    def test_an_organisation_that_changes_costs_what_odoo_asks_for_it(self):
        self._cost(self._rows(60, "c"))
        _read, unchanged = self._cost(self._rows(60, "c"))
        _read, changed = self._cost(self._rows(60, "c", phone="06999 777"))
        partners = self.env["res.partner"].search([("name", "like", "Verein c ")])
        self.env.flush_all()
        start = self.env.cr.sql_log_count
        for partner in partners:
            partner.phone = "06999 888"
        self.env.flush_all()
        alone = self.env.cr.sql_log_count - start
        self.assertEqual(len(partners), 60)
        self.assertLessEqual(changed - unchanged, alone + 30)
