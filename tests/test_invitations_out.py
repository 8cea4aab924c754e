"""Who is invited, once; what changes is told; what cannot arrive is seen."""

from datetime import timedelta
from unittest.mock import patch

import icalendar

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common_invitations import InvitationCommon


@tagged("post_install", "-at_install")
class TestInviting(InvitationCommon):
    def test_representatives_of_the_members_of_that_day_are_invited(self):
        self.members[0].state = "candidate"
        self.members[1].date_to = "2027-03-28"
        later = self._add_members(1, start=9)
        later.date_from = "2027-03-30"
        lines = self._invite()
        self.assertEqual(lines.partner_id, self.members[2].representative_id)
        self.assertEqual(lines.organisation_id, self.members[2].partner_id)
        self.assertEqual(lines.member_id, self.members[2])
        self.assertEqual(lines.delivery, "queued")
        self.assertEqual(lines.email, "person3@example.net")

    def test_inviting_again_reaches_only_those_who_came_later(self):
        self._invite()
        uids = self.meeting.invitation_ids.mapped("uid")
        self.meeting.action_invite()
        self.assertEqual(len(self._mails_of()), 3)
        self._add_members(1, start=9)
        self.meeting.action_invite()
        self.assertEqual(len(self._mails_of()), 4)
        self.assertLessEqual(set(uids), set(self.meeting.invitation_ids.mapped("uid")))
        self.assertEqual(set(self.meeting.invitation_ids.mapped("sequence")), {0})

    def test_a_person_in_two_networks_gets_one_invitation(self):
        other = self.network.copy({"name": "Arbeitskreis"})
        person = self.members[0].representative_id
        self.env["club.network.member"].create(
            {
                "network_id": other.id,
                "partner_id": self.club.id,
                "representative_id": person.id,
                "date_from": "2020-01-01",
            }
        )
        dialog = self.env["club.meeting.invite"].with_user(self.organiser)
        with Form(dialog.with_context(default_meeting_id=self.meeting.id)) as form:
            form.network_ids.add(other)
            form.partner_ids.add(self.chair)
            self.assertEqual(form.new_count, 4)
            self.assertEqual(form.mail_count, 4)
        form.record.action_send()
        people = self.meeting.invitation_ids.partner_id
        self.assertEqual(people, self.members.representative_id | self.chair)
        self.assertEqual(len(self._mails_of()), 4)

    def test_forty_members_take_two_clicks(self):
        """“Invite” on the meeting (1), “Send” in the dialog (2)."""
        self._add_members(37, start=100)
        action = self.env.ref("club_support.club_meeting_invite_action")
        dialog = self.env[action.res_model].with_user(self.organiser)
        dialog = dialog.with_context(default_meeting_id=self.meeting.id).create({})
        self.assertEqual(dialog.new_count, 40)
        dialog.action_send()
        self.assertEqual(len(self._mails_of()), 40)
        self.assertEqual(self.meeting.invited_count, 40)

    def test_the_dialog_narrows_by_role_and_adds_deputies(self):
        role = self.env["club.network.role"].create({"name": "Lotse"})
        self.members[0].role_id = role
        self.members[0].deputy_id = self.chair
        dialog = self.env["club.meeting.invite"].create(
            {
                "meeting_id": self.meeting.id,
                "role_ids": role.ids,
                "with_deputies": True,
            }
        )
        dialog.with_user(self.env.user).action_send()
        people = self.meeting.invitation_ids.partner_id
        self.assertEqual(people, self.members[0].representative_id | self.chair)

    def test_the_preview_shows_whom_nobody_reaches_and_what_is_written(self):
        self.members[0].representative_id.email = False
        dialog = self.env["club.meeting.invite"].create(
            {
                "meeting_id": self.meeting.id,
                "text": "{{ salutation }} {{ network }} am {{ day }} in {{ place }}",
            }
        )
        self.assertIn("Person Nummer 1", dialog.lost_hint)
        self.assertIn("Person Nummer 2", dialog.people_preview)
        self.assertIn("Runder Tisch Sport", dialog.text_preview)
        self.assertIn("Rathaus, Saal 2", dialog.text_preview)
        dialog.action_send()
        mail = self._mails_of()[0]
        self.assertIn("Monday, March 29, 2027 in Rathaus", mail.body_html)

    def test_texts_with_unknown_words_in_braces_are_refused(self):
        records = (self.meeting, self.network, self.company)
        names = ("invitation_text", "invitation_text", "club_invitation_text")
        for record, name in zip(records, names, strict=True):
            with self.subTest(model=record._name):
                with self.assertRaises(ValidationError) as caught:
                    record[name] = "{{ object.env }}"
                self._assert_sentence(caught.exception)

    def test_texts_come_from_the_meeting_else_the_network_else_the_company(self):
        lines = self._invite()
        self.assertIn("We invite you", self._mails_of()[0].body_html)
        self.company.club_invitation_text = "Vom Amt"
        self.assertEqual(self.meeting._get_invitation_text(), "Vom Amt")
        self.network.invitation_text = "Vom Netzwerk"
        self.assertEqual(self.meeting._get_invitation_text(), "Vom Netzwerk")
        self.meeting.invitation_text = "Nur heute"
        lines.action_send_again()
        self.assertIn("Nur heute", self._mails_of()[-1].body_html)

    def test_nobody_is_written_to_when_nobody_can_be_reached(self):
        people = self.members.representative_id
        people.email = False
        with self.assertRaises(UserError) as caught:
            self.meeting.action_invite()
        self._assert_sentence(caught.exception)
        self.assertIn("Person Nummer 2", str(caught.exception))
        self.members.unlink()
        with self.assertRaises(UserError) as caught:
            self._create_meeting().action_invite()
        self._assert_sentence(caught.exception)

    def test_the_way_goes_from_the_person_to_the_club_to_a_letter(self):
        first, second, third = self.members
        self.members.representative_id.email = False
        first.partner_id.email = "info@verein1.example.org"
        second.partner_id.write({"street": "Am Anger 3", "zip": "1", "city": "Dorf"})
        lines = self._invite().grouped("member_id")
        self.assertEqual(lines[first].delivery, "queued")
        self.assertEqual(lines[first].email, "info@verein1.example.org")
        self.assertEqual(lines[second].delivery, "letter")
        self.assertEqual(lines[third].delivery, "none")
        self.assertIn("Person Nummer 3", self.meeting.lost_hint)
        self._assert_sentence(self.meeting.lost_hint)
        # an address was found meanwhile
        third.representative_id.email = "drei@example.net"
        self.meeting.action_invite()
        self.assertEqual(lines[third].delivery, "queued")
        self.assertEqual(len(self._mails_of()), 2)

    def test_meetings_that_are_over_or_called_off_invite_nobody(self):
        self.meeting.action_call_off("Sturm")
        with self.assertRaises(UserError) as caught:
            self.meeting.action_invite()
        self._assert_sentence(caught.exception)

    def test_readers_and_other_organisers_invite_nobody(self):
        lines = self._invite()
        mail_count = len(self._mails_of())
        calls = [
            ("club.meeting", self.meeting.ids, name)
            for name in (
                "action_invite",
                "action_send_changes",
                "action_print_letters",
            )
        ] + [
            ("club.invitation", lines.ids, name)
            for name in (
                "action_withdraw",
                "action_restore",
                "action_send_again",
                "action_by_letter",
                "action_by_phone",
                "action_print_letters",
            )
        ]
        for user in (self.worker, self.management, self.plain_user, self.portal):
            for model, ids, name in calls:
                with (
                    self.subTest(user=user.login, name=name),
                    self.assertRaises(AccessError),
                ):
                    self._rpc(user, model, name, ids)
        self.assertEqual(len(self._mails_of()), mail_count)

    def test_what_was_told_is_not_written_by_hand(self):
        lines = self._invite()
        for name, value in (
            ("sequence", 7),
            ("uid", "x"),
            ("revision_sent", 3),
            ("email", "x@example.org"),
            ("channel", "letter"),
            ("is_withdrawn", True),
            ("date_printed", "2027-01-01 10:00:00"),
            ("partner_id", self.chair.id),
        ):
            with self.subTest(name=name):
                with self.assertRaises(UserError) as caught:
                    self._rpc(
                        self.organiser,
                        "club.invitation",
                        "write",
                        lines[:1].ids,
                        {name: value},
                    )
                self._assert_sentence(caught.exception)
        for records in (lines[:1], self.meeting):
            with self.assertRaises(UserError) as caught:
                records.with_user(self.organiser).unlink()
            self._assert_sentence(caught.exception)
        with self.assertRaises(UserError):
            self.env["club.invitation"].with_user(self.organiser).with_context(
                default_sequence=4
            ).create({"meeting_id": self.meeting.id, "partner_id": self.chair.id})

    def test_the_link_of_a_person_is_not_for_colleagues_to_read(self):
        lines = self._invite()
        token = lines[0]._get_answer_url().rpartition("/")[2]
        mail = self._mails_of()[0]
        self.assertIn(token, mail.body_html)
        message = mail.mail_message_id.with_user(self.worker)
        self.assertNotIn(token, message.body)
        files = mail.attachment_ids.with_user(self.worker)
        with self.assertRaises(AccessError):
            files.check_access("read")


