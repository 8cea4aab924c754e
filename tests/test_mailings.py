"""Mail to many clubs by function: single mails, what becomes of them, letters."""

import smtplib

from lxml import etree

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import email_normalize, mute_logger
from odoo.tools.safe_eval import safe_eval

from odoo.addons.mail.tests.common import MailCase

from .test_addressing import AddressingCommon

BOUNCE = """\
Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@mx.example.org>
To: vereine@landkreis-musterau.example.org
Subject: Undelivered Mail Returned to Sender
Message-ID: <bounce-{number}@mx.example.org>
Date: Mon, 01 Mar 2027 09:00:00 +0100
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=utf-8

Ihre Nachricht konnte nicht zugestellt werden.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; {address}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user here

--b
Content-Type: message/rfc822

Message-ID: {message_id}
From: vereine@landkreis-musterau.example.org
To: {address}
Subject: Sommerfest

Text
--b--
"""


class MailingCommon(AddressingCommon, MailCase):
    @classmethod
    def _create_mailing(cls, clubs, user=None, **vals):
        return (
            cls.env["club.mailing"]
            .with_user(user or cls.worker)
            .create(
                {
                    "name": "Sommerfest",
                    "body": "<p>Wir laden alle ein.</p>",
                    "function_id": cls.function_youth.id,
                    "partner_ids": [Command.set(clubs.ids)],
                    **vals,
                }
            )
        )

    def _mails_of(self, mailing):
        return mailing.sudo().recipient_ids.mail_id

    def _deliver(self, mailing, failing=None):
        """Work off the queue as the cron does; return what was handed over.

        :param failing: dict of address: error that the mail server raises for it
        """
        failing = failing or {}

        def send_email(server, message, *args, **kwargs):
            address = email_normalize(message["To"])
            if address in failing:
                raise failing[address]
            return send(server, message, *args, **kwargs)

        with (
            self.mock_mail_gateway(),
            mute_logger("odoo.addons.mail.models.mail_mail"),
        ):
            send = self.send_email_mocked.side_effect
            self.send_email_mocked.side_effect = send_email
            self._mails_of(mailing).send()
            self.env.flush_all()
            return [
                mail
                for mail in self._mails
                if email_normalize(mail["email_to"][0]) not in failing
            ]

    def _lines(self, mailing):
        return {line.partner_id: line for line in mailing.recipient_ids}

    def _receive_bounce(self, mail, address):
        raw = BOUNCE.format(number=mail.id, address=address, message_id=mail.message_id)
        incoming = self.env["club.incoming.mail"]
        with self.mock_mail_gateway():
            return incoming._receive(raw.encode())


