"""Who takes the dates that a series would like to have."""

from bisect import bisect_left, insort
from collections import defaultdict
from operator import attrgetter

from odoo import api, models
from odoo.tools import groupby

from ..tools.series_dates import FREE, TAKEN
from .club_reservation_occupying import Wanted


def _find(rows, row):
    """Of rows of a unit that do not overlap the one that overlaps another, or None."""
    place = bisect_left(rows, row)
    near = rows[max(place - 1, 0) : place + 1]
    return next(
        (each for each in near if each.start < row.stop and row.start < each.stop),
        None,
    )


class ClubReservationSeries(models.Model):
    _inherit = "club.reservation.series"

    @api.model
    def _mark_taken(self, lines, exclude=()):
        """Skip what somebody else takes, or a pattern further up."""
        wanted = self._get_wanted(lines)
        clashes = self.env["club.reservation"]._find_clashes(wanted, exclude=exclude)
        self._mark_clashes(lines, clashes, self._get_clash_texts(clashes))
        self._mark_each_other(lines, wanted)

    @api.model
    def _get_wanted(self, lines):
        """Rows for each open line; their key is its place in the list.

        :rtype: list[Wanted]
        """
        spaces = self.env["club.facility"].union(
            *(line.pattern.facility for line in lines)
        )
        units = spaces._get_units()
        return [
            Wanted(unit_id, line.start, line.stop, number)
            for number, line in enumerate(lines)
            if line.state == FREE
            for unit_id in units[line.pattern.facility].ids
        ]

    @api.model
    def _mark_clashes(self, lines, clashes, texts):
        for clash in clashes:
            line = lines[clash.wanted.key]
            if line.state == FREE:
                line.skip(TAKEN, texts[clash.reservation_id])

    @api.model
    def _get_clash_texts(self, clashes):
        """Who takes the time from when to when, as far as the reader may know.

        :return: dict of id of a reservation to its text
        """
        ids = {clash.reservation_id for clash in clashes}
        uses = self.env["club.reservation"].browse(sorted(ids)).exists()
        known = set(uses._filtered_access("read").ids)
        texts = dict.fromkeys(ids, self.env._("somebody else"))
        # sudo: the space says below what others may read
        for one in uses.sudo():
            who = self.env._("occupied")
            if one.id in known or one.facility_id.plan_shows == "name":
                who = one.name
            texts[one.id] = self.env._(
                "%(who)s, %(from)s to %(to)s",
                **{
                    "who": who,
                    "from": f"{one._local(one.start):%H:%M}",
                    "to": f"{one._local(one.stop):%H:%M}",
                },
            )
        return texts

    @api.model
    def _mark_each_other(self, lines, wanted):
        """Of two patterns that want a unit at the same time the first one has it."""
        if len({line.pattern for line in lines}) < 2:
            return
        taken = defaultdict(list)
        for number, group in groupby(wanted, key=attrgetter("key")):
            line, rows = lines[number], tuple(group)
            if line.state != FREE:
                continue
            others = [_find(taken[row.unit_id], row) for row in rows]
            other = next(filter(None, others), None)
            if other:
                self._mark_other(line, lines[other.key])
                continue
            for row in rows:
                insort(taken[row.unit_id], row)

    @api.model
    def _mark_other(self, line, other):
        line.skip(
            TAKEN,
            self.env._(
                "%(who)s, %(from)s to %(to)s",
                **{
                    "who": other.pattern.series.name,
                    "from": self._format_hour(other.pattern.hour_from),
                    "to": self._format_hour(other.pattern.hour_to),
                },
            ),
        )
