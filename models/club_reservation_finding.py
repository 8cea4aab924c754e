"""Taking another time instead, by one click."""

from odoo import models
from odoo.exceptions import UserError

MOVABLE = ("draft", "requested", "held", "confirmed")


class ClubReservation(models.Model):
    _inherit = "club.reservation"

    def action_find_time(self, start=None, facility=None):
        """Open a dialog with what is free instead of this time.

        :param start: naive UTC, the beginning that was wanted; default its own
        :param facility: the space that was wanted, or its id; default its own
        :raises UserError: when these are no moment and no space
        """
        self.ensure_one()
        self._check_step(*MOVABLE)
        use = self._read_use(start, facility) if start or facility else None
        return self.env["club.reservation.find"]._make_for(self, use)._reopen()

    def _read_use(self, start, facility):
        """
        :rtype: Use
        """
        wanted = self._get_uses()[0]
        start = self._read_moment(start) if start else wanted.start
        return wanted._replace(
            facility=self._read_space(facility) if facility else wanted.facility,
            start=start,
            stop=start + (wanted.stop - wanted.start),
        )

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
