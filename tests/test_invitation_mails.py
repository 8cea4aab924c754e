"""Invitations as bytes on the wire, and mail servers that die."""

import socket
from datetime import UTC, datetime

import icalendar
import vobject
from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged
from odoo.tools import email_normalize, email_split, mute_logger

from .common_invitations import InvitationCommon
from .test_mailings import BOUNCE

MAILBOX = "vereine@landkreis-musterau.example.org"


def free_port():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return server.getsockname()[1]


@tagged("post_install", "-at_install")
class TestInvitationMails(InvitationCommon):
    def test_each_mail_names_one_person_in_every_place(self):
        self._invite()
        everybody = set(self.members.representative_id.mapped("email"))
        with self._sink() as sink:
            self._work_off(sink.server_address[1])
        self.assertEqual(len(sink.taken), 3)
        seen = set()
        for (envelope, raw), mail in zip(sink.taken, sink.mails, strict=True):
            self.assertEqual(len(envelope), 1)
            [address] = envelope
            seen.add(address)
            self.assertEqual(email_split(mail["To"]), [address])
            self.assertIsNone(mail["Cc"])
            self.assertEqual(email_normalize(mail["Reply-To"]), MAILBOX)
            self.assertEqual(email_normalize(mail["From"]), MAILBOX)
            texts = [raw.decode("latin-1")] + [
                part.get_payload(decode=True).decode()
                for part in mail.walk()
                if not part.is_multipart()
            ]
            for other in everybody - {address}:
                self.assertFalse([text for text in texts if other in text])
            self._assert_calendar(mail, address)
        self.assertEqual(seen, everybody)

    def _assert_calendar(self, mail, address):
        [alternative] = [
            part
            for part in mail.walk()
            if part.get_content_type() == "multipart/alternative"
        ]
        kinds = [part.get_content_type() for part in alternative.iter_parts()]
        self.assertEqual(kinds, ["text/plain", "text/html", "text/calendar"])
        part = list(alternative.iter_parts())[-1]
        self.assertEqual(part.get_param("method"), "REQUEST")
        self.assertEqual(part.get_param("charset"), "utf-8")
        [file] = [
            part
            for part in mail.iter_attachments()
            if part.get_content_type() == "application/ics"
        ]
        self.assertEqual(file.get_filename(), "invite.ics")
        content = part.get_payload(decode=True).decode()
        self.assertEqual(content, file.get_payload(decode=True).decode())
        self.assertNotIn("\n", content.replace("\r\n", ""))
        [event] = icalendar.Calendar.from_ical(content).walk("VEVENT")
        self.assertEqual(event["ATTENDEE"], f"mailto:{address}")
        self.assertEqual(event["ORGANIZER"], f"mailto:{MAILBOX}")
        self.assertIn("/club/invitation/", event["DESCRIPTION"])
        start = datetime(2027, 3, 29, 16, tzinfo=UTC)
        self.assertEqual(event["DTSTART"].dt.astimezone(UTC), start)
        other = vobject.readOne(content).vevent
        self.assertEqual(other.dtstart.value.astimezone(UTC), start)
        self.assertEqual(other.summary.value, "Runder Tisch im Frühjahr")

    def test_other_mails_and_files_leave_as_before(self):
        server = self.env["ir.mail_server"]
        mail = server._build_email__(
            "a@example.org",
            ["b@example.org"],
            "Betreff",
            "<p>Text</p>",
            subtype="html",
            attachments=[("x.ics", b"BEGIN:VCALENDAR", "text/calendar")],
        )
        [file] = mail.iter_attachments()
        self.assertEqual(file.get_content_type(), "text/calendar")
        self.assertEqual(file.get_filename(), "x.ics")

    # ------------------------------------------------------------
    # Mail servers that die
    # ------------------------------------------------------------

    def _age(self, mails, minutes):
        """Make mails older than they are."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mail_mail SET write_date = write_date - %s * interval '1 minute', "
            "create_date = create_date - %s * interval '1 minute' WHERE id = ANY(%s)",
            (minutes, minutes, mails.ids),
        )
        self.env.invalidate_all()

    def _try_again(self):
        self.env["mail.mail"]._cron_send_case_answers_again()
        self.env.flush_all()
        self.env.invalidate_all()

    def test_a_server_that_is_down_loses_nothing_and_repeats_nothing(self):
        lines = self._invite()
        self._work_off(free_port())
        self.assertEqual(set(lines.mapped("delivery")), {"failed"})
        self._assert_sentence(lines[0].failure)
        self._try_again()
        self.assertEqual(set(lines.mapped("delivery")), {"failed"}, "paused")
        self._age(self._mails_of(), 20)
        self._try_again()
        self.assertEqual(set(lines.mapped("delivery")), {"queued"})
        with self._sink() as sink:
            self._work_off(sink.server_address[1])
            self._age(self._mails_of(), 60)
            self._try_again()
            self._work_off(sink.server_address[1])
        self.assertEqual(set(lines.mapped("delivery")), {"sent"})
        self.assertEqual(len(sink.taken), 3)
        self.assertEqual(len({envelope for envelope, _raw in sink.taken}), 3)

    def test_a_server_that_dies_in_the_middle_loses_nothing(self):
        self._add_members(197, start=100)
        lines = self._invite()
        self.assertEqual(len(lines), 200)
        with self._sink(dies_after=120) as sink:
            self._work_off(sink.server_address[1])
        self.assertEqual(len(sink.taken), 120)
        by_delivery = lines.grouped("delivery")
        counts = {state: len(group) for state, group in by_delivery.items()}
        self.assertEqual(counts, {"sent": 120, "failed": 1, "queued": 79})
        self._age(self._mails_of(), 20)
        self._try_again()
        taken = [envelope for envelope, _raw in sink.taken]
        with self._sink() as sink:
            self._work_off(sink.server_address[1])
        taken += [envelope for envelope, _raw in sink.taken]
        self.assertEqual(len(taken), 200, "none lost")
        self.assertEqual(len(set(taken)), 200, "none twice")
        self.assertEqual(set(lines.mapped("delivery")), {"sent"})

    def test_a_newer_mail_takes_the_place_of_one_that_failed(self):
        lines = self._invite()
        self._work_off(free_port())
        self.meeting.action_postpone("2027-04-05 16:00:00")
        self._age(self._mails_of(), 60)
        self._try_again()
        with self._sink() as sink:
            self._work_off(sink.server_address[1])
        self.assertEqual(len(sink.taken), 3)
        self.assertEqual(set(lines.mapped("sequence")), {1})
        self.assertEqual(set(lines.mapped("delivery")), {"sent"})

    def test_after_three_days_nobody_is_written_to_any_more(self):
        self._invite()
        self._work_off(free_port())
        with freeze_time(fields.Datetime.now()):
            self._age(self._mails_of(), 4 * 24 * 60)
            self._try_again()
        self.assertEqual(set(self._mails_of().mapped("state")), {"exception"})

    # ------------------------------------------------------------
    # What comes back
    # ------------------------------------------------------------

    @mute_logger("odoo.addons.mail.models.mail_thread")
    def _bounce(self, mail, address):
        raw = BOUNCE.format(number=mail.id, address=address, message_id=mail.message_id)
        return self.env["club.incoming.mail"]._receive(raw.encode())

    def test_a_mail_that_comes_back_shows_on_the_invitation(self):
        lines = self._invite()
        with self._sink() as sink:
            self._work_off(sink.server_address[1])
        line, other = lines[0], lines[1]
        self._bounce(line.sudo().mail_id, line.email)
        self.assertEqual(line.delivery, "undeliverable")
        self.assertIn("no such user", line.failure)
        self.assertEqual(other.delivery, "sent")
        self.assertTrue(line.partner_id.email_undeliverable)
        self.assertIn(line.partner_id.name, self.meeting.lost_hint)
        # the next mail goes to the club, and counts anew
        line.organisation_id.email = "info@verein1.example.org"
        line.action_send_again()
        self.assertEqual(line.delivery, "queued")
        self.assertEqual(line.email, "info@verein1.example.org")

    def test_a_report_marks_nobody_but_whom_the_mail_went_to(self):
        lines = self._invite()
        # passed on to an address that we do not know, and refused there
        self._bounce(lines[0].sudo().mail_id, lines[1].email)
        self.assertEqual(lines[0].delivery, "undeliverable")
        self.assertEqual(set(lines[1:].mapped("delivery")), {"queued"})
