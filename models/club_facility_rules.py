"""What a space wants of its uses: hours, grid, length, notice, people."""

from datetime import datetime, timedelta
from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import format_date

from ..tools import intervals

OFFICER = "club_support.club_support_group_officer"
# a single use that is longer was mistyped
LONGEST = timedelta(days=31)


class Use(NamedTuple):
    """A use that somebody wants, written down or not; times are naive UTC."""

    # whatever the caller tells uses apart by
    key: object
    facility: models.Model
    start: datetime
    stop: datetime
    people: int = 0
    season: models.Model = None
    is_exception: bool = False


class Problem(NamedTuple):
    """Why a use cannot be.

    ``kind`` is archived, length, closed, hours, grid, season, people or notice.
    """

    kind: str
    text: str


class ClubFacility(models.Model):
    _inherit = "club.facility"

    @api.model
    def _find_problems(self, uses):
        """The rules that uses break; who takes the time is not asked here.

        The number of queries does not grow with the uses.

        :param uses: list of ``Use``, each beginning before it ends
        :return: dict of key to a list of ``Problem``
        """
        found = {use.key: [] for use in uses}
        for use in uses:
            found[use.key] += self._find_problems_alone(use)
        uses = [use for use in uses if use.stop - use.start <= LONGEST]
        if uses:
            # whole days, to say when it is open
            start = min(use.start for use in uses) - intervals.DAY
            stop = max(use.stop for use in uses) + intervals.DAY
            spaces = self.browse().union(*(use.facility for use in uses))
            closed, opened = spaces._get_closed_and_open(start, stop)
            for use in uses:
                found[use.key] += self._find_problems_of_day(use, closed, opened)
        return found

    def _get_closed_and_open(self, start, stop):
        """The same for a space and all of its units.

        :return: dict of space to ``Closed``, dict of space to pairs; naive UTC
        """
        units = self._get_units()
        involved = self.union(*units.values())
        closed = involved._get_closed(start, stop)
        opened = involved._get_open(start, stop)
        all_closed, all_opened = {}, {}
        for space, parts in units.items():
            all_closed[space] = [
                line for each in space | parts for line in closed[each]
            ]
            all_opened[space] = opened[space]
            for part in parts - space:
                all_opened[space] = intervals.intersect(all_opened[space], opened[part])
        return all_closed, all_opened

    # ------------------------------------------------------------
    # Rules that need the use only
    # ------------------------------------------------------------

    def _find_problems_alone(self, use):
        checks = [
            self._find_space_problem,
            self._find_season_problem,
            self._find_people_problem,
        ]
        if not use.is_exception:
            checks += [
                self._find_length_problem,
                self._find_grid_problem,
                self._find_notice_problem,
            ]
        problems = [check(use) for check in checks]
        if use.is_exception and use.stop - use.start > LONGEST:
            problems.append(self._find_length_problem(use))
        return [problem for problem in problems if problem]

    def _find_space_problem(self, use):
        space = use.facility
        if space.active and space.is_bookable:
            return None
        text = self.env._(
            "“%(space)s” cannot be booked any more. Please choose another space.",
            space=space.display_name,
        )
        return Problem("archived", text)

    def _find_season_problem(self, use):
        season = use.season
        if not season:
            return None
        first = self._to_wall(use.facility, use.start).date()
        last = self._to_wall(use.facility, use.stop - timedelta(seconds=1)).date()
        if season.date_from <= first and last <= season.date_to:
            return None
        text = self.env._(
            "The time lies beyond the season “%(season)s”, which lasts from "
            "%(first)s to %(last)s. Please choose another day or season.",
            season=season.name,
            first=format_date(self.env, season.date_from),
            last=format_date(self.env, season.date_to),
        )
        return Problem("season", text)

    def _find_people_problem(self, use):
        space = use.facility
        if not space.capacity or use.people <= space.capacity:
            return None
        text = self.env._(
            "“%(space)s” has room for %(capacity)s people, so %(people)s are too "
            "many. Please choose a bigger space.",
            people=use.people,
            space=space.display_name,
            capacity=space.capacity,
        )
        return Problem("people", text)

    def _find_length_problem(self, use):
        space = use.facility
        minutes = (use.stop - use.start).total_seconds() / 60
        longest = space.longest_minutes or LONGEST.days * 1440
        if minutes > longest:
            text = self.env._(
                "“%(space)s” is booked for up to %(minutes)s minutes. Please choose a "
                "shorter time.",
                space=space.display_name,
                minutes=longest,
            )
        elif minutes < space.shortest_minutes:
            text = self.env._(
                "“%(space)s” is booked for at least %(minutes)s minutes. Please choose "
                "a longer time.",
                space=space.display_name,
                minutes=space.shortest_minutes,
            )
        else:
            return None
        return Problem("length", text)

    def _find_grid_problem(self, use):
        space = use.facility
        seconds = (
            intervals.wall_seconds(self._to_wall(space, moment))
            for moment in (use.start, use.stop)
        )
        if not any(each % (space.grid_minutes * 60) for each in seconds):
            return None
        text = self.env._(
            "Times of “%(space)s” begin and end on a grid of %(minutes)s minutes, "
            "counted from midnight. Please choose such a time.",
            space=space.display_name,
            minutes=space.grid_minutes,
        )
        return Problem("grid", text)

    def _find_notice_problem(self, use):
        """Whoever asks is bound to the notice; the office writes down what was."""
        if self.env.su or self.env.user.has_group(OFFICER):
            return None
        now = fields.Datetime.now()
        hours = use.facility.lead_hours
        if use.start < now:
            text = self.env._(
                "This time has begun already or is over. Please choose a later one."
            )
        elif use.start < now + timedelta(hours=hours):
            text = self.env._(
                "Times of “%(space)s” are asked for at least %(hours)s hours ahead. "
                "Please choose a later one, or call the facility office.",
                space=use.facility.display_name,
                hours=hours,
            )
        else:
            return None
        return Problem("notice", text)

    # ------------------------------------------------------------
    # Rules that look at the day
    # ------------------------------------------------------------

    def _find_problems_of_day(self, use, closed, opened):
        problems = []
        reasons = [
            line
            for line in closed[use.facility]
            if line.start < use.stop and line.stop > use.start
        ]
        if reasons:
            problems.append(Problem("closed", self._say_closed(use, reasons[0])))
        elif not use.is_exception and not intervals.covers(
            opened[use.facility], use.start, use.stop
        ):
            problems.append(Problem("hours", self._say_hours(use, opened)))
        return problems

    def _say_closed(self, use, line):
        return self.env._(
            "“%(space)s” is closed %(time)s (%(reason)s). Please choose another time "
            "or space.",
            space=use.facility.display_name,
            time=self._say_time(use.facility, line.start, line.stop),
            reason=line.reason,
        )

    def _say_hours(self, use, opened):
        """When the space is open on that day, or that it is not."""
        space = use.facility
        zone = self._get_zone(space)
        day = self._to_wall(space, use.start).date()
        midnight = intervals.at_wall(day, 0, zone)
        next_midnight = intervals.at_wall(day, 1440, zone)
        pairs = intervals.clip(opened[space], midnight, next_midnight)
        hours = ", ".join(self._say_hours_between(space, *pair) for pair in pairs)
        values = {
            "space": space.display_name,
            "day": format_date(self.env, day, date_format="EEEE"),
            "hours": hours,
        }
        if not hours:
            return self.env._(
                "“%(space)s” is not open on %(day)s. Please choose another day or "
                "space.",
                **values,
            )
        return self.env._(
            "“%(space)s” is open on %(day)s %(hours)s. Please choose a time within.",
            **values,
        )

    # ------------------------------------------------------------
    # Words
    # ------------------------------------------------------------

    def _to_wall(self, facility, moment):
        """A moment, naive UTC, in the time zone of a facility."""
        utc = moment.replace(tzinfo=intervals.UTC)
        return utc.astimezone(self._get_zone(facility))

    def _say_time(self, facility, start, stop):
        """From when until when, by the clock on the wall of a facility.

        :param datetime start: naive UTC
        :param datetime stop: naive UTC
        :return: words that follow a verb: “on Tuesday, 2 March 2027, 18:00–20:00”
        """
        begins = self._to_wall(facility, start)
        ends = self._to_wall(facility, stop)
        midnight_after = ends.time() == ends.time().min
        same_day = (
            begins.date() == (ends - timedelta(seconds=1)).date()
            if midnight_after
            else begins.date() == ends.date()
        )
        if same_day:
            return self.env._(
                "on %(day)s, %(hours)s",
                day=self._say_day(begins),
                hours=self._say_hours_between(facility, start, stop),
            )
        return self.env._(
            "from %(start_day)s, %(start)s, to %(stop_day)s, %(stop)s",
            start_day=self._say_day(begins),
            start=self._say_clock(begins),
            stop_day=self._say_day(ends),
            stop=self._say_clock(ends),
        )

    def _say_hours_between(self, facility, start, stop):
        """:return: “18:00–20:00”"""
        begins = self._say_clock(self._to_wall(facility, start))
        ends = self._to_wall(facility, stop)
        ends_text = "24:00" if ends.time() == ends.time().min else self._say_clock(ends)
        return f"{begins}–{ends_text}"

    def _say_day(self, moment):
        return format_date(self.env, moment.date(), date_format="full")

    def _say_clock(self, moment):
        return f"{moment:%H:%M}"
