"""When steps are due: days, waits, deadlines; checked by counting on fingers."""

import random
from datetime import date, timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from .common_plans import TODAY, PlanCommon


@tagged("post_install", "-at_install")
class TestCasePlanDates(PlanCommon):
    def _date(self, case, line):
        case.invalidate_recordset()
        return str(self._step(case, line).date)

    def _assert_dates_agree(self, case, line):
        step = self._step(case, line)
        self.assertEqual(step.activity_id.date_deadline, step.date)

    def test_another_day_of_opening_moves_what_is_open(self):
        case = self._planned_case()
        self.assertEqual(self._date(case, self.talk), "2027-03-08")
        case.date_open = "2027-02-22"
        self.assertEqual(self._date(case, self.talk), "2027-03-01")
        self._assert_dates_agree(case, self.talk)

    def test_public_holidays_of_the_state_do_not_count(self):
        self.env["club.holiday"].search([]).unlink()
        case = self._planned_case()
        self.env["club.holiday"].create(
            {
                "name": "Feiertag",
                "kind": "public",
                "state_id": self.company.state_id.id,
                "date_from": "2027-03-03",
            }
        )
        case._club_reschedule_steps()
        self.assertEqual(self._date(case, self.talk), "2027-03-09")

    def test_a_step_before_a_deadline_begins_and_moves_with_it(self):
        case = self._planned_case()
        self.assertEqual(self._step(case, self.draft).state, "waiting")
        late = self._add_deadline(case, "2027-06-30")
        self.assertEqual(self._date(case, self.draft), "2027-06-16")
        early = self._add_deadline(case, "2027-05-31")
        self.assertEqual(self._date(case, self.draft), "2027-05-17")
        early.is_done = True
        self.assertEqual(self._date(case, self.draft), "2027-06-16")
        late.date = "2027-07-15"
        self.assertEqual(self._date(case, self.draft), "2027-07-01")
        early.is_done = False
        early.kind_id = self.env.ref("club_support.club_deadline_kind_other")
        self.assertEqual(self._date(case, self.draft), "2027-07-01")
        late.unlink()
        self.assertEqual(self._date(case, self.draft), "2027-07-01")
        self._assert_dates_agree(case, self.draft)

    def test_a_date_that_a_person_chose_stays(self):
        case = self._planned_case()
        activity = self._activity(case, self.talk).with_user(self.worker)
        activity.date_deadline = "2027-04-01"
        self.assertTrue(self._step(case, self.talk).is_moved)
        case.date_open = "2027-02-22"
        case._club_reschedule_steps()
        self.assertEqual(self._date(case, self.talk), "2027-04-01")
        self._assert_dates_agree(case, self.talk)
        case.action_close(self.result_achieved)
        case.action_reopen()
        self.assertEqual(self._date(case, self.talk), "2027-04-01")

    def test_an_ended_wait_moves_what_is_open_but_not_a_deadline(self):
        case = self._planned_case()
        self._add_deadline(case, "2027-06-30")
        with freeze_time("2027-03-03 10:00:00"):
            case.action_wait("Antwort des Vereins")
        self.assertEqual(self._date(case, self.talk), "2027-03-08")
        with freeze_time("2027-03-05 10:00:00"):
            case.action_resume()
        # Wednesday and Thursday do not count
        self.assertEqual(self._date(case, self.talk), "2027-03-10")
        self._assert_dates_agree(case, self.talk)
        self.assertEqual(self._date(case, self.draft), "2027-06-16")

    # ------------------------------------------------------------
    # The same, counted independently
    # ------------------------------------------------------------

    def _count_on_fingers(self, start, days, working, free, waits):
        """Step by step through the calendar, as a person with a pencil would."""
        day, left = start, abs(days)
        while left:
            day = day + timedelta(1) if days > 0 else day - timedelta(1)
            if any(a <= day < b for a, b in waits):
                continue
            if working and (day.isoweekday() > 5 or day in free):
                continue
            left -= 1
        return day

    def test_generated_plans_are_due_on_the_days_that_pencil_and_paper_say(self):
        rng = random.Random(2027)
        self.env["club.holiday"].search([]).unlink()
        free = {date(2027, 1, 1) + timedelta(rng.randrange(700)) for _i in range(40)}
        self.env["club.holiday"].create(
            [
                {
                    "name": "Feiertag",
                    "kind": "public",
                    "state_id": self.company.state_id.id,
                    "date_from": day,
                }
                for day in free
            ]
        )
        plan = self.env["club.case.plan"].create({"name": "Erzeugt"})
        for number in range(24):
            vals = {"day_kind": rng.choice(["working", "calendar"])}
            if number % 3 == 0:
                vals.update(offset_from="deadline", kind_id=self.kind.id)
                vals["days"] = rng.randrange(-60, 60)
            elif number % 3 == 1:
                vals["days"] = rng.randrange(0, 90)
            else:
                vals.update(offset_from="line", after_line_id=plan.line_ids[-1].id)
                vals["days"] = rng.randrange(0, 90)
            self.env["club.case.plan.line"].create(
                {"name": f"S{number}", "plan_id": plan.id, "sequence": number, **vals}
            )
            plan.invalidate_recordset()
        checked = 0
        for _number in range(65):
            checked += self._check_generated_case(rng, plan, free)
        self.assertGreaterEqual(checked, 500)

    def _check_generated_case(self, rng, plan, free):
        opened = date(2027, 1, 1) + timedelta(rng.randrange(300))
        due = opened + timedelta(rng.randrange(60, 300))
        case = self._create_case(type_id=False, date_open=opened)
        waits, day = [], opened
        for _wait in range(rng.randrange(4)):
            day += timedelta(rng.randrange(1, 15))
            stop = day + timedelta(rng.randrange(0, 20))
            waits.append((day, stop))
            day = stop + timedelta(1)
        self.env["club.case.waiting"].create(
            [
                {
                    "case_id": case.id,
                    "reason": "Antwort",
                    "date_from": start,
                    "date_to": stop,
                }
                for start, stop in waits
            ]
        )
        self._add_deadline(case, due)
        case.action_apply_plan(plan)
        ended = {}
        first = case.step_ids.filtered(lambda step: step.state == "open")
        for step in first[::2]:
            ended[step.line_id] = opened + timedelta(rng.randrange(60))
            with freeze_time(f"{ended[step.line_id]} 10:00:00"):
                step.activity_id.action_feedback()
        self.env.invalidate_all()
        checked = 0
        for step in case.step_ids.filtered(lambda step: step.line_id not in ended):
            line = step.line_id
            working = line.day_kind == "working"
            if line.offset_from == "deadline":
                anchor, lost = due, []
            elif line.offset_from == "start":
                anchor, lost = opened, waits
            else:
                anchor, lost = ended.get(line.after_line_id), waits
            if not anchor:
                self.assertEqual(step.state, "waiting")
                continue
            expected = self._count_on_fingers(anchor, line.days, working, free, lost)
            self.assertEqual(step.date, expected, (line.name, anchor, line.days, lost))
            self.assertEqual(step.activity_id.date_deadline, expected)
            checked += 1
        return checked

    def test_moving_many_costs_what_moving_few_costs(self):
        for count in (2, 10, 40):
            cases = self.env["club.case"]
            for _number in range(count):
                cases |= self._planned_case()
            act = lambda some: some.write({"date_open": "2027-02-24"})  # noqa: E731
            queries = self._count_queries(cases, act)
            if count == 10:
                few = queries
        self.assertLessEqual(queries, few + 2)
        self.assertEqual(self._date(cases[0], self.talk), "2027-03-03")
        self.assertNotEqual(self._date(cases[0], self.talk), TODAY)