@tagged("post_install", "-at_install")
class TestMailings(MailingCommon):
    # ------------------------------------------------------------
    # Each a mail of his own
    # ------------------------------------------------------------

    def test_no_default_of_a_context_makes_a_mailing_sent(self):
        Mailing = self.env["club.mailing"].with_user(self.worker)
        with self.assertRaises(UserError) as caught:
            Mailing.with_context(default_state="sent").create({"name": "Nie versandt"})
        self._assert_sentence(caught.exception)

    def test_thirty_clubs_get_thirty_mails_each_to_one_address(self):
        clubs = self._create_clubs(30)
        mailing = self._create_mailing(clubs)
        mailing.action_send()
        self.assertEqual(set(self._mails_of(mailing).mapped("state")), {"outgoing"})
        mails = self._deliver(mailing)
        self.assertEqual(len(mails), 30)
        holders = clubs.office_ids.person_id
        everybody = holders | clubs
        seen = set()
        for mail in mails:
            self.assertEqual(len(mail["email_to"]), 1)
            self.assertFalse(mail["email_cc"])
            address = email_normalize(mail["email_to"][0])
            seen.add(address)
            others = everybody.filtered(lambda p, own=address: p.email != own)
            self.assertFalse([p.email for p in others if p.email in mail["body"]])
            self.assertIn("Wir laden alle ein.", mail["body"])
        self.assertEqual(seen, set(holders.mapped("email")))
        self.assertEqual(set(mailing.recipient_ids.mapped("delivery")), {"sent"})

    def test_a_mail_begins_with_the_salutation_and_says_for_whom_it_is(self):
        self._create_office(self.hanna)
        self.hanna.letter_salutation = "Liebe Hanna"
        mailing = self._create_mailing(self.club)
        mailing.action_send()
        body = self._deliver(mailing)[0]["body"]
        self.assertLess(body.index("Liebe Hanna,"), body.index("Wir laden alle ein."))
        self.assertIn(self.club.name, body)

    def test_mails_leave_from_the_mailbox_and_answers_arrive_there(self):
        mailing = self._create_mailing(self.club)
        self.assertEqual(mailing.team_id, self.team)
        mailing.action_send()
        mail = self._deliver(mailing)[0]
        self.assertEqual(email_normalize(mail["email_from"]), self.team.email)
        self.assertIn(self.worker.name, mail["email_from"])
        self.assertEqual(email_normalize(mail["reply_to"]), self.team.email)

    def test_without_a_mailbox_it_is_the_user_s_own_address(self):
        mailing = self._create_mailing(self.club, team_id=False)
        mailing.action_send()
        mail = self._deliver(mailing)[0]
        self.assertEqual(email_normalize(mail["email_from"]), self.worker.email)
        self.assertEqual(email_normalize(mail["reply_to"]), self.worker.email)

    def test_one_person_in_two_clubs_gets_one_mail(self):
        second = self._create_clubs(1)
        second.office_ids.unlink()
        self._create_office(self.hanna)
        self._create_office(self.hanna, club=second)
        mailing = self._create_mailing(self.club | second)
        mailing.action_send()
        mails = self._deliver(mailing)
        self.assertEqual(len(mails), 1)
        for club in self.club | second:
            self.assertIn(club.name, mails[0]["body"])
            self.assertEqual(self._lines(mailing)[club].delivery, "sent")
            self.assertTrue(
                club.message_ids.filtered(lambda m: m.subject == "Sommerfest")
            )

    def test_two_persons_who_share_an_address_get_a_mail_each(self):
        second = self._create_clubs(1)
        second.office_ids.person_id.email = self.hanna.email
        self._create_office(self.hanna)
        mailing = self._create_mailing(self.club | second)
        mailing.action_send()
        bodies = [mail["body"] for mail in self._deliver(mailing)]
        self.assertEqual(len(bodies), 2)
        self.assertFalse([b for b in bodies if "Hanna" in b and "Jule" in b])

    def test_all_holders_of_a_function_get_a_mail(self):
        self._create_office(self.hanna)
        self._create_office(self._create_person("Ben Wolf"))
        mailing = self._create_mailing(self.club)
        mailing.action_send()
        self.assertEqual(len(self._deliver(mailing)), 2)

    def test_the_subject_and_the_files_go_along(self):
        file = self.env["ir.attachment"].with_user(self.worker)
        file = file.create(
            {"name": "Einladung.txt", "raw": b"Hallo", "res_model": "club.mailing"}
        )
        mailing = self._create_mailing(
            self.club, attachment_ids=[Command.set(file.ids)]
        )
        self.assertEqual(file.res_id, mailing.id)
        mailing.action_send()
        mail = self._deliver(mailing)[0]
        self.assertEqual(mail["subject"], "Sommerfest")
        self.assertEqual(mail["attachments"][0][0], "Einladung.txt")
        draft = mailing.copy()
        second = draft.copy()
        draft.unlink()
        self.assertEqual(second.attachment_ids.raw, b"Hallo")
        self.assertEqual(second.attachment_ids.res_id, second.id)

    # ------------------------------------------------------------
    # Preview
    # ------------------------------------------------------------

    def test_the_draft_says_who_will_be_written_to_and_how(self):
        clubs = self._create_clubs(5)
        clubs[0].office_ids.person_id.email = False
        clubs[1:3].office_ids.person_id.email = False
        clubs[1:3].email = False
        clubs[1].write({"street": "Weg 1", "city": "Dorf"})
        mailing = self._create_mailing(clubs)
        figures = {
            "holder_count": 2,
            "own_address_count": 1,
            "letter_count": 1,
            "unreachable_count": 1,
        }
        for field, value in figures.items():
            self.assertEqual(mailing[field], value, field)
        self.assertIn(clubs[2].name, mailing.unreachable_hint)
        self._assert_sentence(mailing.unreachable_hint)
        self.assertEqual(self._lines(mailing)[clubs[3]].delivery, "planned")
        new = self.env["club.mailing"].with_user(self.worker)
        new = new.new({"partner_ids": clubs.ids, "function_id": self.function_youth.id})
        for field, value in figures.items():
            self.assertEqual(new[field], value, field)

    def test_changing_the_function_changes_the_recipients(self):
        self._create_office(self.hanna)
        mailing = self._create_mailing(self.club, function_id=self.function_chair.id)
        self.assertEqual(mailing.recipient_ids.step, "club")
        mailing.function_id = self.function_youth
        self.assertEqual(mailing.recipient_ids.person_id, self.hanna)

    def test_the_mail_goes_where_the_club_is_reached_on_the_day_of_sending(self):
        mailing = self._create_mailing(self.club)
        self._create_office(self.hanna)
        mailing.action_send()
        self.assertEqual(mailing.recipient_ids.person_id, self.hanna)

    def test_it_is_opened_with_the_clubs_chosen_in_the_list(self):
        clubs = self._create_clubs(2)
        action = self.env.ref("club_support.club_mailing_action_write")
        self.assertEqual(action.binding_model_id.model, "res.partner")
        mailing = self.env["club.mailing"].with_user(self.worker)
        chosen = clubs | self.chair
        defaults = mailing.with_context(
            active_model="res.partner", active_ids=chosen.ids
        ).default_get(["partner_ids", "body"])
        self.assertEqual(defaults["partner_ids"], [Command.set(clubs.ids)])
        self.assertIn(self.worker.name, defaults["body"])

    # ------------------------------------------------------------
    # History
    # ------------------------------------------------------------

    def test_each_club_keeps_the_text_and_no_contact_is_made_of_it(self):
        self._create_office(self.hanna)
        mailing = self._create_mailing(self.club)
        mailing.action_send()
        message = self.club.message_ids.filtered(lambda m: m.subject == "Sommerfest")
        self.assertIn("Wir laden alle ein.", message.body)
        self.assertTrue(message.is_internal)
        self.assertEqual(message.author_id, self.worker.partner_id)
        self.assertEqual(message.notified_partner_ids, self.hanna)
        self.assertFalse(self.club.club_contact_entry_ids)
        self.assertFalse(self.club.last_contact)

    def test_followers_of_the_club_get_nothing(self):
        self.club.message_subscribe(self.colleague.partner_id.ids)
        mailing = self._create_mailing(self.club)
        mailing.action_send()
        self.assertEqual(len(self._deliver(mailing)), 1)

    # ------------------------------------------------------------
    # Once
    # ------------------------------------------------------------

    def test_a_subject_is_one_line(self):
        mailing = self._create_mailing(self.club, name="Sommer\r\nfest\t 2027 ")
        self.assertEqual(mailing.name, "Sommer fest 2027")
        mailing.name = "Herbst\nfest"
        mailing.action_send()
        self.assertEqual(self._deliver(mailing)[0]["subject"], "Herbst fest")
        self.assertEqual(mailing.recipient_ids.delivery, "sent")

    def test_sending_twice_sends_once(self):
        mailing = self._create_mailing(self.club)
        self._rpc(self.worker, "club.mailing", "action_send", mailing.ids)
        with self.assertRaises(UserError) as refused:
            self._rpc(self.worker, "club.mailing", "action_send", mailing.ids)
        self._assert_sentence(refused.exception)
        self.assertEqual(len(self._mails_of(mailing)), 1)

    def test_what_was_sent_stays(self):
        mailing = self._create_mailing(self.club)
        mailing.action_send()
        for call in (
            ("write", mailing.ids, {"body": "<p>Anders</p>"}),
            ("write", mailing.ids, {"partner_ids": [Command.clear()]}),
            ("write", mailing.ids, {"state": "draft"}),
            ("unlink", mailing.ids),
        ):
            with self.subTest(call=call), self.assertRaises(UserError) as refused:
                self._rpc(self.worker, "club.mailing", *call)
            self._assert_sentence(refused.exception)

    def test_nothing_counts_as_sent_but_by_sending(self):
        vals = {"name": "Heimlich", "state": "sent"}
        with self.assertRaises(UserError):
            self._rpc(self.worker, "club.mailing", "create", vals)
        mailing = self._create_mailing(self.club)
        with self.assertRaises(UserError):
            self._rpc(
                self.lead, "club.mailing", "write", mailing.ids, {"state": "sent"}
            )
        mailing.unlink()
        self.assertFalse(mailing.exists())

    def test_a_duplicate_is_a_draft_with_the_same_clubs(self):
        mailing = self._create_mailing(self.club)
        mailing.action_send()
        second = mailing.copy()
        self.assertEqual((second.state, second.partner_ids), ("draft", self.club))
        self.assertEqual(second.recipient_ids.delivery, "planned")

    def test_what_is_missing_is_said(self):
        lost = self._create_clubs(1, email=False)
        lost.office_ids.unlink()
        nobody = self.env["res.partner"]
        homeless = {"team_id": False, "user_id": self.worker.id}
        greeting = self.env["club.mailing"].with_user(self.worker)._default_body()
        cases = [
            (self.club, {"body": False}),
            (self.club, {"body": greeting}),
            (nobody, {}),
            (lost, {}),
        ]
        for clubs, vals in cases:
            mailing = self._create_mailing(clubs, **vals)
            with self.subTest(vals=vals), self.assertRaises(UserError) as refused:
                mailing.action_send()
            self._assert_sentence(refused.exception)
            self.assertEqual(mailing.state, "draft")
        self.worker.email = False
        mailing = self._create_mailing(self.club, **homeless)
        with self.assertRaises(UserError) as refused:
            mailing.action_send()
        self._assert_sentence(refused.exception)

    # ------------------------------------------------------------
    # What does not arrive
    # ------------------------------------------------------------

    def test_one_address_that_fails_stops_no_other(self):
        clubs = self._create_clubs(3)
        bad = clubs[1].office_ids.person_id.email
        mailing = self._create_mailing(clubs)
        mailing.action_send()
        error = smtplib.SMTPSenderRefused(451, b"try later", "x@example.org")
        mails = self._deliver(mailing, failing={bad: error})
        self.assertEqual(len(mails), 2)
        lines = self._lines(mailing)
        self.assertEqual(lines[clubs[0]].delivery, "sent")
        self.assertEqual(lines[clubs[1]].delivery, "failed")
        self._assert_sentence(lines[clubs[1]].failure)
        self.assertEqual(lines[clubs[2]].delivery, "sent")
        self.assertEqual(mailing.failed_count, 1)
        self.assertFalse(clubs[1].undeliverable_ids)
        mail = lines[clubs[1]].sudo().mail_id
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mail_mail SET write_date = write_date - interval '1 hour'"
        )
        self.env.invalidate_all()
        self.env["mail.mail"]._cron_send_case_answers_again()
        self.assertEqual(mail.state, "outgoing")
        self._deliver(mailing)
        self.assertEqual(lines[clubs[1]].delivery, "sent")

    def test_an_address_that_the_server_refuses_is_marked_and_not_tried_again(self):
        clubs = self._create_clubs(2)
        holder = clubs[1].office_ids.person_id
        mailing = self._create_mailing(clubs)
        mailing.action_send()
        refused = {holder.email: (550, b"no such user")}
        error = Exception(f"SMTPRecipientsRefused: {refused}")
        self._deliver(mailing, failing={holder.email: error})
        line = self._lines(mailing)[clubs[1]]
        self.assertEqual(line.delivery, "undeliverable")
        self._assert_sentence(line.failure)
        self.assertEqual(mailing.undeliverable_count, 1)
        self.assertTrue(holder.email_undeliverable)
        self.assertFalse(line.sudo().mail_id._is_due_again())
        self.assertEqual(clubs[1].undeliverable_ids, holder)
        self.assertIn(holder.email, clubs[1].undeliverable_hint)
        self._assert_sentence(clubs[1].undeliverable_hint)
        self.assertFalse(clubs[0].undeliverable_hint)
        self.assertEqual(
            clubs[1]._club_recipient(self.function_youth)[clubs[1]].step, "club"
        )

    def test_a_mail_that_comes_back_marks_address_and_recipient(self):
        clubs = self._create_clubs(2)
        holder = clubs[1].office_ids.person_id
        mailing = self._create_mailing(clubs)
        mailing.action_send()
        self._deliver(mailing)
        line = self._lines(mailing)[clubs[1]]
        incoming = self._receive_bounce(line.sudo().mail_id, holder.email)
        self.assertEqual(incoming.outcome, "bounce")
        self.assertEqual(line.delivery, "undeliverable")
        self.assertEqual(line.failure, "550 5.1.1 no such user here")
        self.assertTrue(holder.email_undeliverable)
        self.assertEqual(holder.email_undeliverable_reason, line.failure)
        self.assertFalse(clubs.filtered("email_undeliverable"))
        self.assertEqual(self._lines(mailing)[clubs[0]].delivery, "sent")
        self.assertEqual(
            line.sudo().mail_id.mail_message_id.notification_ids.notification_status,
            "bounce",
        )
        self.assertFalse(incoming.case_id)

    def test_the_new_address_is_not_blamed_for_the_one_a_mail_went_to(self):
        clubs = self._create_clubs(1)
        holder = clubs.office_ids.person_id
        mailing = self._create_mailing(clubs)
        mailing.action_send()
        self._deliver(mailing)
        sent_to = holder.email
        holder.email = "neu@example.net"
        heir = self.env["res.partner"].create({"name": "Erbe", "email": sent_to})
        self._receive_bounce(self._mails_of(mailing), sent_to)
        self.assertFalse(holder.email_undeliverable)
        self.assertTrue(heir.email_undeliverable)
        self.assertEqual(self._lines(mailing)[clubs].delivery, "undeliverable")

    def test_nobody_s_address_is_marked_by_a_forged_report(self):
        clubs = self._create_clubs(2)
        victim, holder = clubs.office_ids.person_id.sorted("id")
        mailing = self._create_mailing(clubs[1])
        mailing.action_send()
        self._deliver(mailing)
        mail = self._mails_of(mailing)
        self._receive_bounce(mail, victim.email)
        self.assertFalse(victim.email_undeliverable)
        forged = self.env["mail.mail"].new({"message_id": "<nothing@example.org>"})
        self._receive_bounce(forged, victim.email)
        self.assertFalse(victim.email_undeliverable)
        self.assertTrue(holder.email_undeliverable)

    def test_a_bounce_of_an_answer_in_a_case_marks_the_contact(self):
        case = self._create_case()
        with self.mock_mail_gateway():
            message = case.with_user(self.worker).message_post(
                body="Gern helfen wir.",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
        self._receive_bounce(message, self.chair.email)
        self.assertTrue(self.chair.email_undeliverable)
        self.assertFalse(self.club.email_undeliverable)

    def test_a_new_address_or_a_click_clears_the_mark(self):
        self._create_office(self.hanna)
        self._mark(self.hanna | self.club)
        self.assertEqual(self.club.undeliverable_ids, self.hanna | self.club)
        self.hanna.email = '"Hanna" <HANNA.krause@example.net>'
        self.assertTrue(self.hanna.email_undeliverable, "the same address")
        self._rpc(
            self.plain_user_with_contacts(),
            "res.partner",
            "write",
            self.hanna.ids,
            {"email": "neu@example.net"},
        )
        self.assertFalse(self.hanna.email_undeliverable)
        self.assertFalse(self.hanna.email_undeliverable_reason)
        self._rpc(self.worker, "res.partner", "action_address_works", self.club.ids)
        self.assertFalse(self.club.undeliverable_ids)
        with self.assertRaises(AccessError):
            self._rpc(
                self.management, "res.partner", "action_address_works", self.club.ids
            )

    def plain_user_with_contacts(self):
        self.hanna.is_protected = False
        return self.contact_manager

    def test_clubs_with_an_address_that_does_not_work_are_found(self):
        self._create_office(self.hanna)
        past = self._create_clubs(1)
        past.office_ids.date_to = "2020-12-31"
        view = self.env.ref("club_support.res_partner_view_search_organisation")
        arch = self.env["res.partner"].get_view(view.id, "search")["arch"]
        domain = etree.fromstring(arch).find(".//filter[@name='undeliverable']")
        domain = safe_eval(domain.get("domain"))
        clubs = self.env["res.partner"].with_user(self.worker)
        self._mark(self.hanna | past.office_ids.person_id)
        self.assertEqual(
            clubs.search(domain), self.club | self.hanna | past.office_ids.person_id
        )

    def test_undeliverable_mails_become_letters(self):
        clubs = self._create_clubs(2)
        mailing = self._create_mailing(clubs)
        mailing.action_send()
        mailing.recipient_ids.sudo()._mark_bounced("550")
        with self.assertRaises(UserError) as refused:
            mailing.action_undeliverable_to_letters()
        self._assert_sentence(refused.exception)
        clubs[0].write({"street": "Weg 1", "zip": "99999", "city": "Dorf"})
        mailing.action_undeliverable_to_letters()
        lines = self._lines(mailing)
        self.assertEqual(lines[clubs[0]].delivery, "letter")
        self.assertIn("99999 Dorf", lines[clubs[0]].address)
        self.assertEqual(lines[clubs[1]].delivery, "undeliverable")

    # ------------------------------------------------------------
    # Answers
    # ------------------------------------------------------------

    def test_an_answer_becomes_a_case_that_names_the_mailing(self):
        self._create_office(self.hanna)
        mailing = self._create_mailing(self.club)
        mailing.action_send()
        self._deliver(mailing)
        mail = self._mails_of(mailing)
        raw = (
            f"From: {self.hanna.email}\nTo: {self.team.email}\n"
            f"Subject: AW: Sommerfest\nMessage-ID: <a1@example.net>\n"
            f"In-Reply-To: {mail.message_id}\n\nWir kommen gern.\n"
        )
        with self.mock_mail_gateway():
            incoming = self.env["club.incoming.mail"]._receive(raw.encode())
        self.assertEqual(incoming.outcome, "case")
        case = incoming.case_id
        self.assertEqual((case.partner_id, case.contact_id), (self.club, self.hanna))
        self.assertEqual(mailing.recipient_ids.case_id, case)
        self.assertTrue(
            case.message_ids.filtered(
                lambda m: "Sommerfest" in m.body and "club.mailing" in m.body
            )
        )

    # ------------------------------------------------------------
    # Rights
    # ------------------------------------------------------------

    def test_who_may_send(self):
        mailing = self._create_mailing(self.club)
        for user in (self.colleague, self.management, self.plain_user, self.foreigner):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._rpc(user, "club.mailing", "action_send", mailing.ids)
        self._rpc(self.lead, "club.mailing", "action_send", mailing.ids)
        self.assertEqual(mailing.state, "sent")

    def test_the_management_reads_who_got_what(self):
        mailing = self._create_mailing(self.club)
        mailing.action_send()
        fields = ["delivery", "email", "reason"]
        lines = mailing.recipient_ids
        found = self._rpc(
            self.management, "club.mailing.recipient", "read", lines.ids, fields
        )
        self.assertEqual(found[0]["email"], self.club.email)

    def test_recipients_cannot_be_slipped_in(self):
        mailing = self._create_mailing(self.club)
        line = {"mailing_id": mailing.id, "partner_id": self.club.id}
        with self.assertRaises(AccessError):
            self._rpc(self.worker, "club.mailing.recipient", "create", line)
        vals = {"recipient_ids": [Command.create({"partner_id": self.club.id})]}
        with self.assertRaises(AccessError):
            self._rpc(self.worker, "club.mailing", "write", mailing.ids, vals)

    # ------------------------------------------------------------
    # Cost
    # ------------------------------------------------------------

    def _count_queries(self, mailing):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        mailing.action_send()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_sending_to_many_costs_few_queries_each(self):
        clubs = self._create_clubs(45)
        self._count_queries(self._create_mailing(clubs[:5]))
        few = self._count_queries(self._create_mailing(clubs[5:10]))
        many = self._count_queries(self._create_mailing(clubs[10:]))
        self.assertLessEqual(many - few, 30)
