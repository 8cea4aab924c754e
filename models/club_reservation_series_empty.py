"""Series that would not get a single date are named, all of them at once."""

from collections import defaultdict

from odoo import api, models
from odoo.exceptions import UserError

from ..tools.series_dates import FREE

# how many are named one by one
TOLD = 20


class ClubReservationSeries(models.Model):
    _inherit = "club.reservation.series"

    def _check_not_empty(self, lines):
        """
        :raises UserError: when one of these gets no date at all; it names all such
        """
        own = defaultdict(list)
        for line in lines:
            own[line.pattern.series].append(line)
        empty = self.filtered(
            lambda series: all(line.state != FREE for line in own[series])
        )
        if len(empty) == 1:
            raise UserError(empty._get_empty_text(own[empty]))
        if empty:
            raise UserError(empty._get_all_empty_text(own))

    def _get_empty_text(self, lines):
        if not lines:
            return self.env._(
                "The rule of “%(series)s” names no day from its first to its last "
                "one. Please correct the days.",
                series=self.name,
            )
        return self.env._(
            "“%(series)s” would not have a single date (%(reasons)s). Please choose "
            "another time or space.",
            series=self.name,
            reasons=self._get_reasons_text(lines),
        )

    def _get_all_empty_text(self, own):
        """
        :param own: dict of series to its lines
        """
        told = [
            self.env._(
                "– “%(series)s” in “%(space)s”: %(reasons)s",
                series=series.name,
                space=series.facility_id.display_name,
                reasons=self._get_reasons_text(own[series]) or series.rule_text,
            )
            for series in self[:TOLD]
        ]
        if len(self) > TOLD:
            told.append("…")
        return self.env._(
            "These %(count)s series would not have a single date:\n%(series)s\nPlease "
            "choose another time or space for each of them, or delete it.",
            count=len(self),
            series="\n".join(told),
        )

    @api.model
    def _get_reasons_text(self, lines):
        """Why there are no dates, in short."""
        return ", ".join(sorted({line.reason or line.state for line in lines})[:3])
