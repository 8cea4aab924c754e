"""Goals of a case, measured at its start and its end."""

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ClubSupportCommon


@tagged("post_install", "-at_install")
class TestGoals(ClubSupportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._create_case()

    def _goal(self, **vals):
        values = {"case_id": self.case.id, "name": "Zwei Trainerinnen", **vals}
        return self.env["club.case.goal"].with_user(self.worker).create(values)

    def test_as_hoped_is_a_value_and_not_an_empty_field(self):
        goal = self._goal(start_value="-2")
        self.assertFalse(goal.end_value)
        goal.end_value = "0"
        goal.invalidate_recordset()
        self.assertEqual(goal.end_value, "0")
        found = self.env["club.case.goal"].search([("end_value", "=", "0")])
        self.assertIn(goal, found)
        label = dict(goal._fields["end_value"].selection)["0"]
        self.assertIn("As Hoped", label)

    @freeze_time("2027-03-01 23:30:00")
    def test_the_day_of_an_assessment_is_that_of_the_company(self):
        goal = self._goal(start_value="-1")
        # half past midnight in Germany
        self.assertEqual(goal.date_start, fields.Date.to_date("2027-03-02"))
        self.assertFalse(goal.date_end)

    def test_the_day_stays_when_the_value_is_corrected_and_goes_with_it(self):
        with freeze_time("2027-03-01 10:00:00"):
            goal = self._goal(end_value="1")
        with freeze_time("2027-04-01 10:00:00"):
            goal.end_value = "2"
            self.assertEqual(goal.date_end, fields.Date.to_date("2027-03-01"))
            goal.end_value = False
            self.assertFalse(goal.date_end)

    def test_a_goal_does_not_end_before_it_starts(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self._goal(date_start="2027-03-02", date_end="2027-03-01").flush_recordset()

    def test_a_goal_says_what_is_to_be_achieved(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self._goal(name="  ").flush_recordset()

    def test_values_outside_the_scale_are_refused(self):
        for value in ("3", "-3", "gut"):
            with self.subTest(value=value), self.assertRaises(ValueError):
                self._goal(end_value=value)

    def test_goals_stand_in_their_order_on_the_case(self):
        second = self._goal(name="Zweites", sequence=20)
        first = self._goal(name="Erstes", sequence=5)
        self.case.invalidate_recordset()
        self.assertEqual(self.case.goal_ids, first | second)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_nobody_puts_a_goal_into_a_case_of_others(self):
        with self.assertRaises(AccessError):
            self._rpc(
                self.colleague,
                "club.case.goal",
                "create",
                {"case_id": self.case.id, "name": "Fremd"},
            )
        goal = self._goal()
        with self.assertRaises(AccessError):
            self._rpc(
                self.colleague, "club.case.goal", "write", goal.ids, {"end_value": "2"}
            )

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_goals_of_a_restricted_case_are_found_by_nobody_else(self):
        goal = self._goal(name="Vertraulich")
        self.case.is_restricted = True
        for user in (self.colleague, self.management, self.administrator):
            with self.subTest(user=user.login):
                Goal = self.env["club.case.goal"].with_user(user)
                self.assertFalse(Goal.search([("name", "=", "Vertraulich")]))
                self.assertFalse(
                    Goal._read_group([("id", "=", goal.id)], ["case_id"], ["__count"])
                )
                with self.assertRaises(AccessError):
                    goal.with_user(user).read(["name"])
        self.assertEqual(goal.with_user(self.worker).name, "Vertraulich")

    def test_many_goals_cost_no_more_queries_than_one(self):
        def cost(number):
            vals = [
                {"case_id": self.case.id, "name": f"Ziel {i}"} for i in range(number)
            ]
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            goals = self.env["club.case.goal"].with_user(self.worker).create(vals)
            goals.write({"end_value": "1"})
            goals.flush_recordset()
            return self.cr.sql_log_count - before

        cost(1)
        self.assertLessEqual(cost(30), cost(1) + 1)

    def test_a_sentence_explains_what_the_database_refuses(self):
        goal = self._goal()
        for constraint in ("_name_not_blank", "_end_after_start"):
            message = getattr(type(goal), constraint).get_error_message(goal, None)
            self._assert_sentence(message)
