from odoo import api, fields, models


class ClubCaseDeadline(models.Model):
    """A day that a case must not miss: a grant's date, the end of a post."""

    _name = "club.case.deadline"
    _description = "Deadline"
    _inherit = ["club.case.part.mixin"]
    _order = "date, id"

    kind_id = fields.Many2one(
        comodel_name="club.deadline.kind",
        required=True,
        index=True,
        ondelete="restrict",
    )
    name = fields.Char(
        string="What Ends",
        help="A few words, such as the name of the programme. Leave out the names of "
        "persons.",
    )
    date = fields.Date(required=True, index=True)
    days_before = fields.Integer(
        string="Remind Before (Days)",
        compute="_compute_days_before",
        store=True,
        readonly=False,
        precompute=True,
    )
    is_done = fields.Boolean(string="Done")
    active = fields.Boolean(default=True)

    _days_before_plausible = models.Constraint(
        "CHECK (days_before BETWEEN 0 AND 730)",
        "A reminder comes 0 to 730 days ahead.",
    )

    @api.depends("kind_id")
    def _compute_days_before(self):
        for deadline in self:
            deadline.days_before = deadline.kind_id.days_before

    @api.depends("kind_id", "name")
    def _compute_display_name(self):
        for deadline in self:
            parts = [deadline.kind_id.name, deadline.name]
            deadline.display_name = ": ".join(part for part in parts if part)
