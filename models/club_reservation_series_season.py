"""A series as a draft of a season: what it clashes with before it is confirmed."""

from collections import Counter, defaultdict
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date
from odoo.tools.misc import format_duration

from ..tools.allocation import Use, days_of, find_overlaps
from ..tools.recurrence import moment
from .club_reservation_occupying import Wanted


class ClubReservationSeries(models.Model):
    _inherit = "club.reservation.series"

    wish_id = fields.Many2one(
        comodel_name="club.season.wish",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
    )
    is_clashing = fields.Boolean(
        string="Clashes", compute="_compute_clashes", search="_search_is_clashing"
    )
    clash_hint = fields.Text(
        string="Clashes With",
        compute="_compute_clashes",
        help="What takes or wishes the same time, and how often.",
    )
    closed_hint = fields.Char(string="Closed On", compute="_compute_closed_hint")
    has_second_choice = fields.Boolean(compute="_compute_has_second_choice")

    # ------------------------------------------------------------
    # Clashes
    # ------------------------------------------------------------

    @api.depends(
        "facility_id",
        "season_id",
        "rrule",
        "date_from",
        "date_to",
        "hour_from",
        "hour_to",
        "state",
        "active",
    )
    def _compute_clashes(self):
        drafts = self.filtered(lambda one: one.state == "draft" and one.facility_id)
        hints = drafts._find_draft_clashes()
        for series, lines in drafts._find_taken().items():
            hints[series].extend(lines)
        for series in self:
            series.is_clashing = bool(hints.get(series))
            series.clash_hint = "\n".join(hints.get(series, ())) or False

    def _search_is_clashing(self, operator, value):
        if operator != "in":
            return NotImplemented
        drafts = self.search([("state", "=", "draft")])
        domain = Domain("id", "in", drafts.filtered("is_clashing").ids)
        return domain if True in value else ~domain

    def _find_draft_clashes(self):
        """Other drafts of the season that want the same units on the same days.

        :return: dict of series to sentences
        """
        seasons = self.season_id._origin
        others = self.browse()
        if seasons:
            others = self.search(
                [("season_id", "in", seasons.ids), ("state", "=", "draft")]
            )
        units = (self | others).facility_id._get_units()
        by_id = {one.id: one for one in others} | {one._origin.id: one for one in self}
        by_id = {
            key: one for key, one in by_id.items() if one.season_id and one.facility_id
        }
        uses = [
            Use(
                key,
                frozenset(units[one.facility_id]._origin.ids),
                frozenset((one.season_id._origin.id, day) for day in one._get_days()),
                one.hour_from,
                one.hour_to,
            )
            for key, one in by_id.items()
        ]
        found = find_overlaps(uses)
        return defaultdict(list) | {
            series: [
                series._describe_draft(by_id[other], days)
                for other, days in sorted(found.get(series._origin.id, {}).items())
            ]
            for series in self
        }

    def _get_days(self):
        """The dates that the rule asks for.

        :rtype: frozenset[date]
        """
        self.ensure_one()
        if not (self.rrule and self.date_from and self.date_to):
            return frozenset()
        return days_of(self.rrule, self.date_from, self.date_to)

    def _describe_draft(self, other, days):
        first = min(day for _season, day in days)
        return self.env._(
            "%(group)s, %(space)s, %(hours)s (draft): %(count)s dates from %(date)s on",
            group=other._get_full_name(),
            space=other.facility_id.display_name,
            hours=other._format_hours(),
            count=len(days),
            date=format_date(self.env, first),
        )

    def _find_taken(self):
        """What is held or confirmed already at the time of these drafts.

        :return: dict of series to sentences
        """
        units = self.facility_id._get_units()
        wanted = [
            Wanted(unit._origin.id, start, stop, number)
            for number, series in enumerate(self)
            for start, stop in series._get_moments()
            for unit in units[series.facility_id]
        ]
        # sudo: whoever reads the series plans this space
        Reservation = self.env["club.reservation"].sudo()
        taking = defaultdict(dict)
        for clash in Reservation._find_clashes(wanted):
            series = self[clash.wanted.key]
            taking[series][clash.reservation_id] = clash.start
        Reservation.browse({each for found in taking.values() for each in found}).fetch(
            ["name", "partner_id", "series_id"]
        )
        return {
            series: series._describe_taken(Reservation.browse(sorted(found)))
            for series, found in taking.items()
        }

    def _get_moments(self):
        """Beginning and end of every date, naive UTC, in order."""
        zone = ZoneInfo(self.tz or "UTC")
        for day in sorted(self._get_days()):
            start = moment(day, self.hour_from, zone)
            stop = moment(day, self.hour_to, zone)
            if start < stop:
                yield start, stop

    def _describe_taken(self, reservations):
        """One sentence for each group or single use that takes the time."""
        own = reservations.filtered(lambda one: one.series_id == self._origin)
        lines = []
        for _key, dates in (
            (reservations - own)
            .grouped(lambda one: one.series_id.id or -one.id)
            .items()
        ):
            first = dates.sorted("start")[0]
            names = dict.fromkeys([first.partner_id.name, first.name])
            lines.append(
                self.env._(
                    "%(group)s (booked): %(count)s dates from %(date)s on",
                    group=", ".join(name for name in names if name),
                    count=len(dates),
                    date=format_date(self.env, first._local(first.start).date()),
                )
            )
        return lines

    def _get_full_name(self):
        """Such as “TSV Grünbach, Handball C youth”."""
        names = dict.fromkeys([self.partner_id.name, self.name])
        return ", ".join(name for name in names if name)

    def _format_hours(self):
        return f"{format_duration(self.hour_from)}–{format_duration(self.hour_to)}"

    # ------------------------------------------------------------
    # Closures
    # ------------------------------------------------------------

    @api.depends("facility_id", "rrule", "date_from", "date_to", "state")
    def _compute_closed_hint(self):
        closed = self.filtered(lambda one: one.state == "draft")._find_closed_days()
        for series in self:
            days = Counter(reason for _day, reason in closed.get(series, ()))
            series.closed_hint = (
                ", ".join(f"{reason} ({count})" for reason, count in days.items())
                or False
            )

    def _find_closed_days(self):
        """Dates of these on which their space is closed.

        :return: dict of series to a list of (date, reason)
        """
        placed = self.filtered("facility_id")
        moments = {one: list(one._get_moments()) for one in placed}
        moments = {one: found for one, found in moments.items() if found}
        if not moments:
            return {}
        closed = self.facility_id._get_closed(
            min(found[0][0] for found in moments.values()),
            max(found[-1][1] for found in moments.values()),
        )
        return {
            series: [
                (start.date(), line.reason)
                for start, stop in found
                for line in closed[series.facility_id]
                if line.start < stop and start < line.stop
            ]
            for series, found in moments.items()
        }

    # ------------------------------------------------------------
    # Resolving
    # ------------------------------------------------------------

    @api.depends("wish_id", "application_id.wish_ids")
    def _compute_has_second_choice(self):
        for series in self:
            series.has_second_choice = bool(
                series.state == "draft" and series._get_other_choices()
            )

    def _get_other_choices(self):
        """Wishes for the same time of the group that name another place or hour."""
        return self.application_id.wish_ids.filtered(
            lambda wish: (
                wish.slot == self.wish_id.slot
                and wish != self.wish_id
                and wish.facility_id
            )
        )

    def action_take_other_choice(self):
        """Move this draft to the other wish that the group named for this time.

        :raises UserError: when it named none
        """
        wishes = self.env["club.season.wish"]
        for series in self:
            wish = series._get_other_choices()[:1]
            wishes |= wish
            if not wish:
                raise UserError(
                    self.env._(
                        "“%(group)s” named no other choice for this time. Please "
                        "change the series, or refuse it with a reason.",
                        group=series.name,
                    )
                )
        wishes.action_give()
        return True

    def action_refuse(self, reason=None):
        """Take these drafts back, and tell the groups why with the season.

        :param str reason: why; the club reads it
        :raises UserError: without a reason, or when one is confirmed already
        """
        self.check_access("write")
        self._check_can_change_wish()
        applications = self.application_id
        reason = applications._check_reason(reason)
        lost = self.wish_id._get_slot_mates()
        self.unlink()
        lost.refusal = reason
        applications._settle(refused=True)
        return True

    def _check_can_change_wish(self):
        """
        :raises UserError: when the club knows of one of these times already
        """
        confirmed = self.filtered(lambda series: series.state != "draft")
        if confirmed:
            raise UserError(
                self.env._(
                    "The time of “%(group)s” in “%(space)s” is confirmed, and the club "
                    "knows. Please end or change the series itself.",
                    group=confirmed[0].name,
                    space=confirmed[0].facility_id.display_name,
                )
            )

    def unlink(self):
        """Whoever deletes a draft has the application to decide again."""
        applications = self.application_id
        result = super().unlink()
        applications._settle()
        return result
