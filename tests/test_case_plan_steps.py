"""Steps of a case: they open, end, wait for each other and follow the people."""

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.fields import Date
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_plans import TODAY, PlanCommon


@tagged("post_install", "-at_install")
class TestCasePlanSteps(PlanCommon):
    # ------------------------------------------------------------
    # Opening and ending
    # ------------------------------------------------------------

    def test_what_can_begin_becomes_an_activity_of_the_case(self):
        case = self._planned_case()
        self.assertEqual(
            self._states(case),
            {
                "Erstgespräch": "open",
                "Prüfung": "waiting",
                "Rückblick": "waiting",
                "Entwurf": "waiting",
                "Zweiter Blick": "open",
            },
        )
        activity = self._activity(case, self.talk)
        self.assertEqual(activity.summary, "Erstgespräch")
        self.assertEqual(activity.date_deadline, Date.to_date("2027-03-08"))
        self.assertEqual(activity.user_id, self.worker)
        self.assertEqual(len(case.activity_ids), 2)

    def test_applying_again_adds_nothing(self):
        case = self._planned_case()
        self._done(case, self.talk)
        before = self._snapshot(case)
        for _time in range(3):
            case.action_apply_plan()
            case.action_apply_plan(self.plan)
        self.assertEqual(self._snapshot(case), before)

    @mute_logger("odoo.sql_db")
    def test_no_case_gets_the_same_step_twice_however_it_comes(self):
        case = self._planned_case()
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.Step.create({"case_id": case.id, "line_id": self.talk.id})
        message = self.Step._case_line_uniq.get_error_message(self.Step, None)
        self._assert_sentence(message)

    def test_new_steps_of_a_plan_come_by_applying_it_again(self):
        case = self._planned_case()
        self._create_line("Nachtrag", days=1)
        case.action_apply_plan()
        self.assertEqual(len(case.step_ids), 6)
        self.assertEqual(self._states(case)["Nachtrag"], "open")

    def test_a_done_activity_opens_what_comes_after_it(self):
        case = self._planned_case()
        self._done(case, self.talk)
        step = self._step(case, self.talk)
        self.assertEqual((step.state, step.done_by), ("done", self.worker))
        self.assertEqual(str(step.done_date), TODAY)
        after = self._step(case, self.check)
        self.assertEqual((after.state, str(after.date)), ("open", "2027-03-04"))
        self.assertEqual(self._step(case, self.review).state, "waiting")

    def test_activities_are_done_in_every_way_odoo_knows(self):
        cases = self._planned_case() | self._planned_case() | self._planned_case()
        activities = self.Activity.browse(
            [self._activity(case, self.talk).id for case in cases[:2]]
        )
        activities.with_user(self.worker).action_feedback(feedback="erledigt")
        self._activity(cases[2], self.talk).with_user(
            self.worker
        ).action_feedback_schedule_next()
        for case in cases:
            self.assertEqual(self._states(case)["Erstgespräch"], "done")
            self.assertEqual(self._states(case)["Prüfung"], "open")

    def test_an_open_step_is_done_where_it_stands_in_the_plan(self):
        case = self._planned_case()
        steps = [self._step(case, line) for line in (self.talk, self.check)]
        activity = self._activity(case, self.talk)
        with self.assertRaises(UserError) as refusal:
            self._rpc(self.worker, steps[1]._name, "action_done", steps[1].ids)
        self._assert_sentence(refusal.exception)
        self._rpc(self.worker, steps[0]._name, "action_done", steps[0].ids)
        self.assertEqual((steps[0].state, steps[0].done_by), ("done", self.worker))
        self.assertFalse(activity.active)
        self.assertEqual(steps[1].state, "open")

    def test_whoever_has_the_activity_ends_the_step_without_a_right_to_the_case(self):
        line = self._create_line(
            "Freigabe", responsible="user", user_id=self.colleague.id
        )
        case = self._planned_case()
        self.assertEqual(self._activity(case, line).user_id, self.colleague)
        self._done(case, line, self.colleague)
        self.assertEqual(self._step(case, line).done_by, self.colleague)

    def test_a_done_activity_that_is_brought_back_opens_its_step_again(self):
        case = self._planned_case()
        activity = self._activity(case, self.talk)
        self._done(case, self.talk)
        activity.action_unarchive()
        step = self._step(case, self.talk)
        self.assertEqual((step.state, step.done_date), ("open", False))

    def test_a_removed_activity_drops_its_step_and_the_next_waits(self):
        case = self._planned_case()
        activity = self._activity(case, self.talk)
        self._rpc(self.worker, "mail.activity", "unlink", activity.ids)
        step = self._step(case, self.talk)
        self.assertEqual((step.state, step.drop_reason), ("dropped", "activity"))
        self.assertEqual(self._states(case)["Prüfung"], "waiting")
        case.action_apply_plan()
        self.assertEqual(self._states(case)["Erstgespräch"], "dropped")
        step.with_user(self.worker).action_skip()
        self.assertEqual(self._states(case)["Prüfung"], "open")

    def test_a_skipped_step_lets_the_next_begin_and_comes_back_when_asked(self):
        case = self._planned_case()
        step = self._step(case, self.talk).with_user(self.worker)
        step.action_skip()
        self.assertEqual(step.drop_reason, "skip")
        self.assertFalse(step.activity_id)
        self.assertEqual(self._states(case)["Prüfung"], "open")
        step.action_take_up()
        self.assertEqual(step.state, "open")
        self.assertTrue(step.activity_id)
        self._done(case, self.talk)
        with self.assertRaises(UserError) as refusal:
            step.action_skip()
        self._assert_sentence(refusal.exception)

    # ------------------------------------------------------------
    # The case changes
    # ------------------------------------------------------------

    def test_closing_takes_open_steps_away_and_reopening_brings_them_back(self):
        case = self._planned_case()
        self._done(case, self.talk)
        skipped = self._step(case, self.second_look).with_user(self.worker)
        skipped.action_skip()
        before = self._states(case)
        case.action_close(self.result_achieved)
        self.assertFalse(case.activity_ids)
        self.assertEqual(set(self._states(case).values()), {"done", "dropped"})
        with self.assertRaises(UserError) as refusal:
            skipped.action_take_up()
        self._assert_sentence(refusal.exception)
        case.action_reopen()
        self.assertEqual(self._states(case), before)
        self.assertEqual(self._activity(case, self.check).user_id, self.worker)

    def test_open_steps_go_over_to_who_is_responsible_now(self):
        case = self._planned_case()
        given_on = self._activity(case, self.second_look)
        given_on.user_id = self.lead
        case.user_id = self.colleague
        self.assertEqual(self._activity(case, self.talk).user_id, self.colleague)
        self.assertEqual(given_on.user_id, self.lead)
        case.user_id = False
        self.assertFalse(self._activity(case, self.talk))
        self.assertEqual(self._states(case)["Erstgespräch"], "waiting")
        case.user_id = self.worker
        self.assertEqual(self._activity(case, self.talk).user_id, self.worker)

    def test_a_deputys_step_goes_to_the_deputy_as_soon_as_there_is_one(self):
        case = self._planned_case()
        self.assertEqual(self._activity(case, self.second_look).user_id, self.worker)
        case.deputy_id = self.colleague
        self.assertEqual(self._activity(case, self.second_look).user_id, self.colleague)
        self.assertEqual(self._activity(case, self.talk).user_id, self.worker)

    def test_a_supervisors_step_goes_to_the_supervisor(self):
        line = self._create_line("Freigabe", responsible="supervisor")
        case = self._planned_case(supervisor_id=self.lead.id)
        self.assertEqual(self._activity(case, line).user_id, self.lead)

    def test_nobody_gets_a_step_of_a_case_that_they_may_not_open(self):
        line = self._create_line(
            "Freigabe", responsible="user", user_id=self.colleague.id
        )
        case = self._planned_case()
        self.assertEqual(self._activity(case, line).user_id, self.colleague)
        case.is_restricted = True
        self.assertEqual(self._activity(case, line).user_id, self.worker)
        second = self._planned_case(is_restricted=True)
        self.assertEqual(self._activity(second, line).user_id, self.worker)
        self.colleague.active = False
        third = self._planned_case()
        self.assertEqual(self._activity(third, line).user_id, self.worker)

    def test_activities_speak_the_language_of_who_does_them(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.talk.with_context(lang="de_DE").name = "Erstes Gespräch"
        self.talk.note = "First <look>, then talk."
        self.worker.lang = "de_DE"
        activity = self._activity(self._planned_case(), self.talk)
        self.assertEqual(activity.summary, "Erstes Gespräch")
        self.assertIn("First &lt;look&gt;", activity.note)

    def test_a_step_that_lost_its_activity_gets_a_new_one(self):
        case = self._planned_case()
        activity = self._activity(case, self.talk)
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM mail_activity WHERE id = %s", [activity.id])
        self.env.invalidate_all()
        case._club_reschedule_steps()
        self.assertTrue(self._activity(case, self.talk))

    def test_activities_of_others_are_left_alone(self):
        case = self._planned_case()
        other = case.activity_schedule(user_id=self.worker.id)
        contact = self.club.activity_schedule(user_id=self.worker.id)
        states = self._states(case)
        (other | contact).write({"date_deadline": "2027-05-05"})
        contact.action_feedback()
        case.action_close(self.result_achieved)
        self.assertTrue(other.exists().active)
        case.action_reopen()
        other.unlink()
        self.assertEqual(self._states(case), states)

    def test_a_deleted_case_takes_its_steps_along(self):
        case = self._planned_case()
        steps, activities = case.step_ids, case.activity_ids
        case.unlink()
        self.assertFalse(steps.exists() or activities.exists())
