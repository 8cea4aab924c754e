from odoo import fields, models


class ClubDeadlineKind(models.Model):
    _name = "club.deadline.kind"
    _description = "Kind of Deadline"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    days_before = fields.Integer(
        string="Remind Before (Days)",
        default=14,
        help="How many days ahead whoever is responsible is reminded; each deadline "
        "may say otherwise.",
    )
    active = fields.Boolean(default=True)

    _days_before_plausible = models.Constraint(
        "CHECK (days_before BETWEEN 0 AND 730)",
        "A reminder comes 0 to 730 days ahead.",
    )
