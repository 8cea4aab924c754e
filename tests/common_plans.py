from freezegun import freeze_time

from .common import ClubSupportCommon

TODAY = "2027-03-01"  # a Monday


class PlanCommon(ClubSupportCommon):
    """A plan of five steps; the shipped types start none by themselves."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(f"{TODAY} 10:00:00"))
        cls.env["club.case.type"].search([]).apply_plan = False
        cls.kind = cls.env.ref("club_support.club_deadline_kind_application")
        cls.Step = cls.env["club.case.plan.step"]
        cls.Activity = cls.env["mail.activity"]
        cls.plan = cls.env["club.case.plan"].create({"name": "Beratung"})
        cls.talk = cls._create_line("Erstgespräch", days=5)
        cls.check = cls._create_line("Prüfung", days=3, after=cls.talk)
        cls.review = cls._create_line(
            "Rückblick", days=10, after=cls.check, day_kind="calendar"
        )
        cls.draft = cls._create_line("Entwurf", days=-14, kind=cls.kind)
        cls.second_look = cls._create_line(
            "Zweiter Blick", days=2, responsible="deputy"
        )
        cls.type = cls.env["club.case.type"].create(
            {"name": "Projekt", "plan_id": cls.plan.id}
        )

    @classmethod
    def _create_line(cls, name, plan=None, after=None, kind=None, **vals):
        if after:
            vals.update(offset_from="line", after_line_id=after.id)
        if kind:
            vals.update(offset_from="deadline", kind_id=kind.id, day_kind="calendar")
        plan = plan or cls.plan
        sequence = 10 * (len(plan.line_ids) + 1)
        return cls.env["club.case.plan.line"].create(
            {"name": name, "plan_id": plan.id, "sequence": sequence, **vals}
        )

    def _planned_case(self, **vals):
        return self._create_case(type_id=self.type.id, date_open=TODAY, **vals)

    def _step(self, case, line):
        return case.step_ids.filtered(lambda step: step.line_id == line)

    def _activity(self, case, line):
        return self._step(case, line).activity_id

    def _done(self, case, line, user=None):
        activity = self._activity(case, line)
        self._rpc(user or self.worker, "mail.activity", "action_feedback", activity.ids)
        self.env.invalidate_all()

    def _add_deadline(self, case, date, kind=None):
        kind = kind or self.kind
        vals = {"case_id": case.id, "kind_id": kind.id, "date": date}
        return self.env["club.case.deadline"].create(vals)

    def _states(self, case):
        case.invalidate_recordset()
        return {step.line_id.name: step.state for step in case.step_ids}

    def _snapshot(self, cases):
        """All that a second run must leave as it is, with the times of writing."""
        self.env.flush_all()
        self.env.invalidate_all()
        steps = cases.step_ids.sorted("id")
        activities = self.Activity.with_context(active_test=False).search(
            [("res_model", "=", "club.case"), ("res_id", "in", cases.ids)], order="id"
        )
        fields = ["state", "date", "is_moved", "done_date", "activity_id", "write_date"]
        return steps.read(fields), activities.read(
            ["summary", "date_deadline", "user_id", "active", "write_date"]
        )

    def _count_queries(self, cases, act):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        act(cases)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before
