"""The file of a case: what is in it, what is not, and who gets it."""

import base64
import csv
import io
import shutil
import unittest
import zipfile
from unittest.mock import patch

from lxml import html
from markupsafe import Markup

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger
from odoo.tools.pdf import PdfReader

from ..tools.file_names import UniqueNames, safe_name
from ..tools.printable_html import printable_html
from .common import ClubSupportCommon, ClubSupportHttpCommon

REPORT = "club_support.club_case_file"


class CaseFileCommon(ClubSupportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._create_case()
        cls.env["club.contact.entry"].create(
            {
                "case_id": cls.case.id,
                "user_id": cls.worker.id,
                "note": "Halle besichtigt",
                "minutes": 77,
            }
        )
        cls.case.sudo().message_post(
            body=Markup(
                "<p>Guten Tag<img src='http://evil.example/x.png' alt='Logo'/></p>"
            ),
            subject="Anfrage",
            message_type="email",
            subtype_xmlid="mail.mt_comment",
            author_id=cls.chair.id,
            email_from="hanna.berg@example.net",
            attachments=[
                ("../../etc/Übersicht.txt", b"eins"),
                ("plan.pdf", b"zwei"),
                ("Plan.pdf", b"drei"),
            ],
        )
        cls.case.with_user(cls.worker).message_post(
            body="Streng vertraulich",
            message_type="comment",
            attachments=[("geheim.txt", b"vier")],
        )

    def _zip(self, cases, user=None, **kwargs):
        self.env.flush_all()
        self.env.invalidate_all()
        cases = cases.with_user(user or self.worker)
        with (
            cases._club_make_file_archive(**kwargs) as spool,
            zipfile.ZipFile(spool) as archive,
        ):
            return {name: archive.read(name) for name in archive.namelist()}

    def _html(self, case, user=None, **data):
        self.env.flush_all()
        self.env.invalidate_all()
        Report = self.env["ir.actions.report"].with_user(user or self.worker)
        source = Report._render_qweb_html(REPORT, case.ids, data=data)[0]
        return html.fromstring(source.decode())


@tagged("post_install", "-at_install")
class TestCaseFile(CaseFileCommon):
    def test_the_file_tells_the_whole_case_without_minutes(self):
        text = self._html(self.case).text_content()
        for part in (
            self.case.number,
            "TSV Grünbach 1902 e.V.",
            "Hanna Berg",
            "Halle besichtigt",
            "Guten Tag",
            "plan.pdf",
        ):
            self.assertIn(part, text)
        self.assertNotIn("77", text)

    def test_internal_notes_are_in_it_by_choice_only(self):
        without = self._html(self.case).text_content()
        self.assertNotIn("Streng vertraulich", without)
        self.assertNotIn("geheim.txt", without)
        with_notes = self._html(self.case, with_notes=True).text_content()
        self.assertIn("Streng vertraulich", with_notes)
        self.assertIn("geheim.txt", with_notes)

    def test_nothing_is_loaded_from_outside(self):
        page = self._html(self.case)
        sources = page.xpath("//*[contains(@class, 'club_file_body')]//@src")
        self.assertFalse(sources)
        self.assertIn("[Logo]", page.text_content())

    def test_bodies_of_mails_are_made_harmless(self):
        for body, gone in (
            ("<p onclick='x()'>a</p>", "onclick"),
            ("<p style='background:url(http://x/y)'>a</p>", "url("),
            ("<table background='http://x/y'><tr><td>a</td></tr></table>", "http://x"),
            ("<iframe src='file:///etc/passwd'></iframe>a", "file:"),
            ("<style>@import 'http://x'</style>a", "import"),
            ("<script>a</script>a", "script"),
        ):
            with self.subTest(body=body):
                clean = str(printable_html(body))
                self.assertNotIn(gone, clean)
                self.assertIn("a", clean)
        self.assertEqual(printable_html(False), "")

    def test_an_empty_case_has_a_file_too(self):
        case = self.env["club.case"].create({"name": "Leer"})
        self.assertIn("None.", self._html(case).text_content())
        self.assertEqual(len(self._zip(case)), 2)

    def test_the_pdf_is_complete(self):
        if not shutil.which("wkhtmltopdf"):
            raise unittest.SkipTest("wkhtmltopdf is not installed")
        case = self.case.with_context(force_report_rendering=True)
        pdf = case.with_user(self.worker)._club_make_file_pdf(True)
        pages = PdfReader(io.BytesIO(pdf)).pages
        text = " ".join(" ".join(page.extract_text() for page in pages).split())
        for part in (self.case.number, "Halle besichtigt", "Streng vertraulich"):
            self.assertIn(part, text)

    # ------------------------------------------------------------
    # Archive
    # ------------------------------------------------------------

    def test_the_archive_holds_all_files_under_safe_names(self):
        files = self._zip(self.case)
        names = set(files) - {"contents.csv", f"Case file {self.case.number}.pdf"}
        self.assertEqual(names, {"_.._etc_Übersicht.txt", "plan.pdf", "Plan (2).pdf"})
        self.assertEqual(files["Plan (2).pdf"], b"drei")
        self.assertNotIn("geheim.txt", files)
        self.assertIn("geheim.txt", self._zip(self.case, with_notes=True))

    def test_the_list_of_contents_names_every_file(self):
        files = self._zip(self.case, with_notes=True)
        self.assertTrue(files["contents.csv"].startswith(b"\xef\xbb\xbf"))
        text = files["contents.csv"].decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text), delimiter=";"))
        self.assertEqual({row[0] for row in rows[1:]}, set(files) - {"contents.csv"})
        sizes = {row[0]: int(row[4]) for row in rows[1:]}
        self.assertEqual(sizes["plan.pdf"], 4)

    def test_cells_of_the_list_are_no_formulas(self):
        row = self.case._club_make_file_index([["=1+1", "", "", "@x", 3]])
        self.assertIn("'=1+1;;;'@x;3", row.decode("utf-8-sig"))

    def test_original_mails_are_for_those_who_may_read_the_mailbox(self):
        self.env["club.incoming.mail"].create(
            {
                "name": "Anfrage",
                "date": "2027-03-01 09:00:00",
                "raw": base64.b64encode(b"Subject: Anfrage"),
                "case_id": self.case.id,
                "outcome": "case",
                "company_id": self.company.id,
            }
        )
        mails = [name for name in self._zip(self.case) if name.endswith(".eml")]
        self.assertEqual(len(mails), 1)
        names = self._zip(self.case, self.management)
        self.assertFalse([name for name in names if name.endswith(".eml")])
        self.assertIn("plan.pdf", names)

    def test_several_cases_have_a_folder_each(self):
        other = self._create_case(name="Zweiter: Fall/Halle")
        folders = {name.split("/")[0] for name in self._zip(self.case | other)}
        self.assertEqual(
            folders,
            {
                f"{self.case.number} {self.case.name}",
                f"{other.number} Zweiter_ Fall_Halle",
            },
        )

    def test_names_are_safe_on_every_system(self):
        for name, expected in (
            ("../../etc/passwd", "_.._etc_passwd"),
            ("C:\\Windows\\a.txt", "C__Windows_a.txt"),
            ("CON.txt", "_CON.txt"),
            ("", "file"),
            ("..", "file"),
            ("a\u202egpj.exe", "a_gpj.exe"),
            ("U\u0308bersicht.pdf", "Übersicht.pdf"),
        ):
            with self.subTest(name=name):
                self.assertEqual(safe_name(name), expected)
        long_name = safe_name("ä" * 300 + ".pdf")
        self.assertEqual(len(long_name), 120)
        self.assertTrue(long_name.endswith(".pdf"))
        names = UniqueNames()
        self.assertEqual(
            [names.add(name) for name in ("a.txt", "A.txt", "a.txt")],
            ["a.txt", "A (2).txt", "a (3).txt"],
        )

    def test_a_large_file_goes_to_the_disk(self):
        with patch(
            "odoo.addons.club_support.models.club_case_file_archive.IN_MEMORY", 10
        ):
            spool = self.case.with_user(self.worker)._club_make_file_archive()
            self.assertTrue(spool._rolled)
            spool.close()

    # ------------------------------------------------------------
    # Access
    # ------------------------------------------------------------

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_only_who_may_read_the_case_gets_its_file(self):
        self.case.is_restricted = True
        for user in (self.colleague, self.management, self.foreigner, self.plain_user):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._zip(self.case, user)
        self.assertTrue(self._zip(self.case))

    def test_reading_a_restricted_case_by_its_file_is_noted(self):
        self.case.is_restricted = True
        self._zip(self.case)
        log = self.env["club.case.access.log"].search([("case_id", "=", self.case.id)])
        self.assertIn("pdf", log.mapped("kind"))

    def test_too_many_cases_are_refused_in_a_sentence(self):
        cases = self.env["club.case"].create([{"name": "Fall"} for _i in range(21)])
        for wrong in (cases, cases.browse()):
            with self.assertRaises(UserError) as refusal:
                wrong._club_check_file()
            self._assert_sentence(refusal.exception)

    def test_the_dialog_leads_to_the_download(self):
        dialog = (
            self.env["club.case.file"]
            .with_user(self.worker)
            .create({"case_ids": [Command.set(self.case.ids)], "with_notes": True})
        )
        action = dialog.action_download_pdf()
        self.assertEqual(
            action["url"], f"/club/case_file/{self.case.id}?form=pdf&notes=1"
        )
        self.assertIn("form=zip", dialog.action_download_zip()["url"])


@tagged("post_install", "-at_install")
class TestCaseFileDownload(CaseFileCommon, ClubSupportHttpCommon):
    def _get(self, user, path):
        self.env.flush_all()
        self.authenticate(user.login, user.login)
        return self.url_open(f"/club/case_file/{path}", allow_redirects=False)

    def test_the_download_is_a_zip_or_a_pdf(self):
        response = self._get(self.worker, f"{self.case.id}?form=zip")
        self.assertEqual(response.status_code, 200)
        self.assertIn("attachment", response.headers["Content-Disposition"])
        with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
            self.assertIn("plan.pdf", archive.namelist())
        response = self._get(self.worker, f"{self.case.id}?form=pdf")
        self.assertEqual(response.headers["Content-Type"], "application/pdf")

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.http")
    def test_others_learn_nothing_not_even_that_it_exists(self):
        self.case.is_restricted = True
        for user in (self.colleague, self.management, self.foreigner, self.plain_user):
            with self.subTest(user=user.login):
                self.assertEqual(self._get(user, self.case.id).status_code, 404)
        for path in ("0", "999999999", "99999999999999999999", "abc", "1,,2", "-1"):
            with self.subTest(path=path):
                self.assertEqual(self._get(self.worker, path).status_code, 404)
