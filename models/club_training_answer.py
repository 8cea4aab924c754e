"""Calendars that answer: a hint to whoever is responsible, and nothing more.

Seats are given up by the buttons on the page: a calendar declines also when somebody
merely tidies it up.
"""

import re

from odoo import models
from odoo.tools import email_normalize

from ..tools.itip_reply import read_reply

ACTIVITY = "club_support.mail_activity_type_training_declined"
UID = re.compile(r"(?P<uid>[0-9a-f-]{36})-\d+@club-support")


class ClubIncomingMail(models.Model):
    _inherit = "club.incoming.mail"

    def _handle_calendar_answer(self, message):
        """Take also what calendars answer to the entries of trainings."""
        vals = super()._handle_calendar_answer(message)
        if vals:
            return vals
        reply = read_reply(message)
        booking, people = self._find_training_entry(reply.uid if reply else "")
        if not booking or booking.company_id != self.company_id:
            return None
        addresses = {booking.email_normalized, *map(email_normalize, people)}
        if reply.answer == "no" and self._find_writer() in addresses:
            booking._note_declined(reply.note)
        return {"outcome": "answer"}

    def _find_training_entry(self, uid):
        """Whose calendar it is: the booking, and addresses beside the sender's."""
        match = UID.fullmatch(uid)
        Booking = self.env["club.training.booking"]
        if not match:
            return Booking, []
        domain = [("training_uid", "=", match["uid"])]
        booking = Booking.search(domain, limit=1)
        if booking:
            return booking, []
        person = self.env["event.registration"].search(domain, limit=1)
        return person.booking_id, [person.email or ""]


class ClubTrainingBooking(models.Model):
    _inherit = "club.training.booking"

    def _note_declined(self, note):
        """Tell the responsible user once that a calendar said no; seats stay."""
        event = self.event_id
        user = event.user_id
        own = self.with_context(lang=user.lang or self.env.lang)
        text = own.env._(
            "The calendar of %(name)s declined. The seat is kept until somebody "
            "gives it up.",
            name=self.contact_name or "",
        )
        self._message_log(body=f"{text} {note}" if note else text)
        activity_type = self.env.ref(ACTIVITY)
        open_ones = event.activity_ids.filtered(
            lambda task: task.activity_type_id == activity_type
        )
        if user and not open_ones:
            # quick update: the mail that came in must not wait for a mail server
            event.with_context(mail_activity_quick_update=True).activity_schedule(
                ACTIVITY,
                user_id=user.id,
                summary=own.env._("Does somebody still come? A calendar declined."),
            )
