"""Making the dates of a series."""

from zoneinfo import ZoneInfo

from odoo import Command, fields, models

from ..tools.recurrence import moment


class ClubReservationSeries(models.Model):
    _inherit = "club.reservation.series"

    def action_confirm(self):
        """Book all dates of these series; what is closed or taken is skipped."""
        self._check_step("draft")
        Reservation = self.env["club.reservation"]
        for series in self:
            closed = {
                day for day, _reason in series._find_closed_days().get(series, ())
            }
            zone = ZoneInfo(series.tz)
            days = [day for day in sorted(series._get_days()) if day not in closed]
            dates = Reservation.create(
                [
                    {
                        "name": series.name,
                        "facility_id": series.facility_id.id,
                        "partner_id": series.partner_id.id,
                        "series_id": series.id,
                        "start": moment(day, series.hour_from, zone),
                        "stop": moment(day, series.hour_to, zone),
                    }
                    for day in days
                ]
            )
            dates.action_confirm()
            series.sudo().skipped_ids = [
                Command.create({"date": day, "kind": "closed", "reason": reason})
                for day, reason in series._find_closed_days().get(series, ())
            ]
        self.sudo().write(
            {"state": "confirmed", "date_confirmed": fields.Datetime.now()}
        )
        return True
