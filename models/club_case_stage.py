from odoo import api, fields, models
from odoo.exceptions import UserError


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
    fold = fields.Boolean(string="Folded on the Board")
    active = fields.Boolean(default=True)

    def write(self, vals):
        if "is_closed" in vals:
            changed = self.filtered(lambda s: s.is_closed != bool(vals["is_closed"]))
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
        """The first open stage, or the first closing one.

        :param bool is_closed: whether a closing stage is wanted
        :return: one stage
        :raises UserError: when no such stage is left
        """
        stage = self.search([("is_closed", "=", is_closed)], limit=1)
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
