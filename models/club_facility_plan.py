"""The official plan of a hall: one week on paper, its units side by side."""

from collections import defaultdict
from datetime import datetime, time, timedelta
from typing import NamedTuple

from odoo import api, models
from odoo.fields import Domain

# how far it looks for the dates of a group: closed weeks lie in between
WEEKS = 8
DAY = 24 * 60
# a plan shows at least these hours, in minutes
FIRST, LAST = 8 * 60, 22 * 60


class Box(NamedTuple):
    """A use on the plan, in minutes since midnight by the clock on the wall."""

    day: int
    column: int
    columns: int
    start: int
    stop: int
    text: str
    use: str


class ClubFacility(models.Model):
    _inherit = "club.facility"

    # ------------------------------------------------------------
    # What stands on a plan
    # ------------------------------------------------------------

    def _get_halls(self):
        """The halls here and below: what can be booked and lies in nothing bookable.

        Each of them has a plan of its own.
        """
        bookable = self.search([("id", "child_of", self.ids), ("is_bookable", "=", 1)])
        halls = bookable.filtered(
            lambda space: not space.parent_id.is_bookable or space in self
        )
        combined = halls.unit_ids
        return halls.filtered(lambda space: space not in combined or space in self)

    def _get_plan(self, day, is_week=False):
        """The week of each hall.

        :param date day: the plan is valid from then on, or a day of the week
        :param bool is_week: all uses of that very week, instead of those of groups
            that have their time each week
        :return: dict of hall to a dict: units, boxes, first and last minute, uses
        """
        units = self._get_units()
        everywhere = self.browse().union(*units.values())
        rows = self._get_plan_rows(everywhere, day, is_week)
        return {hall: hall._draw_plan(units[hall], rows) for hall in self}

    @api.model
    def _get_plan_rows(self, units, day, is_week):
        """The uses of these units, each with the weekday and minutes it stands at.

        :return: list of tuples of unit ids, weekday, start, stop, text and use
        """
        first = day - timedelta(days=day.weekday()) if is_week else day
        last = first + timedelta(weeks=1 if is_week else WEEKS)
        # sudo: the plan hangs on the door; what it says of a use the space decides
        Reservation = self.env["club.reservation"].sudo()
        domain = Domain(
            [
                ("state", "=", "confirmed"),
                ("occupancy_ids.unit_id", "in", units.ids),
                # a day more on both sides: days are those of the space
                ("stop", ">", datetime.combine(first, time.min) - timedelta(days=1)),
                ("start", "<", datetime.combine(last, time.min) + timedelta(days=1)),
            ]
        )
        if not is_week:
            domain &= Domain("series_id.state", "=", "confirmed")
        reservations = Reservation.search(domain, order="start, id")
        taken = reservations.facility_id._get_units()
        rows = {}
        for one in reservations:
            unit_ids = tuple(taken[one.facility_id.sudo(False)].ids)
            for row in one._get_plan_days(first, last, is_week):
                rows[(unit_ids, *row)] = True
        return list(rows)

    def _get_place_on_paper(self):
        """Where the hall lies: building, site and address, as far as known."""
        self.ensure_one()
        # sudo: the address of a hall is no secret
        lineage = self.sudo().browse(self._get_lineage())[::-1]
        address = next((one for one in lineage if one.street or one.city), lineage[0])
        town = " ".join(word for word in (address.zip, address.city) if word)
        names = lineage[1:].mapped("name")
        return ", ".join(word for word in (*names, address.street, town) if word)

    def _draw_plan(self, units, rows):
        self.ensure_one()
        order = {unit.id: index for index, unit in enumerate(units.sorted("name"))}
        texts = defaultdict(list)
        for unit_ids, day, start, stop, text, use in rows:
            columns = sorted(order[each] for each in unit_ids if each in order)
            for column, count in _get_runs(columns):
                texts[day, column, count, start, stop, use].append(text)
        boxes = [
            Box(*key[:5], " / ".join(sorted(set(found))), key[5])
            for key, found in sorted(texts.items())
        ]
        starts = [box.start // 60 * 60 for box in boxes]
        stops = [-(-box.stop // 60) * 60 for box in boxes]
        return {
            "units": units.sorted("name"),
            "boxes": boxes,
            "first": min([FIRST, *starts]),
            "last": max([LAST, *stops]),
            "uses": sorted({box.use for box in boxes}),
        }


class ClubReservation(models.Model):
    _inherit = "club.reservation"

    def _get_plan_days(self, first, last, is_week):
        """Where a use stands on a plan; beyond midnight it stands on two days.

        :rtype: list of tuples of weekday, start, stop, text and use
        """
        self.ensure_one()
        start, stop = self._local(self.start), self._local(self.stop)
        series = self.series_id
        if not is_week and not self._is_regular(start):
            return []
        # by the clock on the wall, also on the day when it changes
        begin = start.hour * 60 + start.minute
        end = (stop.date() - start.date()).days * DAY + stop.hour * 60 + stop.minute
        text = self._get_plan_text() + (
            f" ({self.env._('every 2 weeks')})"
            if "INTERVAL=2" in (series.rrule or "") and not is_week
            else ""
        )
        return [
            (
                (start.date() + timedelta(days=number)).weekday(),
                max(begin - number * DAY, 0),
                min(end - number * DAY, DAY),
                text,
                self.use,
            )
            for number in range(-(-end // DAY))
            if first <= start.date() + timedelta(days=number) < last
        ]

    def _is_regular(self, start):
        """Whether a date of a group stands where its series says."""
        series = self.series_id
        hour = start.hour + start.minute / 60
        return (
            self.facility_id == series.facility_id
            and abs(hour - series.hour_from) < 1 / 60
        )

    def _get_plan_text(self):
        """What others read of this use: the group, or that it is occupied."""
        if self.facility_id.plan_shows == "name":
            return self.name
        return self.env._("occupied")


def _get_runs(columns):
    """Columns that lie side by side, as first column and number."""
    runs = []
    for column in columns:
        if runs and sum(runs[-1]) == column:
            runs[-1][1] += 1
        else:
            runs.append([column, 1])
    return [tuple(run) for run in runs]
