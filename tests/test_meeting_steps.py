"""Meetings are doubted, postponed, called off, held; staff notes its effort."""

from datetime import datetime

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .test_calendar_bridge import NOW, CalendarCommon

AFTER = "2027-03-17 10:00:00"


class StepsCommon(CalendarCommon):
    def setUp(self):
        super().setUp()
        self.told = []
        self.patch(
            self.registry["club.meeting"],
            "_inform_invited",
            lambda meetings, reason=None: self.told.append((meetings.state, reason)),
        )

    def _open(self, step, user=None, meeting=None):
        meeting = meeting or self.meeting
        Dialog = self.env["club.meeting.step"].with_user(user or self.organiser)
        return Form(
            Dialog.with_context(
                active_model="club.meeting", active_id=meeting.id, default_step=step
            )
        )

    def _effort(self, user):
        """Press the button, change nothing, save."""
        action = self.meeting.with_user(user).action_note_effort()
        Entry = self.env["club.contact.entry"].with_user(user)
        entry = Entry.with_context(**action["context"]).browse(action["res_id"])
        with Form(entry, "club_support.club_contact_entry_view_form_effort") as form:
            form.note = "Gutes Treffen"
        return form.record


@tagged("post_install", "-at_install")
class TestMeetingSteps(StepsCommon):
    def setUp(self):
        super().setUp()
        self.startPatcher(freeze_time(NOW))

    def test_s3_07_a_meeting_is_doubted_postponed_called_off_and_calendars_follow(self):
        with self._open("tentative") as form:
            form.reason = "Vielleicht kein Raum"
        form.record.action_apply()
        self.assertEqual(self.meeting.state, "tentative")
        self.assertTrue(self.event.name.startswith("Tentative"))
        with self._open("postpone") as form:
            form.start = "2027-03-18 17:30:00"
            self.assertEqual(form.stop, datetime(2027, 3, 18, 19, 30))
            form.reason = "Raum erst am Donnerstag frei"
        form.record.action_apply()
        self.assertEqual(self.meeting.start, datetime(2027, 3, 18, 17, 30))
        self.assertEqual(self.event.start, self.meeting.start)
        self.assertEqual(self.event.stop, self.meeting.stop)
        with self._open("call_off") as form:
            form.reason = "Krankheit"
        form.record.action_apply()
        self.assertEqual(self.meeting.state, "called_off")
        self.assertEqual(self.meeting.reason, "Krankheit")
        self.assertEqual(self.event.show_as, "free")
        self.assertEqual(
            self.told,
            [
                ("tentative", "Vielleicht kein Raum"),
                ("tentative", "Raum erst am Donnerstag frei"),
                ("called_off", "Krankheit"),
            ],
        )

    def _flush_tracking(self):
        self.env.flush_all()
        self.env.cr.precommit.run()

    def test_changes_of_time_are_logged(self):
        self._flush_tracking()
        with self._open("postpone") as form:
            form.start = "2027-03-18 17:30:00"
            form.reason = "Krank"
        form.record.action_apply()
        self._flush_tracking()
        tracked = self.meeting.message_ids.tracking_value_ids
        self.assertIn("start", tracked.field_id.mapped("name"))
        self.assertIn(datetime(2027, 3, 16, 17), tracked.mapped("old_value_datetime"))
        self.assertIn("Krank", tracked.mapped("new_value_char"))

    def test_a_step_needs_a_reason_and_other_times(self):
        Dialog = self.env["club.meeting.step"].with_user(self.organiser)
        part = {"meeting_id": self.meeting.id}
        for vals in (
            {"step": "call_off"},
            {"step": "call_off", "reason": "  "},
            {"step": "postpone", "reason": "Krank"},
            {"step": "postpone", "reason": "Krank", "start": False},
        ):
            with self.subTest(vals=vals):
                dialog = Dialog.create({**part, **vals})
                self._assert_says(UserError, dialog.action_apply)
        self.assertEqual(self.meeting.state, "planned")
        self.assertFalse(self.told)

    def test_only_who_organises_the_meeting_changes_it(self):
        colleague = self.env["res.users"].create(
            {
                "name": "Andere",
                "login": "club_other_organiser",
                "group_ids": [
                    Command.set(
                        self.env.ref("club_support.club_support_group_organiser").ids
                    )
                ],
            }
        )
        Dialog = self.env["club.meeting.step"].with_user(colleague)
        self.assertFalse(self._open("call_off", colleague).meeting_id)
        with self.assertRaises(AccessError):
            Dialog.create({"meeting_id": self.meeting.id, "step": "call_off"})
        for method in ("action_call_off", "action_mark_tentative", "action_hold"):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                self._rpc(self.worker, "club.meeting", method, self.meeting.ids)

    def test_held_is_taken_back_until_the_minutes_are_sent(self):
        meeting = self.meeting.with_user(self.organiser)
        self._assert_says(UserError, meeting.action_reopen)
        revision = meeting.revision
        meeting.action_hold()
        self.assertEqual(meeting.state, "held")
        meeting.action_reopen()
        self.assertEqual(meeting.state, "planned")
        self.assertEqual(meeting.revision, revision)
        self.assertEqual(self.event.name, "Hallenzeiten")
        meeting.action_hold()
        self.meeting.sudo().minutes_state = "sent"
        self._assert_says(UserError, meeting.action_reopen)
        self.assertEqual(meeting.state, "held")

    def test_a_dialog_without_a_meeting_is_refused(self):
        Dialog = self.env["club.meeting.step"].with_user(self.organiser)
        Dialog = Dialog.with_context(active_model="res.partner", active_id=1)
        self.assertFalse(Dialog.new({}).meeting_id)


