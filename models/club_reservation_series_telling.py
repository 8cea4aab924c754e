"""A series tells its club what it did, all dates in one mail or letter.

Of a season, the first word is the season's: it tells each club all of its times.
"""

from odoo import models

from .club_reservation_telling import BY_SERIES

TAKING = ("requested", "held", "confirmed")


class ClubReservationSeries(models.Model):
    _inherit = "club.reservation.series"

    def action_confirm(self):
        result = super().action_confirm()
        alone = self.filtered(lambda one: not one.season_id)
        alone._get_taking()._tell_together("confirmed")
        return result

    def action_undo(self):
        told = self.filtered(
            lambda one: not one.season_id or one.season_id.state == "confirmed"
        )
        self.env["club.reservation"]._check_officer()
        # before the dates are gone; what fails below takes the mails back
        told._get_taking()._tell_together(
            "cancelled", self.env._("The series is taken back.")
        )
        return super().action_undo()

    def action_leave_out(self, days, reason=None):
        before = self._get_taking()
        result = super().action_leave_out(days, reason)
        before._tell_gone()
        return result

    def _end(self, day):
        before = self._get_taking()
        result = super()._end(day)
        before._tell_gone()
        return result

    def _follow(self, moving, first):
        # sudo: all dates of the series; checked by the callers
        there = self.sudo().reservation_ids
        before = {one: one._get_place_key() for one in moving.sudo()}
        lang = self.company_id.partner_id.lang
        texts = {one.id: one.with_context(lang=lang)._tell_place() for one in before}
        result = super()._follow(moving, first)
        moving._tell_gone()
        taking = self._get_taking()
        moved = taking.filtered(
            lambda one: one in before and before[one] != one._get_place_key()
        )
        moved._tell_together("moved", before=texts)
        (taking - there)._tell_together("confirmed")
        return result

    def _get_taking(self):
        """The dates of these that are asked for or taken."""
        # sudo: all dates of these series; the callers check
        return self.sudo().reservation_ids.filtered(
            lambda one: one.series_date and one.state in TAKING
        )


class ClubReservationSkip(models.Model):
    _inherit = "club.reservation.skip"

    def action_add_again(self):
        before = self.series_id._get_taking()
        all_series = self.series_id
        result = super().action_add_again()
        (all_series._get_taking() - before)._tell_together("confirmed")
        return result


class ClubReservation(models.Model):
    _inherit = "club.reservation"

    def _tell_together(self, kind, reason=None, before=None):
        """Tell of dates of a series, which nobody tells of one by one."""
        told = self.with_context(club_telling=BY_SERIES)
        return told._tell(kind, reason=reason, before=before)

    def _tell_gone(self):
        """Tell of those that were taken until now and are cancelled."""
        gone = self.filtered(lambda one: one.state == "cancelled")
        for reason, dates in gone.grouped("reason").items():
            dates._tell_together("cancelled", reason=reason)
