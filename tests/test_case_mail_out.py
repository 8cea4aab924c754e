from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import email_normalize, mute_logger

from odoo.addons.mail.tests.common import MailCase

from .common import ClubSupportCommon

SENDER = '"Mia Lindt" <mia.lindt@example.net>'


class AnswerCommon(ClubSupportCommon, MailCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.unknown_case = cls._create_case(
            name="Spieleabend",
            partner_id=False,
            contact_id=False,
            email_from=SENDER,
            origin="email",
        )

    def _answer(self, case, **values):
        """Answer as the worker would; return what was mailed, by recipient."""
        with self.mock_mail_gateway():
            self.message = case.with_user(self.worker).message_post(
                body="Gern helfen wir.",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                **values,
            )
        return {email_normalize(mail["email_to"][0]): mail for mail in self._mails}


@tagged("post_install", "-at_install")
class TestCaseMailOut(AnswerCommon):
    def test_an_answer_goes_to_the_contact(self):
        mails = self._answer(self._create_case())
        self.assertEqual(set(mails), {self.chair.email})

    def test_an_answer_goes_to_the_organisation_where_there_is_no_contact(self):
        mails = self._answer(self._create_case(contact_id=False))
        self.assertEqual(set(mails), {self.club.email})

    def test_an_answer_to_an_unknown_sender_reaches_him_without_a_contact(self):
        partners = self.env["res.partner"].search_count([])
        mails = self._answer(self.unknown_case)
        self.assertEqual(set(mails), {"mia.lindt@example.net"})
        self.assertEqual(self.env["res.partner"].search_count([]), partners)

    def test_an_answer_leaves_from_the_mailbox_and_carries_the_number(self):
        case = self._create_case()
        mail = self._answer(case)[self.chair.email]
        self.assertEqual(email_normalize(mail["email_from"]), self.team.email)
        self.assertIn(self.worker.name, mail["email_from"])
        self.assertEqual(email_normalize(mail["reply_to"]), self.team.email)
        self.assertEqual(mail["subject"], f"[{case.number}] {case.name}")

    def test_a_subject_of_ones_own_gets_the_number_once(self):
        case = self._create_case()
        mail = self._answer(case, subject="Neue Zeiten")[self.chair.email]
        self.assertEqual(mail["subject"], f"[{case.number}] Neue Zeiten")
        mail = self._answer(case, subject=f"Re: [{case.number}] Zeiten")
        self.assertEqual(
            mail[self.chair.email]["subject"], f"Re: [{case.number}] Zeiten"
        )

    def test_the_author_stays_the_worker(self):
        self._answer(self._create_case())
        self.assertEqual(self.message.author_id, self.worker.partner_id)

    def test_named_recipients_are_the_only_ones(self):
        mails = self._answer(self._create_case(), partner_ids=self.club.ids)
        self.assertEqual(set(mails), {self.club.email})
        self.assertFalse(self._answer(self._create_case(), partner_ids=[]))

    def test_an_internal_note_reaches_nobody_outside(self):
        case = self._create_case()
        with self.mock_mail_gateway():
            case.with_user(self.worker).message_post(
                body="Nur für uns", message_type="comment"
            )
        self.assertFalse(self._mails)

    def test_imprint_and_privacy_notice_stand_below_an_answer(self):
        self.company.club_imprint_url = "https://www.example.org/impressum"
        self.company.club_privacy_url = "https://www.example.org/datenschutz"
        body = self._answer(self._create_case())[self.chair.email]["body"]
        self.assertIn("https://www.example.org/impressum", body)
        self.assertIn("https://www.example.org/datenschutz", body)

    def test_without_a_mailbox_odoos_own_addresses_are_used(self):
        self.team.email = False
        mail = self._answer(self._create_case())[self.chair.email]
        self.assertEqual(email_normalize(mail["email_from"]), self.worker.email)

    def test_our_own_mailbox_is_never_a_recipient(self):
        case = self.unknown_case
        case.message_post(
            body="Frage",
            message_type="email",
            subtype_xmlid="mail.mt_comment",
            email_from=SENDER,
            incoming_email_cc=f"{self.team.email}, buero@example.net",
        )
        suggested = case.with_user(self.worker)._message_get_suggested_recipients(
            reply_discussion=True
        )
        addresses = {recipient["email"] for recipient in suggested}
        self.assertEqual(addresses, {"mia.lindt@example.net", "buero@example.net"})
        found = case._partner_find_from_emails_single([self.team.email])
        self.assertFalse(found)

    def test_a_reply_in_the_same_thread_names_its_predecessors(self):
        case = self._create_case()
        self._answer(case)
        first = self.message
        second = self._answer(case)[self.chair.email]
        self.assertIn(first.message_id, second["references"])


@tagged("post_install", "-at_install")
class TestMailServerAway(ClubSupportCommon):
    """The outgoing mail server is away when a worker answers."""

    def _fail(self, minutes_ago, **vals):
        """A queued answer that failed so many minutes ago, right after writing."""
        answer = (
            self._create_case()
            .with_user(self.worker)
            .message_post(
                body="Antwort", message_type="comment", subtype_xmlid="mail.mt_comment"
            )
        )
        mail = self.env["mail.mail"].search([("mail_message_id", "=", answer.id)])
        mail.write({"state": "exception", "failure_type": False, **vals})
        self.env.flush_all()
        failed_at = fields.Datetime.now() - timedelta(minutes=minutes_ago)
        self.env.cr.execute(
            "UPDATE mail_mail SET create_date = %s, write_date = %s WHERE id = %s",
            (failed_at, failed_at, mail.id),
        )
        mail.invalidate_recordset()
        return mail

    def test_a_failed_answer_is_sent_again_after_a_pause(self):
        early, due = self._fail(5), self._fail(20)
        self.env["mail.mail"]._cron_send_case_answers_again()
        self.assertEqual(early.state, "exception")
        self.assertEqual(due.state, "outgoing")

    def test_after_three_days_a_failed_answer_is_left_alone(self):
        old = self._fail(4 * 24 * 60)
        self.env["mail.mail"]._cron_send_case_answers_again()
        self.assertEqual(old.state, "exception")

    def test_nobody_gets_an_answer_twice_because_another_one_failed(self):
        partners = [(6, 0, (self.club | self.chair).ids)]
        shared = self._fail(20, failure_type="unknown", recipient_ids=partners)
        self.env["mail.mail"]._cron_send_case_answers_again()
        self.assertEqual(shared.state, "exception")


@tagged("post_install", "-at_install")
class TestFullComposer(AnswerCommon):
    """The big window of “Reply all” and of the chatter's full editor."""

    def _compose(self, user, **context):
        composer = (
            self.env["mail.compose.message"]
            .with_user(user)
            .with_context(
                default_model="club.case",
                default_res_ids=self.unknown_case.ids,
                default_composition_mode="comment",
                default_subtype_xmlid="mail.mt_comment",
                **context,
            )
            .create({"body": "<p>Gern</p>"})
        )
        with self.mock_mail_gateway():
            composer._action_send_mail()
        return composer

    def test_reply_all_reaches_an_unknown_sender_and_the_copied(self):
        self.unknown_case.message_post(
            body="Frage",
            message_type="email",
            subtype_xmlid="mail.mt_comment",
            email_from=SENDER,
            incoming_email_cc="buero@example.net",
        )
        partners = self.env["res.partner"].search_count([])
        for user in (self.worker, self.contact_manager):
            self.unknown_case.user_id = user
            with self.subTest(user=user.login):
                self._compose(
                    user,
                    default_composition_comment_option="reply_all",
                    default_partner_ids=[False],
                )
                recipients = {
                    email_normalize(address)
                    for mail in self._mails
                    for address in mail["email_to"]
                    if "landkreis" not in address
                }
                self.assertEqual(
                    recipients, {"mia.lindt@example.net", "buero@example.net"}
                )
                self.assertEqual(
                    {email_normalize(mail["email_from"]) for mail in self._mails},
                    {self.team.email},
                )
        self.assertEqual(self.env["res.partner"].search_count([]), partners)

    def test_the_window_shows_the_number_of_the_case(self):
        composer = self._compose(self.worker, default_subject="Spieleabend")
        number = self.unknown_case.number
        self.assertEqual(composer.subject, f"[{number}] Spieleabend")

    def test_forwarding_does_not_write_to_the_sender(self):
        composer = self._compose(
            self.worker,
            default_composition_comment_option="forward",
            default_partner_ids=self.lead.partner_id.ids,
        )
        self.assertFalse(composer.club_answer_to)

    def test_an_address_can_be_taken_out(self):
        composer = self._compose(self.worker)
        self.assertIn("mia.lindt@example.net", composer.club_answer_to)
        composer.club_answer_to = False
        with self.mock_mail_gateway():
            composer._action_send_mail()
        self.assertFalse(self._mails)


@tagged("post_install", "-at_install")
class TestChatterController(ClubSupportCommon, HttpCase):
    """What the chatter in the browser sends to the server."""

    def _post(self, user, **post_data):
        case = self._create_case(
            partner_id=False, contact_id=False, email_from=SENDER, user_id=user.id
        )
        self.authenticate(user.login, user.login)
        result = self.make_jsonrpc_request(
            "/mail/message/post",
            {
                "thread_model": "club.case",
                "thread_id": case.id,
                "post_data": {
                    "body": "<p>Gern</p>",
                    "message_type": "comment",
                    "subtype_xmlid": "mail.mt_comment",
                    **post_data,
                },
            },
        )
        return self.env["mail.message"].browse(result["message_id"])

    def test_a_plain_answer_reaches_an_unknown_sender_without_a_contact(self):
        partners = self.env["res.partner"].search_count([])
        for user in (self.worker, self.contact_manager):
            with self.subTest(user=user.login):
                message = self._post(user, partner_emails=["mia.lindt@example.net"])
                self.assertEqual(
                    message.notification_ids.mapped("mail_email_address"),
                    ["mia.lindt@example.net"],
                )
                self.assertFalse(message.partner_ids)
                self.assertEqual(email_normalize(message.email_from), self.team.email)
        self.assertEqual(self.env["res.partner"].search_count([]), partners)

    def test_a_known_address_is_answered_as_the_contact(self):
        message = self._post(self.worker, partner_emails=[self.chair.email])
        self.assertEqual(message.partner_ids, self.chair)
        self.assertFalse(message.outgoing_email_to)

    @mute_logger("odoo.http")
    def test_a_message_without_recipients_is_refused(self):
        with self.assertRaises(JsonRpcException) as caught:
            self._post(self.worker)
        self.assertIn("UserError", str(caught.exception))
        note = self._post(self.worker, subtype_xmlid="mail.mt_note")
        self.assertFalse(note.notification_ids)

    def test_reply_all_creates_no_contact(self):
        partners = self.env["res.partner"].search_count([])
        case = self._create_case(
            partner_id=False,
            contact_id=False,
            email_from=SENDER,
            user_id=self.contact_manager.id,
        )
        message = case.message_post(
            body="Frage",
            message_type="email",
            subtype_xmlid="mail.mt_comment",
            email_from=SENDER,
        )
        login = self.contact_manager.login
        self.authenticate(login, login)
        recipients = self.make_jsonrpc_request(
            "/mail/thread/recipients",
            {
                "thread_model": "club.case",
                "thread_id": case.id,
                "message_id": message.id,
            },
        )
        self.assertEqual(recipients, [])
        self.assertEqual(self.env["res.partner"].search_count([]), partners)

    def test_other_records_keep_odoos_way(self):
        self.authenticate(self.contact_manager.login, self.contact_manager.login)
        self.make_jsonrpc_request(
            "/mail/message/post",
            {
                "thread_model": "res.partner",
                "thread_id": self.club.id,
                "post_data": {
                    "body": "<p>Gern</p>",
                    "message_type": "comment",
                    "subtype_xmlid": "mail.mt_comment",
                    "partner_emails": ["neu@example.net"],
                },
            },
        )
        self.assertTrue(
            self.env["res.partner"].search([("email", "=", "neu@example.net")])
        )