@tagged("post_install", "-at_install")
class TestMeetingEffort(StepsCommon):
    def setUp(self):
        super().setUp()
        self.startPatcher(freeze_time(AFTER))

    def _hold(self):
        return self.meeting.with_user(self.organiser).action_hold()

    def test_a_held_meeting_offers_the_own_effort(self):
        action = self._hold()
        self.assertEqual(action["res_model"], "club.contact.entry")
        entry = self._effort(self.organiser)
        self.assertEqual(entry.minutes, 120)
        self.assertEqual(entry.user_id, self.organiser)
        self.assertEqual(entry.date, self.meeting.start)
        self.assertEqual(entry.channel, "event")
        self.assertEqual(entry.network_id, self.network)
        self.assertEqual(entry.people_count, 0)
        self.assertFalse(self.meeting.with_user(self.organiser).is_effort_missing)
        self.assertEqual(self._effort(self.organiser), entry)

    def test_each_colleague_notes_the_own_effort_only(self):
        self._hold()
        meeting = self.meeting.with_user(self.colleague)
        self.assertTrue(meeting.is_effort_missing)
        entry = self._effort(self.colleague)
        self.assertEqual(entry.user_id, self.colleague)
        self.env.invalidate_all()
        self.assertFalse(meeting.is_effort_missing)
        self.assertTrue(self.meeting.with_user(self.organiser).is_effort_missing)
        shown = entry.with_user(self.organiser)
        self.assertEqual(shown.minutes, 0)
        vals = {**self.meeting._prepare_effort_vals(), "user_id": self.colleague.id}
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self._rpc(self.organiser, "club.contact.entry", "create", vals)

    def test_whoever_was_not_there_is_not_asked(self):
        self._hold()
        self.assertFalse(self.meeting.with_user(self.worker).is_effort_missing)
        self.meeting.staff_ids -= self.organiser
        self.meeting.with_user(self.organiser).action_reopen()
        self.assertIs(self._hold(), True)

    def test_the_filter_finds_what_the_field_shows(self):
        self._hold()
        other = self._plan()
        domain = [("is_effort_missing", "=", True)]
        Meeting = self.env["club.meeting"].with_user(self.organiser)
        self.assertEqual(Meeting.search(domain), self.meeting)
        self.assertIn(other, Meeting.search([("is_effort_missing", "=", False)]))
        self._effort(self.organiser)
        self.assertFalse(Meeting.search(domain))

    def test_effort_is_noted_for_held_meetings_only(self):
        meeting = self.meeting.with_user(self.organiser)
        self._assert_says(UserError, meeting.action_note_effort)

    def test_a_very_long_meeting_counts_a_day(self):
        self.meeting.start = "2027-03-13 17:00:00"
        self._hold()
        self.assertEqual(self._effort(self.organiser).minutes, 1440)

    def test_entries_of_a_meeting_open_from_it(self):
        self._hold()
        entry = self._effort(self.organiser)
        self.assertEqual(self.meeting.entry_count, 1)
        action = self.meeting.action_open_entries()
        self.assertEqual(self.env["club.contact.entry"].search(action["domain"]), entry)

    def test_s3_06_own_meetings_and_those_of_others_are_counted_apart(self):
        self._hold()
        with Form(self.env["club.meeting"].with_user(self.organiser)) as form:
            form.name = "Sportkreistag"
            form.start = "2027-03-10 08:00:00"
            form.stop = "2027-03-10 12:00:00"
            form.people_count = 80
        external = form.record
        action = external.action_hold()
        Entry = self.env["club.contact.entry"].with_user(self.organiser)
        Entry = Entry.with_context(**action["context"])
        Form(Entry, "club_support.club_contact_entry_view_form_effort").save()
        self._effort(self.organiser)
        meetings = external | self.meeting
        by_kind = meetings._read_group(
            [("id", "in", meetings.ids)], ["kind"], ["__count", "people_count:sum"]
        )
        self.assertEqual(
            {kind: numbers for kind, *numbers in by_kind},
            {"own": [1, 0], "external": [1, 80]},
        )
        effort = Entry._read_group(
            [("meeting_id", "in", meetings.ids)], ["meeting_kind"], ["minutes:sum"]
        )
        self.assertEqual(dict(effort), {"own": 120, "external": 240})
