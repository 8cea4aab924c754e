"""Moving uses: one of them, or several that follow each other, together."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .club_reservation import UTC
from .club_reservation_occupying import TOGETHER

# a shift by more is a mistake
YEAR = 366 * 24 * 60


class ClubReservation(models.Model):
    _inherit = "club.reservation"

    def action_move(self, start, stop=None, facility=None):
        """Move this use, or leave all as it is when the new time is taken.

        :param start: naive UTC, a datetime or its text
        :param stop: the same; default: as long as before
        :param facility: the new space or its id; default: the same as before
        :return: True
        :raises AccessError: when the time is taken for good and the user decides on
            none, or may not edit this one
        :raises UserError: when the new time is taken, or is no time
        """
        self.ensure_one()
        self._check_move()
        start = self._read_moment(start)
        length = self.stop - self.start
        stop = self._read_moment(stop) if stop else start + length
        vals = {"start": start, "stop": stop}
        if facility:
            vals["facility_id"] = self._read_space(facility).id
        self.write(vals)
        return True

    def action_shift(self, minutes):
        """Move these together by the clock on the wall; each lasts as long as before.

        What they take now is free for the others of them.

        :param int minutes: how much later, or earlier when below zero
        :return: True
        :raises AccessError: when a time is taken for good and the user decides on
            none, or may not edit one of them
        :raises UserError: when a new time is taken; then all stay where they are
        """
        self._check_move()
        # bool is a number in Python
        if type(minutes) is not int or abs(minutes) > YEAR:
            raise UserError(
                self.env._(
                    "Reservations move by whole minutes, within a year. Please "
                    "enter a number of minutes."
                )
            )
        self._queue()
        with self.env.cr.savepoint():
            self._remember_places()
            for one in self.with_context(club_moving=TOGETHER):
                start = one._shift(one.start, minutes)
                one.write({"start": start, "stop": start + (one.stop - one.start)})
            self._take_again()
        return True

    def _shift(self, moment, minutes):
        """The moment when the clock on the wall shows so much more.

        :param datetime moment: naive UTC
        :rtype: datetime
        """
        local = self._local(moment) + timedelta(minutes=minutes)
        return local.astimezone(UTC).replace(tzinfo=None)

    def _check_move(self):
        self._check_step("draft", "requested", *self._taking_states)
        if any(one.state in self._taking_states for one in self):
            self._check_officer()

    @api.model
    def _read_moment(self, value):
        """
        :raises UserError: when the value is no moment
        """
        try:
            moment = fields.Datetime.to_datetime(value)
        except (TypeError, ValueError, OverflowError):
            moment = None
        if not moment:
            raise UserError(
                self.env._("This is no date with a time. Please choose one.")
            )
        if moment.tzinfo:
            moment = moment.astimezone(UTC).replace(tzinfo=None)
        # the end and other zones are counted from it
        self._check_plausible_dates({"start": moment})
        return moment

    @api.model
    def _read_space(self, value):
        """
        :raises UserError: when the value is no space that the user can read
        """
        Facility = self.env["club.facility"]
        ids = value.ids if isinstance(value, type(Facility)) else [value]
        if len(ids) == 1 and type(ids[0]) is int:
            space = Facility.browse(ids).exists()
            if space and space.has_access("read"):
                return space
        raise UserError(
            self.env._("This space does not exist any more. Please choose another.")
        )
