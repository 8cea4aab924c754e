"""Hours and colours, for those who look at many reservations at once."""

from odoo import api, fields, models

# of Odoo's calendar, as near as can be to those of the occupancy plan
COLOURS = {
    "practice": 4,
    "competition": 2,
    "school": 10,
    "event": 11,
    "maintenance": 3,
}


class ClubReservation(models.Model):
    _inherit = "club.reservation"

    hours = fields.Float(compute="_compute_hours", store=True)
    color = fields.Integer(compute="_compute_color")

    @api.depends("minutes")
    def _compute_hours(self):
        for reservation in self:
            reservation.hours = reservation.minutes / 60

    @api.depends("use")
    def _compute_color(self):
        for reservation in self:
            reservation.color = COLOURS.get(reservation.use, 0)
