"""The case and its stages: what opens it, closes it, takes it up again."""

from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError, ValidationError

from ..tools.arguments import record_of


class ClubCase(models.Model):
    _inherit = "club.case"

    @api.model_create_multi
    def create(self, vals_list):
        Sequence = self.env["ir.sequence"]
        defaults = self.default_get(["stage_id", "company_id"])
        prepared = []
        for vals in vals_list:
            vals = {**defaults, **vals}
            if not vals.get("number"):
                company_sequence = Sequence.with_company(vals["company_id"])
                vals["number"] = company_sequence.next_by_code("club.case")
            stage = self.env["club.case.stage"].browse(vals["stage_id"])
            self._check_flags(vals, [stage])
            prepared.append(self._prepare_stage_vals(vals))
        return super().create(prepared)

    def write(self, vals):
        self._check_flags(vals, self)
        if "number" in vals and any(case.number != vals["number"] for case in self):
            raise UserError(
                self.env._(
                    "The number of a case never changes: mails that are under way "
                    "carry it."
                )
            )
        if not {"stage_id", "result_id", "date_closed"} & vals.keys():
            return super().write(vals)
        for (was_closed, company), cases in self.grouped(
            lambda case: (case.is_closed, case.company_id)
        ).items():
            prepared = self.with_company(company)._prepare_stage_vals(
                vals, was_closed=was_closed
            )
            if prepared.get("date_closed") and "date_closed" not in vals:
                for day, group in cases._group_by_day(prepared["date_closed"]):
                    super(ClubCase, group).write({**prepared, "date_closed": day})
            else:
                super(ClubCase, cases).write(prepared)
        return True

    @api.model
    def _check_flags(self, vals, records):
        """Whether a case is closed or waits follows from its stage alone.

        :param records: cases or stages that tell what is so
        :raises ValidationError: for values that say something else
        """
        flags = {"is_closed", "is_waiting"} & vals.keys()
        if any(bool(vals[flag]) != case[flag] for flag in flags for case in records):
            raise ValidationError(
                self.env._(
                    "Whether a case is closed or waits comes from its stage. Please "
                    "use “Close”, “Reopen”, “Wait” or “Continue”."
                )
            )

    def _group_by_day(self, today):
        """No case closes before it was opened.

        For people in another time zone the day of opening may be tomorrow.

        :return: pairs of the day of closing and the cases
        """
        tomorrow = today + timedelta(days=1)
        return self.grouped(
            lambda case: tomorrow if case.date_open == tomorrow else today
        ).items()

    @api.model
    def _prepare_stage_vals(self, vals, was_closed=False):
        """Complete the values of a create or write by what the stage demands.

        Entering a closing stage needs a result and sets the date of closing;
        leaving it takes both back. Whatever contradicts that is refused, however
        it comes: by button, dragged card, import or RPC.

        :param dict vals: values of the create or write; left untouched
        :param bool was_closed: whether the cases are closed so far
        :return: new values
        :raises ValidationError: with a sentence that says what to do
        """
        is_closed = was_closed
        if vals.get("stage_id"):
            stage = self.env["club.case.stage"].browse(vals["stage_id"])
            is_closed = stage.is_closed
        if is_closed:
            return self._prepare_closed_vals(vals, was_closed)
        if vals.get("result_id") or vals.get("date_closed"):
            raise ValidationError(
                self.env._(
                    "An open case has neither a result nor a date of closing. Please "
                    "use “Close” to set them."
                )
            )
        return {**vals, "result_id": False, "date_closed": False}

    @api.model
    def _prepare_closed_vals(self, vals, was_closed):
        if not vals.get("result_id", was_closed):
            raise ValidationError(
                self.env._(
                    "A case is closed with a result. Please use “Close” and choose one."
                )
            )
        if was_closed and vals.get("date_closed", True):
            return vals
        # the day of the company, whoever closes the case and by which way
        company = self.env["res.company"].browse(vals.get("company_id"))
        today = (company or self.env.company)._club_today()
        return {**vals, "date_closed": vals.get("date_closed") or today}

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_close(self, result=None):
        """Close the cases with a result.

        :param result: one ``club.case.result`` or its id
        :raises ValidationError: without a result
        :raises UserError: when one of the cases is closed already
        """
        if self.filtered("is_closed"):
            raise UserError(
                self.env._(
                    "Closed already: %(numbers)s. Reopen a closed case first if it "
                    "needs another result.",
                    numbers=", ".join(self.filtered("is_closed").mapped("number")),
                )
            )
        stage = self.env["club.case.stage"]._get_first_stage(is_closed=True)
        chosen = record_of(self.env["club.case.result"], result)
        self.write({"stage_id": stage.id, "result_id": chosen.id})
        return True

    def action_reopen(self):
        """Take closed cases up again: into the first stage, without a result.

        Cases that are open stay as they are.
        """
        closed = self.filtered("is_closed")
        if closed:
            stage = self.env["club.case.stage"]._get_first_stage()
            closed.write({"stage_id": stage.id})
        return True
