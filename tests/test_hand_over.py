"""A whole desk goes to a colleague, and history keeps who held it."""

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from .common import ClubSupportCommon

HAND_OVER = "club.case.hand.over"


@tagged("post_install", "-at_install")
class TestHandOver(ClubSupportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mine, cls.second = cls._create_case(), cls._create_case(name="Zweiter")
        cls.deputised = cls._create_case(
            name="Vertretung", user_id=cls.lead.id, deputy_id=cls.worker.id
        )
        cls.closed = cls._create_case(name="Fertig")
        cls.closed.action_close(cls.result_achieved)

    def _dialog(self, user=None, **vals):
        vals = {
            "user_id": self.worker.id,
            "successor_id": self.colleague.id,
            "note": "Bitte Frau Berg anrufen.\nUnterlagen im Schrank.",
            **vals,
        }
        return self.env[HAND_OVER].browse(
            self._rpc(user or self.lead, HAND_OVER, "create", vals)
        )

    def _hand_over(self, user=None, **vals):
        user = user or self.lead
        dialog = self._dialog(user, **vals)
        return self._rpc(user, HAND_OVER, "action_hand_over", dialog.ids)

    # ------------------------------------------------------------
    # The whole desk
    # ------------------------------------------------------------

    def test_s3_01_a_whole_desk_is_handed_over_to_a_colleague(self):
        activity = self.mine.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.worker.id, summary="Anrufen"
        )
        entry = self.env["club.contact.entry"].create(
            {"case_id": self.mine.id, "user_id": self.worker.id}
        )
        form = Form(self.env[HAND_OVER].with_user(self.lead))
        form.user_id = self.worker
        self.assertEqual(form.responsible_count, 2)
        self.assertEqual((form.deputy_count, form.activity_count), (1, 1))
        form.successor_id = self.colleague
        form.with_deputy = True
        form.note = "Bitte Frau Berg anrufen."
        answer = form.save().action_hand_over()
        self.assertEqual(
            answer["params"]["message"],
            "3 cases were handed over to Person colleague.",
        )
        desk = self.mine | self.second
        self.assertEqual(desk.user_id, self.colleague)
        self.assertEqual(desk.predecessor_id, self.worker)
        self.assertEqual(self.deputised.user_id, self.lead)
        self.assertEqual(self.deputised.deputy_id, self.colleague)
        self.assertEqual(self.closed.user_id, self.worker)
        self.assertFalse(self.closed.predecessor_id)
        self.assertEqual(activity.user_id, self.colleague)
        self.assertEqual(entry.user_id, self.worker)

    def test_the_note_stays_in_every_case_as_an_internal_note(self):
        self._hand_over()
        for case in self.mine | self.second:
            note = case.message_ids[0]
            self.assertTrue(note.is_internal)
            self.assertEqual(note.author_id, self.lead.partner_id)
            self.assertIn("Bitte Frau Berg anrufen.<br>", note.body)
            self.assertIn("from Person worker to Person colleague", note.body)
        self.assertNotIn("Frau Berg", self.closed.message_ids[0].body or "")

    def test_markup_in_a_note_stays_text(self):
        self._hand_over(note="<script>alert(1)</script>")
        self.assertIn("&lt;script&gt;", self.mine.message_ids[0].body)

    def test_followers_change_with_the_desk(self):
        partner = self.worker.partner_id
        self.second.deputy_id = self.worker
        (self.mine | self.second).message_subscribe(partner.ids)
        self._hand_over()
        for case in self.mine | self.second:
            self.assertIn(self.colleague.partner_id, case.message_partner_ids)
        self.assertNotIn(partner, self.mine.message_partner_ids)
        # still the deputy there
        self.assertIn(partner, self.second.message_partner_ids)

    def test_the_successor_is_told_once_by_numbers(self):
        self._hand_over()
        messages = self.env["mail.message"].search(
            [("partner_ids", "in", self.colleague.partner_id.ids)]
        )
        self.assertEqual(len(messages), 1)
        for case in self.mine | self.second:
            self.assertIn(case.number, messages.body)
        self.assertNotIn(self.mine.name, messages.body)

    def test_whoever_becomes_responsible_deputises_no_longer(self):
        self.mine.deputy_id = self.colleague
        self._hand_over()
        self.assertEqual(self.mine.user_id, self.colleague)
        self.assertFalse(self.mine.deputy_id)

    def test_the_role_of_supervisor_is_handed_over_where_it_is_ticked(self):
        self.mine.supervisor_id = self.worker
        self._hand_over(with_responsible=False, with_supervisor=True)
        self.assertEqual(self.mine.supervisor_id, self.colleague)
        self.assertEqual(self.mine.user_id, self.worker)

    def test_selected_cases_only(self):
        context = {"active_model": "club.case", "active_ids": self.mine.ids}
        Dialog = self.env[HAND_OVER].with_user(self.lead).with_context(**context)
        form = Form(Dialog)
        self.assertEqual(form.user_id, self.worker)
        self.assertTrue(form.is_selection)
        self.assertEqual(form.responsible_count, 1)
        form.successor_id = self.colleague
        form.note = "Übergabe"
        form.save().action_hand_over()
        self.assertEqual(self.mine.user_id, self.colleague)
        self.assertEqual(self.second.user_id, self.worker)

    # ------------------------------------------------------------
    # Who may, and to whom
    # ------------------------------------------------------------

    def test_everybody_hands_over_the_own_desk(self):
        self.mine.is_restricted = True
        self.mine.supervisor_id = self.worker
        self._hand_over(self.worker, with_deputy=True, with_supervisor=True)
        self.assertEqual((self.mine | self.second).user_id, self.colleague)
        self.assertEqual(self.mine.supervisor_id, self.colleague)

    def test_workers_do_not_hand_over_the_desk_of_a_colleague(self):
        dialog = self._dialog(self.colleague)
        self.assertEqual(dialog.with_user(self.colleague).responsible_count, 0)
        with self.assertRaises(AccessError) as caught:
            dialog.with_user(self.colleague).action_hand_over()
        self._assert_sentence(caught.exception)
        for persona in ("management", "plain_user", "foreigner"):
            with self.subTest(persona=persona), self.assertRaises(AccessError):
                self._hand_over(getattr(self, persona), company_id=self.company.id)
        self.assertEqual(self.mine.user_id, self.worker)

    def test_desks_go_to_colleagues_who_can_work_only(self):
        gone = self._colleague("gone")
        gone.active = False
        unfit = [gone, self.portal, self.plain_user, self.management, self.foreigner]
        for user in unfit:
            with self.subTest(user=user.login):
                with self.assertRaises(UserError) as caught:
                    self._hand_over(successor_id=user.id)
                self._assert_sentence(caught.exception)
        self.assertEqual(self.mine.user_id, self.worker)

    def _colleague(self, login):
        return new_test_user(
            self.env,
            login=f"club_{login}",
            groups="club_support.club_support_group_worker",
            name=f"Person {login}",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )

    def test_bad_input_is_refused_in_a_sentence(self):
        for vals in (
            {"successor_id": self.worker.id},
            {"note": "  "},
            {"with_responsible": False},
            {"user_id": self.contact_manager.id},
        ):
            with self.subTest(vals=vals):
                with self.assertRaises(UserError) as caught:
                    self._hand_over(**vals)
                self._assert_sentence(caught.exception)

    def test_restricted_cases_stay_if_one_may_not_read_them(self):
        rule = "club_support.club_case_rule_company"
        restricted = self._create_case(name="Geheim", is_restricted=True)
        restricted.supervisor_id = False
        self._restrict_reading(rule)
        dialog = self._dialog().with_user(self.lead)
        self.assertEqual((dialog.responsible_count, dialog.hidden_count), (2, 1))
        answer = dialog.action_hand_over()
        self.assertEqual(restricted.user_id, self.worker)
        self.assertIn("1 restricted cases stay", answer["params"]["message"])
        self.assertNotIn("Geheim", answer["params"]["message"])
        # nor by naming them
        with self.assertRaises(UserError):
            self._hand_over(is_selection=True, case_ids=[Command.set(restricted.ids)])
        self.assertEqual(restricted.user_id, self.worker)

    def _restrict_reading(self, xml_id):
        """Read restricted cases as the rule of restricted cases has it."""
        self.env.ref(xml_id).domain_force = (
            "[('company_id', 'in', company_ids), '|', ('is_restricted', '=', False),"
            " '|', '|', ('user_id', '=', user.id), ('deputy_id', '=', user.id),"
            " ('supervisor_id', '=', user.id)]"
        )

    # ------------------------------------------------------------
    # History
    # ------------------------------------------------------------

    def test_the_predecessor_is_kept_on_every_way(self):
        case = self.mine
        for user, predecessor in (
            (self.colleague, self.worker),
            (self.colleague, self.worker),
            (self.env["res.users"], self.colleague),
            (self.lead, self.colleague),
            (self.worker, self.lead),
        ):
            case.write({"user_id": user.id})
            self.assertEqual(case.predecessor_id, predecessor)
        self._rpc(self.lead, "club.case", "action_assign_to_me", case.ids)
        self.assertEqual(case.predecessor_id, self.worker)
        both = case | self.second
        both.user_id = self.colleague
        self.assertEqual(both.mapped("predecessor_id"), self.lead | self.worker)
        self.assertFalse(case.copy().predecessor_id)

    def test_the_predecessor_is_not_entered_by_hand(self):
        with self.assertRaises(UserError) as caught:
            self._rpc(
                self.lead,
                "club.case",
                "write",
                self.mine.ids,
                {"predecessor_id": self.lead.id},
            )
        self._assert_sentence(caught.exception)

    def test_a_closed_case_shows_who_held_it_after_that_person_left(self):
        self._hand_over()
        self.worker.active = False
        for user in (self.colleague, self.lead, self.management):
            values = self._rpc(user, "club.case", "read", self.closed.ids, ["user_id"])
            self.assertEqual(values[0]["user_id"], (self.worker.id, "Person worker"))
            listed = self._rpc(
                user,
                "club.case",
                "web_search_read",
                [("user_id", "ilike", "Person worker")],
                {"user_id": {"fields": {"display_name": {}}}},
            )["records"]
            self.assertEqual([row["id"] for row in listed], self.closed.ids)
            self.assertEqual(listed[0]["user_id"]["display_name"], "Person worker")
            groups = self._rpc(
                user,
                "club.case",
                "formatted_read_group",
                [("id", "=", self.closed.id)],
                ["user_id"],
                ["__count"],
            )
            self.assertEqual(groups[0]["user_id"], (self.worker.id, "Person worker"))
            values = self._rpc(
                user, "club.case", "read", self.mine.ids, ["predecessor_id"]
            )
            self.assertEqual(values[0]["predecessor_id"][1], "Person worker")
            found = self._rpc(
                user, "club.case", "search", [("predecessor_id", "ilike", "worker")]
            )
            self.assertEqual(set(found), {self.mine.id, self.second.id})

    def test_a_desk_is_handed_over_after_its_owner_left(self):
        self.worker.active = False
        self._hand_over()
        self.assertEqual((self.mine | self.second).user_id, self.colleague)

    # ------------------------------------------------------------
    # Many at once
    # ------------------------------------------------------------

    def test_a_desk_of_many_cases_costs_as_many_queries_as_a_small_one(self):
        queries = []
        for number in (2, 60):
            giver = self._colleague(f"giver_{number}")
            cases = self.env["club.case"].create(
                [{"name": f"Fall {i}", "user_id": giver.id} for i in range(number)]
            )
            for case in cases[:2]:
                case.activity_schedule("mail.mail_activity_data_todo", user_id=giver.id)
            dialog = self._dialog(user_id=giver.id).with_user(self.lead)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            dialog.action_hand_over()
            self.env.flush_all()
            queries.append(self.env.cr.sql_log_count - before)
            self.assertEqual(cases.user_id, self.colleague)
        self.assertLessEqual(queries[1], queries[0] + 10, queries)

    def test_selected_cases_are_assigned_whoever_holds_them(self):
        cases = self.mine | self.deputised | self.closed
        vals = {"case_ids": [Command.set(cases.ids)], "user_id": self.colleague.id}
        for user in (self.colleague, self.worker):
            dialog_id = self._rpc(user, "club.case.assign", "create", vals)
            if user == self.colleague:
                with self.assertRaises(AccessError):
                    self._rpc(user, "club.case.assign", "action_assign", [dialog_id])
        self._rpc(self.worker, "club.case.assign", "action_assign", [dialog_id])
        self.assertEqual((self.mine | self.deputised).user_id, self.colleague)
        self.assertEqual(self.closed.user_id, self.worker)
        self.assertEqual(self.deputised.predecessor_id, self.lead)

    def test_bad_assignments_are_refused_in_a_sentence(self):
        for case, user in ((self.closed, self.colleague), (self.mine, self.plain_user)):
            vals = {"case_ids": [Command.set(case.ids)], "user_id": user.id}
            dialog_id = self._rpc(self.lead, "club.case.assign", "create", vals)
            with self.assertRaises(UserError) as caught:
                self._rpc(self.lead, "club.case.assign", "action_assign", [dialog_id])
            self._assert_sentence(caught.exception)

    # ------------------------------------------------------------
    # Units
    # ------------------------------------------------------------

    def test_s1_11_a_case_names_the_responsible_unit_and_those_involved(self):
        Unit = self.env["club.unit"].with_user(self.administrator)
        department = Unit.create({"name": "Fachbereich Soziales", "code": "FB 5"})
        sports, youth = Unit.create(
            [
                {"name": "Sport", "code": "FD 51", "parent_id": department.id},
                {"name": "Jugend", "code": "FD 52", "parent_id": department.id},
            ]
        )
        with Form(self.mine.with_user(self.worker)) as form:
            form.unit_id = sports
            form.involved_unit_ids.add(youth)
        self.assertEqual(self.mine.unit_id.display_name, "FD 51 Sport")
        self.assertEqual(sports.complete_name, "Fachbereich Soziales / Sport")
        self.assertEqual(self.mine.involved_unit_ids, youth)
        for field in ("unit_id", "involved_unit_ids"):
            found = self._rpc(
                self.worker, "club.case", "search", [(field, "child_of", department.id)]
            )
            self.assertEqual(found, self.mine.ids)
        groups = self._rpc(
            self.worker,
            "club.case",
            "formatted_read_group",
            [("unit_id", "!=", False)],
            ["unit_id"],
            ["__count"],
        )
        self.assertEqual(groups[0]["unit_id"][0], sports.id)

    def test_a_unit_is_not_part_of_itself(self):
        Unit = self.env["club.unit"]
        top = Unit.create({"name": "Amt"})
        part = Unit.create({"name": "Abteilung", "parent_id": top.id})
        for parent in (top, part):
            with self.assertRaises(ValidationError) as caught:
                top.parent_id = parent
            self._assert_sentence(caught.exception)
        part.parent_id = False
        self.assertEqual(part.complete_name, "Abteilung")

    def test_a_case_refuses_units_of_another_company(self):
        foreign = self.env["club.unit"].create(
            {"name": "Fremd", "company_id": self.other_company.id}
        )
        for vals in (
            {"unit_id": foreign.id},
            {"involved_unit_ids": [Command.set(foreign.ids)]},
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                self._rpc(self.worker, "club.case", "write", self.mine.ids, vals)
