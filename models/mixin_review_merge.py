from datetime import date

from odoo import models


class ClubReviewMixin(models.AbstractModel):
    """What rows of contacts that become one have to do before Odoo moves them."""

    _name = "club.review.mixin"
    _inherit = ["club.review.mixin", "club.absorb.mixin"]

    def _united_period(self):
        """The values of the period that covers these overlapping rows."""
        starts = self.mapped("date_from")
        ends = self.mapped("date_to")
        return {
            "date_from": min(starts) if all(starts) else False,
            "date_to": max(ends) if all(ends) else False,
        }

    def _overlapping(self, period):
        """Those of these rows that share a day with a period, a row or its values."""
        first = period["date_from"] or date.min
        last = period["date_to"] or date.max
        return self.filtered(
            lambda row: (
                (row.date_from or date.min) <= last
                and first <= (row.date_to or date.max)
            )
        )
