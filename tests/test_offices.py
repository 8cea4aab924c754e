import psycopg2

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .common import ClubSupportCommon, ClubSupportHttpCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-22 10:00:00")
class TestOffices(ClubSupportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.function_chair = cls.env.ref("club_support.club_office_function_chair")
        cls.function_youth = cls.env.ref("club_support.club_office_function_youth")
        cls.jörg, cls.leyla = cls.env["res.partner"].create(
            [{"name": "Jörg Brandt"}, {"name": "Leyla Lorenz"}]
        )

    def _create_office(self, person=None, function=None, **vals):
        return self.env["club.office"].create(
            {
                "partner_id": self.club.id,
                "person_id": (person or self.jörg).id,
                "function_id": (function or self.function_chair).id,
                **vals,
            }
        )

    def test_s0_01_register_says_who_holds_which_office_from_when_to_when(self):
        self.club.actor_state = "dormant"
        form = Form(self.env["club.office"].with_user(self.worker))
        form.partner_id = self.club
        form.function_id = self.function_chair
        form.person_id = self.jörg
        form.date_from = "2019-04-01"
        office = form.save()
        office.with_user(self.worker).action_hand_over(self.leyla, "2024-04-01")

        club = self.club.with_user(self.worker)
        self.assertTrue(club.is_actor)
        self.assertEqual(club.actor_state, "dormant")
        self.assertEqual(club.spokesperson_id, self.leyla)
        self.assertRecordValues(
            club.office_ids.sorted("date_from"),
            [
                {
                    "person_id": self.jörg.id,
                    "date_from": fields.Date.to_date("2019-04-01"),
                    "date_to": fields.Date.to_date("2024-03-31"),
                    "is_current": False,
                },
                {
                    "person_id": self.leyla.id,
                    "date_from": fields.Date.to_date("2024-04-01"),
                    "date_to": False,
                    "is_current": True,
                },
            ],
        )
        for state in ("active", "dormant", "dissolved"):
            club.actor_state = state
            found = self.env["res.partner"].search(
                [("is_actor", "=", True), ("actor_state", "=", state)]
            )
            self.assertIn(club, found)

    def test_a_single_seat_has_one_holder_on_any_day(self):
        self._create_office(date_from="2020-01-01", date_to="2024-12-31")
        for date_from, date_to in (
            ("2024-12-31", False),
            (False, "2020-01-01"),
            (False, False),
            ("2021-01-01", "2021-12-31"),
        ):
            with (
                self.subTest(date_from=date_from, date_to=date_to),
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.errors.ExclusionViolation),
                self.env.cr.savepoint(),
            ):
                self._create_office(self.leyla, date_from=date_from, date_to=date_to)
        self._create_office(self.leyla, date_from="2025-01-01")

    def test_several_people_share_a_function_that_is_no_single_seat(self):
        self._create_office(function=self.function_youth)
        self._create_office(self.leyla, function=self.function_youth)
        self.assertEqual(len(self.club.current_office_ids), 2)

    def test_one_person_holds_several_offices(self):
        other = self.env["res.partner"].create(
            {"name": "Kreissportbund", "is_company": True}
        )
        self._create_office()
        self._create_office(function=self.function_youth)
        self._create_office(partner_id=other.id)
        self.assertEqual(len(self.jörg.held_office_ids), 3)
        self.assertEqual(self.jörg._club_organisations(), self.club | other)

    def test_the_same_person_is_not_entered_twice_for_one_function(self):
        self._create_office(function=self.function_youth)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.ExclusionViolation),
        ):
            self._create_office(function=self.function_youth, date_from=False)

    def test_an_office_does_not_end_before_it_began(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.CheckViolation),
        ):
            self._create_office(date_from="2026-01-02", date_to="2026-01-01")

    def test_only_persons_hold_offices_and_only_in_organisations(self):
        for vals in (
            {"person_id": self.club.id},
            {"partner_id": self.chair.id},
        ):
            with self.subTest(vals=vals):
                with self.assertRaises(ValidationError) as caught:
                    self._create_office(**vals)
                self._assert_sentence(caught.exception)

    def test_those_who_left_do_not_speak_for_the_club(self):
        self._create_office(date_to="2026-11-21", date_from="2020-01-01")
        self.assertFalse(self.club.spokesperson_id)
        self.assertFalse(self.jörg._club_organisations())

    def test_an_office_lasts_until_the_end_of_its_last_day_in_local_time(self):
        office = self._create_office(date_to="2026-11-22", date_from="2020-01-01")
        with freeze_time("2026-11-22 22:59:00"):
            office.invalidate_recordset()
            self.assertTrue(office.with_user(self.worker).is_current)
        with freeze_time("2026-11-22 23:01:00"):
            office.invalidate_recordset()
            self.assertFalse(office.with_user(self.worker).is_current)

    def test_handing_over_ends_the_old_and_begins_the_new_on_the_next_day(self):
        office = self._create_office(date_from="2020-01-01")
        dialog = self.env["club.office.hand.over"].with_user(self.worker)
        form = Form(dialog.with_context(default_office_id=office.id))
        form.person_id = self.leyla
        form.email = "leyla.lorenz@example.net"
        form.save().action_hand_over()
        self.assertEqual(self.leyla.email, "leyla.lorenz@example.net")
        self.assertEqual(str(office.date_to), "2026-11-21")
        self.assertEqual(self.club.spokesperson_id, self.leyla)
        self.assertIn("Leyla Lorenz", self.club.message_ids[0].body)
        self.assertIn("Jörg Brandt", self.club.message_ids[0].body)

    def test_handing_over_without_a_successor_asks_for_one(self):
        office = self._create_office()
        action = office.action_hand_over()
        self.assertEqual(action["res_model"], "club.office.hand.over")
        self.assertEqual(action["context"], {"default_office_id": office.id})

    def test_handing_over_is_refused_where_it_makes_no_sense(self):
        office = self._create_office(date_from="2026-11-22")
        past = self._create_office(
            self.leyla, date_from="2019-01-01", date_to="2019-12-31"
        )
        for refused, person, date in (
            (office, self.jörg, "2026-12-01"),
            (office, self.leyla, "2026-11-22"),
            (past, self.jörg, "2026-11-22"),
        ):
            with self.subTest(person=person.name, date=date):
                with self.assertRaises(ValidationError) as caught:
                    refused.action_hand_over(person, date)
                self._assert_sentence(caught.exception)
        self.assertFalse(office.date_to)

    def test_office_holders_become_protected_unless_they_are_users(self):
        self._create_office()
        self._create_office(self.worker.partner_id, function=self.function_youth)
        self.assertTrue(self.jörg.is_protected)
        self.assertFalse(self.worker.partner_id.is_protected)

    def test_protection_that_staff_lifted_stays_lifted(self):
        self._create_office()
        self.jörg.is_protected = False
        self._create_office(function=self.function_youth)
        self.assertFalse(self.jörg.is_protected)

    def test_ending_keeps_the_past_readable(self):
        office = self._create_office(date_from="2020-01-01")
        office.with_user(self.worker).action_end()
        self.assertEqual(str(office.date_to), "2026-11-22")
        self.assertIn(office, self.club.office_ids)
        self.assertIn("Jörg Brandt", self.club.message_ids[0].body)

    def test_the_mark_that_lifts_the_constraint_is_not_set_by_hand(self):
        office = self._create_office()
        with self.assertRaises(UserError) as caught:
            self._rpc(
                self.lead, "club.office", "write", office.ids, {"needs_review": True}
            )
        self._assert_sentence(caught.exception)
        with self.assertRaises(UserError):
            self._rpc(
                self.lead,
                "club.office",
                "create",
                {
                    "partner_id": self.club.id,
                    "person_id": self.leyla.id,
                    "needs_review": True,
                },
            )

    def test_no_default_of_a_context_lifts_the_constraint_either(self):
        self._create_office()
        second = {"partner_id": self.club.id, "person_id": self.leyla.id}
        Office = self.env["club.office"].with_user(self.worker)
        with self.assertRaises(UserError):
            Office.with_context(default_needs_review=True).create(second)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.ExclusionViolation),
        ):
            Office.with_context(default_is_single_seat=False).create(second)
            self.env.flush_all()

    def test_a_single_seat_stays_one_whatever_is_written(self):
        office = self._create_office()
        office.with_user(self.worker).write(
            {"is_single_seat": False, "company_id": self.other_company.id}
        )
        self.assertTrue(office.is_single_seat)
        self.assertFalse(office.company_id)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.ExclusionViolation),
        ):
            self._create_office(self.leyla)

    def test_clarifying_needs_the_contradiction_to_be_gone(self):
        self._create_office(date_from="2020-01-01")
        marked = self._create_office(
            self.leyla, date_from="2021-01-01", needs_review=True
        )
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.ExclusionViolation),
            self.env.cr.savepoint(),
        ):
            marked.with_user(self.worker).action_mark_clarified()
        marked.write({"date_from": "2010-01-01", "date_to": "2019-12-31"})
        marked.with_user(self.worker).action_mark_clarified()
        self.assertFalse(marked.needs_review)

    def test_hand_over_dialog_of_somebody_else_is_closed(self):
        office = self._create_office(date_from="2020-01-01")
        dialog = (
            self.env["club.office.hand.over"]
            .with_user(self.worker)
            .create({"office_id": office.id, "person_id": self.leyla.id})
        )
        with self.assertRaises(AccessError):
            self._rpc(self.colleague, dialog._name, "action_hand_over", dialog.ids)


@tagged("post_install", "-at_install")
class TestOfficesFromOutside(ClubSupportHttpCommon):
    def test_a_second_chair_is_refused_in_words(self):
        persons = self.env["res.partner"].create([{"name": "A B"}, {"name": "C D"}])
        vals = [
            {"partner_id": self.club.id, "person_id": person.id} for person in persons
        ]
        self._call(self.worker, "club.office", "create", vals[0])
        message = self._assert_refused(self.worker, "club.office", "create", vals[1])
        self.assertIn("one holder", message)
        self.assertEqual(len(self.club.office_ids), 1)

    def test_an_end_before_the_beginning_is_refused_in_words(self):
        vals = {
            "partner_id": self.club.id,
            "person_id": self.chair.id,
            "date_from": "2026-05-01",
            "date_to": "2026-04-30",
        }
        message = self._assert_refused(self.worker, "club.office", "create", vals)
        self.assertIn("end", message)
