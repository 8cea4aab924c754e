"""What broke under attack: each test says what should hold and fails until it does."""

import time
from datetime import datetime

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..tools import incoming_mail as mail_tools
from .common import PERSONAS
from .test_incoming_mail import INCOMING_LOGGER, IncomingMailCommon

ANNA = "Anna Muster <anna@extern.example.com>"


class BreakMailCommon(IncomingMailCommon):
    def _raw(self, *headers, body="Guten Tag", sender=ANNA, to=None):
        """A mail whose headers reach the gateway exactly as written."""
        self.count = getattr(self, "count", 0) + 1
        lines = [f"From: {sender}", f"To: {to or self.team.email}"]
        names = {header.partition(":")[0] for header in headers}
        if "Subject" not in names:
            lines.append("Subject: Frage")
        if "Message-ID" not in names:
            lines.append(f"Message-ID: <break-{self.id()}-{self.count}@example.net>")
        if "Content-Type" not in names:
            lines.append("Content-Type: text/plain; charset=utf-8")
        lines += ["MIME-Version: 1.0", *headers, "", body, ""]
        return "\r\n".join(lines).encode()

    def _outgoing(self, message):
        """All addresses to which a message leaves the house."""
        mails = self.env["mail.mail"].search([("mail_message_id", "=", message.id)])
        addresses = mails.recipient_ids.mapped("email")
        return addresses + [mail.email_to for mail in mails if mail.email_to]


@tagged("post_install", "-at_install")
class TestBreakNoMailIsLost(BreakMailCommon):
    @mute_logger(INCOMING_LOGGER)
    def test_a_malformed_header_does_not_lose_the_mail(self):
        for header in (
            "Cc: max@",
            "Cc: Verein <",
            'Cc: "',
            "Cc: =?utf-8?q?Verein=0a?= <verein@example.net>",
            "Cc: " + "(" * 2000,
            "Content-Type: text/plain; charset*",
        ):
            with self.subTest(header=header[:40]):
                incoming = self._receive(self._raw(header))
                self.assertEqual(len(incoming), 1)
                self.assertEqual(incoming.outcome, "case")

    @mute_logger(INCOMING_LOGGER)
    def test_a_mail_of_endlessly_nested_parts_is_kept(self):
        part = "Content-Type: text/plain\r\n\r\nHallo\r\n"
        for number in range(1500):
            part = (
                f"Content-Type: multipart/mixed; boundary=b{number}\r\n\r\n"
                f"--b{number}\r\n{part}\r\n--b{number}--\r\n"
            )
        head = f"From: a@example.net\r\nTo: {self.team.email}\r\nMIME-Version: 1.0\r\n"
        try:
            incoming = self._receive((head + part).encode())
        except RecursionError:
            self.fail("lost")
        self.assertEqual(len(incoming), 1)

    @mute_logger(INCOMING_LOGGER, "odoo.sql_db")
    def test_a_mail_that_ends_in_an_error_still_shows_sender_and_subject(self):
        open_stages = self.env["club.case.stage"].search([("is_closed", "=", False)])
        open_stages.active = False
        incoming = self._receive(self._raw())
        self.assertEqual(incoming.outcome, "error")
        self.assertEqual(incoming.name, "Frage")
        self.assertIn("anna@extern.example.com", incoming.email_from or "")

    @mute_logger(INCOMING_LOGGER, "odoo.sql_db")
    def test_signs_that_no_database_stores_do_not_hold_a_mail_up(self):
        for header in (
            "Subject: =?utf-8?Q?a=00b?=",
            "Subject: =?utf-8?Q?a=0D=0Ab?=",
            "Subject: =?utf-7?Q?a+2AA-b?=",
        ):
            with self.subTest(header=header):
                incoming = self._receive(self._raw(header))
                self.assertEqual(incoming.outcome, "case")
                self.assertNotRegex(incoming.case_id.name, r"[\r\n\0]")

    @mute_logger(INCOMING_LOGGER, "odoo.sql_db")
    def test_half_characters_in_the_text_do_not_hold_a_mail_up(self):
        header = "Content-Type: text/plain; charset=utf-7"
        incoming = self._receive(self._raw(header, body="Guten +2AA-Tag"))
        self.assertEqual(incoming.outcome, "case")
        self.assertIn("Guten Tag", incoming.mail_message_id.body)

    @mute_logger(INCOMING_LOGGER)
    def test_an_empty_or_senseless_charset_is_repaired(self):
        for charset in ('""', "hex", "idna", "undefined"):
            with self.subTest(charset=charset):
                header = f"Content-Type: text/plain; charset={charset}"
                incoming = self._receive(self._raw(header))
                self.assertEqual(incoming.outcome, "case")

    def test_a_mail_to_two_companies_becomes_a_case_in_each(self):
        neighbour = self.env["club.team"].create(
            {
                "name": "Nachbarn",
                "email": "vereine@nachbarkreis.example.org",
                "company_id": self.other_company.id,
            }
        )
        raw = self._raw(to=f"{self.team.email}, {neighbour.email}")
        companies = self.env["res.company"]
        for team in self.team | neighbour:
            server = self.env["fetchmail.server"].create(
                {"name": team.name, "server": "imap.invalid", "club_team_id": team.id}
            )
            gateway = self.env["mail.thread"].with_context(
                default_fetchmail_server_id=server.id
            )
            case_id = gateway.message_process(None, raw)
            companies |= self.env["club.case"].browse(case_id).company_id
        self.assertEqual(companies, self.company | self.other_company)

    def test_a_reply_to_an_archived_case_comes_to_light(self):
        case = self._create_case(email_from=ANNA)
        message = case.message_post(body="Antwort")
        case.active = False
        incoming = self._receive(self._raw(f"In-Reply-To: {message.message_id}"))
        self.assertTrue(incoming.case_id.active, "nobody will ever see this reply")

    def test_a_case_cannot_continue_itself(self):
        """Otherwise the next reply to it turns in circles and blocks all mail."""
        case, other = self._create_case(), self._create_case()
        with self.assertRaises(UserError):
            self._rpc(
                self.worker,
                "club.case",
                "write",
                case.ids,
                {"previous_case_id": case.id},
            )
        other.previous_case_id = case
        with self.assertRaises(UserError):
            self._rpc(
                self.worker,
                "club.case",
                "write",
                case.ids,
                {"previous_case_id": other.id},
            )


