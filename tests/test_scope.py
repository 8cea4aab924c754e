"""The words by which all work is filtered: scope of cases and contact entries."""

from lxml import etree

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ClubSupportCommon

WORK = ("club.case", "club.contact.entry")


@tagged("post_install", "-at_install")
class TestScope(ClubSupportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.area = cls.env["club.area"].create({"name": "Grünbach"})
        cls.field_of_action = cls.env["club.field.of.action"].create({"name": "Sport"})
        cls.girls = cls.env["club.target.group"].create({"name": "Mädchen"})
        cls.newcomers = cls.env["club.target.group"].create({"name": "Zugewanderte"})

    def _create_work(self, model, *groups, **vals):
        return self.env[model].create(
            {
                "user_id": self.worker.id,
                "target_group_ids": [Command.set([group.id for group in groups])],
                **({"name": "Fall"} if model == "club.case" else {"note": "Anruf"}),
                **vals,
            }
        )

    def _search_arch(self, model, user=None):
        views = self._rpc(user or self.worker, model, "get_views", [(False, "search")])
        return etree.fromstring(views["views"]["search"]["arch"])

    def _group(self, model, groupby, domain=()):
        groups = self._rpc(
            self.worker,
            model,
            "formatted_read_group",
            list(domain),
            [groupby],
            ["__count"],
        )
        return {
            group[groupby] and group[groupby][0]: group["__count"] for group in groups
        }

    def test_all_work_carries_the_same_scope(self):
        scope = set(self.env["club.scope.mixin"]._fields)
        for model in WORK:
            with self.subTest(model=model):
                self.assertLessEqual(scope, set(self.env[model]._fields))
                mixin = self.env.registry["club.scope.mixin"]
                self.assertTrue(issubclass(self.env.registry[model], mixin))

    def test_s0_05_cases_are_found_by_target_group(self):
        cases = [
            self._create_work("club.case", self.girls),
            self._create_work("club.case", self.girls, self.newcomers),
            self._create_work("club.case"),
        ]
        node = self._search_arch("club.case").find(".//field[@name='target_group_ids']")
        self.assertIsNotNone(node)
        mine = ("id", "in", [case.id for case in cases])
        for group, count in ((self.girls, 2), (self.newcomers, 1)):
            by_name = [mine, ("target_group_ids", "ilike", group.name)]
            by_choice = [mine, ("target_group_ids", "in", group.ids)]
            for domain in (by_name, by_choice):
                found = self._rpc(self.worker, "club.case", "search_count", domain)
                self.assertEqual(found, count)
        self.assertEqual(
            self._group("club.case", "target_group_ids", [mine]),
            {self.girls.id: 2, self.newcomers.id: 1, False: 1},
        )

    def test_all_work_is_grouped_by_target_group_from_the_search_bar(self):
        for model in WORK:
            with self.subTest(model=model):
                filters = self._search_arch(model).iter("filter")
                contexts = " ".join(node.get("context", "") for node in filters)
                self.assertIn("'group_by': 'target_group_ids'", contexts)

    def test_every_word_of_the_scope_is_a_filter_of_all_work(self):
        words = {"area_id", "field_of_action_id", "target_group_ids", "user_id"}
        for model in WORK:
            with self.subTest(model=model):
                arch = self._search_arch(model)
                fields = {node.get("name") for node in arch.iter("field")}
                self.assertLessEqual(words, fields)

    def test_work_is_counted_by_field_of_action(self):
        for model in WORK:
            with self.subTest(model=model):
                work = self._create_work(
                    model, field_of_action_id=self.field_of_action.id
                )
                other = self._create_work(model)
                domain = [("id", "in", (work | other).ids)]
                self.assertEqual(
                    self._group(model, "field_of_action_id", domain),
                    {self.field_of_action.id: 1, False: 1},
                )

    @mute_logger("odoo.sql_db")
    def test_words_in_use_are_archived_not_deleted(self):
        words = (self.area, self.field_of_action, self.girls)
        for model in WORK:
            self._create_work(
                model,
                self.girls,
                area_id=self.area.id,
                field_of_action_id=self.field_of_action.id,
            )
            self.env.flush_all()
            for word in words:
                with (
                    self.subTest(model=model, word=word._name),
                    self.assertRaises(Exception),  # noqa: B017
                ):
                    word.with_user(self.administrator).unlink()
            self.env[model].search([("area_id", "=", self.area.id)]).unlink()
        for word in words:
            word.with_user(self.administrator).action_archive()
            self.assertFalse(word.active)

    @mute_logger("odoo.sql_db")
    def test_types_and_teams_in_use_are_not_deleted(self):
        self._create_case(type_id=self.type_funding.id)
        for record in (self.type_funding, self.team):
            with (
                self.subTest(record=record.name),
                self.assertRaises(Exception),  # noqa: B017
            ):
                record.with_user(self.administrator).unlink()
                self.env.flush_all()

    def test_persons_carry_no_target_groups(self):
        group = self.env["club.target.group"].create({"name": "Geflüchtete"})
        for person in (self.worker.partner_id, self.chair):
            with self.assertRaises(ValidationError):
                person.target_group_ids = group
