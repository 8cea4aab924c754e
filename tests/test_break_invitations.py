"""Invitations against odd names, odd calendars, odd servers and odd browsers."""

import email.policy
import random
import shutil
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from io import BytesIO

import icalendar
import vobject
from PyPDF2 import PdfReader

from odoo import fields
from odoo.tests import TransactionCase, tagged
from odoo.tools import email_split, mute_logger

from ..tools import itip_reply
from .common_invitations import InvitationCommon
from .test_incoming_mail import IncomingMailCommon
from .test_invitation_answers import InvitationCommon as AnswerCommon
from .test_invitation_page import InvitationPageCommon

MODELS = ("club.invitation", "club.meeting", "club.action.item")
HEADERS = {
    "content-type",
    "date",
    "from",
    "message-id",
    "mime-version",
    "precedence",
    "references",
    "reply-to",
    "return-path",
    "subject",
    "to",
    "x-auto-response-suppress",
    "x-odoo-message-id",
    "x-odoo-objects",
}
REAL_PDF = {"force_report_rendering": bool(shutil.which("wkhtmltopdf"))}
MARK = "Zeile 1; a, b \\ c\r\nBcc: x@example.net <b>fett</b> & 😀 “Ü”"


@tagged("post_install", "-at_install")
class TestBytesOnTheWire(InvitationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        names = (
            "Müller, Hanna",
            'Ann "Änn" O’Neil; <b>',
            "😀 Ünal\r\nBcc: x@y.example",
        )
        for person, name in zip(cls.members.representative_id, names, strict=True):
            person.name = name
        cls.env["club.agenda.item"].create(
            {
                "meeting_id": cls.meeting.id,
                "name": "Hallenzeiten",
                "presenter_id": cls.members[0].representative_id.id,
            }
        )
        cls.everybody = set(cls.members.representative_id.mapped("email"))

    def _fetch(self):
        """What leaves now, as pairs of address and mail; each is checked."""
        self.env.flush_all()
        with self._sink() as sink:
            self._work_off(sink.server_address[1], MODELS)
        return [self._check(envelope, raw) for envelope, raw in sink.taken]

    def _check(self, envelope, raw):
        mail = message_from_bytes(raw, policy=email.policy.default)
        [address] = envelope
        self.assertEqual(email_split(mail["To"]), [address])
        self.assertFalse({name.lower() for name in mail} - HEADERS)
        self.assertEqual(len(mail), len(set(mail)), "no header twice")
        for line in raw.split(b"\r\n"):
            self.assertLessEqual(len(line), 998)
        self.assertTrue(raw.partition(b"\r\n\r\n")[0].isascii())
        texts = [raw.decode("latin-1")]
        for part in mail.walk():
            content = not part.is_multipart() and part.get_payload(decode=True)
            if content and content.startswith(b"%PDF"):
                pages = PdfReader(BytesIO(content)).pages
                texts += [page.extract_text() for page in pages]
            elif not part.is_multipart():
                texts.append(content.decode())
        for other in (self.everybody | {self.organiser.email}) - {address}:
            self.assertFalse([text for text in texts if other in text])
        return address, mail

    def _read_calendar(self, mail):
        [part] = [p for p in mail.walk() if p.get_content_type() == "text/calendar"]
        content = part.get_payload(decode=True).decode()
        [event] = icalendar.Calendar.from_ical(content).walk("VEVENT")
        other = vobject.readOne(content).vevent
        for name in ("summary", "location", "uid", "description"):
            self.assertEqual(str(event[name]), getattr(other, name).value)
        self.assertEqual(event["DTSTART"].dt, other.dtstart.value)
        self.assertEqual(str(event["ATTENDEE"])[7:], email_split(mail["To"])[0])
        return part.get_param("method"), event

    def test_every_kind_of_mail_names_one_person_only(self):
        lines = self._invite(self.meeting.with_context(**REAL_PDF))
        lines = lines.with_context(force_report_rendering=False)
        steps = (
            ("REQUEST", lambda: None),
            ("REQUEST", lambda: self.meeting.action_mark_tentative(MARK)),
            ("REQUEST", lambda: self.meeting.action_postpone("2027-04-05 16:00:00")),
            ("", lambda: lines._send_reminder()),
            ("CANCEL", lambda: self.meeting.action_call_off(MARK)),
            ("REQUEST", lambda: self.meeting.action_restore()),
            ("CANCEL", lambda: lines.action_withdraw()),
            ("REQUEST", lambda: lines.action_restore()),
            ("REQUEST", lambda: lines.action_send_again()),
        )
        for number, (method, step) in enumerate(steps):
            with self.subTest(step=number):
                step()
                taken = self._fetch()
                self.assertEqual({address for address, _m in taken}, self.everybody)
                for _address, mail in taken if method else ():
                    self.assertEqual(self._read_calendar(mail)[0], method)

    def test_minutes_and_action_items_name_one_person_only(self):
        self._invite()
        self._fetch()
        self.meeting.action_hold()
        with mute_logger("odoo.addons.base.models.ir_actions_report"):
            self.meeting.with_context(**REAL_PDF).action_send_minutes()
        self.assertEqual({a for a, _mail in self._fetch()}, self.everybody)
        items = self.env["club.action.item"].create(
            [
                {
                    "meeting_id": self.meeting.id,
                    "name": MARK,
                    "partner_id": person.id,
                    "note": MARK,
                }
                for person in self.members.representative_id
            ]
        )
        items.with_user(self.organiser).action_send()
        taken = self._fetch()
        self.assertEqual({a for a, _mail in taken}, self.everybody)

    def test_odd_words_arrive_as_they_were_written(self):
        self.meeting.write({"name": MARK + "ß" * 300, "location": MARK})
        self._invite()
        for _address, mail in self._fetch():
            _method, event = self._read_calendar(mail)
            self.assertIn("“Ü”" + "ß" * 300, str(event["SUMMARY"]))
            self.assertIn("a, b \\ c", str(event["LOCATION"]))
            self.assertNotIn("\n", str(mail["Subject"]))
            html = mail.get_body(("html",)).get_content()
            self.assertNotIn("<b>fett", html)
            self.assertIn("&lt;b&gt;fett", html)
            self.assertIsNone(mail["Bcc"])

    # ------------------------------------------------------------
    # Versions
    # ------------------------------------------------------------

    def test_versions_rise_whatever_happens(self):
        self.env["club.agenda.item"].search([]).unlink()
        lines = self._invite()
        line = lines[0]
        dice = random.Random(5)
        known, uid = {}, line.uid
        for _step in range(40):
            name = dice.choice(self._list_steps(line))
            self._step(line, name, dice)
            for mail in self._mails_of().filtered(lambda m: m.res_id == line.id):
                if mail.id in known or not self._files_of(mail):
                    continue
                event = vobject.readOne(self._files_of(mail)[0]).vevent
                known[mail.id] = (int(event.sequence.value), name)
                self.assertEqual(event.uid.value, uid)
        versions = [known[number][0] for number in sorted(known)]
        self.assertGreater(len(versions), 15)
        self.assertEqual(versions, sorted(set(versions)), list(known.values()))

    def _list_steps(self, line):
        common = ["answer", "rename", "move", "send_changes"]
        if self.meeting.state == "called_off":
            return ["restore_meeting"]
        return [
            *common,
            "restore" if line.is_withdrawn else "withdraw",
            *([] if line.is_withdrawn else ["send_again", "phone"]),
            "postpone",
            "call_off",
            "tentative" if self.meeting.state == "planned" else "confirm",
        ]

    def _step(self, line, name, dice):
        meeting, day = self.meeting, f"2027-05-{dice.randint(1, 28):02}"
        steps = {
            "answer": lambda: line._take_answer(dice.choice(["yes", "no"]), "link"),
            "rename": lambda: meeting.write({"name": f"Treffen {dice.random()}"}),
            "move": lambda: meeting.write(
                {"start": f"{day} 10:00:00", "stop": f"{day} 12:00:00"}
            ),
            "send_changes": lambda: (
                meeting.unsent_count and meeting.action_send_changes()
            ),
            "restore": line.action_restore,
            "withdraw": line.action_withdraw,
            "send_again": line.action_send_again,
            "phone": line.action_by_phone,
            "postpone": lambda: meeting.action_postpone(f"{day} 16:00:00"),
            "call_off": lambda: meeting.action_call_off("Sturm"),
            "restore_meeting": meeting.action_restore,
            "tentative": lambda: meeting.action_mark_tentative("Saal fehlt"),
            "confirm": meeting.action_confirm,
        }
        steps[name]()
        self.env.flush_all()
        self.env.invalidate_all()

    def test_a_mail_sent_again_after_a_change_is_a_newer_version(self):
        line = self._invite()[0]
        self.meeting.write({"location": "Turnhalle"})
        line.action_send_again()
        [text] = self._files_of(self._mails_of()[-1])
        self.assertIn("Turnhalle", text)
        self.assertIn("SEQUENCE:1", text)

    def test_whoever_never_got_the_first_mail_is_invited_not_told_of_a_change(self):
        lines = self._invite()
        line = lines[0]
        with self._sink(answers={line.email: "451 later"}) as sink:
            self._work_off(sink.server_address[1])
        self.assertEqual(line.delivery, "failed")
        self.assertEqual(lines[1].delivery, "sent")
        self.meeting.action_postpone("2027-04-05 16:00:00")
        mails = {mail.res_id: mail for mail in self._mails_of()}
        self.assertIn("Invitation:", mails[line.id].subject)
        self.assertIn("Responsible for your data", mails[line.id].body_html)
        self.assertIn("Changed:", mails[lines[1].id].subject)

    def test_a_reminder_says_what_failed_before(self):
        lines = self._invite()
        with self._sink(answers={lines[0].email: "451 later"}) as sink:
            self._work_off(sink.server_address[1])
        lines._send_reminder()
        mails = {mail.res_id: mail for mail in self._mails_of()}
        [text] = self._files_of(mails[lines[0].id])
        self.assertIn("SEQUENCE:1", text)
        self.assertFalse(self._files_of(mails[lines[1].id]))
        self.assertIn("Please answer:", mails[lines[1].id].subject)

    def test_a_letter_in_place_of_mails_that_came_back_is_an_invitation(self):
        line = self._invite()[0]
        address = {"street": "Am Anger 3", "zip": "99998", "city": "Dorf"}
        line.organisation_id.write(address)
        line.action_send_again()
        line.sudo()._mark_bounced("no such user")
        line.action_by_letter()
        self.assertIn("We invite you", line._make_letter()["text"])
        line.action_print_letters()
        self.meeting.action_postpone("2027-04-05 16:00:00")
        self.assertIn("has changed", line._make_letter()["text"])

    # ------------------------------------------------------------
    # Servers
    # ------------------------------------------------------------

    def _age(self, minutes):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mail_mail SET write_date = write_date - %s * interval '1 minute', "
            "create_date = create_date - %s * interval '1 minute'",
            (minutes, minutes),
        )
        self.env.invalidate_all()

    def test_each_recipient_has_an_own_fate(self):
        lines = self._invite()
        later, unknown, good = lines
        answers = {
            later.email: "450 4.2.0 greylisted, come back",
            unknown.email: "550 5.1.1 no such user",
        }
        with self._sink(answers=answers) as sink:
            self._work_off(sink.server_address[1])
        self.assertEqual(later.delivery, "failed")
        self.assertEqual(unknown.delivery, "undeliverable")
        self.assertEqual(good.delivery, "sent")
        for line in (later, unknown):
            self._assert_sentence(line.failure)
        self._age(20)
        self.env["mail.mail"]._cron_send_case_answers_again()
        with self._sink() as sink:
            self._work_off(sink.server_address[1])
        self.assertEqual([envelope for envelope, _r in sink.taken], [(later.email,)])
        self.assertEqual(later.delivery, "sent")

    def test_a_server_that_forgets_to_answer_is_asked_again(self):
        lines = self._invite()
        with self._sink(is_forgetful=True) as sink:
            self._work_off(sink.server_address[1])
        first = {envelope for envelope, _raw in sink.taken}
        self.assertEqual(len(sink.taken), len(first))
        for _round in range(3):
            self._age(120)
            self.env["mail.mail"]._cron_send_case_answers_again()
            with self._sink() as sink:
                self._work_off(sink.server_address[1])
        self.assertEqual(set(lines.mapped("delivery")), {"sent"})

    def test_a_meeting_whose_mailbox_is_gone_says_so(self):
        lines = self._invite()
        self.env["club.team"].search([]).email = False
        self.organiser.partner_id.email = False
        self.env.flush_all()
        for step in (
            lines.action_send_again,
            self.meeting.action_call_off,
            lambda: self._create_meeting().action_invite(),
        ):
            with self.assertRaises(Exception) as caught:
                step()
            self._assert_sentence(caught.exception)


