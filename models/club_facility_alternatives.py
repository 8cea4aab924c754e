"""Where and when else a use fits."""

from datetime import datetime, timedelta
from math import asin, cos, radians, sin, sqrt
from typing import NamedTuple

from odoo import fields, models
from odoo.fields import Domain

from ..tools import intervals
from .club_facility_rules import OFFICER

SHIFT = timedelta(hours=1)
DAYS_AHEAD = 28
# how many spaces are looked at, those nearby first
SPACES = 60
EARTH_KM = 6371
# how many are told of each kind
AT_MOST = {"elsewhere": 3, "shift": 2, "part": 3, "date": 2}


class Alternative(NamedTuple):
    """A time and place that are free; times are naive UTC.

    ``kind`` is elsewhere, shift, part or date.
    """

    kind: str
    facility: models.Model
    start: datetime
    stop: datetime


class ClubFacility(models.Model):
    _inherit = "club.facility"

    def _find_alternatives(self, use, sport=None, exclude=()):
        """Where and when else a use could be, the nearest first.

        :param use: ``Use``
        :param sport: ``club.sport`` that it is about
        :param exclude: ids of reservations that take nothing
        :rtype: list[Alternative]
        """
        after = self._get_soonest(use.facility)
        found = [
            *self._find_spaces_instead(use, sport, exclude),
            *self._find_times_instead(use, exclude),
        ]
        left = dict(AT_MOST)
        chosen = []
        for alternative in found:
            if alternative.start >= after and left[alternative.kind]:
                left[alternative.kind] -= 1
                chosen.append(alternative)
        order = list(AT_MOST)
        return sorted(chosen, key=lambda one: order.index(one.kind))

    def _get_soonest(self, space):
        """From when on the user may ask for times of a space, naive UTC."""
        now = fields.Datetime.now()
        if self.env.su or self.env.user.has_group(OFFICER):
            return now
        return now + timedelta(hours=space.lead_hours)

    def _count_minutes(self, use):
        return max(1, round((use.stop - use.start).total_seconds() / 60))

    # ------------------------------------------------------------
    # The same space
    # ------------------------------------------------------------

    def _find_times_instead(self, use, exclude):
        """Other times here, unless it is too small anyway."""
        if self._find_people_problem(use):
            return []
        free = use.facility._free_slots_many(
            use.start - intervals.DAY,
            use.stop + (DAYS_AHEAD + 1) * intervals.DAY,
            self._count_minutes(use),
            exclude,
        )[use.facility]
        return [*self._find_shifts(use, free), *self._find_dates(use, free)]

    def _find_shifts(self, use, free):
        """Earlier and later by up to an hour, the smallest shift first."""
        step = timedelta(minutes=use.facility.grid_minutes)
        by, ways = step, [-1, 1]
        while by <= SHIFT and ways:
            for way in list(ways):
                start, stop = use.start + way * by, use.stop + way * by
                if intervals.covers(free, start, stop):
                    ways.remove(way)
                    yield Alternative("shift", use.facility, start, stop)
            by += step

    def _find_dates(self, use, free):
        """The next day at the same hour, and the next on that weekday."""
        zone = self._get_zone(use.facility)
        begins = self._to_wall(use.facility, use.start)
        length = use.stop - use.start
        minutes = begins.hour * 60 + begins.minute
        wanted = {"any", "weekday"}
        for days in range(1, DAYS_AHEAD + 1):
            day = begins.date() + days * intervals.DAY
            if use.season and day > use.season.date_to:
                return
            start = intervals.at_wall(day, minutes, zone)
            is_weekday = days % 7 == 0
            if (wanted if is_weekday else wanted - {"weekday"}) and intervals.covers(
                free, start, start + length
            ):
                wanted -= {"any", "weekday"} if is_weekday else {"any"}
                yield Alternative("date", use.facility, start, start + length)

    # ------------------------------------------------------------
    # Other spaces
    # ------------------------------------------------------------

    def _find_spaces_instead(self, use, sport, exclude):
        """Other parts of the hall, and spaces elsewhere, at the same time."""
        parts = self._find_parts(use)
        others = self._find_fitting(use, sport) - parts - use.facility
        others = others._sort_by_nearness(use.facility)[:SPACES]
        minutes = self._count_minutes(use)
        spaces = parts | others
        free = spaces._free_slots_many(use.start, use.stop, minutes, exclude)
        for space in spaces:
            if intervals.covers(free[space], use.start, use.stop):
                kind = "part" if space in parts else "elsewhere"
                yield Alternative(kind, space, use.start, use.stop)

    def _find_parts(self, use):
        """Other parts of the same hall, also those that are smaller."""
        space = use.facility
        domain = Domain("id", "in", space.unit_ids.ids)
        if space.parent_id.is_bookable:
            domain |= Domain("parent_id", "=", space.parent_id.id)
        domain &= Domain("id", "!=", space.id)
        return self.search(domain & self._get_room_for(use.people))

    def _find_fitting(self, use, sport):
        """Spaces of the same type, or for the same sport.

        :param sport: ``club.sport``, if known
        """
        same_type = Domain("type_id", "=", use.facility.type_id.id)
        domain = same_type
        if sport:
            no_sport = Domain("sport_ids", "=", False)
            domain = Domain("sport_ids", "in", sport.ids) | (no_sport & same_type)
        company = Domain("company_id", "=", use.facility.company_id.id)
        return self.search(domain & company & self._get_room_for(use.people))

    def _get_room_for(self, people):
        """Domain of spaces that have room for so many."""
        domain = Domain("is_bookable", "=", True)
        if people:
            domain &= Domain("capacity", "=", 0) | Domain("capacity", ">=", people)
        return domain

    # ------------------------------------------------------------
    # Nearness
    # ------------------------------------------------------------

    def _sort_by_nearness(self, center):
        """Those on the same site first, then by distance, unknown ones last."""
        positions = (self | center)._get_positions()
        site = center._get_site()

        def nearness(space):
            distance = self._measure(positions[center], positions[space])
            return (space._get_site() != site, distance, space.complete_name)

        return self.sorted(nearness)

    def _get_positions(self):
        """Where these lie, by themselves or by what they lie in.

        :return: dict of facility to (latitude, longitude), or None
        """
        lineages = {one: one._get_lineage() for one in self}
        # sudo: where a space lies is no secret
        above = self.sudo().browse(set().union(*lineages.values()))
        own = {
            one.id: (one.latitude, one.longitude)
            for one in above
            if one.latitude or one.longitude
        }
        return {
            one: next((own[each] for each in reversed(ids) if each in own), None)
            for one, ids in lineages.items()
        }

    def _measure(self, here, there):
        """:return: km between two positions, endless where one is unknown"""
        if not here or not there:
            return float("inf")
        (north, east), (to_north, to_east) = (
            map(radians, position) for position in (here, there)
        )
        half = (
            sin((to_north - north) / 2) ** 2
            + cos(north) * cos(to_north) * sin((to_east - east) / 2) ** 2
        )
        return 2 * EARTH_KM * asin(sqrt(half))

    # ------------------------------------------------------------
    # Words
    # ------------------------------------------------------------

    def _say_alternatives(self, alternatives):
        """Sentences that name what is free.

        :param list alternatives: of ``Alternative``
        :return: text, empty without alternatives
        """
        words = {kind: [] for kind in AT_MOST}
        for one in alternatives:
            words[one.kind].append(self._say_short(one))
        listed = {kind: "; ".join(each) for kind, each in words.items()}
        sentences = {
            "elsewhere": self.env._(
                "At the same time there is room elsewhere: %(spaces)s.",
                spaces=listed["elsewhere"],
            ),
            "shift": self.env._(
                "Shifted a little, it is free here: %(times)s.", times=listed["shift"]
            ),
            "part": self.env._(
                "At the same time another part is free: %(spaces)s.",
                spaces=listed["part"],
            ),
            "date": self.env._(
                "The next free days here at this hour: %(days)s.",
                days=listed["date"],
            ),
        }
        return " ".join(text for kind, text in sentences.items() if listed[kind])

    def _say_short(self, alternative):
        space, start, stop = alternative[1:]
        if alternative.kind == "shift":
            return self._say_hours_between(space, start, stop)
        if alternative.kind == "date":
            return self._say_day(self._to_wall(space, start))
        return self.env._("“%(space)s”", space=space.display_name)

    def _say_when(self, start, stop):
        """:return: day and hours, such as in a list of times to choose from"""
        day = self._say_day(self._to_wall(self, start))
        return f"{day}, {self._say_hours_between(self, start, stop)}"
