"""A date lasts from its first day to its last."""

from odoo import api, models
from odoo.exceptions import UserError

from .club_reservation_occupying import TOGETHER

TIMES = {"start", "stop"}


class ClubTrainingDay(models.Model):
    _inherit = "club.training.day"

    @api.model_create_multi
    def create(self, vals_list):
        days = super().create([self._complete_room(vals) for vals in vals_list])
        days.event_id._club_follow_days()
        return days

    @api.model
    def _complete_room(self, vals):
        """The room of the date is the one of its days, unless they name another."""
        if "facility_id" in vals or "default_facility_id" in self.env.context:
            return vals
        event = self.env["event.event"].browse(vals.get("event_id") or [])
        return {**vals, "facility_id": event.facility_id.id}

    def write(self, vals):
        self._check_same_date(vals)
        result = super().write(vals)
        is_alone = self.env.context.get("club_moving") is not TOGETHER
        if is_alone and (TIMES | {"facility_id"}) & vals.keys():
            self.event_id._club_follow_days()
            self.event_id._club_note_change()
        return result

    def unlink(self):
        events = self.event_id
        result = super().unlink()
        left = events.exists()
        if self.env.context.get("club_days") is not TOGETHER:
            left._club_check_days()
        left._club_follow_days()
        left._club_note_change()
        return result

    def _drop(self):
        """Delete all days of dates that are deleted with them."""
        self.with_context(club_days=TOGETHER).unlink()

    def _check_same_date(self, vals):
        if "event_id" in vals and self.event_id.ids != [vals["event_id"]]:
            raise UserError(
                self.env._(
                    "A day stays with its date. Please add a new day to the other one."
                )
            )

    def _move_to(self, times):
        """Give days new times, all of them together.

        :param dict times: day to its new begin and end, naive UTC
        """
        for day in self:
            start, stop = times[day]
            day.with_context(club_moving=TOGETHER).write({"start": start, "stop": stop})
        self._follow_rooms()
        self.event_id._club_follow_days()
        self.event_id._club_note_change()
