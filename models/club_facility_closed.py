"""When a facility is closed, by itself or by what it lies in."""

from collections import defaultdict
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from odoo import models
from odoo.fields import Domain

DAY = timedelta(days=1)


class Closed(NamedTuple):
    """Closed from a moment to a moment, naive UTC, and why."""

    start: datetime
    stop: datetime
    reason: str


class ClubFacility(models.Model):
    _inherit = "club.facility"

    def _get_closed(self, start, stop):
        """When each of these is closed: closures, and days that rules name.

        Its own, those of what it lies in, and those of the units that it combines.

        The number of queries does not grow with facilities, closures or days.

        :param datetime start: naive UTC
        :param datetime stop: naive UTC
        :return: dict of facility to a list of ``Closed``, in order; they may overlap
        """
        units = self._get_units()
        everything = self.union(*units.values())
        lineages = {one: one._get_lineage() for one in everything}
        ids = set().union(*lineages.values())
        by_facility = self._find_closures(ids, start, stop)
        by_rules = self._find_closed_by_rules(lineages, start, stop)
        # a whole is closed as well while one of its parts is
        return {
            one: sorted(
                {
                    line
                    for part in one | units[one]
                    for each in lineages[part]
                    for line in by_facility[each]
                }.union(*(by_rules[part] for part in one | units[one]))
            )
            for one in self
        }

    def _get_lineage(self):
        """Ids of this facility and of all that it lies in."""
        self.ensure_one()
        # sudo: where a space lies is no secret
        path = self.sudo().parent_path or ""
        return [int(each) for each in path.split("/") if each] or self.ids

    def _find_closures(self, ids, start, stop):
        # sudo: when a space is closed is no secret
        Closure = self.env["club.closure"].sudo().with_context(active_test=True)
        closures = Closure.search(
            Domain("facility_id", "in", ids)
            & Domain("start", "<", stop)
            & Domain("stop", ">", start)
        )
        by_facility = defaultdict(list)
        for closure in closures:
            line = Closed(closure.start, closure.stop, closure.name)
            by_facility[closure.facility_id.id].append(line)
        return by_facility

    def _find_closed_by_rules(self, lineages, start, stop):
        """What the rules above each facility and of its own close.

        Most spaces share their rules: each set of rules is looked at once.

        :return: dict of facility to list of ``Closed``
        """
        # sudo: when a space is closed is no secret
        Rule = self.env["club.closure.rule"].sudo().with_context(active_test=True)
        ids = set().union(*lineages.values())
        rules = Rule.search(
            Domain("facility_id", "in", ids), order="sequence, id"
        ).grouped(lambda rule: rule.facility_id.id)
        if not rules:
            return defaultdict(list)
        # a day more on each side: they begin and end by the clock on the wall
        days = (start.date() - DAY, stop.date() + DAY)
        holidays = Rule._load_holidays(*days)
        known, result = {}, {}
        for one, lineage in lineages.items():
            own = Rule.concat(*(rules.get(each, Rule) for each in lineage))
            key = (own._ids, one.sudo().tz)
            if key not in known:
                closed = own._get_closed_days(holidays, *days)
                known[key] = self._join_days(closed, key[1], start, stop)
            result[one] = known[key]
        return result

    @staticmethod
    def _join_days(reasons, tz, start, stop):
        """Days that follow each other for the same reason, from midnight to midnight.

        :param dict reasons: of day to reason
        :rtype: list[Closed]
        """
        zone = ZoneInfo(tz or "UTC")

        def midnight(day):
            local = datetime.combine(day, time(), tzinfo=zone)
            return local.astimezone(UTC).replace(tzinfo=None)

        spans = []
        for day in sorted(reasons):
            if spans and spans[-1][1] == day and spans[-1][2] == reasons[day]:
                spans[-1][1] = day + DAY
            else:
                spans.append([day, day + DAY, reasons[day]])
        closed = [Closed(midnight(a), midnight(b), why) for a, b, why in spans]
        return [one for one in closed if one.start < stop and one.stop > start]
