"""Staff notes under attack: by mail program, browser, activity, dialog and file."""

from odoo import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ClubSupportHttpCommon
from .test_break_mail import BreakMailCommon
from .test_referrals import ReferralCommon

SECRET = "Zwieback"
NOTE = {"subtype_xmlid": "mail.mt_note", "message_type": "comment"}


class BreakNotesCommon(BreakMailCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._create_case()
        # whatever can be followed, the chair follows
        subtypes = cls.env["mail.message.subtype"].search([])
        cls.case.message_subscribe(cls.chair.ids, subtypes.ids)

    def _flush(self):
        self.env.flush_all()
        self.cr.precommit.run()
        self.env.invalidate_all()

    def _assert_inside(self, since):
        """No message after this one left the house."""
        self._flush()
        messages = self.env["mail.message"].search(
            [("id", ">", since), ("model", "=", "club.case")]
        )
        self.assertTrue(messages, "nothing was written")
        for message in messages:
            with self.subTest(body=message.body, kind=message.message_type):
                self.assertFalse(message.notified_partner_ids & self.chair)
                self.assertNotIn(self.chair.email, str(self._outgoing(message)))
                self.assertFalse(message.outgoing_email_to)

    def _last_message(self):
        self._flush()
        return self.env["mail.message"].search([], limit=1, order="id desc").id


@tagged("post_install", "-at_install")
class TestBreakNotes(BreakNotesCommon):
    def _reply(self, message, user):
        return self._receive(
            self._raw(
                f"In-Reply-To: {message.message_id}",
                sender=user.email,
                body=f"Unter uns: {SECRET}",
            )
        )

    def test_the_answer_to_a_notice_for_colleagues_stays_inside(self):
        """An answer from the mail program goes where the notice came from."""
        case = self.case
        case.message_subscribe((self.worker | self.colleague).partner_id.ids)
        note = case.with_user(self.worker).message_post(body="intern", **NOTE)
        case.with_user(self.worker).message_notify(
            body="Bitte ansehen", partner_ids=self.colleague.partner_id.ids
        )
        notice = self.env["mail.message"].search([], limit=1, order="id desc")
        self.assertEqual(notice.message_type, "user_notification")
        self.assertEqual(notice.res_id, case.id)
        log = case._message_log(body="Protokoll")
        task = case.with_user(self.worker).activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.colleague.id
        )
        done = self.env["mail.message"].browse(task.action_feedback(feedback="x"))
        for message in (note, notice, log, done):
            with self.subTest(kind=message.message_type):
                since = self._last_message()
                answer = self._reply(message, self.colleague)
                self.assertEqual(answer.outcome, "reply")
                self._assert_inside(since)

    def test_notes_of_dialogs_and_activities_stay_inside(self):
        case = self.case
        since = self._last_message()
        task = case.with_user(self.worker).activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.worker.id
        )
        task.with_user(self.worker).action_feedback(feedback=SECRET)
        wizard = self.env["club.case.hand.over"].with_user(self.lead)
        wizard.create(
            {
                "user_id": self.worker.id,
                "successor_id": self.colleague.id,
                "note": SECRET,
            }
        ).action_hand_over()
        dialog = self.env["club.case.close"].with_user(self.lead)
        dialog.create(
            {
                "case_ids": [Command.set(case.ids)],
                "result_id": self.result_achieved.id,
                "note": SECRET,
            }
        ).action_close()
        self._assert_inside(since)
        written = case.message_ids.filtered(lambda m: SECRET in m.body)
        self.assertEqual(len(written), 3)
        for message in written:
            self.assertTrue(message._club_is_internal())
            self.assertTrue(message.is_internal or message.subtype_id.internal)

    def test_merging_takes_no_note_outside(self):
        twin = self._create_case(name="Doppelt")
        twin.with_user(self.worker).message_post(body=SECRET, **NOTE)
        self.env["mail.mail"].search([]).unlink()
        dialog = self.env["club.case.merge"].with_user(self.lead)
        dialog.create(
            {
                "master_id": self.case.id,
                "case_ids": [Command.set((self.case | twin).ids)],
            }
        ).action_merge()
        self._flush()
        note = self.case.message_ids.filtered(lambda m: SECRET in m.body)
        self.assertEqual(len(note), 1)
        self.assertTrue(note._club_is_internal())
        self.assertFalse(self.env["mail.mail"].search([("body", "ilike", SECRET)]))

    def test_the_composer_for_many_sends_no_note_outside(self):
        composer = (
            self.env["mail.compose.message"]
            .with_user(self.worker)
            .create(
                {
                    "model": "club.case",
                    "res_ids": str(self.case.ids),
                    "composition_mode": "mass_mail",
                    "body": SECRET,
                    "subtype_id": self.env.ref("mail.mt_note").id,
                }
            )
        )
        composer._action_send_mail()
        sent = self.env["mail.mail"].search([("body_html", "ilike", SECRET)])
        for mail in sent:
            self.assertFalse(mail.mail_message_id._club_is_internal(), "a note left")

    def test_the_file_without_notes_holds_no_answer_among_colleagues(self):
        note = self.case.with_user(self.worker).message_post(body="intern", **NOTE)
        self._reply(note, self.colleague)
        self.case.with_user(self.worker).message_notify(
            body=SECRET, partner_ids=self.colleague.partner_id.ids
        )
        self.case.with_user(self.worker).message_post(
            body="Anlage",
            attachments=[("zwieback.txt", b"x")],
            **NOTE,
        )
        self._flush()
        content = self.case.with_user(self.worker)._club_get_file(False)
        self.assertNotIn(SECRET, str(content))
        self.assertNotIn("zwieback", str(content))

    def test_answers_take_no_changes_outside(self):
        self.case.with_user(self.worker).write({"name": SECRET})
        self.case.with_user(self.worker).message_post(
            body="Guten Tag",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self._flush()
        mails = self.env["mail.mail"].search([("recipient_ids", "in", self.chair.ids)])
        self.assertTrue(mails)
        for mail in mails:
            self.assertNotIn("→", mail.body_html or "")
            self.assertNotIn("&#8594;", mail.body_html or "")


@tagged("post_install", "-at_install")
class TestBreakNotesOverHttp(BreakNotesCommon, ClubSupportHttpCommon):
    def _route(self, route, **params):
        payload = {"jsonrpc": "2.0", "method": "call", "id": 0, "params": params}
        answer = self.url_open(route, json=payload)
        self.env.invalidate_all()
        return answer.json()

    @mute_logger("odoo.http")
    def test_the_routes_of_the_chatter_send_no_note_outside(self):
        since = self._last_message()
        note = self.case.with_user(self.worker).message_post(body=SECRET, **NOTE)
        self.env.flush_all()
        self.authenticate(self.worker.login, self.worker.login)
        outside = {"partner_ids": self.chair.ids, "partner_emails": ["x@example.net"]}
        data = {"body": SECRET, **NOTE, **outside}
        for post in (
            data,
            {**data, "is_internal": True, "subtype_xmlid": "mail.mt_comment"},
            {"body": SECRET, **outside},
            {"body": SECRET, **outside, "message_type": "notification"},
        ):
            self._route(
                "/mail/message/post",
                thread_model="club.case",
                thread_id=self.case.id,
                post_data=post,
            )
        for update in (
            {"body": SECRET, "attachment_ids": [], **outside},
            {"body": "x", "attachment_ids": [], "subtype_xmlid": "mail.mt_comment"},
            {"body": "x", "attachment_ids": [], "is_internal": False},
        ):
            self._route(
                "/mail/message/update_content",
                message_id=note.id,
                update_data=update,
            )
        messages = self.env["mail.message"].search([("id", ">", since)])
        for message in messages.filtered(lambda m: m._club_is_internal()):
            self.assertFalse(message.partner_ids & self.chair)
        self.assertTrue(note._club_is_internal())
        for message in messages.filtered(lambda m: m._club_is_internal()):
            self.assertNotIn("x@example.net", str(self._outgoing(message)))


@tagged("post_install", "-at_install")
class TestBreakReferralMails(ReferralCommon, BreakMailCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.referral = cls._refer()
        cls.referral.action_send()
        cls.env.flush_all()
        mail = cls.env["mail.mail"].search(
            [
                ("model", "=", "club.case.referral"),
                ("res_id", "=", cls.referral.id),
            ]
        )
        cls.sent_id = mail.message_id
        # Odoo deletes what it has sent
        cls.message = mail.mail_message_id
        mail.unlink()

    def test_an_automatic_answer_to_a_referral_is_no_answer(self):
        self._receive(
            self._raw(
                f"In-Reply-To: {self.sent_id}",
                "Auto-Submitted: auto-replied",
                f"Subject: Abwesend: [{self.case.number}] Deutschkurs",
                sender=self.referral.email,
            )
        )
        self.assertEqual(self.referral.state, "sent")
        self.assertFalse(self.case.is_closed)

    def test_a_referral_that_does_not_arrive_is_told_in_its_case(self):
        self._assert_told("first")

    def test_it_is_told_even_if_the_message_is_gone(self):
        self.message.exists().unlink()
        self._assert_told("second")

    def _assert_told(self, key):
        report = "\r\n".join(
            [
                "From: postmaster@mx.example.net",
                f"To: {self.team.email}",
                "Subject: Undelivered Mail Returned to Sender",
                f"Message-ID: <returned-{key}@mx.example.net>",
                "MIME-Version: 1.0",
                "Content-Type: multipart/report; report-type=delivery-status;"
                ' boundary="b"',
                "",
                "--b",
                "Content-Type: text/plain",
                "",
                "Unbekannt",
                "--b",
                "Content-Type: message/delivery-status",
                "",
                "Reporting-MTA: dns; mx.example.net",
                "",
                f"Final-Recipient: rfc822; {self.referral.email}",
                "Action: failed",
                "Status: 5.1.1",
                "",
                "--b",
                "Content-Type: text/rfc822-headers",
                "",
                f"Message-ID: {self.sent_id}",
                "",
                "--b--",
                "",
            ]
        )
        incoming = self._receive(report.encode())
        self.assertEqual(incoming.outcome, "bounce")
        self.assertIn(self.referral.email, str(self.case.message_ids.mapped("body")))
        self.assertEqual(incoming.case_id, self.case)
        self.assertEqual(self.referral.state, "sent")