@tagged("post_install", "-at_install")
class TestChanges(InvitationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.meeting.action_invite()
        cls.lines = cls.meeting.invitation_ids
        cls.line = cls.lines[0]

    def _last_event(self, line=None):
        mails = self._mails_of().filtered(
            lambda mail: mail.res_id == (line or self.line).id
        )
        [text] = self._files_of(mails[-1])
        calendar = icalendar.Calendar.from_ical(text)
        [event] = calendar.walk("VEVENT")
        return str(calendar["METHOD"]), event

    def test_every_change_keeps_the_uid_and_raises_the_sequence(self):
        told = [self._last_event()]
        self.meeting.action_mark_tentative("Saal offen")
        told.append(self._last_event())
        self.meeting.action_confirm()
        told.append(self._last_event())
        self.meeting.action_postpone("2027-04-05 16:00:00", reason="Ferien")
        told.append(self._last_event())
        self.meeting.action_call_off("Sturm")
        told.append(self._last_event())
        self.meeting.action_restore()
        told.append(self._last_event())
        summary = [
            (method, event["SEQUENCE"], str(event["STATUS"])) for method, event in told
        ]
        self.assertEqual(
            summary,
            [
                ("REQUEST", 0, "CONFIRMED"),
                ("REQUEST", 1, "TENTATIVE"),
                ("REQUEST", 2, "CONFIRMED"),
                ("REQUEST", 3, "CONFIRMED"),
                ("CANCEL", 4, "CANCELLED"),
                ("REQUEST", 5, "CONFIRMED"),
            ],
        )
        self.assertEqual(
            {str(event["UID"]) for _method, event in told}, {self.line.uid}
        )
        self.assertEqual(self.line.sequence, 5)
        texts = self._mails_of().mapped("body_html")
        self.assertTrue([text for text in texts if "Sturm" in text])

    def test_a_dragged_meeting_waits_for_one_click(self):
        self.assertEqual(self.meeting.unsent_count, 0)
        times = {"start": "2027-03-30 16:00:00", "stop": "2027-03-30 18:00:00"}
        self.meeting.write(times)
        self.assertEqual(len(self._mails_of()), 3)
        self.assertEqual(self.meeting.unsent_count, 3)
        Meeting = self.env["club.meeting"]
        found = Meeting.search([("invitation_ids.is_change_unsent", "=", True)])
        self.assertEqual(found, self.meeting)
        self.meeting.action_send_changes()
        self.assertEqual(len(self._mails_of()), 6)
        self.assertEqual(self.meeting.unsent_count, 0)
        with self.assertRaises(UserError) as caught:
            self.meeting.action_send_changes()
        self._assert_sentence(caught.exception)
        self.assertEqual(len(self._mails_of()), 6)

    def test_what_nobody_needs_to_know_sends_nothing(self):
        self.meeting.minutes_text = "<p>Notiz</p>"
        self.meeting.people_count = 7
        self.assertEqual(self.meeting.unsent_count, 0)

    def test_another_time_asks_again_and_keeps_the_former_answer(self):
        self.line.sudo().write({"answer": "yes", "people_count": 2})
        self.meeting.location = "Halle"
        self.meeting.action_send_changes()
        _method, event = self._last_event()
        self.assertEqual(event["ATTENDEE"].params["PARTSTAT"], "ACCEPTED")
        self.assertEqual(self.line.answer, "yes")
        self.meeting.action_postpone(self.meeting.start + timedelta(days=7))
        _method, event = self._last_event()
        self.assertEqual(event["ATTENDEE"].params["PARTSTAT"], "NEEDS-ACTION")
        self.assertEqual(event["ATTENDEE"].params["RSVP"], "TRUE")
        self.assertEqual(self.line.answer, "none")
        self.assertEqual(self.line.answer_before, "yes")
        self.assertEqual(self.line.people_count, 0)

    def test_whoever_is_withdrawn_gets_a_cancellation_and_nothing_more(self):
        self.line.with_user(self.organiser).action_withdraw()
        method, event = self._last_event()
        self.assertEqual((method, event["SEQUENCE"]), ("CANCEL", 1))
        self.assertIn("You need not come", self._mails_of()[-1].body_html)
        self.meeting.action_call_off()
        self.assertEqual(self._last_event()[1]["SEQUENCE"], 1)
        self.assertEqual(self._last_event(self.lines[1])[0], "CANCEL")
        self.meeting.action_restore()
        self.meeting.action_invite()
        self.assertTrue(self.line.is_withdrawn)
        self.line.with_user(self.organiser).action_restore()
        method, event = self._last_event()
        self.assertEqual((method, event["SEQUENCE"]), ("REQUEST", 2))

    def test_further_people_who_were_withdrawn_are_invited_again(self):
        self.line.action_withdraw()
        dialog = self.env["club.meeting.invite"].with_user(self.organiser)
        dialog.create(
            {
                "meeting_id": self.meeting.id,
                "partner_ids": self.line.partner_id.ids,
            }
        ).action_send()
        self.assertFalse(self.line.is_withdrawn)
        self.assertEqual(self._last_event()[0], "REQUEST")

    def test_a_reminder_changes_no_calendar(self):
        self.lines[:2]._send_reminder()
        mails = self._mails_of()
        self.assertEqual(len(mails), 5)
        self.assertFalse(self._files_of(mails[-1]))
        self.assertIn(self.lines[1]._get_answer_url(), mails[-1].body_html)
        self.assertEqual(set(self.lines.mapped("sequence")), {0})

    def test_told_by_telephone_stays_open_after_a_change(self):
        self.line.with_user(self.organiser).action_by_phone()
        self.assertEqual(self.line.delivery, "phone")
        self.meeting.action_postpone("2027-04-05 16:00:00")
        self.assertEqual(self.meeting.unsent_count, 1)
        self.assertEqual(self._last_event()[1]["SEQUENCE"], 0)
        self.line.with_user(self.organiser).action_by_phone()
        self.assertEqual(self.meeting.unsent_count, 0)

    def test_the_first_mail_tells_of_the_data_and_of_the_deadline(self):
        self.assertIn("Responsible for your data", self._mails_of()[0].body_html)
        self.meeting.answer_until = self.meeting.start - timedelta(days=3)
        self.line.action_send_again()
        again = self._mails_of()[-1].body_html
        self.assertIn("Please answer by", again)

    def test_whoever_was_reminded_of_the_earlier_day_is_asked_again(self):
        self.line.sudo().reminded_on = "2027-03-01"
        self.line._take_answer("yes", "phone", note="Mit Kuchen")
        self.meeting.action_postpone("2027-04-05 16:00:00")
        self.assertFalse(self.line.reminded_on)
        self.assertEqual((self.line.answer, self.line.answer_note), ("none", False))

    def test_letters_are_printed_once_and_again_after_a_change(self):
        with self.assertRaises(UserError) as caught:
            self.line.with_user(self.organiser).action_by_letter()
        self._assert_sentence(caught.exception)
        club = self.line.organisation_id
        club.write({"street": "Am Anger 3", "zip": "99998", "city": "Dorf"})
        self.line.with_user(self.organiser).action_by_letter()
        self.assertEqual(self.line.delivery, "letter")
        action = self.meeting.with_user(self.organiser).action_print_letters()
        self.assertEqual(action["context"]["active_ids"], self.line.ids)
        self.assertEqual(self.line.delivery, "printed")
        with self.assertRaises(UserError) as caught:
            self.meeting.action_print_letters()
        self._assert_sentence(caught.exception)
        self.meeting.action_postpone("2027-04-05 16:00:00")
        self.assertEqual(self.line.delivery, "letter")

    def test_a_letter_carries_the_link_as_a_picture_and_no_mail_address(self):
        person, club = self.line.partner_id, self.line.organisation_id
        club.write({"street": "Am Anger 3", "zip": "99998", "city": "Dorf"})
        self.line.action_by_letter()
        Report = self.env["ir.actions.report"].with_user(self.organiser)
        source = Report._render_qweb_html(
            "club_support.club_invitation_letters", self.line.ids
        )[0].decode()
        self.assertIn("<svg", source)
        self.assertIn("Am Anger 3", source)
        self.assertIn("Rathaus, Saal 2", source)
        self.assertEqual(source.count(person._club_salutation()), 1)
        self.assertNotIn("example.net", source)
        self.assertNotIn("/club/invitation/", source)

    def test_invited_people_are_told_in_their_language(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.line.partner_id.lang = "de_DE"
        self.line.action_send_again()
        self.assertIn("Montag, 29. März 2027", self._mails_of()[-1].body_html)
        self.lines[1].action_send_again()
        self.assertIn("Monday, March 29, 2027", self._mails_of()[-1].body_html)

    def test_names_of_meetings_follow_the_language_of_whoever_reads_them(self):
        self.env["res.lang"]._activate_lang("de_DE")
        for lang, day in (("en_US", "03/29/2027"), ("de_DE", "29.03.2027")):
            self.assertIn(day, self.meeting.with_context(lang=lang).display_name)

    def test_agenda_goes_with_the_invitation_once_there_is_one(self):
        """The file comes from the room of minutes; here it is any file."""
        self.startPatcher(
            patch.object(
                self.registry["club.meeting"],
                "_render_agenda_pdf",
                lambda _self: ("agenda.pdf", b"%PDF-1.4"),
            )
        )
        item = self.env["club.agenda.item"].create(
            {
                "meeting_id": self.meeting.id,
                "name": "Hallenzeiten",
                "state": "declined",
            }
        )
        self.lines.action_send_again()
        names = self._mails_of()[-1].attachment_ids.mapped("name")
        self.assertEqual(names, ["invite.ics"], "what was declined is on no agenda")
        item.state = "open"
        self.lines.action_send_again()
        names = self._mails_of()[-1].attachment_ids.mapped("name")
        self.assertEqual(sorted(names), ["agenda.pdf", "invite.ics"])
        agenda = self._mails_of()[-3:].attachment_ids.filtered(
            lambda file: file.name == "agenda.pdf"
        )
        self.assertEqual(len(agenda), 1, "rendered once for all")


@tagged("post_install", "-at_install")
class TestManyInvited(InvitationCommon):
    def _count_queries(self, number, start):
        meeting = self._create_meeting()
        self.members.unlink()
        members = self._add_members(number, start=start)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        meeting.action_invite()
        self.env.flush_all()
        used = self.cr.sql_log_count - before
        members.unlink()
        return used, meeting

    def test_queries_do_not_grow_with_the_number_of_people(self):
        self._count_queries(2, 1000)
        few, _meeting = self._count_queries(2, 2000)
        many, meeting = self._count_queries(80, 3000)
        self.assertEqual(meeting.invited_count, 80)
        self.assertEqual(len(self._mails_of(meeting)), 80)
        self.assertLessEqual(many, few + 15, f"{few} for 2, {many} for 80")

    def test_progress_is_seen_on_the_meeting(self):
        self._invite()
        self.assertEqual((self.meeting.told_count, self.meeting.queued_count), (0, 3))
        self._mails_of()[:2].write({"state": "sent"})
        self.assertEqual(self.meeting.told_count, 2)
        self.assertEqual(self.meeting.told_share, 66)
        self.assertTrue(self.meeting.date_invited <= fields.Datetime.now())
