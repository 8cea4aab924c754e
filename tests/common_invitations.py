"""A network with members, and a mail server of our own that keeps what it gets."""

import email
import email.policy
import smtplib
import socketserver
import threading
from contextlib import contextmanager
from unittest.mock import patch

from odoo.tools import mute_logger

from odoo.addons.base.models.ir_mail_server import IrMail_Server

from .common import ClubSupportCommon


class SinkHandler(socketserver.StreamRequestHandler):
    """As much of SMTP as is needed to take mails."""

    def handle(self):
        self._say("220 sink")
        while line := self.rfile.readline():
            verb = line.strip().upper()
            if verb.startswith(b"QUIT"):
                self._say("221 bye")
                return
            if verb == b"DATA":
                if not self._take_data():
                    return
            else:
                if verb.startswith(b"MAIL FROM"):
                    self.recipients = []
                answer = "250 ok"
                if verb.startswith(b"RCPT TO"):
                    recipient = line.strip().decode()[8:].strip("<>")
                    self.recipients.append(recipient)
                    answer = self.server.answers.get(recipient, answer)
                self._say(answer)

    def _take_data(self):
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b".") else line)
        server = self.server
        if server.dies_after is not None and len(server.taken) >= server.dies_after:
            # gone without a word, in the middle of everything
            return False
        server.taken.append((tuple(self.recipients), b"".join(lines)))
        if server.is_forgetful:
            return False
        self._say("250 taken")
        return True

    def _say(self, text):
        self.wfile.write(f"{text}\r\n".encode())


class Sink(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), SinkHandler)
        #: pairs of recipients of the envelope and raw bytes
        self.taken = []
        #: so many mails are taken, then the connection breaks
        self.dies_after = None
        #: by recipient what is said instead of “ok”
        self.answers = {}
        #: whether mails are taken, but the connection breaks before that is said
        self.is_forgetful = False

    @property
    def mails(self):
        return [
            email.message_from_bytes(raw, policy=email.policy.default)
            for _recipients, raw in self.taken
        ]


class InvitationCommon(ClubSupportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.network = cls.env["club.network"].create(
            {
                "name": "Runder Tisch Sport",
                "user_id": cls.organiser.id,
                "team_id": cls.team.id,
                "company_id": cls.company.id,
            }
        )
        cls.members = cls._add_members(3)
        cls.meeting = cls._create_meeting()

    @classmethod
    def _add_members(cls, number, start=1, **person):
        numbers = range(start, start + number)
        Partner = cls.env["res.partner"]
        clubs = Partner.create(
            [{"name": f"Verein {i} e.V.", "is_company": True} for i in numbers]
        )
        people = Partner.create(
            [
                {
                    "name": f"Person Nummer {i}",
                    "email": f"person{i}@example.net",
                    "lang": "en_US",
                    **person,
                }
                for i in numbers
            ]
        )
        return cls.env["club.network.member"].create(
            [
                {
                    "network_id": cls.network.id,
                    "partner_id": club.id,
                    "representative_id": representative.id,
                    "date_from": "2020-01-01",
                }
                for club, representative in zip(clubs, people, strict=True)
            ]
        )

    @classmethod
    def _create_meeting(cls, **vals):
        return (
            cls.env["club.meeting"]
            .with_user(cls.organiser)
            .create(
                {
                    "network_id": cls.network.id,
                    "name": "Runder Tisch im Frühjahr",
                    "start": "2027-03-29 16:00:00",
                    "stop": "2027-03-29 18:00:00",
                    "location": "Rathaus, Saal 2",
                    **vals,
                }
            )
        )

    def _invite(self, meeting=None):
        meeting = meeting or self.meeting
        meeting.action_invite()
        return meeting.invitation_ids

    def _mails_of(self, meeting=None):
        invitations = (meeting or self.meeting).sudo().invitation_ids
        return (
            self.env["mail.mail"]
            .sudo()
            .search(
                [
                    ("model", "=", "club.invitation"),
                    ("res_id", "in", invitations.ids),
                ],
                order="id",
            )
        )

    def _files_of(self, mail):
        """The calendar texts of a mail."""
        return [
            file.raw.decode()
            for file in mail.attachment_ids
            if file.mimetype.startswith("text/calendar")
        ]

    # ------------------------------------------------------------
    # Mail server
    # ------------------------------------------------------------

    @contextmanager
    def _sink(self, **settings):
        """A mail server that takes what is sent, in this process."""
        with Sink() as sink:
            for name, value in settings.items():
                setattr(sink, name, value)
            thread = threading.Thread(target=sink.serve_forever, daemon=True)
            thread.start()
            try:
                yield sink
            finally:
                sink.shutdown()
                thread.join()

    def _work_off(self, port, models=("club.invitation",)):
        """Work off the queue as the cron does, by the mail server of a port."""

        def connect(_self, *args, **kwargs):
            return smtplib.SMTP("127.0.0.1", port, timeout=5)

        with (
            patch.object(IrMail_Server, "_connect__", connect),
            patch.object(IrMail_Server, "_disable_send", lambda *_args: False),
            mute_logger("odoo.addons.mail.models.mail_mail"),
        ):
            ours = [("model", "in", models)]
            queue = self.env["mail.mail"].sudo().with_context(filters=ours)
            queue.process_email_queue()
        self.env.flush_all()
        self.env.invalidate_all()
