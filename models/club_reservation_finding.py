"""Taking another time instead, by one click."""

from odoo import models
from odoo.exceptions import UserError

MOVABLE = ("draft", "requested", "held", "confirmed")


class ClubReservation(models.Model):
    _inherit = "club.reservation"

    def action_find_time(self):
        """Open a dialog with what is free instead of this time."""
        self.ensure_one()
        self._check_step(*MOVABLE)
        return self.env["club.reservation.find"]._make_for(self)._reopen()

    def _take_instead(self, place):
        """Move this time, keeping to the rules of the space.

        :param dict place: ``facility_id``, ``start`` and ``stop``
        :raises UserError: when somebody has that time
        """
        self._check_step(*MOVABLE)
        self.write(place)
        self._check_rules()
        problems = [
            problem.text
            for problem in self._find_obstacles().get(self, [])
            if problem.kind == "taken"
        ]
        if problems:
            raise UserError(" ".join(problems))
