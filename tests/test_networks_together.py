"""What one room of the networks does, as the others see it."""

from datetime import date, datetime

import icalendar
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common_invitations import InvitationCommon
from .test_merging import MergingCommon

MEETING = "club.meeting"
NOW = "2027-03-01 10:00:00"


class TogetherCommon(InvitationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(NOW))
        cls.meeting.action_invite()
        cls.lines = cls.meeting.invitation_ids
        cls.event = cls.meeting.calendar_event_id

    def _press(self, button, records=None, user=None):
        records = self.meeting if records is None else records
        self._rpc(user or self.organiser, records._name, button, records.ids)
        self.env.invalidate_all()

    def _dialog(self, step):
        """The dialog of a step as the organiser opens it from the meeting."""
        Dialog = self.env["club.meeting.step"].with_user(self.organiser)
        return Form(
            Dialog.with_context(
                active_model=MEETING, active_id=self.meeting.id, default_step=step
            )
        )

    def _calendars(self):
        """By address what the calendar of each invited person has been sent.

        :return: dict: list of (method, UID, SEQUENCE, STATUS, begin)
        """
        sent = {}
        for mail in self._mails_of():
            for text in self._files_of(mail):
                calendar = icalendar.Calendar.from_ical(text)
                [event] = calendar.walk("VEVENT")
                sent.setdefault(mail.outgoing_email_to, []).append(
                    (
                        str(calendar["METHOD"]),
                        str(event["UID"]),
                        event["SEQUENCE"],
                        str(event["STATUS"]),
                        str(event["DTSTART"].dt.replace(tzinfo=None)),
                    )
                )
        return sent


@tagged("post_install", "-at_install")
class TestEverybodysCalendar(TogetherCommon):
    def test_s3_07_everybodys_calendar_follows_what_happens_to_a_meeting(self):
        """Staff by Odoo's calendar, the invited by mail; a call-off is undone."""
        with self._dialog("tentative") as form:
            form.reason = "Vielleicht kein Saal"
        form.record.action_apply()
        self.assertTrue(self.event.name.startswith("Tentative"))
        with self._dialog("postpone") as form:
            form.start = "2027-04-05 15:00:00"
            form.reason = "Ferien"
        form.record.action_apply()
        self.assertEqual(self.event.start, datetime(2027, 4, 5, 15))
        self.assertEqual(self.event.stop, datetime(2027, 4, 5, 17))
        self.assertEqual(self.event.partner_ids, self.organiser.partner_id)
        with self._dialog("call_off") as form:
            form.reason = "Sturm"
        form.record.action_apply()
        self.assertTrue(self.event.name.startswith("Called off"))
        self.assertEqual(self.event.show_as, "free")
        self._press("action_restore")
        self.assertEqual(self.event.name, self.meeting.name)
        self.assertEqual(self.event.show_as, "busy")

        before, after = "2027-03-29 18:00:00", "2027-04-05 17:00:00"
        sent = self._calendars()
        self.assertEqual(len(sent), 3)
        for line in self.lines:
            with self.subTest(line.email):
                self.assertEqual(
                    sent[line.email],
                    [
                        ("REQUEST", line.uid, 0, "CONFIRMED", before),
                        ("REQUEST", line.uid, 1, "TENTATIVE", before),
                        ("REQUEST", line.uid, 2, "TENTATIVE", after),
                        ("CANCEL", line.uid, 3, "CANCELLED", after),
                        ("REQUEST", line.uid, 4, "CONFIRMED", after),
                    ],
                )
        reasons = self._mails_of().mapped("body_html")
        for reason in ("Vielleicht kein Saal", "Ferien", "Sturm"):
            self.assertEqual(sum(reason in text for text in reasons), 3)

    def test_dragged_in_the_calendar_the_invited_are_told_by_one_click(self):
        self._rpc(
            self.organiser,
            "calendar.event",
            "write",
            self.event.ids,
            {"start": "2027-03-30 16:00:00", "stop": "2027-03-30 18:00:00"},
        )
        self.env.invalidate_all()
        self.assertEqual(self.meeting.start, datetime(2027, 3, 30, 16))
        self.assertEqual(self.meeting.unsent_count, 3)
        self.assertEqual(set(map(len, self._calendars().values())), {1})
        self._press("action_send_changes")
        self.assertEqual(self.meeting.unsent_count, 0)
        for line in self.lines:
            first, second = self._calendars()[line.email]
            self.assertEqual(first[1], second[1])
            self.assertEqual(second[2:], (1, "CONFIRMED", "2027-03-30 18:00:00"))


