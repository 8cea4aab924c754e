"""What a case goes through, and what it refuses, from opening to closing."""

from freezegun import freeze_time
from psycopg2.errors import CheckViolation, UniqueViolation

from odoo import Command, fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import ClubSupportCommon, ClubSupportHttpCommon


@tagged("post_install", "-at_install")
class TestCaseCreation(ClubSupportCommon):
    def _create_as(self, user, **vals):
        case_id = self._rpc(user, "club.case", "create", {"name": "Anfrage", **vals})
        return self.env["club.case"].browse(case_id)

    def test_what_is_no_result_closes_no_case(self):
        case = self._create_case()
        for nonsense in ("abc", 1.5, True, [1], -1, 10**9, None):
            with (
                self.subTest(nonsense=nonsense),
                self.assertRaises(ValidationError) as refusal,
                self.env.cr.savepoint(),
            ):
                self._rpc(self.worker, "club.case", "action_close", case.ids, nonsense)
            self._assert_sentence(refusal.exception)
        self.assertFalse(case.is_closed)

    @freeze_time("2027-03-01 10:00:00")
    def test_a_case_is_created_from_its_name_alone(self):
        case = self._create_as(self.worker)
        self.assertEqual(case.stage_id, self.stage_new)
        self.assertEqual(case.company_id, self.company)
        self.assertEqual(case.team_id, self.team)
        self.assertEqual(case.date_open, fields.Date.to_date("2027-03-01"))
        self.assertFalse(case.user_id)
        self.assertFalse(case.is_closed or case.date_closed or case.result_id)
        self.assertRegex(case.number, r"^F2027-\d{4}$")
        self.assertEqual(case.display_name, f"[{case.number}] Anfrage")

    def test_a_case_is_found_by_its_number(self):
        case = self._create_as(self.worker)
        found = self._rpc(self.worker, "club.case", "name_search", case.number)
        self.assertEqual([case_id for case_id, _name in found], case.ids)

    def test_every_case_has_its_own_number(self):
        cases = self._create_as(self.worker) | self._create_as(self.worker)
        cases |= cases[0].copy()
        self.assertEqual(len(set(cases.mapped("number"))), 3)

    @mute_logger("odoo.sql_db")
    def test_numbers_are_unique_in_a_company_and_free_in_the_next(self):
        self._create_as(self.worker, number="F2027-0815")
        with self.assertRaises(UniqueViolation):
            self._create_as(self.worker, number="F2027-0815")
        other = self._create_as(self.foreigner, number="F2027-0815")
        self.assertEqual(other.company_id, self.other_company)

    def test_the_number_never_changes(self):
        case = self._create_as(self.worker, user_id=self.worker.id)
        number = case.number
        for value in ("F2027-9999", False):
            with self.subTest(number=value), self.assertRaises(UserError) as caught:
                self._rpc(
                    self.worker, "club.case", "write", case.ids, {"number": value}
                )
            self._assert_sentence(caught.exception)
            self.assertEqual(case.number, number)
        self._rpc(self.worker, "club.case", "write", case.ids, {"number": number})

    def test_quick_entry_needs_four_fields_at_most(self):
        Case = self.env["club.case"].with_user(self.worker)
        view = "club_support.club_case_view_form_quick_create"
        column = {"default_stage_id": self.stage_in_progress.id}
        with Form(Case.with_context(**column), view=view) as form:
            form.name = "Hallenzeiten"
            form.partner_id = self.club
            form.type_id = self.type_funding
            form.origin = "visit"
        case = form.record
        self.assertEqual(case.stage_id, self.stage_in_progress)
        self.assertEqual(case.partner_id, self.club)
        self.assertEqual(case.type_id, self.type_funding)
        self.assertEqual(case.origin, "visit")
        self.assertEqual(case.team_id, self.team)

    def test_quick_entry_in_the_closed_column_is_refused(self):
        Case = self.env["club.case"].with_user(self.worker)
        column = {"default_stage_id": self.stage_closed.id}
        view = "club_support.club_case_view_form_quick_create"
        form = Form(Case.with_context(**column), view=view)
        form.name = "Hallenzeiten"
        with self.assertRaises(ValidationError) as caught:
            form.save()
        self._assert_sentence(caught.exception)

    def test_my_cases_begin_as_mine(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "club_support.club_case_action_mine"
        )
        self.assertIn('"default_user_id": uid', action["context"])

    def test_the_team_is_one_that_the_responsible_person_belongs_to(self):
        second = self.env["club.team"].create(
            {
                "name": "Ehrenamt",
                "sequence": 90,
                "member_ids": [Command.set(self.contact_manager.ids)],
            }
        )
        self.assertEqual(self._create_as(self.contact_manager).team_id, second)
        case = self._create_as(self.worker, user_id=self.contact_manager.id)
        self.assertEqual(case.team_id, second)
        self.assertEqual(self._create_as(self.lead).team_id, self.team)

    def test_the_team_stays_when_somebody_else_takes_over(self):
        second = self.env["club.team"].create(
            {"name": "Ehrenamt", "member_ids": [Command.set(self.colleague.ids)]}
        )
        case = self._create_case()
        case.user_id = self.colleague
        self.assertEqual(case.team_id, self.team)
        case.team_id = second
        self.assertEqual(case.team_id, second)

    def test_a_company_without_team_has_cases_without_team(self):
        self.assertFalse(self._create_as(self.foreigner).team_id)

    def test_the_organisation_follows_the_contact_when_it_is_certain(self):
        case = self._create_as(self.worker, contact_id=self.chair.id)
        self.assertEqual(case.partner_id, self.club)
        loner = self.env["res.partner"].create({"name": "Kai Müller"})
        self.assertFalse(self._create_as(self.worker, contact_id=loner.id).partner_id)

    def test_the_organisation_stays_when_the_contact_changes(self):
        other_club = self.env["res.partner"].create(
            {"name": "SV Alt", "is_company": True}
        )
        case = self._create_as(
            self.worker, contact_id=self.chair.id, partner_id=other_club.id
        )
        self.assertEqual(case.partner_id, other_club)
        with Form(case) as form:
            form.contact_id = self.env["res.partner"]
            form.contact_id = self.chair
        self.assertEqual(case.partner_id, other_club)

    def test_only_staff_can_be_responsible_or_deputise(self):
        case = self._create_case()
        for field in ("user_id", "deputy_id"):
            for user in (self.portal, self.public):
                with (
                    self.subTest(field=field, user=user.login),
                    self.assertRaises(ValidationError) as caught,
                ):
                    self._rpc(
                        self.worker, "club.case", "write", case.ids, {field: user.id}
                    )
                self._assert_sentence(caught.exception)

    def test_nobody_of_another_company_is_responsible_or_deputises(self):
        case = self._create_case()
        for field in ("user_id", "deputy_id"):
            with self.subTest(field=field), self.assertRaises(UserError):
                self._rpc(
                    self.worker,
                    "club.case",
                    "write",
                    case.ids,
                    {field: self.foreigner.id},
                )

    def test_clubs_and_people_with_cases_cannot_be_deleted(self):
        self._create_case()
        for partner in (self.chair, self.club):
            with (
                self.subTest(partner=partner.name),
                mute_logger("odoo.sql_db"),
                self.assertRaises(Exception) as caught,
            ):
                partner.unlink()
            self.assertIn("club_case", str(caught.exception))


