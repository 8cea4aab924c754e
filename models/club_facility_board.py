"""What the occupancy plan on screen reads: one call, masked by who asks."""

from collections import defaultdict
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import wall_clock

# a screen shows a week, a list two
DAYS = 14
# more rows than that nobody reads; the board tells how many are left out
LANES = 120


class ClubFacility(models.Model):
    _inherit = "club.facility"

    @api.readonly
    def get_board(self, start, stop):
        """The occupancy plan of these facilities and of all that lies in them.

        Days and minutes are those of the clock on the wall at each hall. Whoever may
        not read a reservation learns its group where the space says so, otherwise
        only that the time is occupied.

        :param start: first day, ``"2027-03-01"`` or a date
        :param stop: day after the last one, at most two weeks later
        :return: dict of ``days``, ``today``, ``halls`` (each with its ``lanes``, the
            units, and its ``spaces``, what can be booked there), ``bars`` (uses),
            ``shades`` (closed), ``uses`` and ``states`` (labels), ``left_out``
            (units too many), ``may_ask``
        :raises AccessError: unless the user may read facilities
        :raises ValidationError: when the days cannot be meant
        """
        self.browse().check_access("read")
        days = self._get_board_days(start, stop)
        lanes, left_out = self._get_board_lanes()
        spaces = self._get_board_spaces(lanes)
        return {
            "days": [day.isoformat() for day in days],
            "today": self.env.company._club_today().isoformat(),
            "halls": self._make_board_halls(lanes, spaces),
            "bars": spaces._make_board_bars(lanes, days),
            "shades": lanes._make_board_shades(days),
            "uses": self._get_board_labels("use"),
            "states": self._get_board_labels("state"),
            "left_out": left_out,
            "may_ask": self.env["club.reservation"].has_access("create"),
        }

    @api.readonly
    @api.model
    def get_board_halls(self):
        """The halls that one can look at in the plan, for choosing among them.

        :return: list of dicts of ``id``, ``name``, ``site``, ``type`` (id and name
            each, or False), ``is_mine``: the user is caretaker there, and how many
            ``parts`` it has
        """
        spaces = self.search([("is_bookable", "=", True)])
        units = self.browse().union(*spaces._get_units().values())
        halls = self.browse().union(*units._get_board_hall(spaces).values())
        sites = {hall: hall._get_site() for hall in halls}
        taken = halls._get_units()
        self.browse().union(*sites.values()).fetch(["name"])
        found = [
            {
                "id": hall.id,
                "name": hall.display_name,
                "site": [sites[hall].id, sites[hall].name],
                "type": bool(hall.type_id) and [hall.type_id.id, hall.type_id.name],
                "is_mine": self.env.user in hall.all_caretaker_ids,
                "parts": len(taken[hall]),
            }
            for hall in halls
        ]
        return sorted(found, key=lambda hall: (hall["site"][1], hall["name"]))

    # ------------------------------------------------------------
    # Days and lanes
    # ------------------------------------------------------------

    @api.model
    def _get_board_days(self, start, stop):
        try:
            first, after = (date.fromisoformat(str(day)) for day in (start, stop))
        except ValueError:
            first = after = date.min
        if not (1900 <= first.year < 2200 and 0 < (after - first).days <= DAYS):
            raise ValidationError(
                self.env._(
                    "The plan shows one to %(count)s days between 1900 and 2199. "
                    "Please choose other days.",
                    count=DAYS,
                )
            )
        return [first + timedelta(days=n) for n in range((after - first).days)]

    def _get_board_lanes(self):
        """The units of all that can be booked here, and how many are left out."""
        chosen = self.search(
            Domain("id", "child_of", self.ids) & Domain("is_bookable", "=", True)
        )
        units = self.browse().union(*chosen._get_units().values())
        lanes = units.sorted(lambda unit: (unit.complete_name or "", unit.id))
        return lanes[:LANES], len(lanes[LANES:])

    @api.model
    def _get_board_spaces(self, lanes):
        """What can be booked and takes one of these units."""
        return self.search(
            Domain("is_bookable", "=", True)
            & (Domain("id", "in", lanes.ids) | Domain("unit_ids", "in", lanes.ids))
        )

    def _get_board_hall(self, spaces):
        """The space under whose name each of these units stands in the plan.

        That is what it is a part of, else the largest space that it is a unit of.

        :param spaces: all that take one of these units
        :return: dict of unit to space
        """
        combining = {}
        for space, units in spaces._get_units().items():
            for unit in units:
                best = combining.get(unit, (0, unit))
                combining[unit] = max(best, (len(units), space), key=lambda one: one[0])
        return {
            unit: unit.parent_id if unit.parent_id in spaces else combining[unit][1]
            for unit in self
        }

    @api.model
    def _make_board_halls(self, lanes, spaces):
        hall_of = lanes._get_board_hall(spaces)
        lanes_of, spaces_of = defaultdict(list), defaultdict(list)
        for lane, hall in hall_of.items():
            lanes_of[hall].append({"id": lane.id, "name": lane.name})
        for space, units in spaces._get_units().items():
            here = {"id": space.id, "name": space.name, "lanes": units.ids}
            for hall in {hall_of[unit] for unit in units & lanes}:
                spaces_of[hall].append(here)
        return [
            {
                "id": hall.id,
                "name": hall.display_name,
                "site": hall._get_site().name,
                "tz": hall.tz,
                "grid": hall.grid_minutes,
                "lanes": lanes,
                "spaces": spaces_of[hall],
            }
            for hall, lanes in lanes_of.items()
        ]

    @api.model
    def _get_board_labels(self, name):
        field = self.env["club.reservation"]._fields[name]
        return field._description_selection(self.env)

    # ------------------------------------------------------------
    # Uses
    # ------------------------------------------------------------

    def _make_board_bars(self, lanes, days):
        """What takes these units on these days, and what somebody asks for there."""
        taken = lanes._find_board_taken(days)
        Reservation = self.env["club.reservation"]
        taking = Reservation.browse(taken)
        asked = Reservation.search(self._get_board_asked_domain(days))
        known = taking._filtered_access("read") | asked
        movable = known._filtered_access("write")
        units = self._get_units()
        bars = []
        # sudo: what may be shown of each is decided right here
        for one in (taking | asked).sudo():
            ids = taken.get(one.id) or (units[one.facility_id.sudo(False)] & lanes).ids
            bar = self._make_board_bar(one, one in known, one in movable)
            zone = ZoneInfo(one.tz or "UTC")
            bars += [
                {**bar, "lanes": ids, "day": piece.day.isoformat(), "from": piece.start}
                | {"to": piece.stop}
                for piece in wall_clock.pieces(one.start, one.stop, zone)
                if piece.day in days
            ]
        return bars

    @api.model
    def _make_board_bar(self, reservation_sudo, is_known, is_movable):
        """What this user may read of a use."""
        facility = reservation_sudo.facility_id
        bar = {"id": False, "name": False, "use": False, "state": "occupied"}
        if is_known:
            bar |= {
                "id": reservation_sudo.id,
                "partner": reservation_sudo.partner_id.name or False,
                "state": reservation_sudo.state,
                "space": [facility.id, facility.name],
                "minutes": reservation_sudo.minutes,
                "is_movable": is_movable,
            }
        if is_known or facility.plan_shows == "name":
            bar |= {"name": reservation_sudo.name, "use": reservation_sudo.use}
        return bar

    def _find_board_taken(self, days):
        """Ids of the uses that take these units, and which units each takes.

        By hand: the index of the exclusion constraint serves the whole question.
        """
        if not self:
            return {}
        start, stop = self._get_board_range(days)
        self.env["club.reservation"].flush_model(["start", "stop", "state"])
        self.env.cr.execute(
            SQL(
                "SELECT reservation_id, array_agg(unit_id ORDER BY unit_id) "
                "FROM club_occupancy WHERE unit_id IN %s "
                "AND tsrange(start, stop, '[)') && tsrange(%s, %s, '[)') "
                "GROUP BY reservation_id ORDER BY min(start), reservation_id",
                self._ids,
                start,
                stop,
            )
        )
        return dict(self.env.cr.fetchall())

    def _get_board_asked_domain(self, days):
        """Requests, and what the user wrote down and did not send yet."""
        start, stop = self._get_board_range(days)
        return (
            Domain("facility_id", "in", self.ids)
            & Domain("start", "<", stop)
            & Domain("stop", ">", start)
            & (
                Domain("state", "=", "requested")
                | Domain("state", "=", "draft")
                & Domain("user_id", "=", self.env.uid)
                & Domain("series_id", "=", False)
            )
        )

    def _get_board_range(self, days):
        """From the beginning of the first day anywhere to the end of the last one."""
        zones = [ZoneInfo(tz or "UTC") for tz in set(self.mapped("tz"))]
        after = days[-1] + timedelta(days=1)
        return (
            min(
                wall_clock.midnight(days[0], zone)
                for zone in zones or [ZoneInfo("UTC")]
            ),
            max(
                wall_clock.midnight(after, zone) for zone in zones or [ZoneInfo("UTC")]
            ),
        )

    # ------------------------------------------------------------
    # Closed
    # ------------------------------------------------------------

    def _make_board_shades(self, days):
        """When these units are closed, by their hours or for a reason."""
        if not self:
            return []
        open_on = self._get_board_open(days)
        shades = [
            {"lane": lane.id, "day": day.isoformat(), "from": start, "to": stop}
            | {"reason": False}
            for lane in self
            for day in days
            for start, stop in wall_clock.gaps(open_on[lane, day])
        ]
        for lane, closed in self._get_closed(*self._get_board_range(days)).items():
            zone = ZoneInfo(lane.tz or "UTC")
            shades += [
                {"lane": lane.id, "day": piece.day.isoformat(), "from": piece.start}
                | {"to": piece.stop, "reason": line.reason}
                for line in closed
                for piece in wall_clock.pieces(line.start, line.stop, zone)
                if piece.day in days
            ]
        return shades

    def _get_board_open(self, days):
        """Opening hours by unit and day, in minutes of the clock on the wall.

        :return: dict of (unit, day) to a list of pairs of minutes
        """
        found = defaultdict(list)
        for lane, spans in self._get_open(*self._get_board_range(days)).items():
            zone = self._get_zone(lane)
            for span in spans:
                for piece in wall_clock.pieces(*span, zone):
                    found[lane, piece.day].append((piece.start, piece.stop))
        return found
