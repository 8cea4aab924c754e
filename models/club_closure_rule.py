from odoo import fields, models


class ClubClosureRule(models.Model):
    """Closed in every year: on public holidays, in weeks of school holidays."""

    _name = "club.closure.rule"
    _description = "Closure by Rule"
    _order = "facility_id, sequence, id"
    _check_company_auto = True

    facility_id = fields.Many2one(
        comodel_name="club.facility",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
        help="It is closed with all that lies in it.",
    )
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        selection=[
            ("public", "Public Holidays"),
            ("school", "School Holidays"),
        ],
        string="Closed On",
        required=True,
        default="school",
    )
    holiday_name = fields.Char(
        string="Only",
        help="Part of the name of the holidays, such as “Sommer”. Empty means all.",
    )
    weeks = fields.Selection(
        selection=[
            ("all", "All Weeks"),
            ("first", "The First Weeks"),
            ("last", "The Last Weeks"),
            ("one", "One Week"),
        ],
        required=True,
        default="all",
    )
    week_number = fields.Integer(
        string="Weeks or Week",
        default=1,
        help="How many weeks from the beginning or the end, or which one.",
    )
    company_id = fields.Many2one(
        related="facility_id.company_id", store=True, index=True, precompute=True
    )
    active = fields.Boolean(default=True)

    _week_number_plausible = models.Constraint(
        "CHECK (week_number BETWEEN 1 AND 10)",
        "Holidays have one to ten weeks. Please correct the number.",
    )
