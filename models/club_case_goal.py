from odoo import api, fields, models

# Goal attainment scaling: 0 is what was hoped for, not "nothing entered".
ATTAINMENT = [
    ("-2", "−2 – Much Less Than Hoped"),
    ("-1", "−1 – Less Than Hoped"),
    ("0", "0 – As Hoped"),
    ("1", "+1 – More Than Hoped"),
    ("2", "+2 – Much More Than Hoped"),
]


class ClubCaseGoal(models.Model):
    """What a case is to achieve, and how far it got."""

    _name = "club.case.goal"
    _description = "Goal"
    _inherit = ["club.case.part.mixin"]
    _order = "sequence, id"

    name = fields.Char(string="Goal", required=True)
    sequence = fields.Integer(default=10)
    indicator = fields.Char(help="How one would notice that the goal is reached.")
    date_target = fields.Date(string="To Be Reached By")
    start_value = fields.Selection(
        selection=ATTAINMENT,
        string="At the Start",
        help="How things are at the start, measured by what is hoped for.",
    )
    date_start = fields.Date(
        string="Assessed at the Start On",
        compute="_compute_date_start",
        store=True,
        readonly=False,
        precompute=True,
    )
    end_value = fields.Selection(
        selection=ATTAINMENT,
        string="At the End",
        help="How far the goal was reached.",
    )
    date_end = fields.Date(
        string="Assessed at the End On",
        compute="_compute_date_end",
        store=True,
        readonly=False,
        precompute=True,
    )
    note = fields.Char()

    _name_not_blank = models.Constraint(
        "CHECK (btrim(name) <> '')",
        "A goal needs a few words. Please say what is to be achieved.",
    )
    _end_after_start = models.Constraint(
        "CHECK (date_end >= date_start)",
        "The end of a goal is not assessed before its start. Please check both dates.",
    )

    @api.depends("start_value")
    def _compute_date_start(self):
        self._stamp_assessed("start_value", "date_start")

    @api.depends("end_value")
    def _compute_date_end(self):
        self._stamp_assessed("end_value", "date_end")

    def _stamp_assessed(self, value, date):
        """Remember the day on which something was assessed first."""
        for goal in self:
            company = goal.company_id or self.env.company
            goal[date] = goal[value] and (goal[date] or company._club_today())
