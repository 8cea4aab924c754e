from odoo import api, fields, models
from odoo.exceptions import UserError


class ClubCasePlan(models.Model):
    """What is done in a kind of case, step by step.

    Odoo's own activity plans know only days before or after one date, their
    texts cannot be translated, and nothing remembers what was applied. So a plan
    of ours makes ordinary activities, but each case keeps its steps: they wait
    for each other or for a deadline, and move when those move.
    """

    _name = "club.case.plan"
    _description = "Case Plan"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    description = fields.Text(
        translate=True, help="For which cases this plan is meant."
    )
    line_ids = fields.One2many(
        comodel_name="club.case.plan.line",
        inverse_name="plan_id",
        string="Steps",
    )
    line_count = fields.Integer(string="Steps Planned", compute="_compute_line_count")
    type_ids = fields.One2many(
        comodel_name="club.case.type",
        inverse_name="plan_id",
        string="Case Types",
    )
    company_id = fields.Many2one(comodel_name="res.company", index="btree_not_null")
    active = fields.Boolean(default=True)

    @api.depends("line_ids")
    def _compute_line_count(self):
        counts = dict(
            self.env["club.case.plan.line"]._read_group(
                [("plan_id", "in", self.ids)], ["plan_id"], ["__count"]
            )
        )
        for plan in self:
            plan.line_count = counts.get(plan._origin, 0)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self.with_context(active_test=False).line_ids._unlink_except_used()

    def copy_data(self, default=None):
        return [
            {**vals, "name": self.env._("%(name)s (copy)", name=plan.name)}
            if "name" not in (default or {})
            else vals
            for plan, vals in zip(self, super().copy_data(default), strict=True)
        ]

    def copy(self, default=None):
        """The steps of a copy wait for each other, not for those of the original."""
        copies = super().copy(default)
        for plan, duplicate in zip(self, copies, strict=True):
            plan.line_ids._copy_into(duplicate)
        return copies

    def _check_can_be_applied(self):
        """
        :raises UserError: when it is no plan, or was archived
        """
        if len(self) != 1 or not self.active:
            raise UserError(
                self.env._(
                    "This plan is not in use, or not any more. Please choose another "
                    "one."
                )
            )

    def _check_usable_for(self, cases):
        """A plan that belongs to one company is not applied in another.

        :raises UserError: with a sentence that names the plan
        """
        for plan in self:
            if plan.company_id and cases.company_id - plan.company_id:
                raise UserError(
                    self.env._(
                        "The plan “%(plan)s” belongs to another company. Please "
                        "choose a plan of the case's own company.",
                        plan=plan.name,
                    )
                )
