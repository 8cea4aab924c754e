"""No screen offers what would be refused."""

from lxml import etree

from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .common import ClubSupportCommon

WORKBOOKS = (
    "club_workbook_export_action",
    "club_workbook_export_action_cases",
    "club_workbook_export_action_entries",
    "club_workbook_export_action_clubs",
)


@tagged("post_install", "-at_install")
class TestCaseButtons(ClubSupportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._create_case()

    def _buttons(self, user, case):
        """Labels of the buttons in the header, as that user sees them, in order."""
        self.env.flush_all()
        answer = self._rpc(user, "club.case", "get_views", [(False, "form")])
        arch = etree.fromstring(answer["views"]["form"]["arch"])
        names = list(answer["models"]["club.case"]["fields"])
        values = self._rpc(user, "club.case", "read", case.ids, names)[0]
        return [
            button.get("string")
            for button in arch.iterfind("header/button")
            if not safe_eval(button.get("invisible", "False"), dict(values))
        ]

    def _pages(self, user, case):
        self.env.flush_all()
        answer = self._rpc(user, "club.case", "get_views", [(False, "form")])
        arch = etree.fromstring(answer["views"]["form"]["arch"])
        names = list(answer["models"]["club.case"]["fields"])
        values = self._rpc(user, "club.case", "read", case.ids, names)[0]
        return [
            page.get("name")
            for page in arch.iterfind(".//notebook/page")
            if not safe_eval(page.get("invisible", "False"), dict(values))
        ]

    def test_what_comes_next_stands_first(self):
        usual = ["Log a Call", "Wait", "Pass On", "Close"]
        self.assertEqual(self._buttons(self.worker, self.case), usual)
        self.case.user_id = False
        self.assertEqual(
            self._buttons(self.worker, self.case), ["Assign to Me", *usual]
        )
        self.case.user_id = self.worker
        self.case.action_wait("Antwort des Sportamts")
        self.assertEqual(
            self._buttons(self.worker, self.case),
            ["Continue", "Log a Call", "Pass On", "Close"],
        )
        self.case.action_close(self.result_achieved)
        self.assertEqual(self._buttons(self.worker, self.case), ["Reopen"])

    def test_whoever_only_reads_a_case_sees_no_button_that_fails(self):
        self.assertEqual(self._buttons(self.colleague, self.case), ["Log a Call"])
        self.assertEqual(self._buttons(self.management, self.case), [])
        self.case.action_close(self.result_achieved)
        self.assertEqual(self._buttons(self.colleague, self.case), [])

    def test_a_merged_case_has_no_buttons(self):
        self.case._club_merge_into(self._create_case())
        self.assertFalse(self.case.with_user(self.worker).may_edit)
        self.assertEqual(self._buttons(self.worker, self.case), [])

    def test_few_pages_show_until_more_are_needed(self):
        usual = ["timeline", "entries", "plan", "deadlines", "scope"]
        self.assertEqual(self._pages(self.worker, self.case), usual)
        for xml_id, model, vals in (
            ("goal_action_set", "goal", {"name": "Zwei Trainerinnen"}),
            (
                "link_action_relate",
                "link",
                {"related_id": self._create_case(name="Anderer").id},
            ),
        ):
            action = self.env.ref(f"club_support.club_case_{xml_id}")
            self.assertEqual(action.binding_model_id.model, "club.case")
            context = safe_eval(action.context, {"active_id": self.case.id})
            self._rpc(
                self.worker, f"club.case.{model}", "create", [vals], context=context
            )
        self.assertEqual(
            self._pages(self.worker, self.case),
            ["timeline", "entries", "plan", "goals", "deadlines", "related", "scope"],
        )

    def test_the_workbook_is_offered_to_those_who_may_export(self):
        export = self.env.ref("base.group_allow_export")
        for name in WORKBOOKS:
            with self.subTest(action=name):
                action = self.env.ref(f"club_support.{name}")
                self.assertEqual(action.group_ids, export)
        may = [
            persona
            for persona in ("worker", "lead", "management", "administrator")
            if export in getattr(self, persona).all_group_ids
        ]
        self.assertEqual(may, ["lead", "management", "administrator"])
