"""Persons are not tagged by origin, language or need; organisations are."""

import psycopg2

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import ClubSupportCommon


@tagged("post_install", "-at_install")
class TestArt9(ClubSupportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.target_group = cls.env["club.target.group"].create({"name": "Geflüchtete"})
        cls.language = cls.env["club.language"].create({"name": "Dari"})
        cls.tags = {
            "target_group_ids": [Command.link(cls.target_group.id)],
            "language_ids": [Command.link(cls.language.id)],
            "intercultural_maturity": "2",
        }
        cls.person = cls.env["res.partner"].create({"name": "Hanna Vogel"})

    def _assert_refused(self, method, *args):
        """Refused by the rule or by the table itself, and nothing is stored."""
        refusal = None
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                method(*args)
                self.env.flush_all()
        except (ValidationError, psycopg2.errors.CheckViolation) as error:
            refusal = error
        self.assertTrue(refusal, "went through")
        self.env.invalidate_all()
        return refusal

    def test_organisations_carry_all_three(self):
        self.club.with_user(self.worker).write(self.tags)
        self.assertEqual(self.club.target_group_ids, self.target_group)
        self.assertEqual(self.club.language_ids, self.language)
        self.assertEqual(self.club.intercultural_maturity, "2")

    def test_persons_carry_none_of_the_three(self):
        for user in (self.worker, self.contact_manager, self.administrator):
            for field, value in self.tags.items():
                for person in (self.person, self.chair):
                    with self.subTest(user=user.login, field=field):
                        refusal = self._assert_refused(
                            person.with_user(user).write, {field: value}
                        )
                        self.assertIsInstance(refusal, ValidationError)
                        self._assert_sentence(refusal)
                        self.assertIn("Art. 9", str(refusal))
                        self.assertIn(person.name, str(refusal))
                        self.assertFalse(person[field])

    def test_nobody_enters_a_person_with_them(self):
        Partner = self.env["res.partner"].with_user(self.worker)
        for field, value in self.tags.items():
            for kind in ({}, {"is_company": False}, {"company_type": "person"}):
                with self.subTest(field=field, kind=kind):
                    vals = {"name": "Neu", field: value, **kind}
                    self._assert_refused(Partner.create, vals)
        for field, value in self.tags.items():
            for kind in ({"is_company": True}, {"company_type": "company"}):
                with self.subTest(field=field, kind=kind):
                    club = Partner.create({"name": "Neu", field: value, **kind})
                    self.assertTrue(club[field])

    def test_a_person_becomes_an_organisation_with_them_in_one_step(self):
        for kind in ({"is_company": True}, {"company_type": "company"}):
            person = self.env["res.partner"].create({"name": "SV"})
            person.with_user(self.worker).write({**self.tags, **kind})
            self.assertEqual(person.language_ids, self.language)

    def test_defaults_of_a_view_or_user_do_not_tag_persons(self):
        Partner = self.env["res.partner"].with_context(
            default_target_group_ids=[Command.link(self.target_group.id)]
        )
        self._assert_refused(Partner.create, {"name": "Neu"})

    def test_an_organisation_that_has_them_does_not_become_a_person(self):
        for user in (self.worker, self.contact_manager):
            for field, value in self.tags.items():
                for kind in ({"is_company": False}, {"company_type": "person"}):
                    with self.subTest(user=user.login, field=field, kind=kind):
                        club = self.env["res.partner"].create(
                            {"name": "SV", "is_company": True, field: value}
                        )
                        refusal = self._assert_refused(club.with_user(user).write, kind)
                        self.assertIsInstance(refusal, ValidationError)
                        self._assert_sentence(refusal)
                        self.assertTrue(club.is_company)

    def test_without_them_an_organisation_becomes_a_person(self):
        club = self.env["res.partner"].create(
            {"name": "SV", "is_company": True, **self.tags}
        )
        club.write(
            {
                "target_group_ids": [Command.clear()],
                "language_ids": [Command.clear()],
                "intercultural_maturity": False,
            }
        )
        club.is_company = False
        self.assertFalse(club.is_company)

    def test_words_that_are_archived_count_as_well(self):
        club = self.env["res.partner"].create(
            {
                "name": "SV",
                "is_company": True,
                "language_ids": [Command.link(self.language.id)],
            }
        )
        self.language.active = False
        self.env.invalidate_all()
        self._assert_refused(club.write, {"is_company": False})

    def test_words_that_the_user_may_not_read_count_as_well(self):
        club = self.env["res.partner"].create(
            {
                "name": "SV",
                "is_company": True,
                "language_ids": [Command.link(self.language.id)],
            }
        )
        self.language.company_id = self.other_company
        self.env.flush_all()
        self.env.invalidate_all()
        self._assert_refused(club.with_user(self.worker).write, {"is_company": False})

    def test_the_other_side_has_no_way_to_tag_contacts(self):
        """No field of a word leads to contacts: nothing to write, nothing to guard."""
        Partner = self.env.registry["res.partner"]
        tables = {
            Partner._fields[name].relation: name
            for name in ("target_group_ids", "language_ids")
        }
        for model in ("club.target.group", "club.language"):
            for name, field in self.env.registry[model]._fields.items():
                if field.relational and name not in ("create_uid", "write_uid"):
                    self.assertNotEqual(field.comodel_name, "res.partner", name)
        users = {
            (model, name)
            for model, registered in self.env.registry.items()
            for name, field in registered._fields.items()
            if field.type == "many2many" and field.store and field.relation in tables
        }
        self.assertEqual(
            users,
            {("res.partner", "target_group_ids"), ("res.partner", "language_ids")},
        )

    def test_neither_users_nor_companies_are_a_way_around(self):
        """Users inherit the fields of their contact."""
        for field, value in self.tags.items():
            with self.subTest(field=field):
                self._assert_refused(self.worker.write, {field: value})
                self._assert_refused(
                    self.env["res.users"].create,
                    {"name": "Neu", "login": f"neu_{field}", field: value},
                )
                self.assertFalse(self.worker.partner_id[field])

    def test_contacts_below_an_organisation_do_not_inherit_them(self):
        self.club.write(self.tags)
        child = self.env["res.partner"].create(
            {"name": "Büro", "parent_id": self.club.id}
        )
        for field in self.tags:
            self.assertFalse(child[field])
            self.assertFalse(self.chair[field])
        self._assert_refused(
            self.club.write,
            {
                "child_ids": [
                    Command.update(
                        self.chair.id, {"language_ids": self.tags["language_ids"]}
                    )
                ]
            },
        )

    def test_imported_persons_are_refused_with_a_sentence(self):
        columns = ["name", "is_company", "language_ids"]
        rows = [["SV Import", "True", "Dari"], ["Max Import", "False", "Dari"]]
        result = self.env["res.partner"].load(columns, rows)
        self.assertFalse(result["ids"])
        self.assertIn("Art. 9", str(result["messages"]))
        result = self.env["res.partner"].load(columns, rows[:1])
        self.assertTrue(result["ids"])

    def test_a_copy_as_a_person_is_refused(self):
        self.club.write(self.tags)
        self._assert_refused(self.club.copy, {"is_company": False})

    def test_no_statement_gives_a_person_a_maturity(self):
        for company in (False, None):
            self._assert_refused(
                self.env.cr.execute,
                "UPDATE res_partner SET intercultural_maturity = '1', is_company = %s "
                "WHERE id = %s",
                (company, self.person.id),
            )

    def test_the_table_refuses_with_a_sentence(self):
        with mute_logger("odoo.sql_db"):
            refusal = self._assert_refused(
                self.env["res.partner"].create,
                {"name": "Neu", "intercultural_maturity": "1"},
            )
        constraint = self.env["res.partner"]._table_objects[
            refusal.diag.constraint_name
        ]
        message = constraint.get_error_message(self.env["res.partner"], refusal.diag)
        self._assert_sentence(message)
        self.assertIn("Art. 9", message)

    def test_a_form_that_turns_the_organisation_into_a_person_is_refused(self):
        self.club.write({"language_ids": [Command.link(self.language.id)]})
        form = Form(self.club.with_user(self.contact_manager), "base.view_partner_form")
        form.company_type = "person"
        self._assert_refused(form.save)
