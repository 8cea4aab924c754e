from odoo import fields, models


class ClubReservationSkip(models.Model):
    """A date that a series would have and does not, and why."""

    _name = "club.reservation.skip"
    _description = "Skipped Date"
    _order = "series_id, date"
    _rec_name = "date"

    series_id = fields.Many2one(
        comodel_name="club.reservation.series",
        string="Series of Times",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="series_id.company_id", store=True, index=True, precompute=True
    )
    date = fields.Date(required=True, readonly=True)
    kind = fields.Selection(
        selection=[
            ("closed", "Not Open"),
            ("holiday", "Holiday"),
            ("taken", "Taken by Somebody Else"),
            ("hours", "Outside Opening Hours"),
            ("clock", "No Such Time on the Clock"),
            ("missing", "No Such Day in This Month"),
            ("hand", "Left Out by Hand"),
        ],
        string="Why",
        required=True,
        readonly=True,
    )
    reason = fields.Char(readonly=True)

    _once_per_day = models.UniqueIndex(
        "(series_id, date)",
        "This date was skipped already. Please reload the page.",
    )
