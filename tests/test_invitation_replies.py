"""Answers of calendars, and mails about invitations, as raw bytes by the gateway."""

from pathlib import Path

from odoo.tests import TransactionCase, tagged

from ..tools import itip_reply
from .test_incoming_mail import IncomingMailCommon
from .test_invitation_answers import InvitationCommon

MAILS = Path(__file__).parent / "mails" / "answers"
UID = "7d2c0c1e-tisch@club-support"


@tagged("post_install", "-at_install")
class TestReplies(InvitationCommon, IncomingMailCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invitation.write({"uid": UID, "sequence": 1})

    def _receive_answer(self, name, **replaced):
        raw = (MAILS / f"{name}.eml").read_bytes()
        for old, new in replaced.items():
            raw = raw.replace(old.encode(), new.encode())
        return self._receive(raw)

    def _assert_proposed(self, doubt):
        row = self.invitation.answer_ids[0]
        self.assertEqual((row.state, row.doubt), ("proposed", doubt))
        self.assertEqual(self.invitation.answer, "none")
        self.assertEqual(self.meeting.proposed_answer_count, 1)
        self.assertEqual(self.meeting.activity_ids.user_id, self.organiser)
        return row

    def _assert_listed(self, incoming):
        self.assertEqual(incoming.outcome, "answer")
        self.assertEqual(incoming.invitation_id, self.invitation)
        self.assertEqual(incoming.network_id, self.network)
        self.assertFalse(incoming.case_id)

    def test_google_says_yes_by_an_automatic_mail_of_several_parts(self):
        mails = self.env["mail.mail"].search_count([])
        incoming = self._receive_answer("google_accepted")
        self._assert_listed(incoming)
        self.assertEqual(self.invitation.answer, "yes")
        self.assertEqual(self.invitation.answered_via, "mail")
        row = self.invitation.answer_ids
        self.assertEqual((row.sequence, row.email_from), (1, "hanna.berg@example.net"))
        self.assertFalse(self.meeting.activity_ids)
        self.assertEqual(
            self.env["mail.mail"].search_count([]), mails, "nobody is told anything"
        )

    def test_outlook_says_no_by_a_single_part_in_latin_1(self):
        self._assert_listed(self._receive_answer("outlook_declined"))
        self.assertEqual(self.invitation.answer, "no")
        self.assertEqual(
            self.invitation.answer_note,
            "Leider bin ich bis März im Ausland, viele Grüße\nHanna Berg",
        )

    def test_the_address_written_to_counts_also_when_the_contact_has_another(self):
        self.chair.email = "neu@example.org"
        self._receive_answer("google_accepted")
        self.assertEqual(self.invitation.answer, "yes")

    def test_an_answer_forwarded_by_somebody_else_is_a_proposal(self):
        self._assert_listed(self._receive_answer("forwarded_by_colleague"))
        row = self._assert_proposed("sender")
        self.assertEqual(row.email_from, "jonas.kern@tsv-gruenbach.example.org")
        self.assertEqual(row.answer, "yes")

    def test_an_answer_of_an_assistant_is_a_proposal(self):
        self._receive_answer("stranger_tentative")
        self.assertEqual(self._assert_proposed("sender").answer, "perhaps")

    def test_the_own_mail_with_the_answer_of_somebody_else_is_a_proposal(self):
        self._receive_answer(
            "outlook_declined",
            **{"MAILTO:Hanna.Berg@example.ne": "MAILTO:x@example.ne"},
        )
        self._assert_proposed("sender")

    def test_an_answer_to_an_earlier_version_is_a_proposal(self):
        self._receive_answer("older_version")
        self.assertEqual(self._assert_proposed("version").sequence, 0)

    def test_an_older_answer_never_wins_over_a_newer_one(self):
        self._receive_answer("outlook_declined")
        self._receive_answer("older_version")
        self._receive_answer("google_accepted")
        self.assertEqual(self.invitation.answer, "no")
        rows = self.invitation.answer_ids.sorted("id")
        self.assertEqual(
            rows.mapped("state"), ["taken", "dismissed", "dismissed"], "all are kept"
        )
        self.assertEqual(rows[1:].mapped("doubt"), ["overtaken", "overtaken"])
        self.assertFalse(self.meeting.activity_ids)

    def test_a_later_answer_wins(self):
        self._receive_answer("google_accepted")
        self._receive_answer("outlook_declined")
        self.assertEqual(self.invitation.answer, "no")

    def test_after_the_deadline_an_answer_is_a_proposal(self):
        self.meeting.answer_until = self.meeting.create_date
        self._receive_answer("google_accepted")
        self._assert_proposed("late")

    def test_a_proposal_of_another_time_is_one(self):
        self._receive_answer("new_time")
        self.assertEqual(self._assert_proposed("time").note, "Lieber Mittwoch")

    def test_after_the_call_off_it_is_only_kept(self):
        self.meeting.action_call_off("Krank")
        self._receive_answer("google_accepted")
        self.assertEqual(self.invitation.answer, "none")
        row = self.invitation.answer_ids
        self.assertEqual((row.state, row.doubt), ("dismissed", "closed"))
        self.assertFalse(self.meeting.activity_ids)

    def test_somebody_is_sent_instead(self):
        self._receive_answer("delegated")
        self.assertEqual(self.invitation.answer, "substitute")
        self.assertEqual(self.invitation.substitute, "Ivo Müller")

    def test_an_unknown_or_broken_answer_is_an_ordinary_mail(self):
        for name in ("foreign_uid", "broken"):
            with self.subTest(name):
                incoming = self._receive_answer(name)
                self.assertEqual(incoming.outcome, "case", incoming.error)
        self.assertEqual(self.invitation.answer, "none")

    def test_the_invitation_of_another_company_is_unknown(self):
        self.env.cr.execute(
            "UPDATE club_invitation SET company_id = %s WHERE id = %s",
            [self.other_company.id, self.invitation.id],
        )
        self.env.invalidate_all()
        self.assertEqual(self._receive_answer("google_accepted").outcome, "automatic")

    def test_the_same_mail_twice_counts_once(self):
        self._receive_answer("google_accepted")
        self.assertEqual(self._receive_answer("google_accepted").outcome, "duplicate")
        self.assertEqual(len(self.invitation.answer_ids), 1)

    def test_staff_take_a_proposal_over_by_one_click(self):
        self._receive_answer("stranger_tentative")
        row = self.invitation.answer_ids
        self._rpc(self.organiser, "club.invitation.answer", "action_accept", row.ids)
        self.assertEqual(self.invitation.answer, "perhaps")
        self.assertEqual(self.invitation.answered_via, "mail")
        self.assertEqual(row.state, "taken")
        self.assertFalse(self.meeting.activity_ids, "the task is done")
        with self.assertRaisesRegex(Exception, "decided on this answer"):
            self._rpc(
                self.organiser, "club.invitation.answer", "action_dismiss", row.ids
            )

    def test_staff_dismiss_a_proposal_by_one_click(self):
        self._receive_answer("stranger_tentative")
        row = self.invitation.answer_ids
        with self.assertRaisesRegex(Exception, "organises|allowed|access"):
            self._rpc(self.worker, "club.invitation.answer", "action_dismiss", row.ids)
        self._rpc(self.organiser, "club.invitation.answer", "action_dismiss", row.ids)
        self.assertEqual(row.state, "dismissed")
        self.assertEqual(self.invitation.answer, "none")
        self.assertFalse(self.meeting.activity_ids)

    def test_the_own_answer_settles_what_others_proposed(self):
        self._receive_answer("stranger_tentative")
        self._receive_answer("forwarded_by_colleague")
        self.assertEqual(len(self.meeting.activity_ids), 1, "one task for both")
        self.invitation._take_answer("no", "link")
        self.assertEqual(self.meeting.proposed_answer_count, 0)
        self.assertFalse(self.meeting.activity_ids)
        action = self.meeting.action_check_answers()
        self.assertFalse(
            self.env["club.invitation.answer"].search(
                [*action["domain"], ("state", "=", "proposed")]
            )
        )

    def test_what_a_restricted_network_receives_is_read_by_its_people_only(self):
        self.network.is_restricted = True
        incoming = self._receive_answer("google_accepted")
        self.assertTrue(incoming.with_user(self.organiser).has_access("read"))
        for user in (self.worker, self.lead):
            with self.subTest(user=user.login):
                self.assertFalse(incoming.with_user(user).has_access("read"))


@tagged("post_install", "-at_install")
class TestMailsAboutInvitations(InvitationCommon, IncomingMailCommon):
    def _answer_in_words(self, record, **headers):
        message = self.env["mail.message"].create(
            {
                "model": record._name,
                "res_id": record.id,
                "message_id": f"<invitation-{record._name}@club.example.org>",
                "message_type": "email_outgoing",
            }
        )
        raw = self._make_mail(
            "Hanna Berg <hanna.berg@example.net>",
            subject="Re: Treffen",
            body="Ist der Saal barrierefrei?",
            In_Reply_To=message.message_id,
            **headers,
        )
        return self._receive(raw)

    def test_a_mail_in_words_lies_before_the_organiser(self):
        mails = self.env["mail.mail"].search_count([])
        for record in (self.invitation, self.meeting):
            with self.subTest(model=record._name):
                incoming = self._answer_in_words(record)
                self.assertEqual(incoming.outcome, "answer", incoming.error)
                note = self.meeting.message_ids[0]
                self.assertIn("barrierefrei", note.body)
                self.assertEqual(incoming.mail_message_id, note)
                self.assertTrue(note.is_internal)
                self.assertEqual(note.author_id, self.chair)
        task = self.meeting.activity_ids
        self.assertEqual(task.user_id, self.organiser)
        self.assertIn("Hanna Berg", task.summary)
        self.assertEqual(
            self.env["mail.mail"].search_count([]), mails, "nobody else gets it"
        )

    def test_a_case_can_be_made_of_it_by_hand(self):
        incoming = self._answer_in_words(self.invitation)
        incoming.with_user(self.organiser).action_make_case()
        self.assertTrue(incoming.case_id)

    def test_an_absence_note_is_only_listed(self):
        incoming = self._answer_in_words(self.invitation, Auto_Submitted="auto-replied")
        self.assertEqual(incoming.outcome, "automatic")
        self.assertFalse(self.meeting.activity_ids)


@tagged("post_install", "-at_install")
class TestReadingReplies(TransactionCase):
    """Lines as calendars write them, well or badly."""

    def _read(self, *lines, method="REPLY"):
        return itip_reply.parse_reply(
            "\n".join(["BEGIN:VCALENDAR", f"METHOD:{method}", "BEGIN:VEVENT", *lines])
        )

    def test_folded_lines_and_quoted_colons_are_read(self):
        reply = self._read(
            "UID:a",
            " b",
            'ATTENDEE;CN="Berg: Hanna; Dr.";PARTSTAT=',
            "\taccepted:MAILTO:Hanna@Example.net",
        )
        self.assertEqual(
            (reply.uid, reply.answer, reply.attendee, reply.sequence, reply.stamp),
            ("ab", "yes", "hanna@example.net", 0, None),
        )

    def test_what_is_no_answer_is_none(self):
        attendee = "ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@example.net"
        self.assertTrue(self._read("UID:a", attendee))
        for reply in (
            self._read("UID:a", attendee, method="REQUEST"),
            self._read("UID:a"),
            self._read(attendee),
            self._read("UID:a", "ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:a@example.net"),
            itip_reply.parse_reply(""),
            itip_reply.parse_reply("\x00BEGIN:VEVENT:::\n;;;=\nUID"),
        ):
            self.assertIsNone(reply)

    def test_numbers_and_times_that_are_none_do_no_harm(self):
        attendee = "ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@example.net"
        for sequence in ("-1", "x", "", "99999999999999"):
            self.assertEqual(
                self._read("UID:a", f"SEQUENCE:{sequence}", attendee).sequence, 0
            )
        for stamp in ("20270230T250000Z", "today", "20270230"):
            self.assertIsNone(self._read("UID:a", f"DTSTAMP:{stamp}", attendee).stamp)

    def test_an_address_is_no_name_of_a_substitute(self):
        reply = self._read(
            "UID:a",
            'ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO="mailto:b@example.net":mailto:a',
            "ATTENDEE;CN=b@example.net:mailto:b@example.net",
        )
        self.assertEqual((reply.answer, reply.substitute), ("substitute", ""))
