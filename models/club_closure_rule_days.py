"""On which days the rules close a facility."""

from collections import namedtuple
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from ..tools.holiday_weeks import choose_weeks

DAY = timedelta(days=1)
PREVIEW_DAYS = 365

# a holiday as a fact, read once for many rules
Holiday = namedtuple("Holiday", "state_id kind name date_from date_to")


class ClubClosureRule(models.Model):
    _inherit = "club.closure.rule"

    preview = fields.Text(
        string="In the Coming Year",
        compute="_compute_preview",
        help="The days that this rule names within a year from today.",
    )

    @api.depends(
        "facility_id",
        "kind",
        "effect",
        "holiday_name",
        "weeks",
        "week_number",
        "date_from",
        "date_to",
        "reason",
    )
    @api.depends_context("lang")
    def _compute_preview(self):
        today = self.env.company._club_today()
        until = today + timedelta(days=PREVIEW_DAYS)
        holidays = self._load_holidays(today, until)
        for rule in self:
            rule.preview = "\n".join(
                self.env._(
                    "%(first)s to %(last)s (%(reason)s)",
                    first=format_date(self.env, first),
                    last=format_date(self.env, last),
                    reason=reason,
                )
                if last > first
                else f"{format_date(self.env, first)} ({reason})"
                for first, last, reason in rule._list_days(holidays, today, until)
            )

    @api.model
    def _load_holidays(self, first, last):
        """The holidays of all states that touch these days, read at once.

        :rtype: list[Holiday]
        """
        # sudo: holidays are no secret
        found = (
            self.env["club.holiday"]
            .sudo()
            .with_context(active_test=True)
            .search(Domain("date_from", "<=", last) & Domain("date_to", ">=", first))
        )
        return [
            Holiday(one.state_id.id, one.kind, one.name, one.date_from, one.date_to)
            for one in found
        ]

    def _list_days(self, holidays, first, last):
        """The spans of days that this rule names, within these days.

        :param list holidays: of ``Holiday``
        :return: list of first day, last day, reason
        """
        self.ensure_one()
        spans = []
        for begin, end, reason in self._find_spans(holidays):
            if begin <= last and end >= first:
                spans.append((max(begin, first), min(end, last), reason))
        return spans

    def _find_spans(self, holidays):
        if self.kind == "days":
            if self.date_from:
                reason = self.reason or self.env._("Not Open")
                yield self.date_from, self.date_to or self.date_from, reason
            return
        state = self.company_id.sudo().state_id.id
        wanted = (self.holiday_name or "").strip().casefold()
        for one in holidays:
            if (one.state_id, one.kind) != (state, self.kind):
                continue
            if wanted not in one.name.casefold():
                continue
            span = (one.date_from, one.date_to)
            if self.kind == "school":
                span = choose_weeks(*span, self.weeks, self.week_number)
            if span:
                yield *span, self.reason or one.name

    def _get_closed_days(self, holidays, first, last):
        """The days on which these rules, in this order, close what they are for.

        :return: dict of day to reason
        """
        days = {}
        for rule in self:
            for begin, end, reason in rule._list_days(holidays, first, last):
                for number in range((end - begin).days + 1):
                    day = begin + number * DAY
                    if rule.effect == "closed":
                        days[day] = reason
                    else:
                        days.pop(day, None)
        return days

    # ------------------------------------------------------------
    # What lies in these days
    # ------------------------------------------------------------

    def action_open_displaced(self):
        """The uses ahead that lie on days which this rule closes.

        :raises UserError: when there are none
        """
        self.ensure_one()
        self.check_access("read")
        displaced = self._find_displaced()
        if not displaced:
            raise UserError(
                self.env._(
                    "Nobody has booked a time in the coming year when this house is "
                    "closed. There is nothing to do."
                )
            )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "club_support.club_reservation_action"
        )
        return {**action, "domain": [("id", "in", displaced.ids)], "context": {}}

    def _find_displaced(self):
        """Uses of the coming year, as far as the user may read them."""
        now = fields.Datetime.now()
        until = now + timedelta(days=PREVIEW_DAYS)
        Reservation = self.env["club.reservation"]
        taking = Reservation.search(
            Domain("facility_id", "child_of", self.facility_id.ids)
            & Domain("state", "in", Reservation._taking_states)
            & Domain("stop", ">", now)
            & Domain("start", "<", until)
        )
        closed = taking.facility_id._get_closed(now, until)
        return taking.filtered(
            lambda use: any(
                span.start < use.stop and use.start < span.stop
                for span in closed[use.facility_id]
            )
        )