@tagged("post_install", "-at_install")
class TestOddReplies(TransactionCase):
    def _read(self, kind, *lines):
        event = "\r\n".join(["BEGIN:VEVENT", "UID:u", *lines, "END:VEVENT"])
        raw = f"From: a@example.net\r\nContent-Type: {kind}\r\n\r\n{event}\r\n"
        mail = message_from_bytes(raw.encode(), policy=email.policy.default)
        return itip_reply.read_reply(mail)

    def test_the_method_may_stand_in_the_head_of_the_part_only(self):
        accepted = "ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@example.net"
        reply = self._read("text/calendar; method=reply", accepted)
        self.assertEqual((reply.answer, reply.is_counter), ("yes", False))
        self.assertIsNone(self._read("text/calendar; method=REQUEST", accepted))
        self.assertIsNone(self._read("text/calendar", accepted))
        self.assertIsNone(self._read("text/calendar; method=REPLY", "METHOD:ADD"))

    def test_addresses_may_be_written_in_other_ways(self):
        for value, address in (
            (":mailto:a%2Bb@example.net", "a+b@example.net"),
            (";EMAIL=a@example.net:urn:uuid:1-2", "a@example.net"),
            (";EMAIL=x@example.net:MAILTO:A@Example.net", "a@example.net"),
            (":/principal/1", "/principal/1"),
        ):
            reply = self._read(
                "text/calendar; method=REPLY", f"ATTENDEE;PARTSTAT=DECLINED{value}"
            )
            self.assertEqual(reply.attendee, address)

    def test_who_proposes_another_time_need_not_have_decided(self):
        for parameters in (";PARTSTAT=NEEDS-ACTION", ""):
            reply = self._read(
                "text/calendar; method=COUNTER",
                "DTSTART:20270303T170000Z",
                f"ATTENDEE{parameters}:mailto:a@example.net",
            )
            self.assertTrue(reply.is_counter)
            self.assertEqual(
                (reply.answer, reply.attendee), ("perhaps", "a@example.net")
            )


