"""Whoever comes without having registered takes a seat as long as one is free."""

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command


class EventEvent(models.Model):
    _inherit = "event.event"

    def action_club_walk_in(self, name, organisation=None, email=None, add_seat=False):
        """Put somebody on the list who stands at the door, and note them as present.

        :param str name: who it is
        :param str organisation: the club as they say it
        :param str email: for the certificate
        :param bool add_seat: make one more seat when none is free; for organisers
        :returns: action that opens the list of attendance
        :raises AccessError: for whoever may not note attendance here
        :raises UserError: before the day, when full, or when the name is on the list
        """
        self.ensure_one()._club_check_noting()
        self._club_check_attendable()
        day = self._club_get_days_today()[:1]
        if not day:
            raise UserError(
                self.env._(
                    "“%(date)s” has no day today. Please register people who come "
                    "later in the usual way.",
                    date=self.display_name,
                )
            )
        name = self._club_check_walk_in_name(name)
        number = self._club_find_seat(add_seat)
        person = self._club_seat_walk_in(name, organisation, email, number)
        person.action_club_attend()
        return self._club_open_attendance(day)

    def _club_check_walk_in_name(self, name):
        name = " ".join(name.split()) if isinstance(name, str) else ""
        if not name:
            raise UserError(
                self.env._("Nobody is named yet. Please enter first and last name.")
            )
        # sudo: trainers read all people of their date anyway
        there = self.sudo().registration_ids.filtered(
            lambda one: one.active and one.state != "cancel"
        )
        if name.casefold() in [(one.name or "").casefold() for one in there]:
            raise UserError(
                self.env._(
                    "The list of this date has %(name)s already. Please look there.",
                    name=name,
                )
            )
        return name

    def _club_find_seat(self, add_seat):
        """A seat number that nobody holds; the database refuses whoever is second."""
        # sudo: the numbers of all seats, and one more of them, checked here
        event = self.sudo()
        people = event.with_context(active_test=False).registration_ids
        free = event.env["club.training.allotter"]._get_free_numbers(event, people, 1)
        if free:
            return free[0]
        if not add_seat:
            raise UserError(
                self.env._(
                    "All %(seats)s seats are taken or kept for somebody. Whoever "
                    "organises the training may add one for this person.",
                    seats=event.seats_max,
                )
            )
        self.check_access("write")
        event.seats_max += 1
        return event.seats_max

    def _club_seat_walk_in(self, name, organisation, email, number):
        # sudo: checked by the step; seats are written by steps only
        booking = (
            self.env["club.training.booking"]
            .sudo()
            .create(
                {
                    "event_id": self.id,
                    "contact_name": name,
                    "organisation_name": organisation or False,
                    "email": email or False,
                }
            )
        )
        person = booking.env["event.registration"].create(
            {
                "event_id": self.id,
                "booking_id": booking.id,
                "name": name,
                "email": email or False,
            }
        )
        person.write({"seat_number": number, "is_looked_at": True, "state": "open"})
        booking.env["club.training.allotment"].create(
            {
                "event_id": self.id,
                "booking_id": booking.id,
                "registration_ids": [Command.set(person.ids)],
                "kind": "by_hand",
                "people": 1,
                "reason": self.env._("Came without having registered"),
                "user_id": self.env.uid,
            }
        )
        return person
