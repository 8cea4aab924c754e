"""People are counted by group, never named; a walk-in is counted in two clicks."""

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import ClubSupportCommon

ENTRY = "club.contact.entry"
LINE = "club.contact.entry.people"


@tagged("post_install", "-at_install")
class TestEntryPeople(ClubSupportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.girls, cls.elders = cls.env["club.target.group"].create(
            [{"name": "Mädchen"}, {"name": "Ältere"}]
        )

    def _log(self, *counts, user=None, **vals):
        groups = (self.girls, self.elders)
        lines = [
            Command.create({"target_group_id": group.id, "count": count})
            for group, count in zip(groups, counts, strict=False)
        ]
        vals = {"note": "Fest", **({"people_ids": lines} if lines else {}), **vals}
        entry_id = self._rpc(user or self.worker, ENTRY, "create", vals)
        return self.env[ENTRY].browse(entry_id)

    def _write(self, entry, vals, user=None):
        self._rpc(user or self.worker, ENTRY, "write", entry.ids, vals)

    # ------------------------------------------------------------
    # The total
    # ------------------------------------------------------------

    def test_without_a_total_the_groups_add_up(self):
        entry = self._log(12, 5)
        self.assertEqual((entry.people_count, entry.people_without_group), (17, 0))

    def test_a_total_may_be_larger_as_not_everybody_belongs_to_a_group(self):
        entry = self._log(12, 5, people_count=40)
        self.assertEqual((entry.people_count, entry.people_without_group), (40, 23))
        entry = self._log(people_count=3)
        vals = {"entry_id": entry.id, "target_group_id": self.elders.id, "count": 2}
        self._rpc(self.worker, LINE, "create", vals)
        self.assertEqual((entry.people_count, entry.people_without_group), (3, 1))

    def test_a_total_is_never_smaller_than_its_groups(self):
        for way in ("create", "write"):
            with self.subTest(way=way), self.assertRaises(ValidationError) as caught:
                if way == "create":
                    self._log(12, 5, people_count=16)
                else:
                    self._write(self._log(12, 5), {"people_count": 16})
            self._assert_sentence(caught.exception)

    def test_the_total_follows_its_groups(self):
        entry = self._log(12, 5)
        line = entry.people_ids[0]
        for count, total in ((20, 25), (2, 7)):
            self._write(
                entry, {"people_ids": [Command.update(line.id, {"count": count})]}
            )
            self.assertEqual(entry.people_count, total)
        self._write(entry, {"people_ids": [Command.delete(line.id)]})
        self.assertEqual(entry.people_count, 5)

    def test_a_total_entered_by_hand_stays_when_its_groups_change(self):
        entry = self._log(12, people_count=40)
        line = entry.people_ids
        self._write(entry, {"people_ids": [Command.update(line.id, {"count": 2})]})
        self.assertEqual(entry.people_count, 40)
        self._write(entry, {"people_ids": [Command.update(line.id, {"count": 50})]})
        self.assertEqual(entry.people_count, 50)

    def test_the_form_adds_up_while_one_types(self):
        with Form(self.env[ENTRY].with_user(self.worker)) as form:
            with form.people_ids.new() as line:
                line.target_group_id = self.girls
                line.count = 4
            self.assertEqual(form.people_count, 4)
        with Form(form.record) as form:
            with form.people_ids.edit(0) as line:
                line.count = 3
            self.assertEqual(form.people_count, 3)
        self.assertEqual(form.record.people_count, 3)

    # ------------------------------------------------------------
    # Lines
    # ------------------------------------------------------------

    @mute_logger("odoo.sql_db")
    def test_each_group_is_counted_once(self):
        entry = self._log(3)
        with self.assertRaises(IntegrityError):
            line = Command.create({"target_group_id": self.girls.id, "count": 1})
            self._write(entry, {"people_ids": [line]})

    @mute_logger("odoo.sql_db")
    def test_absurd_counts_are_refused(self):
        for count in (-1, 100001, 10**12):
            with self.subTest(count=count), self.assertRaises(IntegrityError):
                self._log(count)
        with self.assertRaises(ValidationError) as caught:
            vals = {"entry_id": self._log().id, "target_group_id": self.girls.id}
            self.env[LINE].create({**vals, "count": 10**12})
        self._assert_sentence(caught.exception)

    def test_a_group_of_another_company_is_refused(self):
        foreign = self.env["club.target.group"].create(
            {"name": "Fremd", "company_id": self.other_company.id}
        )
        vals = {"entry_id": self._log().id, "target_group_id": foreign.id}
        with self.assertRaises(Exception) as caught:
            self.env[LINE].create(vals)
        self.assertIn("company", str(caught.exception))

    def test_only_who_may_edit_the_entry_counts_its_people(self):
        entry = self._log(3)
        own = self._log(user=self.colleague)
        line = (
            self.env[LINE]
            .with_user(self.colleague)
            .create({"entry_id": own.id, "target_group_id": self.girls.id})
        )
        elders = {"target_group_id": self.elders.id}
        calls = (
            ("write", entry.people_ids.ids, {"count": 9}),
            ("unlink", entry.people_ids.ids),
            ("create", {"entry_id": entry.id, **elders}),
            ("write", line.ids, {"entry_id": entry.id, **elders}),
        )
        for call in calls:
            with self.subTest(call=call), self.assertRaises(AccessError) as caught:
                self._rpc(self.colleague, LINE, *call)
            self._assert_sentence(caught.exception)
        self.assertEqual(entry.people_count, 3)

    def test_people_of_a_restricted_case_are_read_by_its_people_only(self):
        case = self._create_case(is_restricted=True, deputy_id=self.contact_manager.id)
        line = self._log(3, case_id=case.id).people_ids
        for user in (self.worker, self.contact_manager, self.lead):
            found = self._rpc(user, LINE, "search", [("id", "=", line.id)])
            self.assertEqual(found, line.ids)
        for user in (self.colleague, self.management, self.administrator):
            found = self._rpc(user, LINE, "search", [("id", "=", line.id)])
            self.assertFalse(found)

    def test_groups_are_added_up_over_all_entries(self):
        entries = self._log(3, 4) | self._log(5)
        groups = self._rpc(
            self.management,
            LINE,
            "formatted_read_group",
            [("entry_id", "in", entries.ids)],
            ["target_group_id"],
            ["count:sum"],
        )
        self.assertEqual([group["count:sum"] for group in groups], [8, 4])
        self.assertEqual(self._log(3).people_ids.display_name, "Mädchen: 3")

    def test_counting_many_lines_costs_as_many_queries_as_counting_one(self):
        queries = []
        for number in (1, 30):
            groups = self.env["club.target.group"].create(
                [{"name": f"Gruppe {number} {i}"} for i in range(number)]
            )
            entry = self._log()
            lines = [{"entry_id": entry.id, "target_group_id": g.id} for g in groups]
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.env[LINE].create(lines)
            self.env.flush_all()
            queries.append(self.env.cr.sql_log_count - before)
            self.assertEqual(entry.people_count, number)
        self.assertLessEqual(queries[1], queries[0])

    # ------------------------------------------------------------
    # Counting walk-ins
    # ------------------------------------------------------------

    def test_s1_12_outreach_contacts_are_counted_without_personal_data(self):
        action = self.env.ref("club_support.club_contact_entry_action_tally")
        context = {"default_channel": "walk_in", "default_people_count": 1}
        self.assertEqual(action.target, "new")
        # the second click is the one that saves
        form = Form(
            self.env[ENTRY].with_user(self.worker).with_context(**context),
            view="club_support.club_contact_entry_view_form_tally",
        )
        entry = form.save()
        self.assertEqual((entry.channel, entry.people_count), ("walk_in", 1))
        self.assertEqual(entry.user_id, self.worker)
        self.assertFalse(entry.partner_id or entry.contact_id or entry.note)
        names = {field.comodel_name for field in self.env[LINE]._fields.values()}
        self.assertNotIn("res.partner", names)
        fields = {
            name for name, f in self.env[LINE]._fields.items() if f.type == "char"
        }
        self.assertEqual(fields, {"display_name"})

    def test_this_month_finds_the_entries_of_this_month(self):
        arch = self.env.ref("club_support.club_contact_entry_view_search").arch
        self.assertIn('name="this_month"', arch)
        domain = [("date", ">=", "today =1d"), ("date", "<", "today =1d +1m")]
        now, before = self._log(), self._log(date="2020-03-01 10:00:00")
        found = self._rpc(self.worker, ENTRY, "search", domain)
        self.assertIn(now.id, found)
        self.assertNotIn(before.id, found)

    def test_entries_are_grouped_by_the_type_of_their_case(self):
        case = self._create_case(type_id=self.type_funding.id)
        entry = self._log(case_id=case.id)
        groups = self._rpc(
            self.worker,
            ENTRY,
            "formatted_read_group",
            [("id", "=", entry.id)],
            ["case_type_id"],
            ["__count"],
        )
        self.assertEqual(groups[0]["case_type_id"][0], self.type_funding.id)
