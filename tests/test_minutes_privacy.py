"""How long work took is known to whoever did it, on every way one could ask."""

import importlib.util
import json
from pathlib import Path

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import ClubSupportCommon

ENTRY = "club.contact.entry"
MIGRATION = Path(__file__).parents[1] / "migrations" / "19.0.3.0.0" / "pre-minutes.py"


@tagged("post_install", "-at_install")
class TestMinutesPrivacy(ClubSupportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.curious = {
            name: getattr(cls, name)
            for name in ("colleague", "lead", "management", "administrator")
        }
        export = cls.env.ref("base.group_allow_export")
        for user in (*cls.curious.values(), cls.worker):
            user.group_ids |= export
        cls.case = cls._create_case()
        cls.entry = cls.env[ENTRY].create(
            {
                "user_id": cls.worker.id,
                "case_id": cls.case.id,
                "minutes": 37,
                "note": "Gespräch",
            }
        )
        cls.other = cls.env[ENTRY].create(
            {"user_id": cls.worker.id, "case_id": cls.case.id, "minutes": 911}
        )
        cls.domain = [("id", "in", (cls.entry | cls.other).ids)]

    def _ask(self, user, method, *args, **kwargs):
        self.env.flush_all()
        self.env.invalidate_all()
        return self._rpc(user, ENTRY, method, *args, **kwargs)

    def _groups(self, user, groupby, aggregates, **kwargs):
        return self._ask(
            user, "formatted_read_group", self.domain, groupby, aggregates, **kwargs
        )

    def _doors(self):
        """Every way to the minutes, as a function of the user; each tells of 37."""
        ids, domain, spec = self.entry.ids, self.domain, {"minutes": {}}
        entry_spec = {"entry_ids": {"fields": spec}}

        def found(user, *leaf):
            return self._ask(user, "search", [*domain, leaf]) == ids and 37

        def by_order(user):
            orders = ("minutes, id desc", "minutes desc, id")
            return [self._ask(user, "search", domain, order=o) for o in orders] == [
                [self.entry.id, self.other.id],
                [self.other.id, self.entry.id],
            ] and 37

        return {
            "read": lambda u: self._ask(u, "read", ids, ["minutes"]),
            "search_read": lambda u: self._ask(u, "search_read", domain, ["minutes"]),
            "web_read": lambda u: self._ask(u, "web_read", ids, spec),
            "list": lambda u: self._ask(u, "web_search_read", domain, spec),
            "export": lambda u: self._ask(u, "export_data", ids, ["minutes"]),
            "search": lambda u: found(u, "minutes", "=", 37),
            "search in": lambda u: found(u, "minutes", "in", [37]),
            "search less": lambda u: (
                self.other.id
                not in self._ask(u, "search", [*domain, ("minutes", "<", 900)])
                and 37
            ),
            "search through the case": lambda u: (
                self._rpc(u, "club.case", "search", [("entry_ids.minutes", "=", 37)])
                and 37
            ),
            "sorting": by_order,
            "sum": lambda u: self._groups(u, ["user_id"], ["minutes:sum"]),
            "average": lambda u: self._groups(u, ["user_id"], ["minutes:avg"]),
            "maximum": lambda u: self._groups(u, ["user_id"], ["minutes:max"]),
            "all values": lambda u: self._groups(u, [], ["minutes:array_agg"]),
            "group by": lambda u: self._groups(u, ["minutes"], ["__count"]),
            "having": lambda u: (
                self._groups(
                    u, ["case_id"], ["__count"], having=[("minutes:sum", ">", 9)]
                )
                and 37
            ),
            "order of groups": lambda u: self._groups(
                u, ["user_id"], ["minutes:sum"], order="minutes:sum desc"
            ),
            "groups of the list": lambda u: self._ask(
                u, "web_read_group", domain, ["user_id"], ["minutes:sum"]
            ),
            "pivot": lambda u: self._ask(
                u,
                "formatted_read_grouping_sets",
                domain,
                [["user_id"], []],
                ["minutes:sum"],
            ),
            "form of the case": lambda u: self._rpc(
                u, "club.case", "web_read", self.case.ids, entry_spec
            ),
            "export of the case": lambda u: self._rpc(
                u, "club.case", "export_data", self.case.ids, ["entry_ids/minutes"]
            ),
            "copy": lambda u: self._copy(u),
        }

    def _copy(self, user):
        """What a copy of the entry tells whoever made it."""
        if user == self.management:
            return 0
        try:
            copies = self.env[ENTRY].with_user(user).browse(self.entry.ids).copy()
        except AccessError:
            return 0
        return copies.sudo().minutes

    def _tells(self, door, user):
        """Whether an answer holds one of the two numbers, their sum or their mean."""
        self.env.flush_all()
        self.env.invalidate_all()
        answer = json.dumps(door(user), default=str)
        for record in (self.entry, self.other):
            answer = answer.replace(f'"id": {record.id}', "").replace(
                f"[{record.id}]", ""
            )
        numbers = {"37", "911", "948", "474", "474.0"}
        words = answer.translate(str.maketrans('[]{}",:()', " " * 9)).split()
        return bool(numbers & set(words))

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_no_door_tells_colleagues_leads_or_management_of_minutes(self):
        for name, door in self._doors().items():
            for persona, user in self.curious.items():
                with self.subTest(door=name, persona=persona):
                    self.assertFalse(self._tells(door, user))

    def test_every_door_is_open_to_whoever_did_the_work(self):
        for name, door in self._doors().items():
            with self.subTest(door=name):
                self.assertTrue(self._tells(door, self.worker))

    def test_every_reading_door_opens_where_a_works_agreement_allows_it(self):
        self.company.club_minutes_visible = True
        for name, door in self._doors().items():
            for persona, user in self.curious.items():
                if name == "copy" and persona in ("colleague", "management"):
                    continue
                with self.subTest(door=name, persona=persona):
                    self.assertTrue(self._tells(door, user))

    def test_the_agreement_of_one_company_does_not_open_another(self):
        self.other_company.club_minutes_visible = True
        abroad = self.env[ENTRY].create(
            {
                "user_id": self.foreigner.id,
                "company_id": self.other_company.id,
                "minutes": 55,
                "note": "Anruf",
            }
        )
        self.lead.company_ids |= self.other_company
        context = {"allowed_company_ids": (self.company | self.other_company).ids}
        self.env.invalidate_all()
        entries = (self.entry | abroad).with_user(self.lead).with_context(**context)
        self.assertEqual(entries.mapped("minutes"), [0, 55])
        total = entries._read_group([("id", "in", entries.ids)], [], ["minutes:sum"])
        self.assertEqual(total, [(55,)])

    def test_switching_the_agreement_counts_at_once(self):
        entry = self.entry.with_user(self.lead)
        self.assertEqual(entry.minutes, 0)
        self.company.club_minutes_visible = True
        self.assertEqual(entry.minutes, 37)
        self.company.club_minutes_visible = False
        self.assertEqual(entry.minutes, 0)

    def test_the_column_itself_is_closed_and_not_offered(self):
        for user in (*self.curious.values(), self.worker):
            with self.subTest(user=user.login):
                offered = self._ask(user, "fields_get")
                self.assertNotIn("minutes_logged", offered)
                self.assertTrue(offered["minutes"]["sortable"])
                calls = (
                    ("read", self.entry.ids, ["minutes_logged"]),
                    ("search", [("minutes_logged", "=", 37)]),
                    ("search", [], 0, 10, "minutes_logged"),
                    ("formatted_read_group", [], [], ["minutes_logged:sum"]),
                    ("export_data", self.entry.ids, ["minutes_logged"]),
                    ("write", self.entry.ids, {"minutes_logged": 1}),
                    ("create", {"minutes_logged": 1}),
                )
                for call in calls:
                    with self.assertRaises(AccessError, msg=call[0]):
                        self._ask(user, *call)

    def test_sums_add_up_ones_own_only(self):
        self.env[ENTRY].create(
            {"user_id": self.lead.id, "case_id": self.case.id, "minutes": 5}
        )
        groups = self._ask(
            self.lead,
            "formatted_read_group",
            [("case_id", "=", self.case.id)],
            ["user_id"],
            ["minutes:sum", "__count"],
        )
        sums = {group["user_id"][0]: group["minutes:sum"] for group in groups}
        self.assertEqual(sums[self.lead.id], 5)
        self.assertFalse(sums[self.worker.id])
        self.assertEqual(sum(group["__count"] for group in groups), 3)

    def test_the_effort_of_a_case_is_a_sum_that_everybody_may_know(self):
        self.env[ENTRY].create(
            {"user_id": self.lead.id, "case_id": self.case.id, "minutes": 5}
        )
        for user in (self.worker, *self.curious.values()):
            with self.subTest(user=user.login):
                self.env.invalidate_all()
                values = self._rpc(
                    user, "club.case", "read", self.case.ids, ["minutes_total"]
                )
                self.assertEqual(values[0]["minutes_total"], 953)
        self.assertEqual(self._create_case().minutes_total, 0)

    # ------------------------------------------------------------
    # Writing what one cannot see
    # ------------------------------------------------------------

    def test_a_lead_saves_a_colleagues_entry_without_touching_the_minutes(self):
        with Form(self.entry.with_user(self.lead)) as form:
            self.assertFalse(form.are_minutes_visible)
            form.note = "Ergänzt"
        self.assertEqual((self.entry.note, self.entry.minutes), ("Ergänzt", 37))
        # an exported list that comes back holds the 0 that was shown
        self._rpc(
            self.lead, ENTRY, "write", self.entry.ids, {"minutes": 0, "note": "Wieder"}
        )
        self.assertEqual((self.entry.note, self.entry.minutes), ("Wieder", 37))

    def test_minutes_that_one_cannot_see_are_not_replaced(self):
        for user in (self.lead, self.administrator):
            with self.assertRaises(AccessError) as caught:
                self._rpc(user, ENTRY, "write", self.entry.ids, {"minutes": 5})
            self._assert_sentence(caught.exception)
        self.assertEqual(self.entry.minutes, 37)
        self.company.club_minutes_visible = True
        self._rpc(self.lead, ENTRY, "write", self.entry.ids, {"minutes": 5})
        self.assertEqual(self.entry.minutes, 5)

    def test_own_minutes_are_written_beside_those_of_colleagues(self):
        own = self.env[ENTRY].create(
            {"user_id": self.lead.id, "minutes": 5, "note": "Anruf"}
        )
        both = own | self.entry
        self._rpc(self.lead, ENTRY, "write", both.ids, {"minutes": 0, "note": "Neu"})
        self.assertEqual(both.mapped("minutes"), [0, 37])
        self.assertEqual(both.mapped("note"), ["Neu", "Neu"])

    def test_nobody_opens_minutes_by_taking_the_entry_over(self):
        for values in ({"user_id": self.lead.id}, {"user_id": False}):
            with self.subTest(values=values):
                with self.assertRaises(AccessError) as caught:
                    self._rpc(self.lead, ENTRY, "write", self.entry.ids, values)
                self._assert_sentence(caught.exception)
                self.assertEqual(self.entry.user_id, self.worker)

    def test_nobody_opens_minutes_by_moving_the_entry_to_another_company(self):
        self.other_company.club_minutes_visible = True
        self.lead.company_ids |= self.other_company
        self.worker.company_ids |= self.other_company
        entry = self.env[ENTRY].create(
            {"user_id": self.worker.id, "minutes": 5, "note": "Anruf"}
        )
        companies = (self.company | self.other_company).ids
        lead_entry = entry.with_user(self.lead).with_context(
            allowed_company_ids=companies
        )
        with self.assertRaises(AccessError):
            lead_entry.write({"company_id": self.other_company.id})

    def test_a_lead_logs_work_for_a_colleague(self):
        values = {"user_id": self.worker.id, "minutes": 12, "note": "Anruf"}
        entry_id = self._rpc(self.lead, ENTRY, "create", values)
        entry = self.env[ENTRY].browse(entry_id)
        self.assertEqual(entry.minutes, 12)
        self.assertEqual(entry.with_user(self.worker).minutes, 12)
        self.assertEqual(entry.with_user(self.lead).minutes, 0)

    def test_typed_minutes_survive_the_choice_of_a_colleague(self):
        form = Form(self.env[ENTRY].with_user(self.lead))
        form.note = "Anruf"
        form.minutes = 12
        form.user_id = self.worker
        self.assertEqual(form.minutes, 12)
        self.assertEqual(form.save().sudo().minutes, 12)

    # ------------------------------------------------------------
    # The rest
    # ------------------------------------------------------------

    def test_the_setting_is_off_and_belongs_to_the_company(self):
        self.assertFalse(self.company.club_minutes_visible)
        admin = self.env.ref("base.user_admin")
        settings = self.env["res.config.settings"].with_user(admin).create({})
        settings.club_minutes_visible = True
        settings.execute()
        self.assertTrue(admin.company_id.club_minutes_visible)
        self.assertFalse(self.other_company.club_minutes_visible)

    def test_reading_many_entries_costs_as_many_queries_as_reading_one(self):
        entries = self.env[ENTRY].create(
            [
                {"user_id": self.worker.id, "minutes": i, "note": "Anruf"}
                for i in range(30)
            ]
        )
        queries = []
        self._rpc(self.colleague, ENTRY, "read", entries.ids, ["minutes"])
        for some in (entries[:1], entries):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._rpc(self.colleague, ENTRY, "read", some.ids, ["minutes"])
            queries.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*queries)

    def test_minutes_of_the_former_version_are_kept(self):
        spec = importlib.util.spec_from_file_location("pre_minutes", MIGRATION)
        migration = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(migration)
        self.env.flush_all()
        rename = (
            "ALTER TABLE club_contact_entry RENAME COLUMN minutes_logged TO minutes"
        )
        self.env.cr.execute(rename)
        for _again in range(2):
            migration.migrate(self.env.cr, "19.0.2.0.0")
        self.env.invalidate_all()
        self.assertEqual(self.entry.minutes, 37)

    def test_s2_06_advice_is_cases_and_the_effort_logged_on_them(self):
        case_id = self._rpc(
            self.worker, "club.case", "create", {"name": "Beratung Ehrenamt"}
        )
        case = self.env["club.case"].browse(case_id)
        action = self._rpc(self.worker, "club.case", "action_log_call", case.ids)
        Entry = self.env[ENTRY].with_user(self.worker)
        for minutes in (15, 30):
            form = Form(
                Entry.with_context(**action["context"]),
                view="club_support.club_contact_entry_view_form_log_call",
            )
            form.minutes = minutes
            form.note = "Beratung am Telefon"
            form.save()
        visit = {"case_id": case.id, "channel": "visit", "minutes": 60}
        self._rpc(self.colleague, ENTRY, "create", visit)
        self.env.invalidate_all()
        case = case.with_user(self.worker)
        self.assertEqual((case.entry_count, case.minutes_total), (3, 105))
        self.assertEqual(sum(case.entry_ids.mapped("minutes")), 45)

    def test_s0_04_every_piece_of_work_belongs_to_a_field_of_action(self):
        sport, culture = self.env["club.field.of.action"].create(
            [{"name": "Sport"}, {"name": "Kultur"}]
        )
        self.type_funding.field_of_action_id = sport
        vals = {"name": "Zuschuss", "type_id": self.type_funding.id}
        case_id = self._rpc(self.worker, "club.case", "create", vals)
        entry_id = self._rpc(
            self.worker, ENTRY, "create", {"case_id": case_id, "minutes": 20}
        )
        case = self.env["club.case"].browse(case_id)
        entry = self.env[ENTRY].browse(entry_id)
        self.assertEqual(case.field_of_action_id, sport)
        self.assertEqual(entry.field_of_action_id, sport)
        case.field_of_action_id = culture
        case.type_id = self.env.ref("club_support.club_case_type_conflict")
        self.assertEqual(case.field_of_action_id, culture)
        # effort is reported per field, over all employees
        effort = self.env[ENTRY]._read_group(
            [("field_of_action_id", "=", sport.id)],
            ["field_of_action_id"],
            ["minutes:sum"],
        )
        self.assertEqual(effort, [(sport, 20)])

    def test_a_type_for_all_takes_no_field_of_action_of_one_company(self):
        own = self.env["club.field.of.action"].create(
            {"name": "Eigenes", "company_id": self.company.id}
        )
        with self.assertRaises(ValidationError) as caught:
            self.type_funding.field_of_action_id = own
        self._assert_sentence(caught.exception)
        case_type = self.env["club.case.type"].create(
            {
                "name": "Eigene Art",
                "company_id": self.company.id,
                "field_of_action_id": own.id,
            }
        )
        self.assertEqual(
            self._create_case(type_id=case_type.id).field_of_action_id, own
        )
