"""A case that waits for others: what stops the clock, and what sets it going."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

WAITING_FIELDS = {"stage_id", "waiting_reason", "waiting_since"}


class ClubCase(models.Model):
    _inherit = "club.case"

    is_waiting = fields.Boolean(
        string="Waiting",
        related="stage_id.is_waiting",
        store=True,
        precompute=True,
    )
    waiting_reason = fields.Char(
        string="Waiting for",
        copy=False,
        tracking=True,
        help="Who or what has to answer before the work goes on.",
    )
    waiting_since = fields.Date(string="Waiting since", readonly=True, copy=False)
    waiting_ids = fields.One2many(
        comodel_name="club.case.waiting",
        inverse_name="case_id",
        string="Times of Waiting",
        readonly=True,
    )

    _since_when_waiting = models.Constraint(
        "CHECK ((is_waiting IS TRUE) = (waiting_since IS NOT NULL))",
        "Since when a case waits comes from its stage. Please use “Wait” or "
        "“Continue”.",
    )
    _reason_when_waiting = models.Constraint(
        "CHECK ((is_waiting IS TRUE) = (btrim(coalesce(waiting_reason, '')) <> ''))",
        "A case that waits says for whom or what. Please use “Wait” and enter it.",
    )

    # ------------------------------------------------------------
    # Entering and leaving the stages in which cases wait
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        defaults = self.default_get(["stage_id", "company_id"])
        prepared = []
        for vals in vals_list:
            vals = {**defaults, **vals}
            stage = self.env["club.case.stage"].browse(vals["stage_id"])
            company = self.env["res.company"].browse(vals["company_id"])
            prepared.append(
                self._prepare_waiting_vals(vals, False, stage.is_waiting, company)
            )
        cases = super().create(prepared)
        cases.filtered("is_waiting")._begin_waiting({})
        return cases

    def write(self, vals):
        if not WAITING_FIELDS & vals.keys():
            return super().write(vals)
        stage = self.env["club.case.stage"].browse(vals.get("stage_id") or [])
        groups = self.grouped(lambda case: (case.is_waiting, case.company_id))
        changes = []
        for (was_waiting, company), cases in groups.items():
            waits = stage.is_waiting if stage else was_waiting
            prepared = cases._prepare_waiting_vals(vals, was_waiting, waits, company)
            changes.append((cases, prepared, was_waiting, waits))
        for cases, prepared, was_waiting, waits in changes:
            stages = {case: case.stage_id for case in cases}
            super(ClubCase, cases).write(prepared)
            # computed now: a search may save some fields of a case before others,
            # and the database would see a stage without its wait
            cases.mapped("is_waiting")
            if waits and not was_waiting:
                cases._begin_waiting(stages)
            elif was_waiting and not waits:
                cases._end_waiting()
            elif waits and "waiting_reason" in vals:
                cases._get_open_waits().reason = vals["waiting_reason"]
        return True

    def _prepare_waiting_vals(self, vals, was_waiting, waits, company):
        """Complete the values of a create or write by what waiting demands.

        :param dict vals: values of the create or write; left untouched
        :param bool was_waiting: whether the cases wait so far
        :param bool waits: whether they wait afterwards
        :param company: tells what day it is
        :return: new values
        :raises ValidationError: with a sentence that says what to do
        """
        if not waits:
            if vals.get("waiting_reason") or vals.get("waiting_since"):
                raise ValidationError(
                    self.env._(
                        "This case does not wait for anybody. Please use “Wait” to "
                        "say for whom or what it waits."
                    )
                )
            return {**vals, "waiting_reason": False, "waiting_since": False}
        if not was_waiting or "waiting_reason" in vals:
            vals = {**vals, "waiting_reason": self._check_reason(vals)}
        if was_waiting:
            self._check_since_kept(vals)
            return {key: vals[key] for key in vals if key != "waiting_since"}
        today = company._club_today()
        since = fields.Date.to_date(vals.get("waiting_since")) or today
        self._check_since(since, today)
        return {**vals, "waiting_since": since}

    @api.model
    def _check_reason(self, vals):
        reason = vals.get("waiting_reason")
        reason = reason.strip() if isinstance(reason, str) else ""
        if not reason:
            raise ValidationError(
                self.env._(
                    "A case that waits says for whom or what. Please use the button "
                    "“Wait” and enter the reason."
                )
            )
        return reason

    def _check_since(self, since, today):
        if since > today:
            raise ValidationError(
                self.env._(
                    "A case cannot begin to wait in the future. Please choose today "
                    "or an earlier day."
                )
            )
        if any(since < case.date_open for case in self) and since < today:
            raise ValidationError(
                self.env._(
                    "A case cannot wait before it was opened. Please choose a later "
                    "day."
                )
            )

    def _check_since_kept(self, vals):
        """When a wait began is a fact; what the program loads anew is left out."""
        since = fields.Date.to_date(vals.get("waiting_since"))
        if not self.env.su and any(
            case.waiting_since != since for case in self if "waiting_since" in vals
        ):
            raise ValidationError(
                self.env._(
                    "This case waits already, and since when does not change. Please "
                    "use “Continue” and then “Wait” with another day."
                )
            )

    def _get_open_waits(self):
        # sudo: times of waiting are kept by the case alone; its write is checked
        Waiting = self.env["club.case.waiting"].sudo()
        return Waiting.search([("case_id", "in", self.ids), ("date_to", "=", False)])

    def _begin_waiting(self, stages):
        """Keep since when and from which stage the cases wait.

        :param dict stages: the stage of each case so far
        """
        # sudo: times of waiting are kept by the case alone; its write is checked
        Waiting = self.env["club.case.waiting"].sudo()
        # the end of the wait before must be there first
        Waiting.flush_model()
        return Waiting.create(
            [
                {
                    "case_id": case.id,
                    "reason": case.waiting_reason,
                    "date_from": case.waiting_since,
                    "stage_id": stages[case].id if case in stages else False,
                }
                for case in self
            ]
        )

    def _end_waiting(self):
        """End what is open today, or where that day is not reached, at its start."""
        waits = self._get_open_waits()
        ends = waits.grouped(
            lambda wait: max(wait.date_from, wait.company_id._club_today())
        )
        for day, ended in ends.items():
            ended.date_to = day
        self._move_manual_dates(waits)

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_wait(self, reason=None, date_from=None):
        """Stop the clock of the cases: they wait for somebody else.

        :param str reason: for whom or what
        :param date_from: first day of waiting, today unless given
        :raises ValidationError: without a reason, and when one of the cases is
            closed or waits already; then none of them changes
        """
        self._check_may_wait()
        stage = self.env["club.case.stage"]._get_waiting_stage()
        vals = {"stage_id": stage.id, "waiting_reason": reason}
        if date_from:
            vals["waiting_since"] = date_from
        return self.write(vals)

    def _check_may_wait(self):
        if closed := self.filtered("is_closed"):
            raise ValidationError(
                self.env._(
                    "Closed already: %(numbers)s. A closed case waits for nobody; "
                    "reopen it first or leave it out.",
                    numbers=", ".join(closed.mapped("number")),
                )
            )
        if waiting := self.filtered("is_waiting"):
            raise ValidationError(
                self.env._(
                    "Waiting already: %(numbers)s. Use “Continue” before a case waits "
                    "for somebody else, or leave it out.",
                    numbers=", ".join(waiting.mapped("number")),
                )
            )

    def action_resume(self):
        """Set the clock going again: back into the stage from before the wait.

        Cases that do not wait stay as they are.
        """
        waiting = self.filtered("is_waiting")
        if not waiting:
            return True
        Stage = self.env["club.case.stage"]
        default = Stage._get_working_stage()
        before = {wait.case_id.id: wait.stage_id for wait in waiting._get_open_waits()}

        def get_stage(case):
            stage = before.get(case.id, Stage).sudo(False)
            works = stage.active and not (stage.is_closed or stage.is_waiting)
            return stage if works else default

        for stage, cases in waiting.grouped(get_stage).items():
            cases.write({"stage_id": stage.id})
        return True

    def _resume_by_reply(self):
        """Go on because whoever the case may have waited for wrote."""
        waiting = self.filtered("is_waiting")
        waiting.action_resume()
        for case in waiting:
            case._message_log(
                body=self.env._(
                    "The waiting ended, because a reply arrived by mail. Please use "
                    "“Wait” again if the case still waits."
                )
            )
