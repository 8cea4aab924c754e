"""Who came: counted by the house, on a telephone at the door."""

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from .club_reservation_steps import OFFICER

MOST_PEOPLE = 100_000


class ClubReservation(models.Model):
    _inherit = "club.reservation"

    def action_count_people(self, number=None):
        """Note how many people came; 0 says that nobody used the time.

        :param int number: of people; without one as many as were expected
        :raises AccessError: unless the user is the office or looks after the house
        :raises UserError: for what was not confirmed or has not begun, and for
            numbers that are none
        """
        self._check_may_count()
        self._check_step_of_count()
        # sudo: checked above; counts are written here only
        reservations = self.sudo()
        people = None if number is None else self._read_number(number)
        for expected, ones in reservations.grouped("people_expected").items():
            came = expected if people is None else people
            ones.write({"people_actual": came, "is_counted": True})
        reservations.series_id._note_use()
        return True

    def action_forget_count(self):
        """Take a count back: nobody knows who came.

        :raises AccessError: unless the user is the office or looks after the house
        """
        self._check_may_count()
        # sudo: checked above; counts are written here only
        reservations = self.sudo()
        reservations.write({"people_actual": 0, "is_counted": False})
        reservations.series_id._note_use()
        return True

    def _check_may_count(self):
        self.check_access("read")
        user = self.env.user
        if self.env.su or user.has_group(OFFICER):
            return
        # sudo: only whether the user is among them is asked
        if any(user not in one.facility_id.all_caretaker_ids for one in self.sudo()):
            raise AccessError(
                self.env._(
                    "Only the facility office and the caretakers of the house note "
                    "who came. Please tell them."
                )
            )

    def _check_step_of_count(self):
        now = fields.Datetime.now()
        for one in self:
            if one.state != "confirmed":
                raise UserError(
                    self.env._(
                        "“%(name)s” is not confirmed, so nobody is counted there. "
                        "Please look at it again.",
                        name=one.name,
                    )
                )
            if one.start > now:
                raise UserError(
                    self.env._(
                        "“%(name)s” has not begun yet. Please count when people are "
                        "there.",
                        name=one.name,
                    )
                )

    def _read_number(self, number):
        """How many people somebody typed, or a program sent.

        :rtype: int
        :raises UserError: when it is no number of people
        """
        is_number = isinstance(number, int) and not isinstance(number, bool)
        if not is_number or not 0 <= number <= MOST_PEOPLE:
            raise UserError(
                self.env._(
                    "“%(number)s” is no number of people. Please enter how many came, "
                    "0 for nobody.",
                    number=number,
                )
            )
        return number
