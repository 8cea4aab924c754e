from odoo import api, fields, models

from ..models.club_facility_rules import Use


class ClubTrainingPlanLine(models.TransientModel):
    """A day that is about to be planned, and why its room is not to be had."""

    _name = "club.training.plan.line"
    _description = "Day to Plan"
    _order = "start, id"

    plan_id = fields.Many2one(
        comodel_name="club.training.plan",
        required=True,
        ondelete="cascade",
        index=True,
    )
    number = fields.Integer(
        string="Date No.",
        default=1,
        help="Days with the same number belong to one date.",
    )
    start = fields.Datetime(string="Begins", required=True)
    stop = fields.Datetime(string="Ends", required=True)
    problem = fields.Text(compute="_compute_problem")

    _start_before_stop = models.Constraint(
        "CHECK (start < stop)",
        "The day ends before it begins. Please correct the times.",
    )

    @api.constrains("plan_id")
    def _check_plan_id(self):
        """Nobody puts a day into the dialog of another user."""
        self.plan_id.sudo(False).check_access("write")

    @api.depends("start", "stop", "plan_id.facility_id")
    @api.depends_context("uid", "lang")
    def _compute_problem(self):
        # rooms that the reader may not know are none
        rooms = self.plan_id.facility_id._origin.sudo(False)._filtered_access("read")
        uses = [
            Use(key, line.plan_id.facility_id._origin.sudo(), line.start, line.stop)
            for key, line in enumerate(self)
            if line.plan_id.facility_id._origin.id in rooms.ids
            and line.start
            and line.stop
            and line.start < line.stop
        ]
        # sudo: whose the times are is told to those only who may know
        found = self.env["club.reservation"].sudo()._find_obstacles_of(uses)
        for key, line in enumerate(self):
            line.problem = " ".join(one.text for one in found.get(key, []))
