"""A series that changes from a day on goes on as another one."""

from datetime import timedelta

from odoo import fields, models

from ..tools import rrules
from .club_reservation_series_steps import QUIET


class ClubReservationSeries(models.Model):
    _inherit = "club.reservation.series"

    continues_id = fields.Many2one(
        comodel_name="club.reservation.series",
        string="Goes On From",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
        help="The series that changed from the first day of this one on.",
    )
    continued_by_ids = fields.One2many(
        comodel_name="club.reservation.series",
        inverse_name="continues_id",
        string="Goes On As",
        readonly=True,
    )

    def _get_beginning(self):
        """The series that this one goes on from, however often it changed."""
        self.ensure_one()
        chain = self
        while (before := chain[-1].continues_id) and before not in chain:
            chain += before
        return chain[-1]

    def _is_split(self, date_from, first):
        """Whether something of the series stays as it was."""
        return bool(date_from) and any(
            each.day < first for each in self._get_pattern().get_days()
        )

    def _split(self, first):
        """Another series that goes on from a day; this one ends before."""
        rule = self._get_rest_rule(first)
        series = self.copy({"date_from": first, "rrule": rule})
        # sudo: checked by the callers; the state changes through steps only
        series.sudo().write(
            {
                "state": "confirmed",
                "date_confirmed": self.date_confirmed,
                "continues_id": self.id,
                # what the group was given stays what it was given
                "wish_id": self.wish_id.id,
            }
        )
        later = self.sudo().skipped_ids.filtered(lambda skip: skip.date >= first)
        later.series_id = series
        dates = self.sudo().reservation_ids.filtered(
            lambda one: one.series_date and one.series_date >= first
        )
        dates.with_context(**QUIET).series_id = series
        self.sudo().date_to = first - timedelta(days=1)
        return series

    def _get_rest_rule(self, first):
        """The rule from a day on: of a number of dates those that are left."""
        parts = rrules.read(self.rrule)
        if "COUNT" in parts:
            days = self._get_pattern().get_days()
            before = sum(each.day < first for each in days)
            parts["COUNT"] = str(max(int(parts["COUNT"]) - before, 1))
        return rrules.write(parts)
