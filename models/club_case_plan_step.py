from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html
from odoo.tools.misc import clean_context

from ..tools.one_by_one import one_by_one


class ClubCasePlanStep(models.Model):
    """What became of one line of a plan in one case.

    Steps are written by methods only. A step waits until its date is known and
    somebody is there to do it; then it opens as an ordinary activity. Done
    activities complete it; a removed activity drops it, and what comes after it
    goes on waiting until a person says by “Skip” that it is not needed.
    """

    _name = "club.case.plan.step"
    _description = "Step of a Case"
    _inherit = ["club.case.part.mixin"]
    _order = "line_id, id"
    _rec_name = "name"

    line_id = fields.Many2one(
        comodel_name="club.case.plan.line",
        string="Planned Step",
        required=True,
        index=True,
        ondelete="restrict",
    )
    plan_id = fields.Many2one(related="line_id.plan_id")
    name = fields.Char(related="line_id.name")
    activity_id = fields.Many2one(
        comodel_name="mail.activity",
        index="btree_not_null",
        ondelete="set null",
    )
    user_id = fields.Many2one(related="activity_id.user_id", string="Done by")
    state = fields.Selection(
        selection=[
            ("waiting", "Waiting"),
            ("open", "Open"),
            ("done", "Done"),
            ("dropped", "Dropped"),
        ],
        required=True,
        default="waiting",
        index=True,
    )
    date = fields.Date(string="Due on", index="btree_not_null")
    is_moved = fields.Boolean(
        string="Moved by Hand",
        help="Somebody chose the date; it no longer follows the plan.",
    )
    done_date = fields.Date(string="Completed on")
    done_by = fields.Many2one(
        comodel_name="res.users",
        string="Completed by",
        index="btree_not_null",
        ondelete="restrict",
    )
    drop_reason = fields.Selection(
        selection=[
            ("activity", "Activity Removed"),
            ("skip", "Skipped"),
            ("type", "Case Type Changed"),
            ("closing", "Case Closed"),
        ],
        string="Dropped Because",
    )

    _case_line_uniq = models.UniqueIndex(
        "(case_id, line_id)",
        "Somebody has just applied this plan to the same case. Please reload the page.",
    )
    _done_has_date = models.Constraint(
        "CHECK (state <> 'done' OR done_date IS NOT NULL)",
        "A step that is done has a date. Please mark its activity as done.",
    )
    _dropped_has_reason = models.Constraint(
        "CHECK ((state = 'dropped') = (drop_reason IS NOT NULL))",
        "A step is dropped for a reason. Please use “Skip”.",
    )

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_done(self):
        """Mark the activities of open steps as done, as one does in their list.

        :raises UserError: when a step is not open or the case is closed
        """
        self._sudo_for_change()
        other = self.filtered(lambda step: step.state != "open")
        if other:
            raise UserError(
                self.env._(
                    "“%(step)s” is not open. Only open steps can be marked as done; "
                    "skip those that are not needed.",
                    step=other[0].name,
                )
            )
        self.activity_id.filtered("active").action_feedback()
        return True

    def action_skip(self):
        """Say that the steps are not needed; what comes after them may begin.

        :raises UserError: when a step is done or the case is closed
        """
        steps = self._sudo_for_change()
        done = steps.filtered(lambda step: step.state == "done")
        if done:
            raise UserError(
                self.env._(
                    "“%(step)s” is done already and cannot be skipped.",
                    step=done[0].name,
                )
            )
        steps._drop("skip")
        steps.case_id._club_reschedule_steps()
        return True

    def action_take_up(self):
        """Let dropped steps wait or open again.

        :raises UserError: when the case is closed
        """
        steps = self._sudo_for_change()
        steps.filtered(lambda step: step.state == "dropped")._take_up()
        steps.case_id._club_reschedule_steps()
        return True

    def _sudo_for_change(self):
        """The steps with the right to write them, which nobody has by hand."""
        self.case_id.check_access("write")
        closed = self.case_id.filtered("is_closed")
        if closed:
            raise UserError(
                self.env._(
                    "Case %(number)s is closed. Please reopen it to change its plan.",
                    number=closed[0].number,
                )
            )
        # sudo: the right to change the case was checked; steps change by methods only
        return self.sudo()

    # ------------------------------------------------------------
    # Changes of state
    # ------------------------------------------------------------

    def _complete(self):
        """The activities were done, by whomever the environment says."""
        for company, steps in self.grouped("company_id").items():
            steps.write(
                {
                    "state": "done",
                    "done_date": company._club_today(),
                    "done_by": self.env.uid,
                }
            )

    def _open_again(self):
        """The activities were brought back after they were done."""
        self.write({"state": "open", "done_date": False, "done_by": False})

    def _drop(self, reason):
        """Give steps up, together with what is left of their activities."""
        activities = self.filtered(lambda step: step.state == "open").activity_id
        for company, steps in self.grouped("company_id").items():
            skipped_on = reason == "skip" and company._club_today()
            steps.write(
                {
                    "state": "dropped",
                    "drop_reason": reason,
                    "done_date": skipped_on,
                    "done_by": skipped_on and self.env.uid,
                }
            )
        if activities:
            activities.with_context(club_plan_update=True).unlink()

    def _note_moved(self):
        """A person chose another date for the activities."""
        for step in self:
            date = step.activity_id.date_deadline
            if date != step.date:
                step.write({"date": date, "is_moved": True})

    def _filter_begun(self):
        """The steps that have or had an activity: opening alone gives them a date."""
        return self.filtered(lambda step: step.state != "waiting" or step.date)

    def _take_up(self):
        self.write(
            {
                "state": "waiting",
                "drop_reason": False,
                "done_date": False,
                "done_by": False,
            }
        )

    # ------------------------------------------------------------
    # Who
    # ------------------------------------------------------------

    def _get_responsible(self):
        """Whoever does the step as things are; nobody while nobody is responsible.

        A fixed person gets no activity of a case that they could not open.
        """
        self.ensure_one()
        case, line = self.case_id, self.line_id
        user = {
            "deputy": case.deputy_id,
            "supervisor": case.supervisor_id,
            "user": line.user_id,
        }.get(line.responsible, case.user_id)
        people = case.user_id | case.deputy_id | case.supervisor_id
        strange = case.is_restricted and user not in people
        if not user.active or case.company_id not in user.company_ids or strange:
            return case.user_id
        return user

    def _follow_people(self, before):
        """Activities go over to who does the step now, unless a person gave them on.

        :param dict before: whoever did each open step before the change
        """
        by_user = defaultdict(self.browse)
        for step, user in before.items():
            now = step._get_responsible()
            if step.state == "open" and now != user == step.activity_id.user_id:
                by_user[now] += step
        for user, steps in by_user.items():
            activities = steps.activity_id.with_context(
                mail_activity_quick_update=True, club_plan_update=True
            )
            if user:
                activities.write({"user_id": user.id})
            else:
                steps.state = "waiting"
                activities.unlink()

    # ------------------------------------------------------------
    # Activities
    # ------------------------------------------------------------

    def _reschedule(self):
        """Move what is open and open what has a date and somebody to do it."""
        dates = self._get_planned_dates()
        moved = self.filtered(
            lambda step: (
                step.state == "open"
                and step.activity_id
                and dates[step] not in (None, step.date)
            )
        )
        for step in moved:
            step.date = dates[step]
        for date, steps in moved.grouped("date").items():
            activities = steps.activity_id.with_context(club_plan_update=True)
            activities.write({"date_deadline": date})
        # an open step without an activity lost it with the account of a colleague
        ready = self.filtered(
            lambda step: (
                step.state in ("waiting", "open")
                and not step.activity_id.active
                and dates[step]
                and step._get_responsible()
            )
        )
        ready._open(dates)

    def _open(self, dates):
        """Make the activities, all at once and without a mail for each of them.

        Whoever becomes responsible hears of the case itself; its steps stand in
        their list of activities.
        """
        if not self:
            return
        self = self.with_env(self.env(context=clean_context(self.env.context)))
        Activity = self.env["mail.activity"].with_context(
            mail_activity_quick_update=True, club_plan_update=True
        )
        activities = Activity.create(self._prepare_activity_vals(dates))
        for step, activity in zip(self, activities, strict=True):
            step.write(
                {"state": "open", "date": dates[step], "activity_id": activity.id}
            )

    def _prepare_activity_vals(self, dates):
        model_id = self.env["ir.model"]._get_id("club.case")
        users = {step: step._get_responsible() for step in self}
        langs = {user.lang or self.env.lang for user in users.values()}
        texts = {lang: self.line_id._get_activity_texts(lang) for lang in langs}
        vals_list = []
        for step in self:
            user = users[step]
            summary, note = texts[user.lang or self.env.lang][step.line_id]
            vals_list.append(
                {
                    "res_model_id": model_id,
                    "res_id": step.case_id.id,
                    "activity_type_id": step.line_id.activity_type_id.id,
                    "summary": summary,
                    "note": note and plaintext2html(note),
                    "date_deadline": dates[step],
                    "user_id": user.id,
                    "automated": True,
                }
            )
        return vals_list

    # ------------------------------------------------------------
    # Safety net
    # ------------------------------------------------------------

    @api.model
    def _cron_catch_up(self, batch=100):
        """Recompute open steps: holidays, calendars and plans change as well."""
        domain = [("state", "in", ("waiting", "open")), ("case_id.active", "=", True)]
        groups = self._read_group(domain, ["case_id"], order="case_id")
        case_ids = [case.id for (case,) in groups]
        Cron = self.env["ir.cron"]
        Cron._commit_progress(remaining=len(case_ids))
        for start in range(0, len(case_ids), batch):
            chunk = case_ids[start : start + batch]
            cases = self.env["club.case"].browse(chunk)
            one_by_one(cases, type(cases)._club_reschedule_steps)
            if not Cron._commit_progress(len(chunk)):
                break
