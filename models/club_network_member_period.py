"""Who belongs to a network on which day, since when, and who has left."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain


class ClubNetwork(models.Model):
    _inherit = "club.network"

    def _get_members_on(self, day):
        """The memberships that count on a day, of all these networks in one query.

        :param date day: candidates are left out, whoever leaves on it counts
        :rtype: ``club.network.member``
        """
        Member = self.env["club.network.member"]
        return Member.search(
            Domain("network_id", "in", self.ids) & Member._get_domain_on(day)
        )


class ClubNetworkMember(models.Model):
    _inherit = "club.network.member"

    date_since = fields.Date(
        string="Member Since",
        compute="_compute_date_since",
        help="First day of the membership, whoever represented it meanwhile.",
    )

    @api.model
    def _get_domain_on(self, day):
        """Memberships, not candidates, whose period contains a day."""
        begun = Domain("date_from", "=", False) | Domain("date_from", "<=", day)
        not_over = Domain("date_to", "=", False) | Domain("date_to", ">=", day)
        return Domain("state", "!=", "candidate") & begun & not_over

    @api.depends("date_from", "network_id.member_ids.date_to", "partner_id")
    def _compute_date_since(self):
        """Follow the chain of rows back as long as one ends where the next begins."""
        rows = self.search(
            [
                ("network_id", "in", self.network_id.ids),
                ("partner_id", "in", self.partner_id.ids),
                ("state", "!=", "candidate"),
                ("date_to", "!=", False),
            ]
        )
        before = {
            (row.network_id.id, row.partner_id.id, row.date_to): row for row in rows
        }
        for member in self:
            first = member
            while first and first.date_from:
                day = first.date_from - timedelta(days=1)
                key = (member.network_id._origin.id, member.partner_id._origin.id, day)
                if key not in before:
                    break
                first = before[key]
            member.date_since = first.date_from

    # ------------------------------------------------------------
    # Left follows the last day
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        members = super().create([self._enter_last_day(vals) for vals in vals_list])
        members._follow_last_day()
        members.partner_id._club_enter_register()
        return members

    def write(self, vals):
        if vals.get("state") == "left" and "date_to" not in vals:
            without_end = self.filtered(lambda member: not member.date_to)
            if without_end:
                without_end.write(self._enter_last_day(vals))
            self -= without_end
        result = super().write(vals)
        if {"state", "date_to"} & vals.keys():
            self._follow_last_day()
        return result

    @api.model
    def _enter_last_day(self, vals):
        """Whoever left without a day left today."""
        if vals.get("state") != "left" or vals.get("date_to"):
            return vals
        return {**vals, "date_to": self.env.company._club_today()}

    def _follow_last_day(self):
        """Nobody has left before the last day, nobody stays beyond it."""
        today = self.env.company._club_today()
        for state in ("left", "member"):
            wrong = self.filtered(
                lambda member, state=state: (
                    member.state != state and member._state_on(today) == state
                )
            )
            if wrong:
                wrong.write({"state": state})

    def _state_on(self, today):
        self.ensure_one()
        if self.date_to and self.date_to < today:
            return "left"
        if self.state == "left" and (not self.date_to or self.date_to > today):
            return "member"
        return self.state

    def action_leave(self):
        """End these memberships today; the past stays readable."""
        self.write({"state": "left", "date_to": self.env.company._club_today()})
        return True

    @api.model
    def _cron_leave(self):
        """Memberships whose last day is over count as left."""
        self.search(
            [
                ("state", "!=", "left"),
                ("date_to", "<", self.env.company._club_today()),
            ]
        ).write({"state": "left"})
