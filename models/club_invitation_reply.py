"""What calendars answer to invitations (iTIP REPLY, RFC 5546)."""

from odoo import models
from odoo.tools import email_normalize

from .club_invitation_answer_checking import ACTIVITY_PROPOSED

# kept in the log, and nobody has to look at it
MOOT = ("closed", "overtaken")


class ClubInvitation(models.Model):
    _inherit = "club.invitation"

    def _take_reply(self, reply, email_from, date):
        """Take the answer of a calendar, or propose it to the staff.

        The calendar of the invited person decides by itself. An answer from any
        other address, to an earlier version of the invitation or after the
        deadline is a proposal. What an answer to a newer version has overtaken is
        kept in the log and changes nothing.

        :param reply: a ``CalendarReply``
        :param str email_from: sender of the mail
        :param datetime date: when it arrived, naive UTC
        """
        self.ensure_one()
        doubt = self._find_doubt(reply, email_from)
        details = {"sequence": reply.sequence, "stamp": reply.stamp}
        if not doubt:
            return self._take_answer(
                reply.answer,
                "mail",
                note=reply.note,
                substitute=reply.substitute,
                email_from=email_from,
                date=date,
                **details,
            )
        # sudo: the mail came by the gateway, whoever runs it
        invitation = self.sudo()
        vals = self._prepare_answer_vals(
            reply.answer, reply.note, None, reply.substitute
        )
        row = {"answered_via": "mail", "email_from": email_from, "date": date}
        state = "dismissed" if doubt in MOOT else "proposed"
        invitation._log_answer(
            {**vals, **row, **details, "state": state, "doubt": doubt}
        )
        if state == "proposed":
            invitation._tell_of_proposal()
        return True

    def _find_doubt(self, reply, email_from):
        """Why an answer is not simply taken over, or nothing."""
        closed = self._closed_because()
        if closed and closed != "late":
            return "closed"
        if self._is_overtaken(reply):
            return "overtaken"
        own = self._get_known_addresses()
        attendee = email_normalize(reply.attendee) or reply.attendee
        if email_normalize(email_from) not in own or (attendee and attendee not in own):
            return "sender"
        if reply.is_counter:
            return "time"
        if reply.sequence < self.sequence:
            return "version"
        return closed

    def _get_known_addresses(self):
        """Addresses from which this person answers: as written to, and as today."""
        # sudo: compared only, nobody learns them
        invitation = self.sudo()
        addresses = {
            email_normalize(invitation.email),
            invitation.partner_id.email_normalized,
        }
        return addresses - {None, False}

    def _is_overtaken(self, reply):
        """Whether a later answer counts: to a newer version, or written later."""
        taken = self.answer_ids.filtered(lambda answer: answer.state == "taken")
        return any(
            answer.sequence > reply.sequence
            or (
                answer.sequence == reply.sequence
                and reply.stamp
                and answer.stamp
                and answer.stamp > reply.stamp
            )
            for answer in taken
        )

    def _tell_of_proposal(self):
        meeting = self.meeting_id
        lang = meeting._get_organiser().lang or self.env.lang
        meeting = meeting.with_context(lang=lang)
        meeting._tell_organiser(
            ACTIVITY_PROPOSED,
            meeting.env._("Answer to be checked: %(name)s", name=self.partner_id.name),
        )
