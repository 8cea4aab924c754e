"""Where displaced uses could go: the same time in a space that fits."""

from collections import defaultdict
from math import isinf

from odoo import models
from odoo.fields import Domain

from .club_reservation_occupying import Wanted

MOST_CANDIDATES = 30
# nobody goes to practice farther away
FARTHEST_KM = 15


class ClubClosure(models.Model):
    _inherit = "club.closure"

    def _propose(self, reservations):
        """A free space at the same time for each of these, as far as there is one.

        Dates of one series go to the same space where possible. The number of
        queries does not grow with the reservations.

        :param reservations: ``club.reservation``
        :return: dict of reservation to facility; who finds no place is missing
        """
        self.ensure_one()
        candidates = self._find_candidates(reservations)
        free = self._find_free_pairs(reservations, candidates)
        units = candidates._get_units()
        taken = defaultdict(list)
        result = {}
        for left in self._group_for_proposals(reservations):
            while left:
                best, fitting = self._find_best(left, units, free, taken)
                if not fitting:
                    break
                for one in fitting:
                    result[one] = best
                    for unit in units[best]:
                        taken[unit].append((one.start, one.stop))
                left -= fitting
        return result

    def _find_best(self, reservations, units, free, taken):
        """The nearest space that more than half of these could go to, else the one
        that most could, and which of them.

        :param dict units: of each space, the nearest first
        :param set free: pairs of ids that ``_find_free_pairs`` found
        :param dict taken: of unit to times that are given away already
        """
        fitting = {
            space: reservations.filtered(
                lambda one, space=space: (
                    (one.id, space.id) in free
                    and self._is_still_free(one, units[space], taken)
                )
            )
            for space in units
        }
        best = next(
            (space for space in units if 2 * len(fitting[space]) > len(reservations)),
            max(fitting, key=lambda space: len(fitting[space]), default=None),
        )
        return best, best and fitting[best]

    def _group_for_proposals(self, reservations):
        """Dates of a series together, everything else one by one."""
        return reservations.grouped(
            lambda one: (one.series_id.id, 0 if one.series_id else one.id)
        ).values()

    def _is_still_free(self, reservation, units, taken):
        return not any(
            start < reservation.stop and reservation.start < stop
            for unit in units
            for start, stop in taken[unit]
        )

    def _find_candidates(self, reservations):
        """Spaces outside of the closure that fit one of these, nearest first.

        On the same site before all others; where positions are known, none too far.
        """
        # sudo: who may close a house may know where else there is room
        Facility = self.env["club.facility"].sudo()
        inside = Facility.search([("id", "child_of", self.facility_id.ids)])
        spaces = Facility.search(
            Domain("is_bookable", "=", True)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("id", "not in", inside.ids)
            & Domain("unit_ids", "not any", [("id", "in", inside.ids)])
        )
        fitting = spaces.filtered(
            lambda space: any(space._fits(one) for one in reservations)
        )
        house = self.facility_id.sudo()
        away = {space: house._get_distance(space) for space in fitting}
        site = house._get_site()

        def nearness(space):
            return (space._get_site() != site, away[space], space.complete_name)

        near = fitting.filtered(
            lambda space: away[space] <= FARTHEST_KM or isinf(away[space])
        )
        return near.sorted(nearness)[:MOST_CANDIDATES]

    def _find_free_pairs(self, reservations, candidates):
        """Pairs of reservation and space that fit and are free, as ids."""
        pairs = [
            (one, space)
            for one in reservations
            for space in candidates
            if space._fits(one)
        ]
        uses = dict(zip(reservations, reservations._get_uses(), strict=True))
        problems = candidates._find_problems(
            [
                uses[one]._replace(key=number, facility=space)
                for number, (one, space) in enumerate(pairs)
            ]
        )
        units = candidates._get_units()
        wanted = sorted(
            Wanted(unit.id, one.start, one.stop, number)
            for number, (one, space) in enumerate(pairs)
            if not problems[number]
            for unit in units[space]
        )
        taken = {clash.wanted.key for clash in reservations._find_clashes(wanted)}
        return {
            (one.id, space.id)
            for number, (one, space) in enumerate(pairs)
            if not problems[number] and number not in taken
        }


class ClubFacility(models.Model):
    _inherit = "club.facility"

    def _fits(self, reservation):
        """Whether a use could as well take place here: in as many units, in a space
        of the same type or for its sport.

        What a space wants of its uses, and whether it is open and free at that time,
        is not asked here.
        """
        self.ensure_one()
        before = reservation.facility_id
        alike = (
            (self.type_id == before.type_id)
            if not reservation.sport_id
            else (reservation.sport_id in self.sport_ids)
            or (self.type_id and self.type_id == before.type_id)
        )
        return bool(alike and len(self.unit_ids) == len(before.unit_ids))