@tagged("post_install", "-at_install")
class TestOddMails(AnswerCommon, IncomingMailCommon):
    """What comes back by mail and is no tidy answer of a calendar."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.item = cls.env["club.action.item"].create(
            {
                "network_id": cls.network.id,
                "meeting_id": cls.meeting.id,
                "name": "Liste schicken",
                "partner_id": cls.chair.id,
            }
        )
        cls.item.with_user(cls.organiser).action_send()
        mails = cls.env["mail.mail"].search([("model", "=", "club.action.item")])
        cls.reference = mails.message_id

    def _answer(self, sender="Hanna Berg <hanna.berg@example.net>", **headers):
        headers.setdefault("In_Reply_To", self.reference)
        return self._receive(self._make_mail(sender, "Re: Liste", "Kommt!", **headers))

    def _send_calendar(self, text, sender="hanna.berg@example.net", kind="REPLY"):
        message = EmailMessage()
        message["To"] = self.team.email
        message["Subject"] = "Antwort"
        message["Message-ID"] = f"<{hash(text)}-{sender[:3]}@example.net>"
        message.set_content(text.encode(), "text", "calendar", cte="base64")
        message.set_param("method", kind)
        # as it is: Python would write down only what it understands of it
        return self._receive(f"From: {sender}\r\n".encode() + message.as_bytes())

    def _calendar(self, *lines, attendee="hanna.berg@example.net"):
        return "\r\n".join(
            [
                "BEGIN:VCALENDAR",
                "METHOD:REPLY",
                "BEGIN:VEVENT",
                f"UID:{self.invitation.uid}",
                *lines,
                f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{attendee}",
                "END:VEVENT",
                "END:VCALENDAR",
            ]
        )

    def test_words_about_an_action_item_lie_before_the_coordinator(self):
        self.env["mail.mail"].search([("model", "=", "club.action.item")]).unlink()
        incoming = self._answer()
        self.assertEqual(incoming.outcome, "answer", incoming.error)
        self.assertEqual(incoming.network_id, self.network)
        self.assertFalse(incoming.case_id)
        note = self.item.message_ids[0]
        self.assertIn("Kommt!", note.body)
        self.assertTrue(note.is_internal)
        self.assertEqual(note.author_id, self.chair)
        task = self.item.activity_ids
        self.assertEqual(task.user_id, self.organiser)
        self.assertIn("Liste schicken", task.summary)
        self.assertEqual(self.item.state, "open")

    def test_a_stranger_who_refers_to_an_action_item_makes_a_case(self):
        incoming = self._answer("Fremd <fremd@example.com>")
        self.assertEqual(incoming.outcome, "case", incoming.error)
        self.assertFalse(self.item.activity_ids)

    def test_an_absence_note_to_an_action_item_is_only_listed(self):
        incoming = self._answer(Auto_Submitted="auto-replied")
        self.assertEqual(incoming.outcome, "automatic")

    def test_an_address_in_the_name_of_the_sender_is_not_the_sender(self):
        for sender in (
            '"hanna.berg@example.net" <evil@example.com>',
            "hanna.berg@example.net <evil@example.com>",
            "Hanna <hanna.berg@example.net> <evil@example.com>",
            "evil@example.com, hanna.berg@example.net",
            "=?utf-8?q?hanna=2Eberg=40example=2Enet?= <evil@example.com>",
            "hanna.berg@example.net\r\nFrom: evil@example.com",
        ):
            with self.subTest(sender):
                self._send_calendar(self._calendar(f"COMMENT:{sender}"), sender)
                self.assertEqual(self.invitation.answer, "none")
        rows = self.invitation.answer_ids
        self.assertEqual(set(rows.mapped("doubt")), {"sender"})

    def test_a_calendar_without_end_is_read_in_good_time(self):
        text = self._calendar("X-LONG:" + "x" * 5_000_000)
        self.assertIn(self._send_calendar(text).outcome, ("answer", "case"))
        text = self._calendar() + "X" * 5_000_000
        self.assertEqual(self._send_calendar(text).outcome, "answer")
        self.assertEqual(self.invitation.answer, "yes")

    def test_only_one_occurrence_or_several_events_do_no_harm(self):
        event = self._calendar("RECURRENCE-ID:20270303T170000Z")
        self.assertEqual(self._send_calendar(event).outcome, "answer")
        twice = self._calendar().replace("END:VCALENDAR", "BEGIN:VEVENT\r\nUID:x\r\n")
        self.assertEqual(self._send_calendar(twice).outcome, "answer")

    def test_requests_of_calendars_are_ordinary_mail(self):
        for method in ("REFRESH", "REQUEST", "CANCEL", "PUBLISH", "DECLINECOUNTER"):
            with self.subTest(method):
                text = self._calendar().replace("METHOD:REPLY", f"METHOD:{method}")
                incoming = self._send_calendar(text, kind=method)
                self.assertEqual(incoming.outcome, "case", incoming.error)
        self.assertEqual(self.invitation.answer, "none")


@tagged("post_install", "-at_install")
class TestOddBrowsers(InvitationPageCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.item = cls.env["club.action.item"].create(
            {
                "network_id": cls.network.id,
                "meeting_id": cls.meeting.id,
                "name": "Liste schicken",
                "partner_id": cls.chair.id,
            }
        )
        cls.item.with_user(cls.organiser).action_send()
        cls.env.flush_all()
        cls.action_url = cls.item.sudo().link_url.replace(cls.item.get_base_url(), "")

    def _count_rows(self):
        self.env.flush_all()
        self.env.cr.execute("""
            SELECT relname, n_tup_ins, n_tup_upd, n_tup_del
            FROM pg_stat_xact_user_tables ORDER BY relname""")
        return self.env.cr.fetchall()

    def _assert_headers(self, response):
        headers = response.headers
        self.assertIn("no-store", headers["Cache-Control"])
        self.assertIn("default-src 'none'", headers["Content-Security-Policy"])
        self.assertEqual(headers["Referrer-Policy"], "no-referrer")
        self.assertEqual(headers["X-Content-Type-Options"], "nosniff")

    def test_a_hundred_looks_at_an_action_item_change_nothing(self):
        self.url_open(self.action_url)
        before = self._count_rows()
        for number in range(100):
            method = ("GET", "HEAD", "OPTIONS", "GET")[number % 4]
            query = ("?answer=done", "?answer=later&day=2027-05-05", "")[number % 3]
            headers = {"X-HTTP-Method-Override": "POST"} if number % 2 else {}
            response = self.url_open(
                self.action_url + query, method=method, headers=headers
            )
            self.assertIn(response.status_code, (200, 204))
        self.assertEqual(self._count_rows(), before)

    def test_a_token_opens_the_page_it_was_made_for_only(self):
        invitation = self.url.rpartition("/")[2]
        action = self.action_url.rpartition("/")[2]
        self._get()
        before = self._count_rows()
        for path in (
            f"/club/invitation/{action}",
            f"/club/action/{invitation}",
            f"/club/invitation/{action}/meeting.ics",
            f"/club/invitation/{invitation[:20]}x{invitation[21:]}",
            f"/club/invitation/{invitation[:40]}%00{invitation[42:]}",
            f"/club/invitation/{invitation[4:]}",
            f"/club/action/{'A' * 3000}",
            "/club/action/😀",
            "/club/action/%2e%2e%2f",
        ):
            for data in (None, {"answer": "yes"}):
                if data and path.endswith(".ics"):
                    continue
                with self.subTest(path=path[:60], data=data):
                    response = self.url_open(path, data=data)
                    self.assertEqual(response.status_code, 404)
                    self.assertNotIn(self.chair.name, response.text)
                    self.assertNotIn(self.meeting.name, response.text)
        self.assertEqual(self._count_rows(), before)

    def test_odd_bodies_are_no_errors(self):
        form = "application/x-www-form-urlencoded"
        for kind, body, status in (
            (form, b"answer=yes&note=%00%ff%fe&people=\x00", 200),
            (form, b"answer=%ff", 200),
            (form, b"answer=none&answer=yes&people=2&people=9", 200),
            (form, b"answer[]=yes&lang[]=de&lang=%00", 200),
            (form, b"&" * 2000, 200),
            (form, b"answer=none&note=" + b"x" * 200_000, 413),
            ("text/plain", b"answer=yes", 200),
            ("application/octet-stream", b"\x00\xff", 200),
            ("multipart/form-data", b"answer=yes", 200),
            ("multipart/form-data; boundary=x", b"--x\r\n\r\nyes", 200),
            ("multipart/form-data; boundary=x", b"--x--", 200),
        ):
            for url in (self.url, self.action_url):
                with self.subTest(kind=kind, body=body[:40], url=url[:12]):
                    response = self.url_open(
                        url, data=body, headers={"Content-Type": kind}
                    )
                    self.assertIn(response.status_code, (status, 400), response.text)
        self.env.invalidate_all()
        self.assertEqual(self.item.state, "open")

    def test_other_methods_and_json_are_refused(self):
        self._get()
        before = self._count_rows()
        for url in (self.url, self.action_url):
            for method in ("PUT", "DELETE", "PATCH", "TRACE"):
                response = self.url_open(url, method=method)
                self.assertEqual(response.status_code, 405)
            response = self.url_open(
                url,
                data=b'{"answer": "yes"}',
                headers={"Content-Type": "application/json"},
            )
            self.assertLess(response.status_code, 500)
        self.assertEqual(self._count_rows(), before)

    def test_every_answer_of_the_server_is_kept_by_nobody(self):
        expired = self.invitation._club_link_url(
            "invitation", fields.Date.today() - timedelta(days=1)
        ).replace(self.invitation.get_base_url(), "")
        for path in (
            self.url,
            f"{self.url}/meeting.ics",
            self.action_url,
            expired,
            "/club/invitation/unknown",
        ):
            with self.subTest(path=path[:30]):
                self._assert_headers(self.url_open(path))
        response = self.url_open(
            self.url, data={"answer": "yes"}, allow_redirects=False
        )
        self.assertEqual(response.status_code, 303)
        self._assert_headers(response)

    def test_the_name_of_another_host_leads_nowhere(self):
        headers = {"Host": "evil.example.com", "X-Forwarded-Host": "evil.example.com"}
        for url in (self.url, self.action_url):
            response = self.url_open(url, headers=headers)
            self.assertNotIn("evil.example.com", response.text)
        file = self.url_open(f"{self.url}/meeting.ics", headers=headers)
        self.assertNotIn("evil.example.com", file.text)

    def test_odd_words_are_shown_as_text(self):
        self.meeting.write({"name": "<script>alert(1)</script>" + "W" * 400})
        self.meeting.location = "{{ 7*7 }} <img src=x onerror=y>"
        self.meeting.user_id = self.organiser
        self.env.flush_all()
        for query in ("?lang=de", "?lang=en", "?lang=<x>", "?lang=xx", "?lang="):
            page = self._get(query)
            self.assertEqual(page.status_code, 200)
            self.assertNotIn("<script", page.text)
            self.assertNotIn("<img src=x", page.text)
            self.assertIn("{{ 7*7 }}", page.text)

    def test_the_pages_fit_a_telephone_whatever_stands_there(self):
        word = "Donaudampfschifffahrtsgesellschaftskapitän" * 4
        self.meeting.write({"name": word, "location": word})
        self.meeting.agenda_item_ids.name = word
        self.item.write({"name": word, "note": word})
        self.network.name = self.club.name = self.chair.name = word
        self.invitation._take_answer("substitute", "link", word, substitute=word[:99])
        self.env.flush_all()
        self.browser_size = "390x844"
        code = """
            const { scrollWidth, clientWidth } = document.documentElement;
            if (scrollWidth > clientWidth) { console.error("wide: " + scrollWidth); }
            else { console.log("test successful"); }"""
        ready = "document.readyState === 'complete'"
        for url in (self.url, self.action_url):
            self.browser_js(f"{url}?lang=de", code, ready=ready)

    def test_links_die_with_another_owner_and_a_withdrawn_invitation(self):
        self.item.with_user(self.organiser).partner_id = self.club
        self.env.flush_all()
        self.assertIn(self.url_open(self.action_url).status_code, (404, 410))
        self.url_open(self.action_url, data={"answer": "done"})
        self.env.invalidate_all()
        self.assertEqual(self.item.state, "open")
        self.invitation.with_user(self.organiser).action_withdraw()
        self._post("yes")
        self.assertEqual(self.invitation.answer, "none")
        self.assertNotIn(
            self.meeting.name, self._get(url=f"{self.url}/meeting.ics").text
        )


@tagged("post_install", "-at_install")
class TestOddPapers(InvitationCommon):
    def test_forty_items_with_long_words_are_on_paper(self):
        if not REAL_PDF["force_report_rendering"]:
            self.skipTest("wkhtmltopdf is not installed")
        word = "Donaudampfschifffahrtsgesellschaftskapitän" * 5
        self.meeting.location = word
        self.env["club.agenda.item"].create(
            [
                {
                    "meeting_id": self.meeting.id,
                    "name": f"Punkt{number}x {word} <b>&amp;</b>",
                    "text": f"<p>{word}</p>",
                    "minutes_planned": 5,
                }
                for number in range(40)
            ]
        )
        logger = "odoo.addons.base.models.ir_actions_report"
        with mute_logger(logger):
            _name, content = self.meeting.with_context(**REAL_PDF)._render_agenda_pdf()
        pages = PdfReader(BytesIO(content)).pages
        text = "".join(page.extract_text() for page in pages)
        for number in range(40):
            self.assertIn(f"Punkt{number}x", text)
        self.assertNotIn("@", text)
