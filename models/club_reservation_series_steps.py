"""Confirming a series, taking that back, ending it and leaving dates out."""

from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from ..tools.series_dates import FREE, HAND, THERE
from .club_reservation_series_plan import LIVE

# somebody may be faster that often before it is told
ATTEMPTS = 3
# what each date takes over from its series
COPIED = (
    "name",
    "partner_id",
    "use",
    "sport_id",
    "age_group",
    "instructor_id",
    "people_expected",
)
# nobody follows single dates of a series, and it says itself what it did
QUIET = {
    "tracking_disable": True,
    "mail_create_nosubscribe": True,
    "mail_auto_subscribe_no_notify": True,
}


class ClubReservationSeries(models.Model):
    _inherit = "club.reservation.series"

    # ------------------------------------------------------------
    # Confirming
    # ------------------------------------------------------------

    def action_confirm(self):
        """Book all dates of these series at once.

        What is taken, closed or no time at all is skipped and kept with its reason.
        Of two of these series that want the same time the first one has it.

        :return: True
        :raises AccessError: unless the user decides on times
        :raises ValidationError: when no date fits the rules of the space
        :raises UserError: when a series is no draft, or would not have a single date
        """
        self.env["club.reservation"]._check_officer()
        self._check_step("draft")
        self._check_space()
        lines = self._plan_dates([series._get_pattern() for series in self])
        self._book(lines)
        self._check_not_empty(lines)
        self._keep_skipped(lines)
        # sudo: checked above; the state changes through steps only
        self.sudo().write(
            {"state": "confirmed", "date_confirmed": fields.Datetime.now()}
        )
        self._log_dates(lines)
        return True

    def _book(self, lines):
        """Make the dates of lines that are free; who loses one is told on its line.

        :param list lines: of ``Line``
        :return: the new reservations
        """
        for _attempt in range(1, ATTEMPTS):
            try:
                return self._book_free(lines)
            except UserError:
                # somebody was faster; whoever it was is invisible from here
                if not self._mark_faster(lines):
                    raise
        return self._book_free(lines)

    def _book_free(self, lines):
        """
        :return: the new reservations
        :raises UserError: when somebody else takes one of the times
        """
        Reservation = self.env["club.reservation"]
        # sudo: only officers get here; the state changes through steps only
        Dates = Reservation.sudo().with_context(**QUIET)
        vals_list = [self._get_date_vals(line) for line in lines if line.state == FREE]
        with self.env.cr.savepoint():
            dates = Dates.create(vals_list)
            if dates:
                dates._occupy()
        return Reservation.browse(dates.ids)

    def _mark_faster(self, lines):
        """Skip what others took meanwhile.

        :return: whether there is any
        """
        wanted = self._get_wanted(lines)
        with self.env.registry.cursor() as cr:
            seen = self.with_env(self.env(cr=cr))
            clashes = seen.env["club.reservation"]._find_clashes(wanted)
            texts = seen._get_clash_texts(clashes)
        self._mark_clashes(lines, clashes, texts)
        return bool(clashes)

    @api.model
    def _get_date_vals(self, line):
        """The reservation of a day, confirmed."""
        series = line.pattern.series
        return {
            **series._get_copied(),
            "series_id": series.id,
            "series_date": line.day,
            "season_id": series.season_id.id,
            "facility_id": line.pattern.facility.id,
            "start": line.start,
            "stop": line.stop,
            "user_id": series.user_id.id,
            "state": "confirmed",
            "date_confirmed": fields.Datetime.now(),
        }

    def _get_copied(self):
        return {
            name: self._fields[name].convert_to_write(self[name], self)
            for name in COPIED
        }

    def _check_not_empty(self, lines):
        made = {line.pattern.series for line in lines if line.state == FREE}
        for series in self:
            if series not in made:
                own = [line for line in lines if line.pattern.series == series]
                reasons = {line.reason or line.state for line in own}
                raise UserError(
                    series._get_empty_text(own, ", ".join(sorted(reasons)[:3]))
                )

    def _get_empty_text(self, lines, reasons):
        if not lines:
            return self.env._(
                "The rule of “%(series)s” names no day from its first to its last "
                "one. Please correct the days.",
                series=self.name,
            )
        return self.env._(
            "“%(series)s” would not have a single date (%(reasons)s). Please choose "
            "another time or space.",
            series=self.name,
            reasons=reasons,
        )

    def _keep_skipped(self, lines):
        """Keep what was skipped, with its reason, instead of what was before."""
        Skip = self.env["club.reservation.skip"]
        days = {(line.pattern.series, line.day): line for line in lines}
        # sudo: skipped dates are kept by these methods only
        Skip.sudo().search(
            Domain("series_id", "in", self.ids)
            & Domain("date", "in", [line.day for line in lines])
        ).filtered(lambda skip: (skip.series_id, skip.date) in days).unlink()
        Skip.sudo().create(
            [
                {
                    "series_id": line.pattern.series.id,
                    "date": line.day,
                    "kind": line.state,
                    "reason": line.reason,
                }
                for line in days.values()
                if line.state not in (FREE, THERE)
            ]
        )
        self.invalidate_recordset(["skipped_ids", "reservation_ids"])

    def _log_dates(self, lines):
        by_series = defaultdict(list)
        for line in lines:
            by_series[line.pattern.series.id].append(line)
        bodies = {}
        for series in self:
            own = by_series[series.id]
            made = sum(line.state == FREE for line in own)
            bodies[series.id] = self.env._(
                "%(count)s dates were booked, %(skipped)s skipped.",
                count=made,
                skipped=sum(line.state not in (FREE, THERE) for line in own),
            )
        self._message_log_batch(bodies)

    # ------------------------------------------------------------
    # Taking back and ending
    # ------------------------------------------------------------

    def action_undo(self):
        """Take a confirmation back before the first date: all times are free again.

        What was left out by hand stays left out.

        :return: True
        :raises AccessError: unless the user decides on times
        :raises UserError: when a series has begun or is not confirmed
        """
        self.env["club.reservation"]._check_officer()
        self._check_step("confirmed")
        # sudo: all dates of these series, whoever may see them
        dates = self.sudo().reservation_ids.filtered("series_date")
        begun = dates.filtered(lambda one: one.state in LIVE and one._has_begun())
        if begun:
            raise UserError(
                self.env._(
                    "“%(series)s” has begun on %(date)s already. Please end it "
                    "instead; then its past dates stay.",
                    series=begun[0].series_id.name,
                    date=format_date(self.env, min(begun.mapped("series_date"))),
                )
            )
        dates.filtered(lambda one: one.state in LIVE or not one._has_begun()).unlink()
        self.sudo().skipped_ids.filtered(lambda skip: skip.kind != HAND).unlink()
        # sudo: checked above; the state changes through steps only
        self.sudo().write({"state": "draft", "date_confirmed": False})
        return True

    def action_end(self, date=None):
        """Let these series end early; what comes later is free again.

        :param date: the last day; default today
        :return: True
        :raises AccessError: unless the user decides on times
        :raises UserError: when the day does not lie within a series
        """
        self.env["club.reservation"]._check_officer()
        self._check_step("confirmed")
        for company, all_series in self.grouped("company_id").items():
            today = company._club_today()
            all_series._end(self._read_day(date) if date else today)
        return True

    def _end(self, day):
        for series in self:
            if not series.date_from <= day <= series.date_to:
                raise UserError(
                    self.env._(
                        "“%(series)s” lasts from %(from)s to %(to)s. Please choose a "
                        "day between them.",
                        **{
                            "series": series.name,
                            "from": format_date(self.env, series.date_from),
                            "to": format_date(self.env, series.date_to),
                        },
                    )
                )
        # sudo: all dates of these series; checked by the callers
        later = self.sudo().reservation_ids.filtered(
            lambda one: one.series_date and one.series_date > day
        )
        later._drop(
            self.env._("The series ended on %(day)s.", day=format_date(self.env, day))
        )
        self.sudo().skipped_ids.filtered(lambda skip: skip.date > day).unlink()
        self.sudo().write({"state": "ended", "date_to": day})

    @api.model
    def _read_day(self, value):
        """
        :rtype: date
        :raises UserError: when the value is no day
        """
        try:
            day = fields.Date.to_date(value)
        except (TypeError, ValueError):
            day = None
        if not day:
            raise UserError(
                self.env._("“%(value)s” is no day. Please choose one.", value=value)
            )
        return day

    # ------------------------------------------------------------
    # Leaving out
    # ------------------------------------------------------------

    def action_leave_out(self, days, reason=None):
        """Leave days out of this series, before or after it is confirmed.

        :param days: list of days, or one
        :param str reason: why, for whoever asks
        :return: True
        :raises AccessError: unless the user decides on times
        :raises UserError: when the series has no date on one of the days
        """
        self.ensure_one()
        self.env["club.reservation"]._check_officer()
        self._check_step("draft", "confirmed")
        values = days if isinstance(days, (list, tuple, set)) else [days]
        days = {self._read_day(value) for value in values}
        named = {each.day for each in self._get_pattern().get_days()}
        # sudo: all dates of the series; checked above
        dates = self.sudo().reservation_ids.filtered(
            lambda one: one.series_date in days and one.state in LIVE
        )
        for day in sorted(days - named - set(dates.mapped("series_date"))):
            raise UserError(
                self.env._(
                    "“%(series)s” has no date on %(day)s. Please choose one of its "
                    "dates.",
                    series=self.name,
                    day=format_date(self.env, day),
                )
            )
        dates._drop(self._read_reason(reason))
        self._leave_out(days, self._read_reason(reason))
        return True

    @api.model
    def _read_reason(self, reason):
        return str(reason or "").strip() or False

    def _leave_out(self, days, reason):
        """Keep days as left out by hand."""
        # sudo: skipped dates are kept by these methods only
        Skip = self.env["club.reservation.skip"].sudo()
        self.sudo().skipped_ids.filtered(lambda skip: skip.date in days).unlink()
        Skip.create(
            [
                {"series_id": self.id, "date": day, "kind": HAND, "reason": reason}
                for day in sorted(days)
            ]
        )
        self.invalidate_recordset(["skipped_ids"])
