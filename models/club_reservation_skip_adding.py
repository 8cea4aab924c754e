"""Adding a date again that a series skipped."""

from odoo import models
from odoo.exceptions import UserError

from ..tools.series_dates import FREE, HAND, MISSING


class ClubReservationSkip(models.Model):
    _inherit = "club.reservation.skip"

    def action_add_again(self):
        """Book these dates after all; whoever presses knows that it is a holiday.

        In a draft a date that was left out by hand simply comes back.

        :return: True
        :raises AccessError: unless the user decides on times
        :raises UserError: when one of the times is taken, closed or no time at all
        """
        Reservation = self.env["club.reservation"]
        Reservation._check_officer()
        self.check_access("read")
        self.series_id._check_step("draft", "confirmed")
        skips = self.filtered(lambda skip: skip.series_id.state == "confirmed")
        lines = [skip._get_line() for skip in skips]
        Series = self.env["club.reservation.series"]
        Series._mark_unfit(lines, with_holidays=False)
        Series._mark_taken(lines)
        self._check_lines(lines)
        Series._book(lines)
        self._check_lines(lines)
        all_series = self.series_id
        # sudo: skipped dates are kept by these methods only
        self.sudo().unlink()
        all_series.invalidate_recordset(["skipped_ids", "reservation_ids"])
        return True

    def _get_line(self):
        self.ensure_one()
        pattern = self.series_id._get_pattern()
        return pattern.get_line(self.date, is_missing=self.kind == MISSING)

    def _check_lines(self, lines):
        for line in lines:
            if line.state != FREE:
                series = line.pattern.series
                raise UserError(
                    self.env._(
                        "%(day)s cannot be added to “%(series)s” again. %(reason)s "
                        "Please book a single time instead.",
                        day=series._get_day_label(line.day),
                        series=series.name,
                        reason=series._get_state_text(line),
                    )
                )
        if any(skip.series_id.state == "draft" and skip.kind != HAND for skip in self):
            raise UserError(
                self.env._(
                    "The dates of a draft are looked at when it is confirmed. Please "
                    "confirm the series first."
                )
            )
