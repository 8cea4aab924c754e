"""Asking for a time, holding, confirming, rejecting and cancelling it."""

from odoo import api, fields, models
from odoo.exceptions import AccessError

OFFICER = "club_support.club_support_group_officer"
HOLD_DAYS = 14


class ClubReservation(models.Model):
    _inherit = "club.reservation"

    def action_request(self):
        """Ask for the time; where the space is booked at once, it is taken.

        :raises ValidationError: when the rules of the space do not allow it
        :raises UserError: when the time is taken already
        """
        self._check_step("draft")
        self._check_rules()
        direct = self.filtered(lambda one: one.facility_id.booking_mode == "direct")
        (self - direct)._take_step("requested")
        direct._take_step("confirmed")
        return True

    def action_hold(self, until=None):
        """Take the time for a while, until somebody confirms it.

        :param datetime until: naive UTC; default in two weeks
        :raises UserError: when the time is taken already
        """
        self._check_officer()
        self._check_step("draft", "requested", "held")
        self._check_rules()
        until = fields.Datetime.to_datetime(until) or fields.Datetime.add(
            fields.Datetime.now(), days=HOLD_DAYS
        )
        self._take_step("held", hold_until=until)
        return True

    def action_confirm(self):
        """Take the time for good.

        :raises ValidationError: when the rules of the space do not allow it
        :raises UserError: when the time is taken already
        """
        self._check_officer()
        self._check_step("draft", "requested", "held")
        self._check_rules()
        self._take_step("confirmed")
        return True

    def action_reject(self, reason=None):
        """Say no to a request.

        :param str reason: why, for whoever asked
        """
        self._check_officer()
        self._check_step("draft", "requested", "held")
        self._take_step("rejected", reason=reason or False)
        return True

    def action_cancel(self, reason=None):
        """Take a request or a use back; its time is free again.

        :param str reason: why
        """
        self._check_step("draft", "requested", "held", "confirmed")
        self._take_step("cancelled", reason=reason or False)
        return True

    def action_reopen(self):
        """Take a refusal or a cancellation back: it is a draft again."""
        self._check_step("rejected", "cancelled")
        self._take_step("draft")
        return True

    @api.model
    def _check_officer(self):
        """
        :raises AccessError: unless the user decides on times
        """
        if not (self.env.su or self.env.user.has_group(OFFICER)):
            raise AccessError(
                self.env._(
                    "Only the facility office decides on times. Please ask it, or "
                    "request the time."
                )
            )

    def _take_step(self, state, **vals):
        """Write the state, and take or free the time with it."""
        if not self:
            return
        values = {"state": state, "hold_until": False, "reason": False, **vals}
        if state == "confirmed":
            values["date_confirmed"] = fields.Datetime.now()
        # sudo: checked by the callers; the state changes through steps only
        self.sudo().write(values)
        if state in self._taking_states:
            self._occupy()
        else:
            self._free()