@tagged("post_install", "-at_install")
@freeze_time("2027-03-01 10:00:00")
class TestCaseClosing(ClubSupportCommon):
    def setUp(self):
        super().setUp()
        self.case = self._create_case()
        self.as_worker = self.case.with_user(self.worker)

    def _close(self, case):
        case.action_close(self.result_achieved)

    def _assert_open(self, case):
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(case.is_closed)
        self.assertFalse(case.result_id)
        self.assertFalse(case.date_closed)

    def _assert_closed(self, case, day="2027-03-01"):
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertTrue(case.is_closed)
        self.assertEqual(case.stage_id, self.stage_closed)
        self.assertEqual(case.result_id, self.result_achieved)
        self.assertEqual(case.date_closed, fields.Date.to_date(day))

    # ------------------------------------------------------------
    # Closing
    # ------------------------------------------------------------

    def test_closing_with_a_result_sets_stage_result_and_date(self):
        self.as_worker.action_close(self.result_achieved)
        self._assert_closed(self.case)

    def test_closing_by_rpc_takes_the_id_of_a_result(self):
        self._rpc(
            self.worker,
            "club.case",
            "action_close",
            self.case.ids,
            self.result_achieved.id,
        )
        self._assert_closed(self.case)

    def test_dragging_the_card_with_a_result_closes(self):
        values = {
            "stage_id": self.stage_closed.id,
            "result_id": self.result_achieved.id,
        }
        self._rpc(
            self.worker, "club.case", "web_save", self.case.ids, values, {"number": {}}
        )
        self._assert_closed(self.case)

    def test_closing_without_a_result_is_refused_on_every_way(self):
        closed = {"stage_id": self.stage_closed.id}
        ways = {
            "button": ("action_close", self.case.ids),
            "card": ("web_save", self.case.ids, closed, {"number": {}}),
            "write": ("write", self.case.ids, closed),
            "empty result": ("write", self.case.ids, {**closed, "result_id": False}),
            "create": ("create", {"name": "Neu", **closed}),
            "date": ("write", self.case.ids, {**closed, "date_closed": "2027-03-01"}),
        }
        for way, call in ways.items():
            with self.subTest(way=way), self.assertRaises(ValidationError) as caught:
                self._rpc(self.worker, "club.case", *call)
            self._assert_sentence(caught.exception)
            self._assert_open(self.case)

    def test_importing_a_closed_case_without_a_result_is_refused(self):
        header = ["name", "stage_id/id", "result_id/id"]
        good = [
            "Alter Fall",
            "club_support.club_case_stage_closed",
            "club_support.club_case_result_achieved",
        ]
        bad = ["Halber Fall", "club_support.club_case_stage_closed", ""]
        Case = self.env["club.case"].with_user(self.worker)
        answer = Case.load(header, [good, bad])
        self.assertFalse(answer["ids"])
        errors = [m["message"] for m in answer["messages"] if m["type"] == "error"]
        self.assertTrue(errors)
        for message in errors:
            self._assert_sentence(message)
        self.assertFalse(Case.search([("name", "in", ["Alter Fall", "Halber Fall"])]))
        answer = Case.load(header, [good])
        self._assert_closed(Case.browse(answer["ids"]))

    def test_an_old_case_is_imported_with_its_own_date_of_closing(self):
        case_id = self._rpc(
            self.worker,
            "club.case",
            "create",
            {
                "name": "Alter Fall",
                "date_open": "2026-01-07",
                "date_closed": "2026-02-03",
                "stage_id": self.stage_closed.id,
                "result_id": self.result_achieved.id,
            },
        )
        self._assert_closed(self.env["club.case"].browse(case_id), "2026-02-03")

    def test_an_open_case_takes_neither_result_nor_date_of_closing(self):
        for values in (
            {"result_id": self.result_achieved.id},
            {"date_closed": "2027-03-01"},
            {"stage_id": self.stage_new.id, "result_id": self.result_achieved.id},
        ):
            for call in (
                ("write", self.case.ids, values),
                ("create", {"name": "Neu", **values}),
            ):
                with (
                    self.subTest(call=call),
                    self.assertRaises(ValidationError) as caught,
                ):
                    self._rpc(self.worker, "club.case", *call)
                self._assert_sentence(caught.exception)
                self._assert_open(self.case)

    def test_the_flags_behind_the_stage_cannot_be_written_past_it(self):
        for flag in ("is_closed", "is_waiting"):
            for call in (
                ("write", self.case.ids, {flag: True}),
                ("create", {"name": "Neu", flag: True}),
            ):
                with (
                    self.subTest(flag=flag, call=call[0]),
                    self.assertRaises(ValidationError) as caught,
                ):
                    self._rpc(self.worker, "club.case", *call)
                self._assert_sentence(caught.exception)
                self._assert_open(self.case)
        same = {"is_closed": False, "is_waiting": False}
        self._rpc(self.worker, "club.case", "write", self.case.ids, same)
        self._assert_open(self.case)

    def test_a_closed_case_keeps_its_result_and_date(self):
        self._close(self.case)
        with self.assertRaises(ValidationError) as caught:
            self._rpc(
                self.worker, "club.case", "write", self.case.ids, {"result_id": False}
            )
        self._assert_sentence(caught.exception)
        self._assert_closed(self.case)
        self._rpc(
            self.worker, "club.case", "write", self.case.ids, {"date_closed": False}
        )
        self.assertTrue(self.case.date_closed)

    def test_the_result_of_a_closed_case_can_be_corrected(self):
        self._close(self.case)
        other = self.env.ref("club_support.club_case_result_passed_on")
        with freeze_time("2027-03-09 10:00:00"):
            self.as_worker.result_id = other
        self.assertEqual(self.case.result_id, other)
        self.assertEqual(self.case.date_closed, fields.Date.to_date("2027-03-01"))

    def test_moving_between_closing_stages_keeps_result_and_date(self):
        self._close(self.case)
        archive = self.env["club.case.stage"].create(
            {"name": "Abgelegt", "is_closed": True, "sequence": 99}
        )
        with freeze_time("2027-03-09 10:00:00"):
            self.as_worker.stage_id = archive
        self.assertEqual(self.case.result_id, self.result_achieved)
        self.assertEqual(self.case.date_closed, fields.Date.to_date("2027-03-01"))

    def test_closing_a_closed_case_names_it(self):
        self._close(self.case)
        with self.assertRaises(UserError) as caught:
            self.as_worker.action_close(self.result_achieved)
        self._assert_sentence(caught.exception)
        self.assertIn(self.case.number, str(caught.exception))

    def test_a_case_is_not_closed_before_it_was_opened(self):
        self.case.date_open = "2027-03-03"
        with self.assertRaises(ValidationError) as caught:
            self.as_worker.action_close(self.result_achieved)
        self._assert_sentence(caught.exception)
        self._assert_open(self.case)
        self.case.date_open = "2027-02-01"
        self._close(self.case)
        with self.assertRaises(ValidationError):
            self.as_worker.date_open = "2027-03-02"

    # ------------------------------------------------------------
    # Reopening
    # ------------------------------------------------------------

    def test_reopening_clears_result_and_date(self):
        self._close(self.case)
        self.as_worker.action_reopen()
        self._assert_open(self.case)
        self.assertEqual(self.case.stage_id, self.stage_new)

    def test_dragging_the_card_back_reopens(self):
        self._close(self.case)
        values = {"stage_id": self.stage_in_progress.id}
        self._rpc(
            self.worker, "club.case", "web_save", self.case.ids, values, {"number": {}}
        )
        self._assert_open(self.case)
        self.assertEqual(self.case.stage_id, self.stage_in_progress)

    def test_reopening_leaves_open_cases_where_they_are(self):
        self.case.stage_id = self.stage_in_progress
        closed = self._create_case(name="Zweiter Fall")
        self._close(closed)
        (self.as_worker | closed).action_reopen()
        self.assertEqual(self.case.stage_id, self.stage_in_progress)
        self.assertEqual(closed.stage_id, self.stage_new)

    # ------------------------------------------------------------
    # Several at once
    # ------------------------------------------------------------

    def test_a_batch_closes_open_cases_and_keeps_the_dates_of_closed_ones(self):
        with freeze_time("2027-02-01 10:00:00"):
            early = self._create_case(name="Früher")
            self._close(early)
        values = {
            "stage_id": self.stage_closed.id,
            "result_id": self.result_achieved.id,
        }
        self._rpc(self.worker, "club.case", "write", (early | self.case).ids, values)
        self._assert_closed(early, "2027-02-01")
        self._assert_closed(self.case)

    def test_the_dialog_closes_several_cases_with_one_note(self):
        cases = self.case | self._create_case(name="Zweiter Fall")
        done = self._create_case(name="Schon zu")
        done.action_close(self.env.ref("club_support.club_case_result_passed_on"))
        self.env.flush_all()
        Wizard = self.env["club.case.close"].with_user(self.worker)
        with Form(Wizard.with_context(active_ids=(cases | done).ids)) as form:
            form.result_id = self.result_achieved
            form.note = "Halle <b>ab März</b>"
        self.assertEqual(form.record.case_ids, cases | done)
        form.record.action_close()
        for case in cases:
            self._assert_closed(case)
            note = case.message_ids.filtered(lambda m: "ab März" in (m.body or ""))
            self.assertEqual(len(note), 1)
            self.assertIn("&lt;b&gt;", note.body)
            self.assertEqual(note.author_id, self.worker.partner_id)
            self.assertTrue(note.is_internal or note.subtype_id.internal)
        self.assertNotEqual(done.result_id, self.result_achieved)
        self.assertFalse([m for m in done.message_ids if "ab März" in (m.body or "")])

    def test_the_dialog_asks_for_a_result(self):
        Wizard = self.env["club.case.close"].with_user(self.worker)
        with self.assertRaisesRegex(AssertionError, "result_id is a required"):
            Form(Wizard.with_context(active_ids=self.case.ids)).save()


