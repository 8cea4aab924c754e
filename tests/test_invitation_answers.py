"""Answers to invitations: who may note them, what counts, who is reminded."""

from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2.errors import CheckViolation

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ClubSupportCommon


class InvitationCommon(ClubSupportCommon):
    """A round table of the organiser in two weeks, and its chair invited by mail."""

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
        now = fields.Datetime.now().replace(microsecond=0)
        cls.start = now + timedelta(days=14)
        cls.meeting = cls.env["club.meeting"].create(
            {
                "network_id": cls.network.id,
                "name": "Treffen im Frühling",
                "start": cls.start,
                "stop": cls.start + timedelta(hours=2),
                "location": "Bürgerhaus Grünbach",
            }
        )
        cls.invitation = cls._invite(cls.chair, organisation_id=cls.club.id)

    @classmethod
    def _invite(cls, partner, **vals):
        """An invitation as it is once its mail has left."""
        return cls.env["club.invitation"].create(
            {
                "meeting_id": cls.meeting.id,
                "partner_id": partner.id,
                "channel": "email",
                "email": partner.email,
                "revision_sent": 0,
                **vals,
            }
        )

    @classmethod
    def _invite_many(cls, count):
        partners = cls.env["res.partner"].create(
            [
                {"name": f"Gast {n}", "email": f"gast{n}@example.net"}
                for n in range(count)
            ]
        )
        invitations = cls.env["club.invitation"]
        for partner in partners:
            invitations |= cls._invite(partner)
        return invitations

    def _sent_reminders(self, act=None):
        """Record who is reminded instead of sending."""
        return patch.object(
            type(self.env["club.invitation"]),
            "_send_reminder",
            autospec=True,
            side_effect=act or (lambda sent: self.reminded.append(sent)),
        )

    def _cron_goes_on(self):
        """Crons commit, which no test may."""
        return patch.object(
            type(self.env["ir.cron"]),
            "_commit_progress",
            lambda *args, **kwargs: float("inf"),
        )

    def setUp(self):
        super().setUp()
        self.reminded = []


