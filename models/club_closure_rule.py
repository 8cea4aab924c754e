from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ClubClosureRule(models.Model):
    """Closed in every year: on public holidays, in weeks of school holidays.

    Of several rules that speak of a day the last one counts; those of a space come
    after those of the building that it lies in.
    """

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
        help="The rule holds for all that lies in it.",
    )
    sequence = fields.Integer(default=10)
    effect = fields.Selection(
        selection=[
            ("closed", "Not Open"),
            ("open", "Open Although"),
        ],
        required=True,
        default="closed",
        help="“Open although” takes back what a rule before it or above it closes.",
    )
    kind = fields.Selection(
        selection=[
            ("public", "Public Holidays"),
            ("school", "School Holidays"),
            ("days", "Certain Days"),
        ],
        string="On",
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
        help="A week has seven days, counted from the first day of the holidays.",
    )
    week_number = fields.Integer(
        string="Weeks or Week",
        default=1,
        help="How many weeks from the beginning or the end, or which one.",
    )
    date_from = fields.Date(
        string="First Day", help="Of certain days that do not return each year."
    )
    date_to = fields.Date(
        string="Last Day",
        compute="_compute_date_to",
        store=True,
        readonly=False,
        precompute=True,
    )
    reason = fields.Char(
        help="Clubs read it. Empty means the name of the holidays.",
    )
    company_id = fields.Many2one(
        related="facility_id.company_id", store=True, index=True, precompute=True
    )
    active = fields.Boolean(default=True)

    _week_number_plausible = models.Constraint(
        "CHECK (week_number BETWEEN 1 AND 10)",
        "Holidays have one to ten weeks. Please correct the number.",
    )
    _days_plausible = models.Constraint(
        "CHECK (date_from <= date_to)",
        "The last day lies before the first one. Please correct the days.",
    )

    @api.depends("date_from")
    def _compute_date_to(self):
        for rule in self:
            if rule.date_from and (not rule.date_to or rule.date_to < rule.date_from):
                rule.date_to = rule.date_from

    @api.depends("effect", "kind", "holiday_name", "facility_id")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        effects = dict(self._fields["effect"]._description_selection(self.env))
        for rule in self:
            parts = [
                rule.facility_id.name,
                effects.get(rule.effect),
                rule.holiday_name or kinds.get(rule.kind),
            ]
            rule.display_name = " · ".join(part for part in parts if part)

    @api.constrains("kind", "date_from")
    def _check_days(self):
        for rule in self:
            if rule.kind == "days" and not rule.date_from:
                raise ValidationError(
                    self.env._(
                        "A rule for certain days needs them. Please enter the first "
                        "day."
                    )
                )