@tagged("post_install", "-at_install")
class TestBreakNobodyElseReadsIt(BreakMailCommon):
    def test_a_mail_to_the_mailbox_is_not_passed_on_to_another_citizen(self):
        other = self.env["res.partner"].create(
            {"name": "Nachbar", "email": "nachbar@example.net"}
        )
        first = self._receive(self._raw(sender=other.email))
        self.assertEqual(first.mail_message_id.author_id, other)
        reference = f"In-Reply-To: {first.mail_message_id.message_id}"
        for sender in (self.chair.email, "Fremde <fremd@evil.example>"):
            with self.subTest(sender=sender):
                reply = self._receive(
                    self._raw(reference, body="Vertraulich", sender=sender)
                )
                self.assertNotIn(other.email, self._outgoing(reply.mail_message_id))

    def test_two_silent_absence_notes_do_not_answer_each_other_for_ever(self):
        other = self.env["res.partner"].create(
            {"name": "Nachbar", "email": "nachbar@example.net"}
        )
        last = self._receive(self._raw(sender=other.email)).mail_message_id
        sender, rounds = self.chair.email, 0
        while rounds < 5:
            header = f"In-Reply-To: {last.message_id}"
            last = self._receive(
                self._raw(header, body="Bin im Urlaub", sender=sender)
            ).mail_message_id
            reached = {other.email, self.chair.email} & set(self._outgoing(last))
            if not reached:
                break
            sender = reached.pop()
            rounds += 1
        self.assertLess(rounds, 2)

    def test_a_mail_to_the_mailbox_is_not_posted_in_a_private_channel(self):
        channel = self.env["discuss.channel"].create(
            {"name": "Leitung", "channel_type": "group"}
        )
        message = channel.message_post(
            body="Intern", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        incoming = self._receive(self._raw(f"References: {message.message_id}"))
        self.assertEqual(channel.message_ids, message)
        self.assertTrue(incoming.case_id)

    def test_a_mail_to_the_mailbox_is_not_posted_on_a_case_of_another_company(self):
        foreign = self.env["club.case"].create(
            {"name": "Fremd", "company_id": self.other_company.id, "team_id": False}
        )
        message = foreign.message_post(body="Antwort")
        incoming = self._receive(self._raw(f"References: {message.message_id}"))
        self.assertEqual(incoming.case_id.company_id, self.company)


@tagged("post_install", "-at_install")
class TestBreakUndeliverable(BreakMailCommon):
    def _answered_case(self):
        case = self._create_case()
        answer = case.with_user(self.worker).message_post(
            body="Antwort", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        return case, answer

    def _report(self, answer, action, status):
        body = "\r\n".join(
            [
                "--b",
                "Content-Type: text/plain; charset=utf-8",
                "",
                "Bericht",
                "--b",
                "Content-Type: message/delivery-status",
                "",
                "Reporting-MTA: dns; mx.example.net",
                "",
                f"Final-Recipient: rfc822; {self.chair.email}",
                f"Action: {action}",
                f"Status: {status}",
                "",
                "--b",
                "Content-Type: text/rfc822-headers",
                "",
                f"Message-ID: {answer.message_id}",
                "",
                "--b--",
            ]
        )
        return self._raw(
            "Content-Type: multipart/report; report-type=delivery-status; boundary=b",
            sender="MAILER-DAEMON@mx.example.net",
            body=body,
        )

    def test_a_delayed_or_delivered_message_is_not_called_undeliverable(self):
        for action, status in (("delayed", "4.4.1"), ("delivered", "2.0.0")):
            with self.subTest(action=action):
                _case, answer = self._answered_case()
                incoming = self._receive(self._report(answer, action, status))
                self.assertNotEqual(incoming.outcome, "bounce")
                self.assertNotIn(
                    "bounce", answer.notification_ids.mapped("notification_status")
                )

    def test_a_plain_report_of_the_postmaster_is_neither_reply_nor_case(self):
        case, answer = self._answered_case()
        case.action_close(self.result_achieved)
        for headers in ([f"In-Reply-To: {answer.message_id}"], []):
            with self.subTest(headers=headers):
                incoming = self._receive(
                    self._raw(
                        "Subject: Unzustellbar: Antwort",
                        *headers,
                        sender="postmaster@mx.example.net",
                    )
                )
                self.assertEqual(incoming.outcome, "bounce")
                self.assertTrue(case.is_closed)


@tagged("post_install", "-at_install")
class TestBreakTheAnswerArrives(BreakMailCommon):
    def _answer(self, case):
        case.user_id = self.worker
        return case.with_user(self.worker).message_post(
            body="Antwort", message_type="comment", subtype_xmlid="mail.mt_comment"
        )

    def test_the_answer_to_a_contact_form_goes_to_its_reply_to(self):
        incoming = self._receive(
            self._raw("Reply-To: Olga <olga@example.net>", sender="noreply@web.example")
        )
        sent = self._outgoing(self._answer(incoming.case_id))
        self.assertIn("olga@example.net", str(sent))
        self.assertNotIn("noreply@web.example", str(sent))

    def test_the_answer_by_mail_program_reaches_an_unknown_sender(self):
        """Colleagues answer the notification in their mail program."""
        incoming = self._receive(self._raw())
        incoming.case_id.user_id = self.worker
        answer = self._receive(
            self._raw(
                f"In-Reply-To: {incoming.mail_message_id.message_id}",
                sender=self.worker.email,
                body="Antwort aus Outlook",
            )
        )
        self.assertEqual(answer.outcome, "reply")
        sent = self._outgoing(answer.mail_message_id)
        self.assertIn("anna@extern.example.com", str(sent))

    def test_a_contact_without_address_is_answered_at_the_senders(self):
        silent = self.env["res.partner"].create(
            {"name": "Ohne Adresse", "parent_id": self.club.id}
        )
        case = self._create_case(email_from=ANNA, contact_id=silent.id)
        sent = self._outgoing(self._answer(case))
        self.assertIn("anna@extern.example.com", str(sent))

    def test_an_answer_that_reaches_nobody_is_refused(self):
        for sender in ("Olga Kowalski", self.team.email):
            with self.subTest(sender=sender):
                case = self._create_case(
                    email_from=sender, partner_id=False, contact_id=False
                )
                with self.assertRaises(UserError):
                    self._answer(case)

    def test_forwards_of_common_mail_programs_show_the_original_sender(self):
        link = '&lt;<a href="mailto:olga@example.net">olga@example.net</a>&gt;'
        bodies = {
            "Outlook, English": "<p><b><span lang=EN-US>From:</span></b><span> Olga "
            "Kowalski &lt;olga@example.net&gt;<br><b>Sent:</b> Monday<br><b>To:</b> B"
            "<br><b>Subject:</b> Anfrage</span></p><p>Hallo</p>",
            "Gmail": '<div class="gmail_quote"><div dir="ltr" class="gmail_attr">'
            "---------- Forwarded message ---------<br>Von: <strong>Olga Kowalski"
            f'</strong> <span dir="auto">{link}</span><br>Date: Mo., 1. Jan. 2026<br>'
            "Subject: Anfrage<br>To: b@example.org<br></div>Hallo</div>",
            "Apple Mail": "<div>Anfang der weitergeleiteten Nachricht:</div>"
            '<blockquote type="cite"><div><span><b>Von: </b></span><span>Olga Kowalski '
            f"{link}<br></span></div><div><b>Betreff: </b>Anfrage<br></div>"
            "<div><b>Datum: </b>1.1.<br></div><br><div>Hallo</div></blockquote>",
        }
        for program, body in bodies.items():
            with self.subTest(program=program):
                incoming = self._receive(
                    self._raw(
                        "Subject: WG: Anfrage",
                        "Content-Type: text/html; charset=utf-8",
                        sender=self.worker.email,
                        body=f"<html><body>{body}</body></html>",
                    )
                )
                case = incoming.case_id
                self.assertIn("olga@example.net", case.email_from)
                self.assertEqual(case.user_id, self.worker)

    def test_a_forward_without_original_sender_is_still_the_colleagues(self):
        incoming = self._receive(
            self._raw("Subject: WG: Anfrage", sender=self.worker.email, body="Bitte")
        )
        self.assertEqual(incoming.case_id.user_id, self.worker)


@tagged("post_install", "-at_install")
class TestBreakTimeAndEffort(BreakMailCommon):
    def test_a_long_line_does_not_take_the_square_of_its_length(self):
        def measure(size):
            start = time.perf_counter()
            mail_tools.find_original_sender(
                "Von: a" + "\xa0" * size + "b\nGesendet: Montag"
            )
            mail_tools.split_sender("[" + "@" * size)
            return time.perf_counter() - start

        self.assertLess(measure(8000), 8 * max(measure(2000), 0.001))

    def test_a_colleague_without_time_zone_closes_what_was_opened_after_midnight(self):
        nobody = new_test_user(
            self.env, "club_no_tz", PERSONAS["lead"], tz=False, email="n@example.org"
        )
        with freeze_time(datetime(2026, 6, 10, 22, 30)):  # half past midnight, Berlin
            Case = self.env["club.case"].with_user(self.worker)
            case = Case.with_context(tz="Europe/Berlin").create({"name": "Nachts"})
            self.assertEqual(case.date_open, fields.Date.to_date("2026-06-11"))
            case.with_user(nobody).with_context(tz=False).action_close(
                self.result_achieved
            )
        self.assertTrue(case.is_closed)