@tagged("post_install", "-at_install")
class TestTakingAnswers(InvitationCommon):
    def test_an_answer_stands_on_the_invitation_and_in_the_log(self):
        self.invitation._take_answer("yes", "link", note="Gern", people=3)
        self.assertEqual(self.invitation.answer, "yes")
        self.assertEqual(self.invitation.people_count, 3)
        self.assertEqual(self.invitation.answered_via, "link")
        self.assertTrue(self.invitation.date_answered)
        row = self.invitation.answer_ids
        self.assertEqual((row.answer, row.note, row.state), ("yes", "Gern", "taken"))
        self.assertEqual(row.network_id, self.network)

    def test_the_log_keeps_every_answer_and_a_double_click_counts_once(self):
        self.invitation._take_answer("yes", "link", people=2)
        self.invitation._take_answer("yes", "link", people=2)
        self.invitation._take_answer("no", "link", people=2)
        kept = self.invitation.answer_ids.sorted("id")
        self.assertEqual(kept.mapped("answer"), ["yes", "no"])
        self.assertEqual(self.invitation.people_count, 0)

    def test_a_change_of_the_meeting_makes_an_answer_old_until_it_is_given_again(self):
        self.invitation._take_answer("yes", "link")
        self.assertFalse(self.invitation.is_answer_old)
        self.meeting.location = "Rathaus"
        self.assertTrue(self.invitation.is_answer_old)
        self.invitation._take_answer("yes", "link")
        self.assertFalse(self.invitation.is_answer_old)
        self.assertEqual(len(self.invitation.answer_ids), 2)

    def test_staff_note_a_telephone_answer_by_one_click(self):
        for step, answer in (("yes", "yes"), ("no", "no"), ("perhaps", "perhaps")):
            self._rpc(
                self.organiser,
                "club.invitation",
                f"action_answer_{step}",
                self.invitation.ids,
            )
            self.assertEqual(self.invitation.answer, answer)
            self.assertEqual(self.invitation.answered_via, "phone")
            self.assertEqual(self.invitation.answer_ids[0].user_id, self.organiser)

    def test_one_click_for_many_costs_as_many_queries_as_for_one(self):
        few, many = self._invite_many(1), self.env["club.invitation"]
        partners = self.env["res.partner"].create(
            [{"name": f"Mehr {n}", "email": f"m{n}@example.net"} for n in range(30)]
        )
        for partner in partners:
            many |= self._invite(partner)
        counts = []
        for invitations in (few, many):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            invitations.with_user(self.organiser).action_answer_yes()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2, counts)

    def test_only_who_organises_the_meeting_notes_answers(self):
        for user in (self.worker, self.management, self.plain_user, self.portal):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._rpc(
                    user, "club.invitation", "action_answer_yes", self.invitation.ids
                )

    def test_a_dialog_takes_note_people_and_the_name_of_a_substitute(self):
        dialog = (
            self.env["club.invitation.answer.enter"]
            .with_user(self.organiser)
            .create(
                {
                    "invitation_id": self.invitation.id,
                    "answer": "substitute",
                    "answered_via": "letter",
                    "substitute": "Ivo Müller",
                    "people_count": 2,
                    "note": "Kommt später",
                }
            )
        )
        dialog.action_enter()
        self.assertEqual(self.invitation.substitute, "Ivo Müller")
        self.assertEqual(self.invitation.answered_via, "letter")
        self.assertEqual(self.meeting.expected_people, 2)

    def test_the_dialog_tells_nobody_a_name_of_a_closed_network(self):
        self.network.write({"is_restricted": True, "user_id": self.lead.id})
        self.meeting.user_id = self.lead
        dialog = self.env["club.invitation.answer.enter"].with_user(self.organiser)
        with self.assertRaises(AccessError):
            dialog.create({"invitation_id": self.invitation.id})

    def test_answers_are_written_by_no_other_way(self):
        for vals in ({"answer": "yes"}, {"people_count": 9}, {"answered_via": "link"}):
            with self.subTest(vals), self.assertRaises(UserError) as caught:
                self._rpc(
                    self.organiser,
                    "club.invitation",
                    "write",
                    self.invitation.ids,
                    vals,
                )
            self._assert_sentence(caught.exception)
        person = self.env["res.partner"].create({"name": "Neu"})
        vals = {"meeting_id": self.meeting.id, "partner_id": person.id}
        Invitation = self.env["club.invitation"].with_user(self.organiser)
        with self.assertRaises(UserError):
            Invitation.create({**vals, "answer": "yes"})
        with self.assertRaises(UserError):
            Invitation.with_context(default_answer="yes").create(vals)

    def test_what_is_no_answer_is_refused_with_a_sentence(self):
        for arguments in (("none",), ("maybe",), ("yes", "link"), (None,)):
            with self.subTest(arguments), self.assertRaises(UserError) as caught:
                self._rpc(
                    self.organiser,
                    "club.invitation",
                    "action_take_answer",
                    self.invitation.ids,
                    *arguments,
                )
            self._assert_sentence(caught.exception)

    def test_after_a_call_off_and_a_withdrawal_nothing_is_noted(self):
        self.invitation.sudo().is_withdrawn = True
        with self.assertRaises(UserError) as caught:
            self.invitation.with_user(self.organiser).action_answer_yes()
        self._assert_sentence(caught.exception)
        self.invitation.sudo().is_withdrawn = False
        self.meeting.action_call_off("Krank")
        with self.assertRaises(UserError):
            self.invitation.with_user(self.organiser).action_answer_yes()

    def test_the_log_is_not_changed_and_answered_invitations_stay(self):
        self.invitation._take_answer("yes", "link")
        row = self.invitation.answer_ids
        with self.assertRaises(UserError) as caught:
            row.note = "Anders"
        self._assert_sentence(caught.exception)
        for call in (("write", row.ids, {"state": "dismissed"}), ("unlink", row.ids)):
            with self.assertRaises(AccessError):
                self._rpc(self.organiser, "club.invitation.answer", *call)
        with self.assertRaises(UserError) as caught:
            self.invitation.with_user(self.organiser).unlink()
        self._assert_sentence(caught.exception)

    def test_answers_add_up_on_the_meeting(self):
        guests = self._invite_many(5)
        guests[0]._take_answer("yes", "link", people=3)
        guests[1]._take_answer("substitute", "link", people=2, substitute="Ivo")
        guests[2]._take_answer("perhaps", "link", people=4)
        guests[3]._take_answer("no", "link")
        guests[4].is_withdrawn = True
        meeting = self.meeting.with_user(self.worker)
        self.assertEqual(
            (
                meeting.yes_count,
                meeting.perhaps_count,
                meeting.no_count,
                meeting.silent_count,
                meeting.expected_people,
            ),
            (2, 1, 1, 1, 5),
        )


