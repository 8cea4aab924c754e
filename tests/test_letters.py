"""Letters after DIN 5008 and the club sheet, as text and as real PDF."""

import io
import shutil
import unittest
from collections import namedtuple

from lxml import html

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import format_date, mute_logger
from odoo.tools.pdf import PdfReader

from .test_mailings import MailingCommon

MILLIMETRE = 25.4 / 72
A4_HEIGHT = 297
PNG = (
    b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
    b"AABJRU5ErkJggg=="
)
# where a line begins and stands, in millimetres from the upper left corner of the paper
Word = namedtuple("Word", "text x y")


class LetterCommon(MailingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.worker | cls.management).lang = "en_US"
        cls.company.write(
            {
                "name": "Landkreis Musterau",
                "street": "Schlossplatz 1",
                "zip": "99999",
                "city": "Musterau",
                "phone": "09999 100",
            }
        )
        cls.letters = cls._create_clubs(
            3, email=False, street="Am Anger 3", zip="99998", city="Dorf"
        )
        cls.letters.office_ids.person_id.email = False

    def _send_letters(self, clubs=None, **vals):
        mailing = self._create_mailing(self.letters if clubs is None else clubs, **vals)
        mailing.action_send()
        return mailing

    def _render_html(self, report, records, user=None):
        self.env.invalidate_all()
        Report = self.env["ir.actions.report"].with_user(user or self.worker)
        source = Report._render_qweb_html(f"club_support.{report}", records.ids)[0]
        return html.fromstring(source.decode())

    def _render_pdf(self, report, records):
        if not shutil.which("wkhtmltopdf"):
            raise unittest.SkipTest("wkhtmltopdf is not installed")
        Report = self.env["ir.actions.report"].with_user(self.worker)
        # no server need run: styles and pictures are part of the document
        Report = Report.with_context(force_report_rendering=True)
        with mute_logger("odoo.addons.base.models.ir_actions_report"):
            pdf = Report._render_qweb_pdf(f"club_support.{report}", records.ids)[0]
        return PdfReader(io.BytesIO(pdf)).pages

    def _read_words(self, page):
        words, begin = [], 0

        def visit(text, matrix, text_matrix, *_font):
            nonlocal begin
            x = (matrix[0] * text_matrix[4] + matrix[4]) * MILLIMETRE
            y = A4_HEIGHT - (matrix[3] * text_matrix[5] + matrix[5]) * MILLIMETRE
            if text.strip():
                words.append(Word(" ".join(text.split()), begin, y))
            # a line break tells where the next line begins, a line where it ends
            begin = x

        page.extract_text(visitor_text=visit)
        return words

    def _read_text(self, page):
        return " ".join(page.extract_text().split())


