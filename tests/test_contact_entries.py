"""Contact entries: logged in seconds, counted, never absurd."""

from freezegun import freeze_time
from psycopg2.errors import CheckViolation

from odoo import Command, fields
from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged
from odoo.tools import format_date, mute_logger

from .common import ClubSupportCommon, ClubSupportHttpCommon


@tagged("post_install", "-at_install")
@freeze_time("2027-03-01 10:00:00")
class TestContactEntries(ClubSupportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.area = cls.env["club.area"].create({"name": "Grünbach"})
        cls.field_of_action = cls.env["club.field.of.action"].create({"name": "Sport"})
        cls.target_group = cls.env["club.target.group"].create({"name": "Mädchen"})
        cls.case = cls._create_case(
            area_id=cls.area.id,
            field_of_action_id=cls.field_of_action.id,
            target_group_ids=[Command.set(cls.target_group.ids)],
        )

    def _log(self, user=None, **vals):
        entry_id = self._rpc(user or self.worker, "club.contact.entry", "create", vals)
        return self.env["club.contact.entry"].browse(entry_id)

    def test_an_entry_without_anything_is_refused_with_a_sentence(self):
        for values in ({}, {"note": " \n"}, {"minutes": 5}, {"people_count": 0}):
            with (
                self.subTest(values=values),
                self.assertRaises(ValidationError) as caught,
                self.env.cr.savepoint(),
            ):
                self._log(**values)
            self._assert_sentence(caught.exception)
        for values in (
            {"note": "Öffnungszeiten"},
            {"case_id": self.case.id},
            {"partner_id": self.club.id},
            {"contact_id": self.chair.id},
            {"people_count": 1},
        ):
            with self.subTest(values=values):
                self.assertTrue(self._log(**values))

    def test_an_entry_needs_a_note_only(self):
        entry = self._log(note="Öffnungszeiten")
        self.assertEqual(entry.user_id, self.worker)
        self.assertEqual(entry.company_id, self.company)
        self.assertEqual(entry.date, fields.Datetime.to_datetime("2027-03-01 10:00:00"))
        self.assertEqual((entry.channel, entry.minutes), ("phone", 0))
        self.assertFalse(entry.case_id or entry.partner_id or entry.contact_id)
        day = format_date(self.env, "2027-03-01")
        self.assertEqual(entry.display_name, f"Telephone, {day}")

    def test_the_name_of_an_entry_tells_channel_day_and_partner(self):
        entry = self._log(
            channel="visit", partner_id=self.club.id, date="2027-03-01 23:30:00"
        )
        entry = entry.with_user(self.worker).with_context(tz="Europe/Berlin")
        day = format_date(self.env, "2027-03-02")
        self.assertEqual(entry.display_name, f"Visit, {day}, {self.club.name}")

    def test_a_telephone_call_is_logged_in_four_fields(self):
        action = self._rpc(self.worker, "club.case", "action_log_call", self.case.ids)
        Entry = self.env["club.contact.entry"].with_user(self.worker)
        form = Form(
            Entry.with_context(**action["context"]),
            view="club_support.club_contact_entry_view_form_log_call",
        )
        self.assertEqual(form.contact_id, self.chair)
        form.date = "2027-02-28 09:15:00"
        form.minutes = 12
        form.note = "Halle ab März zugesagt"
        entry = form.save()
        self.assertEqual(entry.case_id, self.case)
        self.assertEqual(entry.channel, "phone")
        self.assertEqual(entry.contact_id, self.chair)
        self.assertEqual(entry.partner_id, self.club)
        self.assertEqual(entry.minutes, 12)
        self.assertEqual(entry.user_id, self.worker)
        self.assertEqual(self.case.entry_ids, entry)

    def test_the_button_opens_the_form_of_four_fields(self):
        action = self.case.with_user(self.worker).action_log_call()
        view = self.env.ref("club_support.club_contact_entry_view_form_log_call")
        self.assertEqual(action["views"][0], (view.id, "form"))
        self.assertEqual(action["target"], "new")

    def test_an_entry_takes_its_scope_over_from_the_case(self):
        entry = self._log(case_id=self.case.id)
        self.assertEqual(entry.area_id, self.area)
        self.assertEqual(entry.field_of_action_id, self.field_of_action)
        self.assertEqual(entry.target_group_ids, self.target_group)
        self.assertEqual(entry.partner_id, self.club)
        self.assertEqual(entry.company_id, self.company)

    def test_scope_entered_by_hand_stays(self):
        other_area = self.env["club.area"].create({"name": "Tal"})
        other_group = self.env["club.target.group"].create({"name": "Ältere"})
        other_club = self.env["res.partner"].create(
            {"name": "SV Alt", "is_company": True}
        )
        with Form(self.env["club.contact.entry"].with_user(self.worker)) as form:
            form.area_id = other_area
            form.partner_id = other_club
            form.target_group_ids.add(other_group)
            form.case_id = self.case
            self.assertEqual(form.field_of_action_id, self.field_of_action)
        entry = form.record
        self.assertEqual(entry.area_id, other_area)
        self.assertEqual(entry.partner_id, other_club)
        self.assertEqual(entry.target_group_ids, other_group)

    def test_a_later_change_of_the_case_does_not_rewrite_history(self):
        entry = self._log(case_id=self.case.id)
        self.case.area_id = self.env["club.area"].create({"name": "Tal"})
        self.env.flush_all()
        self.assertEqual(entry.area_id, self.area)

    def test_the_organisation_follows_the_person_spoken_with(self):
        self.assertEqual(self._log(contact_id=self.chair.id).partner_id, self.club)

    def test_the_entry_of_a_case_belongs_to_the_company_of_the_case(self):
        case = self.env["club.case"].create(
            {"name": "Fremd", "company_id": self.other_company.id}
        )
        self.foreigner.company_ids |= self.company
        entry = self._log(
            self.foreigner.with_context(allowed_company_ids=self.company.ids),
            case_id=case.id,
        )
        self.assertEqual(entry.company_id, self.other_company)

    def test_entries_of_a_case_are_counted(self):
        self.assertEqual(self.case.entry_count, 0)
        self._log(case_id=self.case.id)
        self._log(self.colleague, case_id=self.case.id)
        self._log(note="Anruf")
        self.env.invalidate_all()
        self.assertEqual(self.case.with_user(self.worker).entry_count, 2)
        action = self._rpc(
            self.worker, "club.case", "action_view_entries", self.case.ids
        )
        found = self._rpc(self.worker, "club.contact.entry", "search", action["domain"])
        self.assertEqual(found, self.case.entry_ids.ids)

    def test_an_entry_begun_from_a_case_belongs_to_it(self):
        action = self._rpc(
            self.worker, "club.case", "action_view_entries", self.case.ids
        )
        Entry = self.env["club.contact.entry"].with_user(self.worker)
        with Form(Entry.with_context(**action["context"])) as form:
            form.channel = "visit"
        self.assertEqual(form.record.case_id, self.case)

    def test_minutes_and_people_add_up(self):
        self._log(case_id=self.case.id, minutes=20, people_count=2)
        self._log(case_id=self.case.id, minutes=25, people_count=40)
        group = self._rpc(
            self.worker,
            "club.contact.entry",
            "formatted_read_group",
            [("case_id", "=", self.case.id)],
            [],
            ["minutes:sum", "people_count:sum"],
        )[0]
        self.assertEqual((group["minutes:sum"], group["people_count:sum"]), (45, 42))

    def test_the_longest_day_and_the_largest_event_are_accepted(self):
        entry = self._log(minutes=1440, people_count=100000)
        self.env.flush_all()
        self.assertEqual(entry.minutes, 1440)

    @mute_logger("odoo.sql_db")
    def test_absurd_numbers_are_refused_on_every_way(self):
        entry = self._log(minutes=10, note="Anruf")
        Entry = self.env["club.contact.entry"].with_user(self.worker)
        for field, value in (
            ("minutes", -1),
            ("minutes", 1441),
            ("people_count", -1),
            ("people_count", 100001),
        ):
            with self.subTest(way="form", field=field, value=value):
                form = Form(Entry)
                form.note = "Anruf"
                form[field] = value
                with self.assertRaises(CheckViolation):
                    form.save()
            with (
                self.subTest(way="create", field=field, value=value),
                self.assertRaises(CheckViolation),
            ):
                self._log(note="Anruf", **{field: value})
            with self.subTest(way="write", field=field, value=value):
                with self.assertRaises(CheckViolation):
                    entry.with_user(self.worker).write({field: value})
                    self.env.flush_all()
                self.assertEqual(entry.minutes, 10)
            with self.subTest(way="import", field=field, value=value):
                answer = Entry.load(["note", field], [["Import", str(value)]])
                self.assertFalse(answer["ids"])
                self._assert_sentence(answer["messages"][0]["message"])

    def test_numbers_that_no_column_holds_are_refused_with_a_sentence(self):
        entry = self._log(note="Anruf")
        for field in ("minutes", "people_count"):
            for value in (10**12, -(10**12)):
                with self.subTest(field=field, value=value):
                    with self.assertRaises(ValidationError) as caught:
                        self._log(**{field: value})
                    self._assert_sentence(caught.exception)
                    with self.assertRaises(ValidationError):
                        entry.with_user(self.worker).write({field: value})

    def test_cases_and_partners_with_entries_are_not_deleted(self):
        self._log(case_id=self.case.id, contact_id=self.chair.id)
        for record in (self.case, self.chair, self.club):
            with (
                self.subTest(record=record.display_name),
                mute_logger("odoo.sql_db"),
                self.assertRaises(Exception),  # noqa: B017
            ):
                record.unlink()
        self.assertTrue(self.case.exists() and self.chair.exists())


@tagged("post_install", "-at_install")
class TestContactEntriesOverHttp(ClubSupportHttpCommon):
    @mute_logger("odoo.http", "odoo.sql_db")
    def test_absurd_numbers_from_outside_end_in_a_sentence(self):
        entry = self.env["club.contact.entry"].create(
            {"user_id": self.worker.id, "minutes": 10, "note": "Anruf"}
        )
        for values in (
            {"minutes": -5},
            {"minutes": 100000},
            {"minutes": 10**12},
            {"people_count": -1},
            {"people_count": 10**9},
        ):
            for call in (
                ("create", {"note": "Absurd", **values}),
                ("write", entry.ids, values),
            ):
                with self.subTest(call=call):
                    self._assert_refused(self.worker, "club.contact.entry", *call)
                    self.assertEqual((entry.minutes, entry.people_count), (10, 0))
        self.assertFalse(
            self.env["club.contact.entry"].search([("note", "=", "Absurd")])
        )
