"""Invitations leave as calendars expect them, see RFC 6047."""

from odoo import models

CALENDAR = "text/calendar"
FILE_NAME = "invite.ics"


class IrMailServer(models.Model):
    _inherit = "ir.mail_server"

    def _build_email__(self, email_from, email_to, subject, *args, **kwargs):
        """Show a calendar file with a method as the invitation that it is.

        Calendars look for it beside the text, as one more way to read the mail;
        people without one find it as a file. A subject is one line: a name that
        was pasted with two of them could not be sent at all.
        """
        subject = " ".join((subject or "").splitlines())
        message = super()._build_email__(email_from, email_to, subject, *args, **kwargs)
        for part in list(message.iter_attachments()):
            method = part.get_param("method")
            if part.get_content_type() == CALENDAR and method:
                self._club_add_calendar(message, part, method.upper())
        return message

    def _club_add_calendar(self, message, file, method):
        content = file.get_payload(decode=True)
        for part in message.walk():
            if part.get_content_type() == "multipart/alternative":
                part.add_alternative(
                    content.decode(),
                    subtype="calendar",
                    charset="utf-8",
                    # lines stay readable, and no server on the way changes them
                    cte="quoted-printable",
                    params={"method": method},
                )
                break
        file.set_content(
            content,
            maintype="application",
            subtype="ics",
            disposition="attachment",
            filename=FILE_NAME,
        )