@tagged("post_install", "-at_install")
class TestLetters(LetterCommon):
    def test_each_letter_carries_its_own_address_and_salutation(self):
        mailing = self._send_letters()
        page = self._render_html("club_mailing_report_letters", mailing)
        letters = page.xpath("//div[contains(@class, 'club_letter ')]")
        self.assertEqual(len(letters), 3)
        for letter, club in zip(letters, self.letters, strict=True):
            text = letter.text_content()
            for expected in (
                club.name,
                "99998 Dorf",
                f"Dear {club.office_ids.person_id.name},",
                "Sommerfest",
                "Wir laden alle ein.",
                "Landkreis Musterau · Schlossplatz 1 · 99999 Musterau",
                self.worker.name,
                self.team.email,
            ):
                self.assertIn(expected, text)
            others = (self.letters - club).mapped("name")
            self.assertFalse([name for name in others if name in text])

    def test_the_letters_stand_in_one_document(self):
        """Some builds of wkhtmltopdf print no more than one at a time."""
        mailing = self._send_letters()
        page = self._render_html("club_mailing_report_letters", mailing)
        self.assertEqual(len(page.xpath("//div[contains(@class, 'article')]")), 1)

    def test_only_those_without_e_mail_get_a_letter(self):
        self._create_office(self.hanna)
        mailing = self._send_letters(self.letters | self.club)
        page = self._render_html("club_mailing_report_letters", mailing)
        self.assertNotIn("Hanna", page.text_content())

    def test_a_logo_of_one_s_own_is_part_of_the_letter(self):
        mailing = self._send_letters()
        page = self._render_html("club_mailing_report_letters", mailing)
        self.assertFalse(page.xpath("//img"))
        self.company.logo = PNG
        page = self._render_html("club_mailing_report_letters", mailing)
        self.assertTrue(page.xpath("//img")[0].get("src").startswith("data:image/"))

    def test_printing_is_remembered(self):
        mailing = self._send_letters()
        self.assertEqual(set(mailing.recipient_ids.mapped("delivery")), {"letter"})
        action = self._rpc(
            self.worker, "club.mailing", "action_print_letters", mailing.ids
        )
        self.assertEqual(action["type"], "ir.actions.report")
        self.assertEqual(set(mailing.recipient_ids.mapped("delivery")), {"printed"})
        with self.assertRaises(AccessError):
            self._rpc(
                self.management, "club.mailing", "action_print_letters", mailing.ids
            )

    def test_without_letters_there_is_nothing_to_print(self):
        draft = self._create_mailing(self.letters)
        sent = self._send_letters(self.club)
        for mailing in (draft, sent):
            with self.assertRaises(UserError) as refused:
                mailing.action_print_letters()
            self._assert_sentence(refused.exception)

    def test_clubs_without_postal_address_are_named(self):
        self.letters[1].city = False
        mailing = self._send_letters()
        self.assertIn(self.letters[1].name, mailing.unreachable_hint)
        self.assertNotIn(self.letters[0].name, mailing.unreachable_hint)
        self.assertEqual(mailing.letter_count, 2)

    # ------------------------------------------------------------
    # On paper
    # ------------------------------------------------------------

    def test_three_letters_are_three_pages_with_the_address_in_the_window(self):
        mailing = self._send_letters()
        pages = self._render_pdf("club_mailing_report_letters", mailing)
        self.assertEqual(len(pages), 3)
        for page, club in zip(pages, self.letters, strict=True):
            words = self._read_words(page)
            found = {
                text: next(word for word in words if text in word.text)
                for text in (club.name, "99998 Dorf", "Sommerfest", self.worker.name)
            }
            # the window of a DIN long envelope shows 20 to 105, 45 to 90 mm
            for text in (club.name, "99998 Dorf"):
                self.assertAlmostEqual(found[text].x, 25, delta=1)
                self.assertGreater(found[text].y, 62.7)
                self.assertLess(found[text].y, 90)
            self.assertAlmostEqual(found["Sommerfest"].y, 103.4 + 3.5, delta=1)
            self.assertAlmostEqual(found[self.worker.name].x, 125, delta=1)
            self.assertGreater(found[self.worker.name].y, 50)

    def test_a_long_letter_has_a_second_page_and_the_next_begins_a_new_one(self):
        body = "<p>Ein Absatz über das Sommerfest, lang genug.</p>" * 45
        mailing = self._send_letters(self.letters[:2], body=body)
        pages = self._render_pdf("club_mailing_report_letters", mailing)
        self.assertEqual(len(pages), 4)
        texts = [self._read_text(page) for page in pages]
        for number, club in zip((0, 2), self.letters, strict=False):
            self.assertIn(club.name, texts[number])
            self.assertNotIn(club.name, texts[number + 1])
            self.assertIn("Ein Absatz", texts[number + 1])


