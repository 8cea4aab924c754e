"""Times that are free: open, not closed, and no unit is taken."""

from collections import defaultdict
from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools import intervals

# longer than a year at once is asked for by mistake
DAYS_AT_MOST = 400
MINUTES_AT_MOST = DAYS_AT_MOST * 24 * 60


class ClubFacility(models.Model):
    _inherit = "club.facility"

    def free_slots(self, start, stop, duration):
        """When this space is free for so long or longer.

        Free means: open, not closed, and none of its units is taken; holds that have
        lapsed take nothing. Whatever begins and ends on the grid of the space inside
        one of the times returned can be booked. The notice that the space wants is
        not looked at: past times are told as well.

        :param datetime start: naive UTC, or as text
        :param datetime stop: naive UTC, or as text; at most 400 days later
        :param int duration: minutes; where the space has a longer shortest use, that
            counts, and beyond its longest use nothing is free
        :return: list of pairs of naive UTC (start, stop), in order: each is free from
            its start to its stop, as long as the grid, closures, opening hours,
            other uses and the moments asked for allow
        :raises UserError: when the times or the duration make no sense
        """
        self.ensure_one()
        self.check_access("read")
        start, stop, duration = self._read_slot_arguments(start, stop, duration)
        return self._free_slots_many(start, stop, duration)[self]

    def _read_slot_arguments(self, start, stop, duration):
        try:
            start = fields.Datetime.to_datetime(start)
            stop = fields.Datetime.to_datetime(stop)
            duration = 0 if isinstance(duration, bool) else int(duration)
        except (TypeError, ValueError, OverflowError):
            start = stop = None
        if not start or not stop or not start < stop:
            raise UserError(
                self.env._(
                    "Please say from when until when a free time is searched; the end "
                    "comes after the beginning."
                )
            )
        if duration <= 0:
            raise UserError(
                self.env._(
                    "Please say how many minutes are needed. It is at least one."
                )
            )
        if stop - start > timedelta(days=DAYS_AT_MOST) or duration > MINUTES_AT_MOST:
            raise UserError(
                self.env._(
                    "Free times are searched in up to %(days)s days at once. Please "
                    "choose a shorter time.",
                    days=DAYS_AT_MOST,
                )
            )
        return start, stop, duration

    def _free_slots_many(self, start, stop, duration, exclude=()):
        """The same for many spaces at once; what cannot be booked has no free time.

        The number of queries does not grow with the spaces.

        :param datetime start: naive UTC
        :param datetime stop: naive UTC
        :param int duration: minutes
        :param exclude: ids of reservations that take nothing
        :return: dict of space to a list of pairs, naive UTC, in order
        """
        spaces = self.filtered(lambda one: one.is_bookable and one.active)
        units = spaces._get_units()
        involved = spaces.union(*units.values())
        opened = involved._get_open(start, stop)
        barred = involved._get_barred(start, stop, exclude)
        found = {one: [] for one in self}
        for space in spaces:
            parts = units[space]
            free = opened[space]
            for unit in parts - space:
                free = intervals.intersect(free, opened[unit])
            free = intervals.subtract(
                free,
                intervals.merge(
                    time for one in {space, *parts} for time in barred[one]
                ),
            )
            found[space] = space._keep_bookable(free, duration)
        return found

    def _keep_bookable(self, free, duration):
        """What of free times is long enough on the grid of this space."""
        needed = self._count_needed(duration)
        if self.longest_minutes and needed > self.longest_minutes:
            return []
        length = timedelta(minutes=needed)
        return [
            (start, stop)
            for start, stop in intervals.on_grid(
                free, self.grid_minutes, self._get_zone(self)
            )
            if stop - start >= length
        ]

    def _count_needed(self, duration):
        """The shortest use of this space that lasts so many minutes or longer."""
        grid = self.grid_minutes
        return -(-max(duration, self.shortest_minutes) // grid) * grid

    def _get_barred(self, start, stop, exclude=()):
        """When each of these cannot be used: closed, or taken as a unit.

        :param exclude: ids of reservations that take nothing
        :return: dict of facility to a list of pairs, naive UTC
        """
        barred = defaultdict(list)
        for one, lines in self._get_closed(start, stop).items():
            barred[one] += [(line.start, line.stop) for line in lines]
        self.env["club.reservation"].flush_model(["state", "hold_until"])
        self.env.cr.execute(
            SQL(
                """
                SELECT occupancy.unit_id, occupancy.start, occupancy.stop
                  FROM unnest(%s::int[]) AS unit (id)
                  JOIN club_occupancy AS occupancy
                    ON occupancy.unit_id = unit.id
                   AND tsrange(occupancy.start, occupancy.stop, '[)')
                       && tsrange(%s, %s, '[)')
                 WHERE occupancy.reservation_id NOT IN %s
                   AND occupancy.reservation_id NOT IN (
                           SELECT id
                             FROM club_reservation
                            WHERE state = 'held'
                              AND hold_until <= %s
                       )
                """,
                self.ids,
                start,
                stop,
                tuple(exclude) or (0,),
                fields.Datetime.now(),
            )
        )
        by_id = {one.id: one for one in self}
        for unit_id, begin, end in self.env.cr.fetchall():
            barred[by_id[unit_id]].append((begin, end))
        return barred