@tagged("post_install", "-at_install")
class TestAnswerDeadline(InvitationCommon):
    def test_the_deadline_is_the_beginning_until_somebody_says_otherwise(self):
        self.assertEqual(self.meeting.answer_until, self.start)

    def test_the_deadline_moves_along_with_the_meeting(self):
        self.meeting.answer_until = self.start - timedelta(days=3)
        later = self.start + timedelta(days=7)
        self.meeting.action_postpone(later, reason="Saal belegt")
        self.assertEqual(self.meeting.answer_until, later - timedelta(days=3))
        earlier = self.start - timedelta(days=5)
        self.meeting.write({"start": earlier})
        self.assertEqual(self.meeting.answer_until, earlier - timedelta(days=3))

    def test_a_deadline_after_the_beginning_is_refused(self):
        with self.assertRaises(ValidationError) as caught:
            self.meeting.answer_until = self.start + timedelta(hours=1)
        self._assert_sentence(caught.exception)

    def test_staff_may_note_an_answer_after_the_deadline(self):
        self.meeting.answer_until = fields.Datetime.now() - timedelta(hours=1)
        self.assertEqual(self.invitation._closed_because(), "late")
        self.invitation.with_user(self.organiser).action_answer_no()
        self.assertEqual(self.invitation.answer, "no")


@tagged("post_install", "-at_install")
class TestReminders(InvitationCommon):
    def _run_cron(self, days):
        """The cron, so many days from now."""
        moment = fields.Datetime.now() + timedelta(days=days)
        with freeze_time(moment), self._cron_goes_on(), self._sent_reminders():
            self.env["club.invitation"]._cron_remind()
        self.env.flush_all()

    def _get_reminded(self):
        return self.env["club.invitation"].union(*self.reminded)

    def test_only_the_silent_are_reminded_once_before_the_deadline(self):
        guests = self._invite_many(3)
        guests[0]._take_answer("perhaps", "link")
        guests[1].is_withdrawn = True
        guests[2].channel = "letter"
        self._run_cron(10)
        self.assertFalse(self.reminded, "four days are left")
        self._run_cron(12)
        self.assertEqual(self._get_reminded(), self.invitation)
        self.reminded.clear()
        self._run_cron(13)
        self.assertFalse(self.reminded, "once is enough")

    def test_the_number_of_days_is_set_for_company_and_meeting(self):
        self.assertEqual(self.meeting.remind_days, 3)
        self.company.club_remind_days = 5
        meeting = self.meeting.copy()
        self.assertEqual(meeting.remind_days, 3, "as the one it was copied from")
        other = self.env["club.meeting"].create({"network_id": self.network.id})
        self.assertEqual(other.remind_days, 5)
        self.meeting.remind_days = 0
        self._run_cron(13)
        self.assertFalse(self.reminded)

    def test_a_number_of_days_that_makes_no_sense_is_refused(self):
        for days in (-1, 61):
            with (
                self.subTest(days),
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation),
                self.env.cr.savepoint(),
            ):
                self.meeting.remind_days = days
                self.env.flush_all()

    def test_nobody_is_reminded_of_what_is_not_planned_or_past(self):
        self.meeting.action_mark_tentative()
        self._run_cron(12)
        self.meeting.action_confirm()
        self.meeting.action_call_off()
        self._run_cron(12)
        self.meeting.action_restore()
        self._run_cron(15)
        self.assertFalse(self.reminded)

    def test_whoever_was_not_told_yet_or_just_now_is_not_pressed(self):
        self.invitation.revision_sent = -1
        self._run_cron(12)
        self.invitation.revision_sent = 0
        self.meeting.answer_until = fields.Datetime.now() + timedelta(days=2)
        self._run_cron(0)
        self.assertFalse(self.reminded, "invited this very day")

    def test_one_click_reminds_the_silent_and_a_second_one_nobody(self):
        self._invite_many(1)._take_answer("no", "link")
        with self._sent_reminders():
            self._rpc(
                self.organiser, "club.meeting", "action_remind_silent", self.meeting.ids
            )
            self.assertEqual(self._get_reminded(), self.invitation)
            with self.assertRaises(UserError) as caught:
                self._rpc(
                    self.organiser,
                    "club.meeting",
                    "action_remind_silent",
                    self.meeting.ids,
                )
        self._assert_sentence(caught.exception)
        with self.assertRaises(AccessError):
            self._rpc(
                self.worker, "club.meeting", "action_remind_silent", self.meeting.ids
            )

    def test_one_meeting_that_fails_stops_no_other(self):
        other = self.env["club.meeting"].create(
            {"network_id": self.network.id, "start": self.start}
        )
        second = self._invite(self.chair, meeting_id=other.id)

        def fail_for_one(invitations):
            if self.invitation in invitations:
                raise ValueError("spoilt")
            self.reminded.append(invitations)

        with (
            freeze_time(fields.Datetime.now() + timedelta(days=12)),
            mute_logger("odoo.addons.club_support.tools.one_by_one"),
            self._cron_goes_on(),
            self._sent_reminders(fail_for_one),
        ):
            self.env["club.invitation"]._cron_remind()
        self.assertEqual(self._get_reminded(), second)
        self.env.invalidate_all()
        self.assertFalse(self.invitation.reminded_on)
        self.assertTrue(second.reminded_on)