@tagged("post_install", "-at_install")
class TestCaseStages(ClubSupportCommon):
    def test_the_board_shows_stages_without_a_case(self):
        empty = self.env["club.case.stage"].create({"name": "Prüfung", "sequence": 25})
        self._create_case()
        groups = self._rpc(
            self.worker,
            "club.case",
            "web_read_group",
            [],
            ["stage_id"],
            ["__count"],
            context={"read_group_expand": True},
        )["groups"]
        shown = [group["stage_id"][0] for group in groups]
        self.assertIn(empty.id, shown)
        self.assertEqual(shown, self.env["club.case.stage"].search([]).ids)

    def test_a_stage_with_cases_keeps_its_meaning(self):
        case = self._create_case()
        self._create_case(
            company_id=self.other_company.id, team_id=False, user_id=False
        )
        for change in ("open", "archived", "of another company"):
            with self.subTest(case=change):
                if change == "archived":
                    case.active = False
                elif change == "of another company":
                    case.unlink()
                with self.assertRaises(UserError) as caught:
                    self.stage_new.with_user(self.administrator).is_closed = True
                self._assert_sentence(caught.exception)
                with self.assertRaises(UserError) as caught:
                    self.stage_new.with_user(self.administrator).unlink()
                self._assert_sentence(caught.exception)

    def test_an_empty_stage_may_change_its_meaning_and_go(self):
        stage = self.stage_in_progress.with_user(self.administrator)
        stage.is_closed = True
        stage.is_closed = False
        stage.unlink()
        self.assertFalse(stage.exists())

    def test_writing_the_same_meaning_again_is_no_change(self):
        self._create_case()
        stage = self.stage_new.with_user(self.administrator)
        stage.write({"is_closed": False, "name": "Eingang"})
        self.assertEqual(stage.name, "Eingang")

    def test_without_a_closing_stage_closing_says_what_to_do(self):
        case = self._create_case().with_user(self.worker)
        self.stage_closed.active = False
        with self.assertRaises(UserError) as caught:
            case.action_close(self.result_achieved)
        self._assert_sentence(caught.exception)
        self.assertFalse(case.is_closed)

    def test_without_an_open_stage_creating_says_what_to_do(self):
        self.env["club.case.stage"].search([("is_closed", "=", False)]).active = False
        with self.assertRaises(UserError) as caught:
            self._rpc(self.worker, "club.case", "create", {"name": "Neu"})
        self._assert_sentence(caught.exception)

    @mute_logger("odoo.sql_db")
    def test_the_database_refuses_cases_that_contradict_their_stage(self):
        open_case = self._create_case()
        closed = self._create_case(name="Zu")
        closed.action_close(self.result_achieved)
        self.env.flush_all()
        jumps = [
            ("is_closed = true", open_case),
            ("is_closed = true, date_closed = now()", open_case),
            ("date_closed = now()", open_case),
            (f"result_id = {self.result_achieved.id}", open_case),
            ("is_closed = false", closed),
            ("result_id = NULL", closed),
            ("date_closed = NULL", closed),
        ]
        for assignment, case in jumps:
            with self.subTest(assignment=assignment), self.assertRaises(CheckViolation):
                query = f"UPDATE club_case SET {assignment} WHERE id = %s"  # noqa: S608
                self.env.cr.execute(query, [case.id])