@tagged("post_install", "-at_install")
class TestWhoIsInvited(TogetherCommon):
    def test_whoever_joins_after_inviting_is_the_only_one_who_is_written_to(self):
        self._add_members(1, start=4)
        self._press("action_invite")
        sent = self._calendars()
        self.assertEqual([len(events) for events in sent.values()], [1, 1, 1, 1])
        self.assertEqual(sent["person4@example.net"][0][0], "REQUEST")

    def _elect(self, day):
        """The first member has a new chair as of a day."""
        member = self.members[0]
        office = self.env["club.office"].create(
            {
                "partner_id": member.partner_id.id,
                "person_id": member.representative_id.id,
                "date_from": "2020-01-01",
            }
        )
        successor = self.env["res.partner"].create(
            {"name": "Neue Vorsitzende", "email": "neu@example.net"}
        )
        self._rpc(
            self.worker,
            "club.office",
            "action_hand_over",
            office.ids,
            person=successor.id,
            date=day,
        )
        self.env.invalidate_all()
        return member.representative_id, successor

    def test_after_an_election_the_successor_is_invited_by_one_click(self):
        self.assertFalse(self.meeting.succession_hint)
        old, new = self._elect("2027-03-20")
        self.assertIn(old.name, self.meeting.succession_hint)
        self._assert_sentence(self.meeting.succession_hint)
        self.assertNotIn("@", self.meeting.succession_hint)
        with self.assertRaises(AccessError):
            self._press("action_invite_successors", user=self.worker)
        self._press("action_invite_successors")
        self.assertFalse(self.meeting.succession_hint)
        sent = self._calendars()
        self.assertEqual([event[0] for event in sent[old.email]], ["REQUEST", "CANCEL"])
        self.assertEqual([event[0] for event in sent[new.email]], ["REQUEST"])
        self.assertEqual(len(sent), 4)
        with self.assertRaises(UserError) as refused:
            self._press("action_invite_successors")
        self._assert_sentence(refused.exception)

    def test_whoever_is_in_office_until_the_meeting_stays_invited(self):
        self._elect("2027-03-30")
        self.assertFalse(self.meeting.succession_hint)

    def test_deputies_guests_and_organisations_need_no_successor(self):
        deputy = self.env["res.partner"].create({"name": "Vertretung"})
        self.members[0].deputy_id = deputy
        guests = self.chair | self.members[1].partner_id | deputy
        audience = self.meeting._find_audience(
            self.network, with_deputies=True, people=guests
        )
        self.meeting._invite(audience)
        self.assertEqual(len(self.meeting.invitation_ids), 6)
        self.assertFalse(self.meeting.succession_hint)

    def test_an_organisation_that_left_is_invited_no_more(self):
        self.members[0].date_to = date(2027, 3, 28)
        self.assertTrue(self.meeting.succession_hint)
        self._press("action_invite_successors")
        self.assertEqual(self._calendars()["person1@example.net"][-1][0], "CANCEL")
        self.assertEqual(self.meeting.invited_count, 2)

    def test_nobody_needs_a_successor_once_it_is_over(self):
        self._elect("2027-03-20")
        with freeze_time("2027-03-29 17:00:00"):
            self.env.invalidate_all()
            self.assertFalse(self.meeting.succession_hint)
        self._press("action_hold")
        self.assertFalse(self.meeting.succession_hint)

    def test_successors_are_looked_for_at_the_same_cost_for_one_and_for_many(self):
        def count(meetings):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            meetings.mapped("succession_hint")
            return self.cr.sql_log_count - before

        self._elect("2027-03-20")
        count(self.meeting)
        few = count(self.meeting)
        self._add_members(10, start=10)
        others = self._create_meeting() | self._create_meeting()
        others.action_invite()
        self.assertLessEqual(count(self.meeting | others), few + 2)


@tagged("post_install", "-at_install")
class TestInvitedTwice(TogetherCommon, MergingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # people of the register, who may be merged
        for member in cls.members:
            club, person = member.partner_id, member.representative_id
            cls._office(club, person, cls.chair_function, "2020-01-01")

    def test_of_two_invitations_of_one_person_the_second_leaves_the_calendar(self):
        first, second = self.lines[:2]
        uids = first.uid, second.uid
        second._take_answer("yes", "link")
        self._merge(first.partner_id, second.partner_id)
        kept = first.exists() or second.exists()
        self.assertEqual(self.meeting.invitation_ids - self.lines[2], kept)
        self.assertEqual((kept.uid, kept.answer), (uids[0], "yes"))
        sent = self._calendars()
        self.assertEqual(
            [event[:4] for event in sent["person2@example.net"]],
            [
                ("REQUEST", uids[1], 0, "CONFIRMED"),
                ("CANCEL", uids[1], 1, "CANCELLED"),
            ],
        )
        self.assertEqual(len(sent["person1@example.net"]), 1)
        mail = self._mails_of()[-1]
        self.assertIn("second entry", mail.body_html)
        self.assertNotIn("/club/invitation/", mail.body_html)
        self._press("action_call_off")
        cancelled = self._calendars()[kept.email][-1]
        self.assertEqual(cancelled[:2], ("CANCEL", uids[0]))

    def test_what_nobody_was_told_or_is_over_needs_no_cancellation(self):
        first, second = self.lines[:2]
        second.action_withdraw()
        count = len(self._mails_of())
        self._merge(first.partner_id, second.partner_id)
        self.assertEqual(len(self._mails_of()), count)
