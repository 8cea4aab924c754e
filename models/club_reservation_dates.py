"""Reservations that are dates of a series."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .club_reservation_series_steps import COPIED, QUIET

KEPT_BY_SERIES = {"series_id", "series_date"}


class ClubReservation(models.Model):
    _inherit = "club.reservation"

    series_id = fields.Many2one(readonly=True, copy=False)
    series_date = fields.Date(
        string="Date of the Series",
        readonly=True,
        copy=False,
        help="The day that the rule names; the use itself may have been moved.",
    )
    is_touched = fields.Boolean(
        string="Changed by Hand",
        compute="_compute_is_touched",
        help="It differs from its series, so changes of the series leave it alone.",
    )

    _once_per_series_and_day = models.UniqueIndex(
        "(series_id, series_date) WHERE series_date IS NOT NULL "
        "AND state IN ('requested', 'held', 'confirmed')",
        "The series has this date already. Please reload the page.",
    )

    @api.depends(
        "facility_id", "start", "stop", *COPIED, "series_date", "series_id.state"
    )
    def _compute_is_touched(self):
        for one in self:
            one.is_touched = bool(one.series_date) and not one._is_as_planned()

    def _is_as_planned(self):
        """Whether it is just as its series says."""
        # sudo: whoever sees the date learns only that it was changed
        series = self.sudo().series_id
        line = series._get_pattern().get_line(self.series_date)
        return (
            (self.start, self.stop) == (line.start, line.stop)
            and self.facility_id == series.facility_id
            and all(self[name] == series[name] for name in COPIED)
        )

    @api.model
    def _add_precomputed_values(self, vals_list):
        """Odoo would make a record of each date to compute what is known already."""
        dates = [vals for vals in vals_list if vals.get("series_date")]
        spaces = self.env["club.facility"].browse({one["facility_id"] for one in dates})
        # sudo: whose a space is is no secret
        companies = {space.id: space.company_id.id for space in spaces.sudo()}
        for vals in dates:
            vals["minutes"] = (vals["stop"] - vals["start"]) // timedelta(minutes=1)
            vals["hours"] = vals["minutes"] / 60
            vals["company_id"] = companies[vals["facility_id"]]
        return super()._add_precomputed_values(vals_list)

    def _check_company(self, fnames=None):
        """Dates of a series link to the same records: these are looked at once."""
        names = [
            name
            for name, field in self._fields.items()
            if name == "company_id"
            or (field.type == "many2one" and field.check_company)
        ]
        # sudo: whom a reservation links to is compared, none is shown
        first = {tuple(one[name].id for name in names): one.id for one in self.sudo()}
        return super(ClubReservation, self.browse(first.values()))._check_company(
            fnames
        )

    @api.model
    def _check_by_hand(self, names):
        if not self.env.su and KEPT_BY_SERIES & set(names):
            raise UserError(
                self.env._(
                    "The dates of a series are made by the series itself. Please add "
                    "a skipped date again there, or change the series."
                )
            )
        return super()._check_by_hand(names)

    def _has_begun(self):
        return self.start <= fields.Datetime.now()

    # ------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------

    def _take_step(self, state, **vals):
        """The series remembers a date that goes as left out, until it comes back."""
        result = super()._take_step(state, **vals)
        dates = self.filtered("series_date")
        if dates and state in ("rejected", "cancelled"):
            # sudo: skipped dates are kept by the methods of series and dates
            for series, own in dates.sudo().grouped("series_id").items():
                series._leave_out(set(own.mapped("series_date")), vals.get("reason"))
        elif dates and state in self._taking_states:
            # sudo: the same
            dates.sudo()._forget_skips()
        return result

    def _forget_skips(self):
        kept = {(one.series_id, one.series_date) for one in self}
        self.series_id.skipped_ids.filtered(
            lambda skip: (skip.series_id, skip.date) in kept
        ).unlink()

    def _drop(self, reason):
        """Cancel what lies ahead of these without a word to anybody.

        :param str reason: kept with each of them
        """
        gone = self.filtered(
            lambda one: one.state in ("requested", *self._taking_states)
        )
        gone |= self.filtered(lambda one: one.state == "draft")
        if gone:
            # sudo: checked by the callers; the state changes through steps only
            gone.sudo().with_context(**QUIET).write(
                {"state": "cancelled", "reason": reason, "hold_until": False}
            )
            gone._free()

    # ------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------

    def action_leave_out(self, reason=None):
        """Leave these dates out of their series; they can be added again there.

        :param str reason: why
        :return: True
        :raises AccessError: unless the user decides on times
        :raises UserError: when one of these is no date of a series
        """
        self._check_officer()
        self._check_step("draft", "requested", "held", "confirmed")
        if not all(self.mapped("series_date")):
            raise UserError(
                self.env._(
                    "Only dates of a series can be left out of it. Please cancel a "
                    "single use."
                )
            )
        for series, dates in self.grouped("series_id").items():
            series.action_leave_out(dates.mapped("series_date"), reason)
        return True
