"""Open cases of the same organisation about the same, shown before saving."""

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .test_incoming_mail import IncomingMailCommon

SENDER = "Hanna Berg <hanna.berg@example.net>"


@tagged("post_install", "-at_install")
class TestIntakeDuplicates(IncomingMailCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = cls._create_case(
            name="Hallenzeiten", type_id=cls.type_funding.id, user_id=cls.colleague.id
        )
        cls.other_type = cls.env["club.case.type"].create({"name": "Anderes"})

    def _open_form(self, **context):
        Case = self.env["club.case"].with_user(self.worker).with_context(**context)
        return Form(Case, context.pop("view", None))

    def _shown(self, case):
        case.invalidate_recordset()
        return case.duplicate_case_ids

    def _find(self, user=None):
        return self.env["club.case"].browse(
            self._rpc(
                user or self.worker,
                "club.case",
                "search",
                [("has_duplicates", "=", True)],
            )
        )

    def test_the_form_shows_an_open_case_before_saving(self):
        form = self._open_form()
        form.name = "Halle"
        self.assertFalse(form.duplicate_hint)
        form.partner_id = self.club
        self.assertIn(self.first.number, form.duplicate_hint)
        self.assertIn(self.colleague.name, form.duplicate_hint)
        self.assertIn(f"/{self.first.id}", form.duplicate_hint)
        form.type_id = self.type_funding
        self.assertIn(self.first.number, form.duplicate_hint)
        form.type_id = self.other_type
        self.assertFalse(form.duplicate_hint)
        form.type_id = self.type_funding
        self.assertTrue(form.save().id, "nobody is forced")

    def test_the_quick_entry_on_the_board_shows_it_too(self):
        view = "club_support.club_case_view_form_quick_create"
        form = Form(self.env["club.case"].with_user(self.worker), view)
        form.name = "Halle"
        form.partner_id = self.club
        self.assertIn(self.first.number, form.duplicate_hint)

    def test_what_is_typed_by_others_is_no_markup(self):
        self.first.name = "<b>Fett</b>"
        case = self._create_case()
        self.assertNotIn("<b>", case.duplicate_hint)

    def test_only_open_cases_of_the_same_organisation_and_type_count(self):
        case = self._create_case(type_id=self.type_funding.id)
        self.assertEqual(self._shown(case), self.first)
        self.assertEqual(self._find(), case | self.first)
        self.first.type_id = False
        self.assertEqual(self._shown(case), self.first)
        self.assertEqual(self._find(), case | self.first)
        self.first.type_id = self.other_type
        self.assertFalse(self._shown(case))
        self.assertFalse(self._find())
        self.first.type_id = self.type_funding
        self.first.action_close(self.result_achieved)
        self.assertFalse(self._shown(case))
        self.assertFalse(self._shown(self.first))
        self.assertFalse(self._find())

    def test_another_organisation_company_or_none_is_no_duplicate(self):
        other = self.env["res.partner"].create({"name": "SV", "is_company": True})
        cases = self._create_case(partner_id=other.id, contact_id=False)
        cases |= self._create_case(partner_id=False, contact_id=False)
        cases |= self._create_case(partner_id=False, contact_id=False)
        cases |= self.env["club.case"].create(
            {
                "name": "Fremd",
                "partner_id": self.club.id,
                "company_id": self.other_company.id,
            }
        )
        for case in cases:
            self.assertFalse(case.duplicate_case_ids)
        self.assertFalse(self._find())

    def test_a_merged_case_is_no_duplicate_any_more(self):
        case = self._create_case()
        case._club_merge_into(self.first)
        self.assertFalse(self.first.duplicate_case_ids)
        self.assertFalse(case.duplicate_case_ids)
        self.assertFalse(self._find())

    def test_a_mail_in_keeps_the_hint_until_somebody_looks(self):
        case = self._receive(self._make_mail(SENDER, subject="Halle")).case_id
        self.assertEqual(case.partner_id, self.club)
        self.assertEqual(case.duplicate_case_ids, self.first)
        case.user_id = self.worker
        self._rpc(self.worker, "club.case", "action_dismiss_duplicates", case.ids)
        self.env.invalidate_all()
        self.assertFalse(case.duplicate_hint)
        self.assertEqual(self._find(), self.first)
        case.partner_id = False
        case.partner_id = self.club
        self.assertTrue(case.duplicate_hint, "another club is another question")

    def test_the_hint_leads_to_merging(self):
        case = self._create_case()
        action = self._rpc(
            self.worker, "club.case", "action_merge_duplicates", case.ids
        )
        self.assertEqual(
            set(action["context"]["active_ids"]), set((case | self.first).ids)
        )
        Dialog = self.env[action["res_model"]].with_user(self.lead)
        dialog = Dialog.with_context(**action["context"]).create({})
        self.assertEqual(dialog.master_id, self.first)
        dialog.action_merge()
        self.assertEqual(case.merged_into_id, self.first)

    def test_whoever_may_not_edit_the_case_dismisses_nothing(self):
        for user in (self.management, self.colleague):
            with self.assertRaises(UserError):
                self._rpc(
                    user,
                    "club.case",
                    "action_dismiss_duplicates",
                    self._create_case().ids,
                )

    def test_who_may_not_read_a_case_gets_no_hint_of_it(self):
        """Restricting adds such a rule; here one stands for it."""
        case = self._create_case()
        self.env["ir.rule"].create(
            {
                "name": "Only open ones",
                "model_id": self.env["ir.model"]._get_id("club.case"),
                "domain_force": "[('is_restricted', '=', False)]",
            }
        )
        self.first.is_restricted = True
        self.assertFalse(case.with_user(self.worker).duplicate_case_ids)
        self.assertFalse(case.with_user(self.worker).duplicate_hint)
        self.assertFalse(self._find())

    def test_thirty_cases_cost_no_more_queries_than_one(self):
        clubs = self.env["res.partner"].create(
            [{"name": f"SV {number}", "is_company": True} for number in range(30)]
        )
        for _ in range(2):
            self.env["club.case"].create(
                [
                    {"name": "Fall", "partner_id": club.id, "user_id": self.worker.id}
                    for club in clubs
                ]
            )

        def count(cases):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            cases.mapped("duplicate_hint")
            return self.env.cr.sql_log_count - before

        cases = self.env["club.case"].search([("partner_id", "in", clubs.ids)])
        self.assertEqual(len(cases), 60)
        count(cases[0])
        self.assertLessEqual(count(cases), count(cases[0]) + 2)
        self.assertEqual(self._find(), cases)
