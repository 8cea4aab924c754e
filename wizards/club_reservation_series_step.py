from odoo import api, fields, models


class ClubReservationSeriesStep(models.TransientModel):
    """Asks for the last day of a series, or for what is left out of it and why."""

    _name = "club.reservation.series.step"
    _description = "End a Series or Leave a Date Out"

    step = fields.Selection(
        selection=[("end", "End Early"), ("leave_out", "Leave a Date Out")],
        required=True,
        readonly=True,
        default="end",
    )
    series_id = fields.Many2one(
        comodel_name="club.reservation.series",
        string="Series of Times",
        required=True,
        readonly=True,
        default=lambda self: self._default_series_id(),
    )
    date = fields.Date(
        required=True, default=lambda self: self.env.company._club_today()
    )
    reason = fields.Char(help="Such as “Parents' evening in the hall”.")

    @api.model
    def _default_series_id(self):
        return self.env["club.reservation.series.change"]._default_origin(
            "club.reservation.series"
        )

    @api.constrains("series_id")
    def _check_series_id(self):
        """Only who may edit a series learns from the dialog which one it is."""
        self.series_id.sudo(False).check_access("write")

    def action_apply(self):
        """Take the step.

        :raises UserError: when the series has no such day
        """
        self.ensure_one()
        series = self.series_id.sudo(False)
        if self.step == "end":
            series.action_end(self.date)
        else:
            series.action_leave_out(self.date, self.reason)
        return {"type": "ir.actions.act_window_close"}
