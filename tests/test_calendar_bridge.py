"""Each meeting stands in the calendars of the staff, and nowhere else."""

from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import ClubSupportCommon

NOW = "2027-03-01 10:00:00"


class CalendarCommon(ClubSupportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.network = cls.env["club.network"].create(
            {
                "name": "Runder Tisch Sport",
                "user_id": cls.organiser.id,
                "colleague_ids": [Command.set(cls.colleague.ids)],
            }
        )
        cls.meeting = cls._plan()
        cls.event = cls.meeting.calendar_event_id

    @classmethod
    def _plan(cls, **vals):
        return cls.env["club.meeting"].create(cls._prepare_meeting(**vals))

    @classmethod
    def _prepare_meeting(cls, **vals):
        return {
            "network_id": cls.network.id,
            "name": "Hallenzeiten",
            "start": "2027-03-16 17:00:00",
            "stop": "2027-03-16 19:00:00",
            "location": "Rathaus",
            **vals,
        }

    def _assert_says(self, error, call, *args):
        with self.assertRaises(error) as raised, self.env.cr.savepoint():
            call(*args)
        self._assert_sentence(raised.exception)
        self.env.invalidate_all()

    def _write_event(self, user, vals, event=None):
        event = event or self.event
        return self._rpc(user, "calendar.event", "write", event.ids, vals)


@tagged("post_install", "-at_install")
class TestCalendarBridge(CalendarCommon):
    def setUp(self):
        super().setUp()
        self.startPatcher(freeze_time(NOW))

    # ------------------------------------------------------------
    # To the calendar
    # ------------------------------------------------------------

    def test_a_meeting_owns_one_plain_entry_of_its_staff(self):
        event = self.event
        self.assertEqual(event.name, "Hallenzeiten")
        self.assertEqual(event.start, datetime(2027, 3, 16, 17))
        self.assertEqual(event.stop, datetime(2027, 3, 16, 19))
        self.assertEqual(event.location, "Rathaus")
        self.assertEqual(event.user_id, self.organiser)
        staff = self.organiser | self.colleague
        self.assertEqual(event.partner_ids, staff.partner_id)
        self.assertEqual(event.attendee_ids.partner_id, staff.partner_id)
        self.assertEqual(
            (event.club_model, event.club_res_id), ("club.meeting", self.meeting.id)
        )
        self.assertFalse(event.res_model_id or event.recurrency or event.allday)
        self.assertFalse(event.alarm_ids or event.activity_ids)
        self.assertNotIn("example.org", event.description)

    def test_no_mail_leaves_whatever_happens_to_a_meeting(self):
        Mail = self.env["mail.mail"].sudo()
        Notification = self.env["mail.notification"].sudo()
        alarm = self.env["calendar.alarm"].create(
            {"name": "Mail", "alarm_type": "email", "duration": 1, "interval": "hours"}
        )
        self.env["ir.default"].set("calendar.event", "alarm_ids", alarm.ids)
        before = Mail.search_count([]), Notification.search_count([])
        meeting = self._plan().with_user(self.organiser)
        event = meeting.calendar_event_id
        self.assertFalse(event.alarm_ids)
        meeting.write({"staff_ids": [Command.link(self.worker.id)]})
        meeting.action_postpone("2027-03-18 17:00:00", reason="Krank")
        self._write_event(
            self.colleague, {"alarm_ids": [Command.set(alarm.ids)]}, event
        )
        self._write_event(self.organiser, {"start": "2027-03-19 17:00:00"}, event)
        event.attendee_ids._send_invitation_emails()
        event.with_user(self.organiser).action_sendmail()
        self.env["calendar.alarm_manager"].with_context(
            lastcall=fields.Datetime.now()
        )._send_reminder()
        meeting.action_call_off("Zu wenige")
        meeting.unlink()
        after = Mail.search_count([]), Notification.search_count([])
        self.assertEqual(after, before)
        self.assertFalse(event.exists())

    def test_ordinary_entries_still_send_their_invitations(self):
        asked = []
        self.patch(
            self.registry["calendar.attendee"],
            "_should_notify_attendee",
            lambda attendee, **_options: asked.append(attendee),
        )
        event = (
            self.env["calendar.event"]
            .with_user(self.worker)
            .create(
                {
                    "name": "Kaffee",
                    "start": "2027-03-16 17:00:00",
                    "stop": "2027-03-16 18:00:00",
                    "partner_ids": [Command.set(self.colleague.partner_id.ids)],
                    "club_model": "club.meeting",
                    "club_res_id": self.meeting.id,
                }
            )
        )
        self.assertFalse(event.club_model or event.club_res_id)
        self.assertEqual(len(asked), 1)
        self.assertEqual(asked[0].partner_id, self.colleague.partner_id)
        event.write(
            {
                "recurrency": False,
                "allday": True,
                "start_date": "2027-03-17",
                "stop_date": "2027-03-17",
            }
        )
        self.assertTrue(event.allday)
        event.unlink()

    def test_what_the_context_carries_does_not_reach_the_calendar(self):
        activity = self.env["mail.activity"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                "res_id": self.club.id,
                "activity_type_id": self.env.ref("mail.mail_activity_data_meeting").id,
            }
        )
        context = {
            "active_model": "res.partner",
            "active_id": self.club.id,
            "default_res_model": "res.partner",
            "default_res_id": self.club.id,
            "default_allday": True,
            "default_privacy": "public",
            "default_calendar_event_id": self.event.id,
            "orig_activity_ids": activity.ids,
        }
        meeting = (
            self.env["club.meeting"]
            .with_context(**context)
            .create(self._prepare_meeting())
        )
        event = meeting.calendar_event_id
        self.assertNotEqual(event, self.event)
        self.assertFalse(event.res_model_id or event.res_id or event.activity_ids)
        self.assertFalse(event.allday or event.privacy)
        self.assertFalse(activity.calendar_event_id)
        self.assertNotIn(self.club, event.partner_ids)

    def test_thirty_meetings_ask_no_more_than_one(self):
        def count(number):
            before = self.env.cr.sql_log_count
            values = [self._prepare_meeting(name=f"Treffen {n}") for n in range(number)]
            meetings = self.env["club.meeting"].with_user(self.organiser).create(values)
            self.env.flush_all()
            created = self.env.cr.sql_log_count
            self.env.invalidate_all()
            meetings.write({"location": "Kulturhaus"})
            self.env.flush_all()
            end = self.env.cr.sql_log_count
            return created - before, end - created

        count(1)
        one, thirty = count(1), count(30)
        self.assertLessEqual(thirty[0], one[0] + 3)
        self.assertLessEqual(thirty[1], one[1] + 3)
        events = (
            self.env["club.meeting"]
            .search([("name", "like", "Treffen")])
            .calendar_event_id
        )
        self.assertEqual(set(events.mapped("location")), {"Kulturhaus"})

    def test_nothing_is_written_where_nothing_differs(self):
        written = []
        self.patch(
            self.registry["calendar.event"],
            "write",
            lambda events, vals: written.append(vals) or True,
        )
        self.env.invalidate_all()
        self.meeting._update_calendar_events()
        self.assertEqual(written, [])
        self.meeting.location = "Kulturhaus"
        self.assertEqual(written, [{"location": "Kulturhaus"}])

    def test_states_show_in_the_calendar(self):
        meeting = self.meeting.with_user(self.organiser)
        meeting.action_mark_tentative("Kein Raum")
        self.assertEqual(self.event.name, "Tentative: Hallenzeiten")
        self.assertEqual(self.event.show_as, "busy")
        self._write_event(self.organiser, {"name": "Tentative: Hallen"})
        self.assertEqual(meeting.name, "Hallen")
        self.assertEqual(self.event.name, "Tentative: Hallen")
        meeting.action_call_off("Kein Raum")
        self.assertEqual(self.event.name, "Called off: Hallen")
        self.assertEqual(self.event.show_as, "free")
        meeting.action_restore()
        self.assertEqual((self.event.name, self.event.show_as), ("Hallen", "busy"))

    def test_the_entry_is_archived_and_deleted_with_its_meeting(self):
        self.meeting.active = False
        self.assertFalse(self.event.active)
        self.meeting.active = True
        self.assertTrue(self.event.active)
        self.meeting.unlink()
        self.assertFalse(self.event.exists())

    def test_a_copied_meeting_and_a_copied_entry_go_their_own_ways(self):
        copy = self.meeting.copy({"name": "Noch einmal"})
        self.assertNotEqual(copy.calendar_event_id, self.event)
        self.assertTrue(copy.calendar_event_id)
        event = self.event.copy()
        self.assertFalse(event.club_model or event.club_res_id)
        event.unlink()
        self.assertTrue(self.event.exists())

    def test_a_lost_entry_is_made_again(self):
        self.env.cr.execute("DELETE FROM calendar_event WHERE id = %s", [self.event.id])
        self.env.invalidate_all()
        self.assertFalse(self.meeting.calendar_event_id)
        self.meeting.location = "Kulturhaus"
        self.assertEqual(self.meeting.calendar_event_id.location, "Kulturhaus")

    def test_only_employees_stand_in_the_entry(self):
        self.meeting.staff_ids |= self.portal
        self.assertNotIn(self.portal.partner_id, self.event.partner_ids)

    def test_meetings_of_others_stand_in_the_calendar_as_well(self):
        meeting = self._plan(network_id=False, user_id=self.organiser.id)
        self.assertEqual(meeting.kind, "external")
        self.assertEqual(
            meeting.calendar_event_id.partner_ids, self.organiser.partner_id
        )

    # ------------------------------------------------------------
    # From the calendar
    # ------------------------------------------------------------

    def test_whoever_may_edit_the_meeting_drags_it(self):
        revision = self.meeting.revision
        self._write_event(
            self.organiser,
            {
                "start": "2027-03-17 18:00:00",
                "stop": "2027-03-17 20:00:00",
                "allday": False,
                "recurrence_update": "self_only",
            },
        )
        self.assertEqual(self.meeting.start, datetime(2027, 3, 17, 18))
        self.assertEqual(self.meeting.stop, datetime(2027, 3, 17, 20))
        self.assertGreater(self.meeting.revision, revision)
        self.assertEqual(self.event.start, self.meeting.start)

    def test_several_entries_at_once_go_their_own_ways(self):
        other = self.env["calendar.event"].create({"name": "Kaffee"})
        both = self._plan(name="Zwei").calendar_event_id | self.event
        events = (both | other).with_user(self.organiser)
        events.write({"location": "Kulturhaus"})
        self.assertEqual(set(events.mapped("location")), {"Kulturhaus"})
        self.assertEqual(self.meeting.location, "Kulturhaus")
        with self.assertRaises(AccessError):
            (both | other).with_user(self.worker).write({"location": "Anderswo"})

    def test_a_longer_duration_moves_the_end(self):
        self._write_event(self.lead, {"duration": 3.0})
        self.assertEqual(self.meeting.stop, datetime(2027, 3, 16, 20))

    def test_name_and_place_come_back_too(self):
        self._write_event(
            self.organiser, {"name": "Neue Hallen", "location": "Kulturhaus"}
        )
        self.assertEqual(self.meeting.name, "Neue Hallen")
        self.assertEqual(self.meeting.location, "Kulturhaus")

    def test_other_employees_cannot_change_it(self):
        for user in (self.worker, self.plain_user, self.management):
            for vals in (
                {"start": "2027-03-17 18:00:00"},
                {"name": "Anders"},
                {"location": "Anderswo"},
                {"partner_ids": [Command.link(user.partner_id.id)]},
            ):
                with self.subTest(user=user.name, vals=vals):
                    self._assert_says(AccessError, self._write_event, user, vals)
        with self.assertRaises(AccessError):
            event = self.event.with_user(self.worker)
            event.action_join_meeting(self.worker.partner_id.id)
        self.assertEqual(self.meeting.start, datetime(2027, 3, 16, 17))
        self.assertEqual(self.event.name, "Hallenzeiten")

    def test_recurrence_whole_days_archiving_and_deletion_are_refused(self):
        for user in (self.organiser, self.lead, self.plain_user):
            for vals in (
                {"recurrency": True, "rrule_type": "weekly", "count": 3},
                {"rrule_type_ui": "daily"},
                {"allday": True, "start_date": "2027-03-17"},
                {"active": False},
            ):
                with self.subTest(user=user.name, vals=vals):
                    self._assert_says(UserError, self._write_event, user, vals)
            event = self.event.with_user(user)
            self._assert_says(UserError, event.unlink)
            self._assert_says(UserError, event.action_archive)
        self.assertTrue(self.event.active)

    def test_what_the_meeting_decides_cannot_be_changed_in_the_calendar(self):
        other = self.env["calendar.event"].create({"name": "Kaffee"})
        channel = self.env["discuss.channel"].create({"name": "Geheim"})
        for vals in (
            {"privacy": "public"},
            {"user_id": self.lead.id},
            {"show_as": "free"},
            {"description": "<p>Anders</p>"},
            {"club_res_id": self.meeting.id + 1},
            {"res_model_id": self.env["ir.model"]._get_id("res.partner")},
            {"videocall_channel_id": channel.id},
            {"attendee_ids": [Command.create({"partner_id": self.chair.id})]},
        ):
            with self.subTest(vals=vals):
                self._assert_says(UserError, self._write_event, self.organiser, vals)
        vals = {"club_model": "club.meeting", "club_res_id": self.meeting.id}
        self._assert_says(UserError, self._write_event, self.organiser, vals, other)
        self._write_event(
            self.organiser,
            {"show_as": "busy", "user_id": self.organiser.id, "notes": "Notiz"},
        )
        self.assertIn("Notiz", self.event.notes)

    def test_a_forged_context_opens_nothing(self):
        event = self.event.with_user(self.plain_user)
        forged = event.with_context(club_calendar_bridge=True)
        self._assert_says(AccessError, forged.write, {"name": "Anders"})
        self._assert_says(UserError, forged.unlink)
        Attendee = self.env["calendar.attendee"].with_user(self.plain_user)
        Attendee = Attendee.with_context(club_calendar_bridge=True)
        vals = {"event_id": event.id, "partner_id": self.chair.id}
        self._assert_says(UserError, Attendee.create, vals)

    def test_nobody_takes_over_the_entry_of_others(self):
        other = self.env["calendar.event"].create({"name": "Kaffee"})
        vals = {"calendar_event_id": other.id}
        meeting = self.meeting.with_user(self.organiser)
        self._assert_says(UserError, meeting.write, vals)
        values = self._prepare_meeting(**vals)
        Meeting = self.env["club.meeting"].with_user(self.organiser)
        self._assert_says(UserError, Meeting.create, values)

    def test_staff_joins_and_leaves_in_the_calendar(self):
        self._write_event(
            self.organiser,
            {
                "partner_ids": [
                    Command.link(self.worker.partner_id.id),
                    Command.unlink(self.colleague.partner_id.id),
                ]
            },
        )
        self.assertEqual(self.meeting.staff_ids, self.organiser | self.worker)
        staff = self.meeting.staff_ids.partner_id
        self.assertEqual(self.event.partner_ids, staff)
        self.assertEqual(self.event.attendee_ids.partner_id, staff)
        everybody = (self.organiser | self.colleague).partner_id.ids
        self._write_event(self.organiser, {"partner_ids": everybody})
        self.assertEqual(
            self.meeting.staff_ids, self.organiser | self.colleague | self.worker
        )

    def test_guests_are_invited_in_the_meeting_only(self):
        for partner in (self.chair, self.club, self.portal.partner_id):
            vals = {"partner_ids": [Command.link(partner.id)]}
            self._assert_says(UserError, self._write_event, self.organiser, vals)
        vals = {"partner_ids": [Command.create({"name": "Gast"})]}
        self._assert_says(UserError, self._write_event, self.organiser, vals)
        attendee = self.event.attendee_ids[0].with_user(self.organiser)
        self._assert_says(UserError, attendee.unlink)
        self._assert_says(UserError, attendee.write, {"partner_id": self.chair.id})
        attendee.do_decline()
        self.assertEqual(attendee.state, "declined")

    def test_held_and_called_off_meetings_stay_where_they_are(self):
        self.meeting.action_call_off("Krank")
        vals = {"start": "2027-03-17 18:00:00"}
        self._assert_says(UserError, self._write_event, self.organiser, vals)
        self.assertEqual(self.event.start, datetime(2027, 3, 16, 17))

    def test_an_end_before_the_beginning_is_refused(self):
        vals = {"start": "2027-03-17 18:00:00", "stop": "2027-03-17 18:00:00"}
        self._assert_says(ValidationError, self._write_event, self.organiser, vals)

    def test_a_meeting_without_a_mail_address_of_staff_works(self):
        self.organiser.partner_id.email = False
        self.meeting.action_postpone("2027-03-18 17:00:00", reason="Krank")
        self.assertEqual(self.event.start, datetime(2027, 3, 18, 17))

    def test_both_switch_days_keep_the_hours_of_the_place(self):
        for day, utc in (("2027-03-28", 16), ("2027-10-31", 17)):
            start = fields.Datetime.to_datetime(f"{day} {utc}:00:00")
            self._write_event(
                self.organiser, {"start": start, "stop": start + timedelta(hours=2)}
            )
            local = self.meeting._local(self.meeting.start)
            self.assertEqual((str(local.date()), local.hour), (day, 18))
            self.assertEqual(self.meeting._local(self.meeting.stop).hour, 20)
        self.meeting.action_postpone("2027-03-27 17:00:00")
        self.assertEqual(self.meeting._local(self.meeting.start).hour, 18)
        self.assertEqual(self.meeting.stop - self.meeting.start, timedelta(hours=2))

    # ------------------------------------------------------------
    # Private calendars, restricted networks
    # ------------------------------------------------------------

    def test_a_colleague_postpones_although_the_calendar_is_private(self):
        self.organiser.with_user(self.organiser).calendar_default_privacy = "private"
        self.network.deputy_id = self.lead
        self.meeting.staff_ids -= self.lead
        self.assertNotIn(self.lead.partner_id, self.event.partner_ids)
        self.env.invalidate_all()
        shown = self._rpc(self.lead, "calendar.event", "read", self.event.ids, ["name"])
        self.assertNotEqual(shown[0]["name"], "Hallenzeiten")
        self._rpc(
            self.lead,
            "club.meeting",
            "action_postpone",
            self.meeting.ids,
            "2027-03-18 17:00:00",
        )
        self.env.invalidate_all()
        self.assertEqual(self.event.start, datetime(2027, 3, 18, 17))
        self._write_event(
            self.lead,
            {
                "start": "2027-03-19 17:00:00",
                "allday": False,
                "recurrence_update": "self_only",
            },
        )
        self.env.invalidate_all()
        self.assertEqual(self.meeting.start, datetime(2027, 3, 19, 17))
        self.assertEqual(self.event.name, "Hallenzeiten")

    def test_a_restricted_network_does_not_show_in_the_calendar(self):
        self.network.is_restricted = True
        self.assertEqual(self.event.privacy, "private")
        self.env.invalidate_all()
        for user in (self.worker, self.lead, self.management, self.plain_user):
            found = self._rpc(
                user, "calendar.event", "search", [("name", "ilike", "Hallenzeiten")]
            )
            self.assertEqual(found, [], user.name)
            vals = {"start": "2027-03-17 18:00:00"}
            self._assert_says(AccessError, self._write_event, user, vals)
        found = self._rpc(
            self.colleague, "calendar.event", "search", [("id", "=", self.event.id)]
        )
        self.assertEqual(found, self.event.ids)

    def test_a_restricted_meeting_is_for_those_who_know_of_the_network(self):
        self.meeting.staff_ids |= self.worker
        self.assertIn(self.worker.partner_id, self.event.partner_ids)
        self.network.is_restricted = True
        self.assertNotIn(self.worker.partner_id, self.event.partner_ids)
        self.network.colleague_ids = False
        self.assertEqual(self.event.partner_ids, self.organiser.partner_id)

    def test_whoever_joins_or_leaves_the_network_has_its_meetings_or_not(self):
        past = self._plan(start="2027-02-01 17:00:00", stop="2027-02-01 19:00:00")
        self.network.with_user(self.organiser).write(
            {"deputy_id": self.worker.id, "colleague_ids": [Command.clear()]}
        )
        staff = self.organiser | self.worker
        self.assertEqual(self.event.partner_ids, staff.partner_id)
        self.assertIn(self.colleague.partner_id, past.calendar_event_id.partner_ids)
        self.assertNotIn(self.worker.partner_id, past.calendar_event_id.partner_ids)

    def test_the_entry_opens_its_meeting(self):
        event = self.event.with_user(self.worker)
        action = event.action_open_club_record()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("club.meeting", self.meeting.id)
        )
        other = self.env["calendar.event"].create({"name": "Kaffee"})
        self.assertFalse(other.action_open_club_record())
        with self.assertRaises(AccessError):
            self.event.with_user(self.plain_user).action_open_club_record()

    def test_the_form_of_the_calendar_saves_what_was_changed(self):
        with Form(self.event.with_user(self.organiser)) as form:
            form.name = "Hallen und Plätze"
        self.assertEqual(self.meeting.name, "Hallen und Plätze")
