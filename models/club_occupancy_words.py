"""What whoever loses reads where the database alone noticed."""

import re

from odoo import api, fields, models

from .club_reservation_occupying import Wanted

TAKEN_ONCE = "club_occupancy_taken_once"
# what PostgreSQL says of the refused row, in whatever language
REFUSED = re.compile(r'=\((\d+), \["?([\d: -]+)"?,"?([\d: -]+)"?\)\)')


class ClubOccupancy(models.Model):
    _inherit = "club.occupancy"

    @api.model
    def _sql_error_to_message(self, exc):
        """Say who takes the time, as when it is noticed before."""
        found = exc.diag.constraint_name == TAKEN_ONCE and REFUSED.search(
            exc.diag.message_detail or ""
        )
        if not found:
            return super()._sql_error_to_message(exc)
        unit, *moments = found.groups()
        wanted = Wanted(int(unit), *map(fields.Datetime.to_datetime, moments), 0)
        Reservation = self.env["club.reservation"]
        clashes = Reservation._find_clashes([wanted])
        return str(Reservation._make_clash_error(clashes))
