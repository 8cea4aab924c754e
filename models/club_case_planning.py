"""The case and its plan: what is to be done next, by whom and until when."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.arguments import record_of

# What, when it changes, may open, move, hand over or drop steps.
CAUSES = {
    "type_id",
    "stage_id",
    "date_open",
    "user_id",
    "deputy_id",
    "supervisor_id",
    "team_id",
    "company_id",
    "is_restricted",
}


class ClubCase(models.Model):
    _inherit = "club.case"

    step_ids = fields.One2many(
        comodel_name="club.case.plan.step",
        inverse_name="case_id",
        string="Plan",
    )
    plan_progress = fields.Char(
        string="Progress",
        compute="_compute_plan_progress",
        help="How many steps of the plan are done. What was dropped does not count.",
    )

    @api.depends("step_ids.state")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_plan_progress(self):
        groups = self.env["club.case.plan.step"]._read_group(
            [("case_id", "in", self.ids), ("state", "!=", "dropped")],
            ["case_id", "state"],
            ["__count"],
        )
        total, done = {}, {}
        for case, state, count in groups:
            total[case.id] = total.get(case.id, 0) + count
            if state == "done":
                done[case.id] = count
        for case in self:
            case_id = case._origin.id
            counted = f"{done.get(case_id, 0)}/{total.get(case_id)}"
            case.plan_progress = counted if case_id in total else False

    @api.model_create_multi
    def create(self, vals_list):
        cases = super().create(vals_list)
        cases._club_start_plans()
        return cases

    def write(self, vals):
        if not CAUSES & vals.keys():
            return super().write(vals)
        before = self._club_plan_snapshot()
        result = super().write(vals)
        self._club_follow_changes(before)
        return result

    def _club_plan_snapshot(self):
        # sudo: what the change does to the steps does not depend on who makes it
        cases = self.sudo()
        steps = cases.step_ids
        return {
            "types": {case: case.type_id for case in cases},
            "closed": cases.filtered("is_closed"),
            "steps": steps,
            "users": {
                step: step._get_responsible()
                for step in steps
                if step.state == "open" and step.activity_id
            },
        }

    def _club_follow_changes(self, before):
        """Let the steps follow what was written.

        :param dict before: what :meth:`_club_plan_snapshot` told
        """
        # constraints tie fields together: a search must not flush some of them only
        self.flush_recordset()
        cases = self.sudo()
        changed = cases.filtered(lambda case: case.type_id != before["types"][case])
        steps = before["steps"]
        if not steps and not changed:
            return
        closed = cases.filtered("is_closed")
        steps.filtered(
            lambda step: (
                step.case_id in closed - before["closed"]
                and step.state in ("waiting", "open")
            )
        )._drop("closing")
        steps.filtered(
            lambda step: (
                step.case_id in before["closed"] - closed
                and step.drop_reason == "closing"
            )
        )._take_up()
        steps._follow_people(before["users"])
        changed._club_leave_plans(before["types"])
        changed._club_start_plans()
        (cases - changed)._club_reschedule_steps()

    def _club_leave_plans(self, types):
        """What is still open of the former type's plan is not needed any more.

        What never began leaves no row: nobody has heard of it.
        """
        ending = self.step_ids.filtered(
            lambda step: (
                step.plan_id == types[step.case_id].plan_id
                and step.plan_id != step.case_id.type_id.plan_id
                and step.state in ("waiting", "open")
            )
        )
        begun = ending._filter_begun()
        begun._drop("type")
        (ending - begun).unlink()

    def _club_start_plans(self):
        """Apply the plans of those types that want it by themselves."""
        # sudo: plans are not a matter of who opens a case, a mail may do so
        cases = self.sudo().filtered("type_id.apply_plan")
        cases = cases.filtered(lambda case: case.type_id.plan_id.active)
        plans = {case: case.type_id.plan_id for case in cases if not case.is_closed}
        if plans:
            self._club_add_steps(plans)
        self._club_reschedule_steps()

    @api.model
    def _club_add_steps(self, plans):
        """Give cases the steps of a plan that they lack.

        :param dict plans: case (with sudo): plan
        """
        cases = self.sudo().union(*plans)
        steps = cases.step_ids
        steps.filtered(
            lambda step: (
                step.drop_reason == "type" and step.plan_id == plans[step.case_id]
            )
        )._take_up()
        present = {(step.case_id, step.line_id) for step in steps}
        self.env["club.case.plan.step"].sudo().create(
            [
                {"case_id": case.id, "line_id": line.id}
                for case, plan in plans.items()
                for line in plan.line_ids
                if (case, line) not in present
            ]
        )

    def _club_reschedule_steps(self):
        """Open and move steps after whatever changed; a second time does nothing.

        A hook for all that dates depend on: waits, deadlines, people, holidays.
        """
        self.flush_recordset()
        # sudo: whoever may change what the dates depend on may not write steps
        steps = self.env["club.case.plan.step"].sudo()
        steps = steps.search(
            [("case_id", "in", self.ids), ("case_id.is_closed", "=", False)]
        )
        steps._reschedule()

    def _club_waits(self):
        """The periods in which each case waited for others; what lasts is unknown.

        :return: dict of case id: list of (first day, day after the last one)
        """
        waits = self.env["club.case.waiting"].search(
            [("case_id", "in", self.ids), ("date_to", "!=", False)]
        )
        return {
            case.id: [(wait.date_from, wait.date_to) for wait in periods]
            for case, periods in waits.grouped("case_id").items()
        }

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_apply_plan(self, plan=None):
        """Give the cases the steps of a plan, and open those that can begin.

        A second time adds nothing: each step is there once for each case.

        :param plan: one ``club.case.plan`` or its id; the plan of each case's
            type without it
        :raises UserError: when there is no plan, or a case is closed
        """
        self.check_access("write")
        self._club_lock()
        closed = self.filtered("is_closed")
        if closed:
            raise UserError(
                self.env._(
                    "Closed already: %(numbers)s. Please reopen a case before you "
                    "apply a plan to it.",
                    numbers=", ".join(closed.mapped("number")),
                )
            )
        if plan:
            chosen = record_of(self.env["club.case.plan"], plan)
            chosen.check_access("read")
            chosen._check_can_be_applied()
            plans = dict.fromkeys(self.sudo(), chosen.sudo())
        else:
            plans = self._get_plans_of_types()
        for chosen, cases in self.grouped(lambda c: plans[c.sudo()]).items():
            chosen._check_usable_for(cases)
        if plans:
            self._club_add_steps(plans)
        self._club_reschedule_steps()
        return True

    def _club_lock(self):
        """Meet whoever closes or merges these cases at the same time.

        New steps touch no row of the case, so both would succeed without knowing of
        each other. Written unchanged, the second of the two is repeated by Odoo and
        finds what the first one did.
        """
        self.env.cr.execute(
            "UPDATE club_case SET number = number WHERE id = ANY(%s)",
            [list(self._ids)],
        )

    def _get_plans_of_types(self):
        plans = {case: case.type_id.plan_id for case in self.sudo()}
        without = [case.number for case, plan in plans.items() if not plan.active]
        if without:
            raise UserError(
                self.env._(
                    "The type of these cases has no plan: %(numbers)s. Please choose a "
                    "plan.",
                    numbers=", ".join(without),
                )
            )
        return plans
