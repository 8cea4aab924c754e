"""Asking for a time, holding, confirming, rejecting and cancelling it."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

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
        (self - direct)._tell("received")
        direct._tell("confirmed")
        return True

    def action_hold(self, until=None):
        """Take the time for a while, until somebody confirms it.

        :param datetime until: naive UTC; default in two weeks
        :raises UserError: when the time is taken already, or this is no time
        """
        self._check_officer()
        self._check_step("draft", "requested", "held")
        self._check_rules()
        self._take_step("held", hold_until=self._read_until(until))
        self._tell("held")
        return True

    @api.model
    def _read_until(self, until):
        """How long a time is held, as programs and dialogs send it.

        :rtype: datetime
        :raises UserError: when it is no time, or none to come
        """
        now = fields.Datetime.now()
        if not until:
            return fields.Datetime.add(now, days=HOLD_DAYS)
        try:
            moment = fields.Datetime.to_datetime(until).replace(tzinfo=None)
        except (AttributeError, TypeError, ValueError) as error:
            raise UserError(
                self.env._(
                    "“%(until)s” is no date with a time. Please say until when the "
                    "time is held.",
                    until=until,
                )
            ) from error
        self._check_plausible_dates({"hold_until": moment})
        if moment <= now:
            raise UserError(
                self.env._(
                    "A time is held until a moment to come. Please enter until when."
                )
            )
        return moment

    def action_confirm(self):
        """Take the time for good.

        :raises ValidationError: when the rules of the space do not allow it
        :raises UserError: when the time is taken already
        """
        self._check_officer()
        self._check_step("draft", "requested", "held")
        self._check_rules()
        self._take_step("confirmed")
        self._tell("confirmed")
        return True

    def action_reject(self, reason=None):
        """Say no to a request.

        :param str reason: why; whoever asked reads it
        :raises UserError: without a reason
        """
        self._check_officer()
        self._check_step("draft", "requested", "held")
        reason = self._read_reason(reason)
        if not reason:
            raise UserError(
                self.env._(
                    "Whoever asked for a time wants to know why they do not get it. "
                    "Please enter the reason in a few words."
                )
            )
        self._take_step("rejected", reason=reason)
        self._tell("rejected", reason=reason)
        return True

    def action_cancel(self, reason=None):
        """Take a request or a use back; its time is free again.

        Whoever booked a time at once may also give it back at once.

        :param str reason: why; the club reads it
        """
        own = self._filter_own_direct()
        (self - own)._check_step("draft", "requested", "held", "confirmed")
        reason = self._read_reason(reason)
        known = self.filtered(lambda one: one.state != "draft")
        self._take_step("cancelled", reason=reason)
        known._tell("cancelled", reason=reason)
        return True

    def _filter_own_direct(self):
        """Those that the user booked without the office and that lie ahead."""
        now = fields.Datetime.now()
        return self._filtered_access("read").filtered(
            lambda one: (
                one.user_id == self.env.user
                and one.state == "confirmed"
                and one.facility_id.booking_mode == "direct"
                and one.start > now
            )
        )

    @api.model
    def _read_reason(self, reason):
        """A reason in one line, or False."""
        return " ".join(str(reason or "").split()) or False

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
        values = {
            "state": state,
            "hold_until": False,
            "is_hold_warned": False,
            "date_moved": False,
            "place_told": False,
            "place_told_key": False,
            "reason": False,
            **vals,
        }
        if state == "confirmed":
            values["date_confirmed"] = fields.Datetime.now()
        self._queue()
        # whoever catches the error finds all as it was
        with self.env.cr.savepoint():
            # sudo: checked by the callers; the state changes through steps only
            self.sudo().write(values)
            if state in self._taking_states:
                self._take_units()
            else:
                self._free()

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_history(self):
        """What somebody asked for, was given or used stays on record."""
        if self.env.su:
            # a series that is taken back before it begins, and the like
            return
        kept = self.filtered(
            lambda one: (
                one.is_counted or one.state not in ("draft", "rejected", "cancelled")
            )
        )
        if kept:
            raise UserError(
                self.env._(
                    "“%(reservation)s” stays on record, because it was asked for, "
                    "given or counted. Please cancel the use instead of deleting it.",
                    reservation=kept[0].name,
                )
            )
