"""How well spaces are used: of the hours in which they are open, how many are taken."""

from datetime import datetime, time, timedelta

from odoo import fields, models
from odoo.tools import SQL

from ..tools import intervals

# what is looked back at: long enough for holidays to be told from every day
WEEKS = 12
FIGURES = (
    "club_support.club_support_group_officer,club_support.club_support_group_management"
)


class ClubFacility(models.Model):
    _inherit = "club.facility"

    open_hours = fields.Float(
        compute="_compute_utilisation",
        groups=FIGURES,
        help="In the last twelve weeks, without closures; of a hall with parts, the "
        "hours of all its parts.",
    )
    used_hours = fields.Float(
        string="Confirmed Hours",
        compute="_compute_utilisation",
        groups=FIGURES,
        help="Confirmed in the last twelve weeks; of a hall with parts, of all parts.",
    )
    unused_hours = fields.Float(
        string="Hours Not Used",
        compute="_compute_utilisation",
        groups=FIGURES,
        help="Confirmed, but somebody noted that nobody came.",
    )
    use_share = fields.Float(
        string="Utilisation",
        compute="_compute_utilisation",
        groups=FIGURES,
        help="Percent of the open hours in which somebody was there.",
    )

    def _compute_utilisation(self):
        """Over whole weeks until today, unit by unit; what is not open is no loss."""
        units = self._get_units()
        parts = self.browse().union(*units.values())
        start, stop = self._get_weeks_back()
        opened = parts._get_open(start, stop)
        closed = parts._get_closed(start, stop)
        used = parts._count_used(start, stop)
        for space in self:
            hours = [0.0, 0.0]
            free = 0.0
            for unit in units[space] if space.is_bookable else ():
                shut = intervals.merge((line[0], line[1]) for line in closed[unit])
                free += _count_hours(intervals.subtract(opened[unit], shut))
                hours = [
                    a + b for a, b in zip(hours, used.get(unit.id, (0, 0)), strict=True)
                ]
            space.open_hours, space.used_hours, space.unused_hours = free, *hours
            there = hours[0] - hours[1]
            space.use_share = 100 * there / free if free else 0.0

    def _get_weeks_back(self):
        """The last twelve weeks from Monday to Sunday, naive UTC."""
        today = self.env.company._club_today()
        monday = datetime.combine(today - timedelta(days=today.weekday()), time.min)
        zone = self.env.company._club_zone()
        first = monday - timedelta(weeks=WEEKS)
        return (
            intervals.at_wall(first.date(), 0, zone),
            intervals.at_wall(monday.date(), 0, zone),
        )

    def _count_used(self, start, stop):
        """Hours that each of these units was confirmed, and was left empty.

        :return: dict of id to a pair of hours
        """
        self.env["club.reservation"].flush_model(
            ["is_counted", "people_actual", "state"]
        )
        self.env.cr.execute(
            SQL(
                """
                SELECT o.unit_id, SUM(length.hours),
                       COALESCE(SUM(length.hours) FILTER (
                           WHERE r.is_counted AND COALESCE(r.people_actual, 0) = 0
                       ), 0)
                  FROM club_occupancy AS o
                  JOIN club_reservation AS r ON r.id = o.reservation_id
                  CROSS JOIN LATERAL (
                       SELECT extract(epoch FROM LEAST(o.stop, %(stop)s)
                              - GREATEST(o.start, %(start)s)) / 3600 AS hours
                  ) AS length
                 WHERE o.unit_id = ANY(%(units)s) AND r.state = 'confirmed'
                   AND tsrange(o.start, o.stop, '[)')
                       && tsrange(%(start)s, %(stop)s, '[)')
                 GROUP BY o.unit_id
                """,
                start=start,
                stop=stop,
                units=self.ids,
            )
        )
        return {
            row[0]: (float(row[1]), float(row[2])) for row in self.env.cr.fetchall()
        }


def _count_hours(pairs):
    return sum((stop - start).total_seconds() for start, stop in pairs) / 3600
