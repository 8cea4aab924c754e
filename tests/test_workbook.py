"""The workbook: safe cells, only what one may read, and a record of who took it."""

import io
import tempfile
import zipfile

import openpyxl

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..tools.workbook import Book, Column
from .common import ClubSupportHttpCommon

EVIL = ["=1+1", "+49 6031 1", "@SUM(A1)", "-2+3", "http://example.org"]


@tagged("post_install", "-at_install")
class TestWorkbook(ClubSupportHttpCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._create_case(date_open="2024-05-15")
        cls.club.is_actor = True
        cls.company.resource_calendar_id.tz = "Europe/Berlin"
        cls.period = {"date_from": "2024-01-01", "date_to": "2024-12-31"}
        cls.worker.group_ids |= cls.env.ref("base.group_allow_export")

    def _export(self, user, context=None, **vals):
        Export = self.env["club.workbook.export"].with_user(user)
        return Export.with_context(**(context or {})).create({**self.period, **vals})

    def _book(self, export):
        self.env.flush_all()
        self.env.invalidate_all()
        with tempfile.TemporaryFile() as file:
            export._write_to(file)
            return openpyxl.load_workbook(file)

    def _texts(self, sheet):
        return [
            c.value for row in sheet.iter_rows() for c in row if c.value is not None
        ]

    def test_names_never_become_formulas(self):
        for name in EVIL:
            self._create_case(name=name, date_open="2024-05-15")
        sheet = self._book(self._export(self.worker))["Cases"]
        cells = [cell for row in sheet.iter_rows() for cell in row]
        found = {cell.value: cell for cell in cells if cell.value in EVIL}
        self.assertEqual(set(found), set(EVIL))
        self.assertEqual({cell.data_type for cell in found.values()}, {"s"})
        self.assertFalse([cell for cell in cells if cell.hyperlink])

    def test_sheets_have_header_filter_formats_totals_and_charts(self):
        self.env["club.contact.entry"].create(
            {
                "case_id": self.case.id,
                "user_id": self.worker.id,
                "date": "2024-05-16 22:30:00",
                "minutes": 20,
                "people_count": 3,
            }
        )
        export = self._export(self.worker)
        book = self._book(export)
        self.assertEqual(
            book.sheetnames,
            [
                "Cover",
                "Summary",
                "Clubs",
                "Cases",
                "Contact Entries",
                "Networks",
                "Meetings",
            ],
        )
        for name in book.sheetnames[2:]:
            with self.subTest(sheet=name):
                sheet = book[name]
                self.assertEqual(sheet.freeze_panes, "B2")
                self.assertTrue(sheet.auto_filter.ref)
                self.assertGreaterEqual(sheet.column_dimensions["A"].width, 10)
        sheet = book["Contact Entries"]
        self.assertEqual(str(sheet["A2"].value), "2024-05-17 00:30:00")
        self.assertIn("hh:mm", sheet["A2"].number_format)
        self.assertEqual((sheet["I2"].value, sheet["J2"].value), (20, 3))
        self.assertEqual(sheet["I4"].value, "=SUBTOTAL(109,I2:I2)")
        self.assertTrue(book["Summary"]._charts)
        self.assertIn("SUMPRODUCT", str(self._texts(book["Summary"])))
        cover = self._texts(book["Cover"])
        self.assertIn(self.worker.name, cover)
        self.assertIn("01/01/2024 to 12/31/2024", cover)

    def test_it_speaks_german_to_germans(self):
        self.env["res.lang"]._activate_lang("de_DE")
        export = self._export(self.worker).with_context(lang="de_DE")
        sheet = self._book(export).worksheets[3]
        self.assertEqual(sheet["K2"].number_format, "dd.mm.yyyy")

    def test_a_selection_gives_the_selected_records_only(self):
        other = self._create_case(name="Nicht gewählt", date_open="2024-05-15")
        context = {"active_model": "club.case", "active_ids": self.case.ids}
        book = self._book(self._export(self.worker, context))
        self.assertEqual(book.sheetnames, ["Cover", "Summary", "Cases"])
        texts = self._texts(book["Cases"])
        self.assertIn(self.case.name, texts)
        self.assertNotIn(other.name, texts)

    def test_filters_limit_rows_and_stand_on_the_cover(self):
        area = self.env["club.area"].create({"name": "Weidental"})
        inside = self._create_case(
            name="Drinnen", area_id=area.id, date_open="2024-05-15"
        )
        book = self._book(self._export(self.worker, area_ids=[(6, 0, area.ids)]))
        texts = self._texts(book["Cases"])
        self.assertIn(inside.name, texts)
        self.assertNotIn(self.case.name, texts)
        self.assertIn("Area: Weidental", self._texts(book["Cover"]))

    def test_restricted_cases_are_for_their_people_only_and_reading_is_noted(self):
        self.case.is_restricted = True
        texts = self._texts(self._book(self._export(self.management))["Cases"])
        self.assertNotIn(self.case.name, texts)
        texts = self._texts(self._book(self._export(self.worker))["Cases"])
        self.assertIn(self.case.name, texts)
        log = self.env["club.case.access.log"].search([("case_id", "=", self.case.id)])
        self.assertIn("export", log.mapped("kind"))

    def test_colleagues_minutes_are_empty(self):
        self.env["club.contact.entry"].create(
            {
                "case_id": self.case.id,
                "user_id": self.worker.id,
                "date": "2024-05-16 10:00:00",
                "minutes": 37,
            }
        )
        book = self._book(self._export(self.management))
        self.assertNotIn(37, self._texts(book["Contact Entries"]))
        self.assertIn(37, self._texts(book["Summary"]))

    # ------------------------------------------------------------
    # Access
    # ------------------------------------------------------------

    def test_without_the_right_to_export_nothing_leaves(self):
        export = self._export(self.colleague)
        with self.assertRaises(UserError) as caught:
            export.action_export()
        self._assert_sentence(caught.exception)
        with tempfile.TemporaryFile() as file, self.assertRaises(UserError):
            export._write_to(file)
        for user in (self.plain_user, self.portal, self.public):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._rpc(user, "club.workbook.export", "create", self.period)

    def test_bad_input_is_answered_with_a_sentence(self):
        with self.assertRaises(ValidationError) as caught:
            self._export(self.worker, date_to="2023-01-01")
        self._assert_sentence(caught.exception)
        export = self._export(
            self.worker,
            with_clubs=False,
            with_cases=False,
            with_entries=False,
            with_networks=False,
            with_meetings=False,
        )
        with self.assertRaises(UserError) as caught:
            export.action_export()
        self._assert_sentence(caught.exception)

    def test_only_who_asked_for_it_downloads_it_and_it_is_logged(self):
        export = self._export(self.worker)
        url = export.action_export()["url"]
        for user in (self.management, self.colleague, self.portal):
            self.authenticate(user.login, user.login)
            self.assertEqual(self.url_open(url).status_code, 404)
        self.authenticate(None, None)
        self.assertIn("/web/login", self.url_open(url).url)
        self.authenticate(self.worker.login, self.worker.login)
        response = self.url_open(url)
        self.assertTrue(zipfile.is_zipfile(io.BytesIO(response.content)))
        self.assertEqual(response.headers["Cache-Control"], "no-store")
        log = self.env["club.export.log"].search([], limit=1)
        self.assertEqual(log.user_id, self.worker)
        self.assertIn("01/01/2024", log.filters)
        self.assertGreaterEqual(log.row_count, 1)
        self.assertEqual(self.url_open("/club/workbook/999999999").status_code, 404)

    def test_exports_by_odoo_are_logged_too(self):
        for model, record in (("club.case", self.case), ("res.partner", self.club)):
            self._rpc(self.management, model, "export_data", record.ids, ["name"])
            log = self.env["club.export.log"].search([], limit=1)
            with self.subTest(model=model):
                self.assertEqual(log.user_id, self.management)
                seen = (log.model, log.row_count, log.filters)
                self.assertEqual(seen, (model, 1, "name"))
        count = self.env["club.export.log"].search_count([])
        self._rpc(self.management, "res.lang", "export_data", [1], ["name"])
        self.assertEqual(self.env["club.export.log"].search_count([]), count)

    def test_the_list_of_exports_cannot_be_changed(self):
        log = self.env["club.export.log"]._log("Fälle", 3)
        with self.assertRaises(UserError) as caught:
            log.write({"row_count": 0})
        self._assert_sentence(caught.exception)
        with self.assertRaises(UserError):
            log.unlink()
        with self.assertRaises(AccessError):
            self._rpc(self.administrator, "club.export.log", "unlink", log.ids)

    # ------------------------------------------------------------
    # Weight
    # ------------------------------------------------------------

    def test_the_number_of_queries_does_not_grow_with_the_rows(self):
        def count():
            export = self._export(self.worker)
            self._book(export)
            before = self.env.cr.sql_log_count
            self._book(export)
            return self.env.cr.sql_log_count - before

        few = count()
        for number in range(30):
            self._create_case(name=f"Fall {number}", date_open="2024-05-15")
        self.assertLessEqual(count(), few + 2)

    def test_names_of_sheets_are_what_spreadsheets_accept(self):
        with tempfile.TemporaryFile() as file:
            book = Book(file)
            for _number in range(3):
                sheet = book.add_sheet("Fälle: [alle] / " + "x" * 40)
                book.write_table(sheet, [Column("a", "A")], [], "Summe")
            book.close()
            names = openpyxl.load_workbook(file).sheetnames
        self.assertEqual(len(set(names)), 3)
        self.assertTrue(all(len(name) <= 31 for name in names))
