"""When a facility is open, by the clock on its wall."""

from collections import defaultdict
from zoneinfo import ZoneInfo

from odoo import models

from ..tools import intervals

# where nobody says anything, not even our own calendar: daily from 7 to 22
DAILY = [(7 * 60, 22 * 60)]
WHOLE_DAY = [(0, 1440)]


class ClubFacility(models.Model):
    _inherit = "club.facility"

    def _get_open(self, start, stop):
        """When each of these is open, by its opening hours or those it lies in.

        Closures do not count here, nor time off that a calendar lists.

        :param datetime start: naive UTC
        :param datetime stop: naive UTC
        :return: dict of facility to a list of pairs, naive UTC, in order
        """
        calendars = self._get_calendars()
        zones = {one: self._get_zone(one) for one in self}
        kinds = {(calendars[one], zones[one]) for one in self}
        hours = self._get_hours({calendar for calendar, _zone in kinds})
        found = {
            (calendar, zone): intervals.open_hours(hours[calendar], start, stop, zone)
            for calendar, zone in kinds
        }
        return {one: found[calendars[one], zones[one]] for one in self}

    def _get_open_with_units(self, start, stop):
        """When each of these is open and all of its units are as well.

        :param datetime start: naive UTC
        :param datetime stop: naive UTC
        :return: dict of facility to a list of pairs, naive UTC, in order
        """
        units = self._get_units()
        opened = self.union(*units.values())._get_open(start, stop)
        found = {}
        for space in self:
            found[space] = opened[space]
            for part in units[space] - space:
                found[space] = intervals.intersect(found[space], opened[part])
        return found

    def _get_zone(self, facility):
        # sudo: the zone of a space is no secret
        return ZoneInfo(facility.sudo().tz or "UTC")

    def _get_calendars(self):
        """The opening hours of each: its own, else of what it lies in, else daily.

        :return: dict of facility to ``resource.calendar``
        """
        daily_id = self.env["ir.model.data"]._xmlid_to_res_id(
            "club_support.club_facility_calendar_daily"
        )
        # sudo: when a space is open is no secret
        daily = self.env["resource.calendar"].sudo().browse(daily_id or ())
        lineages = {one: one._get_lineage() for one in self}
        above = self.sudo().browse(set().union(*lineages.values()))
        # nothing else is wanted of what a space lies in
        above.fetch(["resource_calendar_id"])
        own = {one.id: one.resource_calendar_id for one in above}
        return {
            one: next((own[each] for each in reversed(ids) if own.get(each)), daily)
            for one, ids in lineages.items()
        }

    def _get_hours(self, calendars):
        """
        :param calendars: set of ``resource.calendar``
        :return: dict of calendar to a function: date to pairs of minutes
        """
        Line = self.env["resource.calendar.attendance"].sudo()
        ids = [calendar.id for calendar in calendars if calendar]
        wanted = ["calendar_id", "hour_from", "hour_to", "dayofweek", "week_type"]
        lines = Line.search_fetch(
            [("calendar_id", "in", ids)], [*wanted, "display_type", "day_period"]
        ).grouped("calendar_id")
        return {
            calendar: self._get_hours_of(calendar, lines.get(calendar, Line))
            for calendar in calendars
        }

    def _get_hours_of(self, calendar, lines):
        if not calendar:
            return lambda day: DAILY
        if calendar.flexible_hours:
            return lambda day: WHOLE_DAY
        get_week = lines.get_week_type
        weeks = defaultdict(list)
        for line in lines:
            if line.display_type or line.day_period == "lunch":
                continue
            pair = (round(line.hour_from * 60), round(line.hour_to * 60))
            types = (line.week_type,) if calendar.two_weeks_calendar else ("0", "1")
            for week in types:
                weeks[week, int(line.dayofweek)].append(pair)
        return lambda day: weeks[str(get_week(day)), day.weekday()]
