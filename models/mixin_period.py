from odoo import api, fields, models
from odoo.fields import Domain


class ClubPeriodMixin(models.AbstractModel):
    """From a day to a day, both included; an open end is unknown or lasting."""

    _name = "club.period.mixin"
    _description = "Period"

    date_from = fields.Date(
        string="Since",
        default=fields.Date.context_today,
        help="First day. Leave it empty if nobody knows.",
    )
    date_to = fields.Date(string="Until", help="Last day.")
    is_current = fields.Boolean(
        string="Current",
        compute="_compute_is_current",
        search="_search_is_current",
    )

    _period_plausible = models.Constraint(
        "CHECK (date_from <= date_to)",
        "The end lies before the beginning. Please correct “Since” or “Until”.",
    )

    @api.depends("date_from", "date_to")
    @api.depends_context("tz")
    def _compute_is_current(self):
        today = fields.Date.context_today(self)
        for record in self:
            begun = not record.date_from or record.date_from <= today
            ended = record.date_to and record.date_to < today
            record.is_current = begun and not ended

    def _search_is_current(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        return (Domain("date_from", "=", False) | Domain("date_from", "<=", today)) & (
            Domain("date_to", "=", False) | Domain("date_to", ">=", today)
        )
