"""Mail that answers an invitation: by a calendar, or in words."""

import base64

from odoo import fields, models
from odoo.tools import email_normalize
from odoo.tools.mail import email_split

from ..tools import incoming_mail as mail_tools
from ..tools.itip_reply import read_reply

ACTIVITY_WORDS = "club_support.mail_activity_type_invitation_mail"
INVITING = ("club.invitation", "club.meeting")


class ClubIncomingMail(models.Model):
    _inherit = "club.incoming.mail"

    outcome = fields.Selection(
        selection_add=[("answer", "Answer to an Invitation"), ("automatic",)],
        ondelete={"answer": "set default"},
    )
    invitation_id = fields.Many2one(
        comodel_name="club.invitation",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    # apart from the invitation: what a restricted network receives stays closed
    # also when the invitation is deleted
    network_id = fields.Many2one(
        comodel_name="club.network",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )

    # ------------------------------------------------------------
    # Calendars
    # ------------------------------------------------------------

    def _handle_calendar_answer(self, message):
        """Take the answer of a calendar; the outcome, or nothing if it is none.

        Whoever sends something to an invitation that we do not know is treated as
        everybody else who writes to the mailbox.
        """
        reply = read_reply(message)
        invitation = reply and self._find_invitation(reply.uid)
        if not invitation:
            return None
        invitation._take_reply(reply, self._find_writer(), self.date)
        return self._prepare_answer_vals(invitation.meeting_id, invitation)

    def _find_writer(self):
        """The one address that a mail is from, not one that answers should go to.

        Where several stand there, it is nobody's: all of them together. Read from
        the mail as it came, because Python's parser takes the first one only.
        """
        envelope = mail_tools.read_envelope(base64.b64decode(self.raw))
        values = mail_tools.get_header(envelope, "From")
        addresses = {email_normalize(address) for address in email_split(values)}
        return (len(addresses) == 1 and addresses.pop()) or values

    def _find_invitation(self, uid):
        domain = [("uid", "=", uid), ("company_id", "=", self.company_id.id)]
        return self.env["club.invitation"].search(domain)

    def _prepare_answer_vals(self, meeting, invitation):
        return {
            "outcome": "answer",
            "invitation_id": invitation.id,
            "network_id": meeting.network_id.id,
        }

    # ------------------------------------------------------------
    # Words
    # ------------------------------------------------------------

    def _handle_invitation_mail(self, parsed):
        """Put what somebody wrote back to an invitation before the organiser.

        It becomes an internal note of the meeting and a task; a case can be made of
        it by hand. Nobody else gets it.

        :return: the outcome, or nothing if the mail answers no invitation
        """
        meeting, invitation = self._find_invited(parsed)
        if not meeting:
            return None
        sender = self._find_sender(parsed["email_from"])
        lang = meeting._get_organiser().lang or self.env.lang
        meeting = meeting.with_context(lang=lang)
        note = self._note_words(meeting, parsed, sender)
        meeting._tell_organiser(
            ACTIVITY_WORDS,
            meeting.env._(
                "E-mail about an invitation: %(sender)s",
                sender=sender.contact.name or parsed["email_from"],
            ),
        )
        vals = self._prepare_answer_vals(meeting, invitation)
        return {**vals, "mail_message_id": note.id}

    def _note_words(self, record, parsed, sender):
        """Keep the mail as an internal note of what it answers; nobody is told."""
        return record.message_post(
            body=parsed["body"],
            subject=parsed["subject"],
            message_type="email",
            subtype_xmlid="mail.mt_note",
            message_id=parsed["message_id"],
            author_id=self._get_author(sender).id,
            email_from=parsed["email_from"],
            attachments=parsed["attachments"],
            is_internal=True,
        )

    def _find_invited(self, parsed):
        """The meeting and, where it is known, the invitation that a mail refers to."""
        Meeting, Invitation = self.env["club.meeting"], self.env["club.invitation"]
        references = f"{parsed['references']} {parsed['in_reply_to']}".split()[-32:]
        if not references:
            return Meeting, Invitation
        original = self.env["mail.message"].search(
            [("message_id", "in", references), ("model", "in", INVITING)],
            limit=1,
            order="id desc",
        )
        record = self.env[original.model or Meeting._name].browse(original.res_id or [])
        record = record.exists()
        if not record or record.company_id != self.company_id:
            return Meeting, Invitation
        if record._name == Invitation._name:
            return record.meeting_id, record
        return record, Invitation
