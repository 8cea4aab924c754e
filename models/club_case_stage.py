from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class ClubCaseStage(models.Model):
    _name = "club.case.stage"
    _description = "Case Stage"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    is_closed = fields.Boolean(
        string="Closing Stage",
        help="Cases in this stage are closed: they carry a result and a date of "
        "closing, and no longer appear among the open work.",
    )
    is_waiting = fields.Boolean(
        string="Waiting Stage",
        help="Cases in this stage wait for others, with a reason: the days do not "
        "count for their reply.",
    )
    fold = fields.Boolean(string="Folded on the Board")
    active = fields.Boolean(default=True)

    _closed_or_waiting = models.Constraint(
        "CHECK (is_closed IS NOT TRUE OR is_waiting IS NOT TRUE)",
        "A closed case waits for nobody. Please choose one of the two.",
    )

    def write(self, vals):
        for meaning in {"is_closed", "is_waiting"} & vals.keys():
            value = bool(vals[meaning])
            changed = self.filtered(lambda s, m=meaning, v=value: s[m] != v)
            changed._check_without_cases()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_cases(self):
        self._check_without_cases()

    def _check_without_cases(self):
        """Refuse to change the meaning of stages that hold cases.

        :raises UserError: when a case, archived or not, is in one of the stages
        """
        # sudo: a case of another company counts as well
        used = self.env["club.case"].sudo().with_context(active_test=False)
        case = used.search([("stage_id", "in", self.ids)], limit=1)
        if case:
            raise UserError(
                self.env._(
                    "There are cases in the stage “%(stage)s”. Please move them to "
                    "another stage first.",
                    stage=case.stage_id.name,
                )
            )

    @api.model
    def _get_first_stage(self, is_closed=False):
        """The first open stage in which nobody waits, or the first closing one.

        :param bool is_closed: whether a closing stage is wanted
        :return: one stage
        :raises UserError: when no such stage is left
        """
        domain = [("is_closed", "=", is_closed), ("is_waiting", "=", False)]
        stage = self.search(domain, limit=1)
        if not stage:
            raise UserError(
                self.env._(
                    "There is no stage for closed cases. Please ask your "
                    "administrator to create one under Configuration > Cases > Stages."
                )
                if is_closed
                else self.env._(
                    "There is no stage for open cases. Please ask your "
                    "administrator to create one under Configuration > Cases > Stages."
                )
            )
        return stage

    @api.model
    def _get_waiting_stage(self):
        """The first stage in which cases wait for others.

        :raises UserError: when no such stage is left
        """
        stage = self.search([("is_waiting", "=", True)], limit=1)
        if not stage:
            raise UserError(
                self.env._(
                    "There is no stage for cases that wait. Please ask your "
                    "administrator to create one under Configuration > Cases > Stages."
                )
            )
        return stage

    @api.model
    def _get_working_stage(self):
        """The stage in which work goes on: the last one before cases wait."""
        waiting = self.search([("is_waiting", "=", True)], limit=1)
        domain = Domain("is_closed", "=", False) & Domain("is_waiting", "=", False)
        before = domain & Domain("sequence", "<=", waiting.sequence)
        return (
            self.search(before, limit=1, order="sequence desc, id desc")
            or self._get_first_stage()
        )