@tagged("post_install", "-at_install")
class TestClubSheet(LetterCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club.write(
            {
                "is_actor": True,
                "phone": "09999 4711",
                "website": "https://tsv.example.org",
                "founding_year": 1902,
                "former_name": "Turnverein Frisch Auf",
                "register_court": "Amtsgericht Musterau",
                "register_number": "VR 123",
                "register_valid_until": "2020-01-31",
                "tax_exempt_until": "2099-12-31",
                "user_id": cls.worker.id,
            }
        )
        cls._create_office(cls.hanna, cls.function_chair)
        cls.hanna.phone = "0171 815"

    def _text(self, partner, user=None):
        page = self._render_html("res_partner_report_sheet", partner, user)
        main = page.xpath("//div[contains(@class, 'article')]")[0]
        for style in main.xpath(".//style"):
            style.getparent().remove(style)
        return " ".join(main.text_content().split())

    def _day(self, text):
        return format_date(self.env(user=self.worker), text)

    def _fill(self, number):
        """So much of everything that it could not stand on a page."""
        functions = self.env["club.office.function"].search([], limit=number)
        for function in functions - self.function_chair:
            person = self._create_person(f"{function.name} Langname-Doppelname")
            person.email = f"{person.id}-ein-langer-name@langer-verein.example.org"
            self._create_office(person, function)
        for club in self._create_clubs(number):
            self.env["club.cooperation"].create(
                {"partner_id": club.id, "other_partner_id": self.club.id}
            )
        self.env["club.membership.count"].create(
            [
                {
                    "partner_id": self.club.id,
                    "year": 2026 - n,
                    "total": 300,
                    "youth": 75,
                }
                for n in range(number)
            ]
        )
        note = "Ein langes Gespräch über Hallenzeiten und Fördermittel. " * 20
        self.env["club.contact.entry"].create(
            [
                {"partner_id": self.club.id, "user_id": self.worker.id, "note": note}
                for _n in range(number)
            ]
        )
        for n in range(number):
            self._create_case(name=f"Fall {n} " + "mit langem Betreff " * 8)

    def test_it_tells_what_one_needs_for_a_visit(self):
        case = self._create_case(date_reply_by="2099-05-01")
        self.env["club.contact.entry"].create(
            {"partner_id": self.club.id, "user_id": self.worker.id, "note": "Angerufen"}
        )
        self.env["club.membership.count"].create(
            {"partner_id": self.club.id, "year": 2025, "total": 400, "youth": 100}
        )
        other = self._create_clubs(1)
        kind = self.env.ref("club_support.club_cooperation_kind_school")
        self.env["club.cooperation"].create(
            {
                "partner_id": self.club.id,
                "other_partner_id": other.id,
                "kind_id": kind.id,
            }
        )
        text = self._text(self.club)
        for expected in (
            self.club.name,
            "Active · founded 1902 · formerly Turnverein Frisch Auf",
            "Am Anger 3",
            "99999 Grünbach",
            "09999 4711",
            "info@tsv-gruenbach.example.org",
            "VR 123",
            f"Tax-exempt until: {self._day('2099-12-31')}",
            "Hanna Krause",
            "0171 815",
            "hanna.krause@example.net",
            "Young members: 100 (25 %), 2025",
            f"{other.name} ({kind.name})",
            case.number,
            f"{self._day('2099-05-01')}: Answer due",
            "Angerufen",
            f"Our case manager: {self.worker.name}",
            f"by {self.worker.name}",
        ):
            self.assertIn(expected, text)
        self.assertIn(f"{self.club.name} ({kind.name})", self._text(other))

    def test_what_has_run_out_or_came_back_is_red(self):
        self._mark(self.hanna)
        page = self._render_html("res_partner_report_sheet", self.club)
        red = page.xpath("//*[contains(@class, 'club_sheet_alert')]")
        self.assertEqual(
            [node.text_content().strip() for node in red],
            [self._day("2020-01-31"), "hanna.krause@example.net"],
        )

    def test_an_empty_club_says_so(self):
        text = self._text(self._create_clubs(1))
        for expected in ("No counts reported.", "None known.", "Our case manager: –"):
            self.assertIn(expected, text)

    def test_a_person_has_no_club_sheet(self):
        text = self._text(self.hanna)
        self.assertIn("Hanna Krause", text)
        self.assertNotIn(self.hanna.email, text)
        self._assert_sentence(text)

    def test_the_bars_are_as_high_as_the_numbers(self):
        self.env["club.membership.count"].create(
            [
                {"partner_id": self.club.id, "year": 2024, "total": 50},
                {"partner_id": self.club.id, "year": 2025, "total": 200},
            ]
        )
        bars = self.club.with_user(self.worker)._club_get_sheet()["bars"]
        self.assertEqual([bar["total"] for bar in bars], [50, 200])
        self.assertEqual(bars[0]["height"] * 4, bars[1]["height"])
        page = self._render_html("res_partner_report_sheet", self.club)
        self.assertEqual(len(page.xpath("//rect")), 2)

    def test_the_management_prints_it_and_nobody_outside(self):
        self._create_case(name="Geheimes Anliegen")
        self.assertIn("Geheimes Anliegen", self._text(self.club, self.management))
        for user in (self.plain_user, self.foreigner):
            with self.subTest(user=user.login):
                try:
                    text = self._text(self.club, user)
                except (AccessError, UserError):
                    continue
                self.assertNotIn("Geheimes Anliegen", text)

    def test_it_is_offered_to_staff_only(self):
        report = self.env.ref("club_support.res_partner_report_sheet")
        for user, offered in (
            (self.worker, True),
            (self.management, True),
            (self.plain_user, False),
        ):
            answer = self._rpc(
                user, "res.partner", "get_views", [(False, "form")], {"toolbar": True}
            )
            prints = answer["views"]["form"]["toolbar"].get("print", [])
            with self.subTest(user=user.login):
                self.assertEqual(report.id in [act["id"] for act in prints], offered)

    def test_it_is_one_page_whatever_there_is_to_tell(self):
        self._fill(12)
        text = self._text(self.club)
        self.assertIn("and 3 more", text)
        clubs = self.club | self._create_clubs(1)
        self.assertEqual(
            len(self._render_pdf("res_partner_report_sheet", self.club)), 1
        )
        pages = self._render_pdf("res_partner_report_sheet", clubs)
        self.assertEqual(len(pages), 2)
        self.assertIn(self.club.name, self._read_text(pages[0]))
        self.assertIn(clubs[1].name, self._read_text(pages[1]))
