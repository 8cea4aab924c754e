"""A meeting and its series; the next meeting where there is no series."""

from datetime import UTC

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.recurrence import next_day

# what a series gives its meetings
FROM_SERIES = {"name", "start", "stop", "tz", "location", "staff_ids"}
AHEAD = ("planned", "tentative")


class ClubMeeting(models.Model):
    _inherit = "club.meeting"

    series_date_ids = fields.One2many(
        comodel_name="club.meeting.series.date", inverse_name="meeting_id"
    )

    # ------------------------------------------------------------
    # What was changed by hand
    # ------------------------------------------------------------

    def write(self, vals):
        names = FROM_SERIES & vals.keys()
        if not names or self.env.context.get("club_series_follows"):
            return super().write(vals)
        recurring = self.filtered("series_id")
        before = {meeting: [meeting[name] for name in names] for meeting in recurring}
        result = super().write(vals)
        changed = recurring.filtered(
            lambda meeting: before[meeting] != [meeting[name] for name in names]
        )
        if changed:
            # sudo: noted here only; whoever may change the meeting changes it by hand
            changed.sudo().series_date_ids.is_touched = True
        return result

    @api.model
    def _check_by_hand(self, names):
        result = super()._check_by_hand(names)
        if not self.env.su and "series_id" in names:
            raise UserError(
                self.env._(
                    "Meetings come into a series by the series itself. Please use "
                    "“Make Meetings” there."
                )
            )
        return result

    # ------------------------------------------------------------
    # The next one
    # ------------------------------------------------------------

    def action_make_next(self):
        """Open the next meeting of the network; where there is none, make it.

        It lies as far from this one as this one lay from the meeting before, at the
        same hours. Nobody is invited to it yet.

        :raises UserError: when the meeting belongs to no network
        """
        self.ensure_one()
        self.check_access("read")
        if not self.network_id:
            raise UserError(
                self.env._(
                    "This meeting belongs to no network, so nothing follows it. Please "
                    "plan the next one by hand."
                )
            )
        following = self._get_following()[self] or self._make_next()
        return {
            "type": "ir.actions.act_window",
            "res_model": "club.meeting",
            "res_id": following.id,
            "views": [(False, "form")],
        }

    def _make_next(self):
        # only one of two who ask at once makes it
        self.network_id.lock_for_update(allow_referencing=True)
        day = self._get_next_day()
        return self.copy(
            {
                "start": self._move_to(self.start, day),
                "stop": self._move_to(self.stop, day),
            }
        )

    def _get_next_day(self):
        """The local day of the next meeting, which lies ahead."""
        before = self.search(
            [
                ("network_id", "=", self.network_id.id),
                ("start", "<", self.start),
                ("state", "!=", "called_off"),
            ],
            order="start desc",
            limit=1,
        )
        day = self._local(self.start).date()
        previous = before and self._local(before.start).date()
        return next_day(day, previous or None, after=self.company_id._club_today())

    def _move_to(self, moment, day):
        """The same time by the clock on the wall on another day, naive UTC."""
        local = self._local(moment)
        day += local.date() - self._local(self.start).date()
        moved = local.replace(year=day.year, month=day.month, day=day.day, fold=0)
        return moved.astimezone(UTC).replace(tzinfo=None)