@tagged("post_install", "-at_install")
class TestCaseOverHttp(ClubSupportHttpCommon):
    @mute_logger("odoo.http", "odoo.sql_db")
    def test_bad_calls_from_outside_end_in_a_sentence_and_change_nothing(self):
        case = self._create_case()
        closed = self._create_case(name="Zu")
        closed.action_close(self.result_achieved)
        taken = self._create_case(number="F2027-0815")
        passed_on = self.env.ref("club_support.club_case_result_passed_on")
        to_closed = {"stage_id": self.stage_closed.id}
        calls = [
            ("action_close", case.ids),
            ("action_close", closed.ids, self.result_achieved.id),
            ("write", case.ids, to_closed),
            ("web_save", case.ids, to_closed, {"number": {}}),
            ("write", case.ids, {"is_closed": True}),
            ("write", closed.ids, {"is_closed": False}),
            ("write", closed.ids, {"result_id": False}),
            # the closed one would be right, the open one is not
            ("write", (closed | case).ids, {"result_id": passed_on.id}),
            ("write", (case | closed).ids, {"number": "F2027-0816"}),
            ("create", {"name": "Neu", **to_closed}),
            ("create", {"name": "Neu", "number": taken.number}),
        ]
        for call in calls:
            with self.subTest(call=call):
                self._assert_refused(self.worker, "club.case", *call)
                self.assertEqual(case.stage_id, self.stage_new)
                self.assertFalse(case.result_id or case.date_closed or case.is_closed)
                self.assertTrue(closed.is_closed and closed.date_closed)
                self.assertEqual(closed.result_id, self.result_achieved)
        self.assertFalse(self.env["club.case"].search([("name", "=", "Neu")]))
