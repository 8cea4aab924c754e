"""On the day: who was there, by tap, by code, or without having registered."""

from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import PERSONAS
from .common_trainings import TrainingsCommon

DAY = datetime(2027, 3, 2, 8)


class AttendanceCommon(TrainingsCommon):
    """A date of two days of seven hours each; now is the first of them."""

    def setUp(self):
        super().setUp()
        clock = freeze_time("2027-02-01 09:00:00", tick=True)
        clock.start()
        self.addCleanup(clock.stop)
        self.event = self._create_date(
            date_begin=DAY,
            date_end=DAY + timedelta(days=1, hours=7),
            training_day_ids=[
                fields.Command.create(
                    {
                        "start": DAY + timedelta(days=number),
                        "stop": DAY + timedelta(days=number, hours=7),
                    }
                )
                for number in (0, 1)
            ],
        )
        self.first, self.second = self.event.training_day_ids.sorted("start")
        self.hanna, self.joerg = self._register(
            self.event, "Hanna Berg", "Jörg Brandt", organisation_name="SV Grünbach"
        )

    def _at(self, moment):
        """From now on it is this moment."""
        clock = freeze_time(moment, tick=True)
        clock.start()
        self.addCleanup(clock.stop)

    def _row(self, person, day):
        self.event._club_make_attendance()
        return person.attendance_ids.filtered(lambda row: row.day_id == day)

    def _note_all(self, people, step="action_present"):
        self.event._club_make_attendance()
        getattr(people.attendance_ids, step)()


@tagged("post_install", "-at_install")
class TestAttendance(AttendanceCommon):
    def test_everybody_with_a_seat_stands_on_the_list_of_every_day_once(self):
        self.event.sudo().write({"seats_limited": True, "seats_max": 2})
        self._register(self.event, "Wartende Person")
        self.event._club_make_attendance()
        self.event._club_make_attendance()
        rows = self.env["club.training.attendance"].search(
            [("event_id", "=", self.event.id)]
        )
        self.assertEqual(len(rows), 4)
        self.assertEqual(rows.registration_id, self.hanna | self.joerg)
        self.assertEqual(rows.company_id, self.company)

    def test_the_list_costs_as_much_for_thirty_people_as_for_one(self):
        def count(event):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            event.with_user(self.trainer).action_club_all_present()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        names = [f"Person {number}" for number in range(30)]
        single, many, warm = (self._create_date(seats_max=40) for _ in range(3))
        for event, people in ((single, 1), (many, 30), (warm, 1)):
            self._register(event, *names[:people])
        self._at(single.date_begin + timedelta(hours=1))
        count(warm)
        self.assertLessEqual(count(many), count(single) + 1)
        self.assertEqual(set(many.registration_ids.mapped("state")), {"done"})

    def test_one_tap_notes_somebody_and_another_takes_it_back(self):
        self._at(DAY + timedelta(hours=1))
        row = self._row(self.hanna, self.first)
        self._rpc(self.trainer, row._name, "action_present", row.ids)
        self.assertEqual(row.presence, "present")
        self.assertEqual(self.hanna.training_status, "attended")
        self.assertEqual(self.joerg.training_status, "registered")
        self._rpc(self.trainer, row._name, "action_forget", row.ids)
        self.assertFalse(row.presence)
        self.assertEqual(self.hanna.training_status, "registered")
        self.assertFalse(self.hanna.date_closed)

    def test_whoever_was_absent_on_all_days_did_not_come(self):
        self._at(DAY + timedelta(days=2))
        self._row(self.joerg, self.first).action_absent()
        self.assertEqual(self.joerg.training_status, "registered")
        self._row(self.joerg, self.second).action_absent()
        self.assertEqual(self.joerg.training_status, "missed")
        self._row(self.joerg, self.second).action_present()
        self.assertEqual(self.joerg.training_status, "attended")

    def test_units_follow_the_share_of_the_time(self):
        self._at(DAY + timedelta(days=2))
        self._row(self.hanna, self.first).action_present()
        self.assertEqual(self.hanna.training_units, 4.0)
        self._row(self.hanna, self.second).action_partly(210)
        self.assertEqual(self.hanna.training_units, 6.0)
        self.assertEqual(self.hanna.training_share, 75)

    def test_minutes_that_the_day_does_not_have_are_refused(self):
        self._at(DAY + timedelta(hours=1))
        row = self._row(self.hanna, self.first)
        for minutes in (0, -5, 421, "60", 2.5):
            with self.subTest(minutes=minutes), self.assertRaises(UserError) as caught:
                self._rpc(self.trainer, row._name, "action_partly", row.ids, minutes)
            self._assert_sentence(caught.exception)
        self.assertFalse(row.presence)

    def test_a_dialog_asks_for_the_minutes(self):
        self._at(DAY + timedelta(hours=1))
        row = self._row(self.hanna, self.first)
        action = self._rpc(self.trainer, row._name, "action_partly", row.ids)
        dialog = self.env[action["res_model"]].with_user(self.trainer)
        dialog = dialog.with_context(**action["context"]).create({})
        self.assertEqual(dialog.minutes, 210)
        dialog.minutes = 90
        dialog.action_apply()
        self.assertEqual((row.presence, row.minutes), ("partly", 90))

    def test_a_day_to_come_cannot_be_noted(self):
        self._at(DAY + timedelta(hours=1))
        row = self._row(self.hanna, self.second)
        with self.assertRaises(UserError) as caught:
            row.with_user(self.trainer).action_present()
        self._assert_sentence(caught.exception)
        self._at(DAY - timedelta(hours=10))
        self.event.invalidate_recordset()
        self.assertFalse(self.event.training_can_note)
        with self.assertRaises(UserError):
            self.event.with_user(self.trainer).action_club_all_present()

    def test_whoever_gave_up_the_seat_is_not_noted_any_more(self):
        row = self._row(self.hanna, self.first)
        self.hanna._give_up("person")
        self._at(DAY + timedelta(hours=1))
        with self.assertRaises(UserError) as caught:
            row.with_user(self.trainer).action_present()
        self._assert_sentence(caught.exception)
        self.event.with_user(self.trainer).action_club_all_present()
        self.assertFalse(row.presence)

    def test_nobody_attends_a_date_that_was_called_off(self):
        row = self._row(self.hanna, self.first)
        self.event.sudo().training_state = "called_off"
        self._at(DAY + timedelta(hours=1))
        with self.assertRaises(UserError) as caught:
            row.with_user(self.trainer).action_present()
        self._assert_sentence(caught.exception)

    def test_all_present_means_today_and_leaves_what_is_noted(self):
        self._at(DAY + timedelta(hours=1))
        self._row(self.joerg, self.first).action_absent()
        self.event.with_user(self.trainer).action_club_all_present()
        self.assertEqual(self._row(self.hanna, self.first).presence, "present")
        self.assertEqual(self._row(self.joerg, self.first).presence, "absent")
        self.assertFalse(self._row(self.hanna, self.second).presence)

    def test_the_list_opens_on_the_day_of_today(self):
        self._at(DAY + timedelta(days=1, hours=1))
        action = self.event.with_user(self.trainer).action_club_view_attendance()
        self.assertEqual(action["context"]["search_default_day_id"], self.second.id)
        action = self.first.with_user(self.trainer).action_view_attendance()
        self.assertEqual(action["context"]["search_default_day_id"], self.first.id)
        rows = self.env[action["res_model"]].with_user(self.trainer)
        self.assertEqual(rows.search_count(action["domain"]), 4)
        row = rows.search(action["domain"], limit=1)
        self.assertEqual(row.organisation_name, "SV Grünbach")

    @mute_logger("odoo.models", "odoo.addons.base.models.ir_rule")
    def test_only_trainers_of_the_date_and_organisers_note(self):
        self._at(DAY + timedelta(hours=1))
        row = self._row(self.hanna, self.first)
        other = new_test_user(
            self.env, login="club_other_trainer", groups=PERSONAS["trainer"]
        )
        refused = (other, self.worker, self.management, self.officer, self.plain_user)
        for user in (*refused, self.portal, self.public):
            for record, step in (
                (row, "action_present"),
                (row, "action_partly"),
                (self.hanna, "action_club_attend"),
                (self.hanna, "action_set_done"),
                (self.event, "action_club_all_present"),
                (self.event, "action_club_view_attendance"),
                (self.event, "action_club_print_signatures"),
                (self.first, "action_view_attendance"),
            ):
                with (
                    self.subTest(user=user.login, step=step),
                    self.assertRaises(AccessError),
                ):
                    self._rpc(user, record._name, step, record.ids)
        self.assertFalse(row.presence)
        for user in (self.trainer, self.trainingorganiser, self.administrator):
            self._rpc(user, row._name, "action_present", row.ids)
            self.assertTrue(self.event.with_user(user).training_can_note)
            row.sudo().presence = False

    @mute_logger("odoo.models", "odoo.addons.base.models.ir_rule")
    def test_nobody_writes_attendance_past_the_buttons(self):
        row = self._row(self.hanna, self.first)
        for user in (self.trainer, self.trainingorganiser):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._rpc(user, row._name, "write", row.ids, {"presence": "present"})


@tagged("post_install", "-at_install")
class TestCheckIn(AttendanceCommon):
    def _scan(self, person, user=None, event=None):
        return self._rpc(
            user or self.trainer,
            "event.registration",
            "register_attendee",
            barcode=person.barcode,
            event_id=(event or self.event).id,
        )

    def test_a_code_notes_the_day_without_rights_for_events(self):
        self._at(DAY + timedelta(hours=1))
        result = self._scan(self.hanna)
        self.assertEqual(result["status"], "confirmed_registration")
        self.assertEqual(result["company_name"], "SV Grünbach")
        self.assertEqual(self._row(self.hanna, self.first).presence, "present")
        self.assertEqual(self._scan(self.hanna)["status"], "already_registered")

    def test_the_second_day_counts_for_itself(self):
        self._at(DAY + timedelta(hours=1))
        self._scan(self.hanna)
        self._at(DAY + timedelta(days=1, hours=1))
        self.assertEqual(self._scan(self.hanna)["status"], "confirmed_registration")
        self.assertEqual(self._row(self.hanna, self.second).presence, "present")
        self.assertEqual(self._scan(self.hanna)["status"], "already_registered")

    def test_undoing_a_check_in_takes_today_back(self):
        self._at(DAY + timedelta(hours=1))
        self._scan(self.hanna)
        self._rpc(self.trainer, "event.registration", "action_confirm", self.hanna.ids)
        self.assertFalse(self._row(self.hanna, self.first).presence)
        self.assertEqual(self.hanna.state, "open")

    def test_a_code_of_another_date_is_not_taken_at_once(self):
        self._at(DAY + timedelta(hours=1))
        result = self._scan(self.hanna, event=self._create_date())
        self.assertEqual(result["status"], "need_manual_confirmation")
        self.assertEqual(self.hanna.state, "open")

    def test_without_a_day_today_the_sentence_names_the_list(self):
        self._at(DAY - timedelta(days=3))
        with self.assertRaises(UserError) as caught:
            self._rpc(
                self.trainer, "event.registration", "action_set_done", self.hanna.ids
            )
        self._assert_sentence(caught.exception)

    def test_whoever_waits_is_not_checked_in(self):
        self.event.sudo().write({"seats_limited": True, "seats_max": 2})
        waiting = self._register(self.event, "Wartende Person")
        self._at(DAY + timedelta(hours=1))
        self.assertEqual(self._scan(waiting)["status"], "unconfirmed_registration")
        with self.assertRaises(UserError) as caught:
            waiting.with_user(self.trainer).action_set_done()
        self._assert_sentence(caught.exception)

    def test_trainers_of_other_dates_do_not_find_the_code(self):
        other = new_test_user(
            self.env, login="club_other_trainer", groups=PERSONAS["trainer"]
        )
        self.assertEqual(self._scan(self.hanna, other), {"error": "invalid_ticket"})

    def test_events_that_are_no_trainings_check_in_as_before(self):
        self._at(DAY + timedelta(hours=1))
        plain = self.env["event.event"].create(
            {
                "name": "Summer Party",
                "date_begin": DAY,
                "date_end": DAY + timedelta(hours=5),
            }
        )
        guest, other = self.env["event.registration"].create(
            [{"event_id": plain.id, "name": name} for name in ("Gast", "Gästin")]
        )
        result = self._scan(guest, self.env.ref("base.user_admin"), plain)
        self.assertEqual(result["status"], "confirmed_registration")
        self.assertFalse(guest.attendance_ids)
        (guest | other).action_set_done()
        self.assertEqual(other.state, "done")
        guest.action_confirm()
        self.assertEqual(guest.state, "open")
        plain._club_make_attendance()
        self.assertFalse(guest.attendance_ids)
        with self.assertRaises(AccessError):
            plain.action_club_all_present()


@tagged("post_install", "-at_install")
class TestWalkIns(AttendanceCommon):
    def setUp(self):
        super().setUp()
        self._at(DAY + timedelta(hours=1))

    def _walk_in(self, user, *args, **kwargs):
        return self._rpc(
            user,
            "event.event",
            "action_club_walk_in",
            self.event.ids,
            *args,
            **kwargs,
        )

    def _find(self, name):
        return self.event.registration_ids.filtered(lambda one: one.name == name)

    def test_whoever_comes_unregistered_takes_a_free_seat(self):
        self._walk_in(self.trainer, "Ute  Ohne", "SV Waldtal", "ute@example.net")
        ute = self._find("Ute Ohne")
        self.assertEqual(ute.training_status, "attended")
        self.assertEqual(ute.seat_number, 3)
        self.assertEqual(self._row(ute, self.first).presence, "present")
        self.assertEqual(ute._club_get_organisation_name(), "SV Waldtal")
        line = self.event.allotment_ids.filtered(
            lambda one: one.registration_ids == ute
        )
        self.assertEqual(line.mapped("kind")[:1], ["by_hand"])
        self.assertEqual(line.user_id, self.trainer)

    def test_the_dialog_does_the_same(self):
        dialog = (
            self.env["club.training.walk.in"]
            .with_user(self.trainer)
            .with_context(active_model="event.event", active_id=self.event.id)
            .create({"name": "Ute Ohne"})
        )
        self.assertEqual(dialog.event_id, self.event)
        dialog.action_apply()
        self.assertTrue(self._find("Ute Ohne"))

    def test_when_it_is_full_the_organiser_decides(self):
        self.event.sudo().write({"seats_limited": True, "seats_max": 2})
        with self.assertRaises(UserError) as caught:
            self._walk_in(self.trainer, "Ute Ohne")
        self._assert_sentence(caught.exception)
        with self.assertRaises(AccessError), mute_logger("odoo.models"):
            self._walk_in(self.trainer, "Ute Ohne", add_seat=True)
        self.assertFalse(self._find("Ute Ohne"))
        self._walk_in(self.trainingorganiser, "Ute Ohne", add_seat=True)
        self.assertEqual(self._find("Ute Ohne").seat_number, 3)
        self.assertEqual(self.event.seats_max, 3)

    def test_without_a_limit_there_is_always_a_seat(self):
        self.event.sudo().write({"seats_limited": False, "seats_max": 0})
        self._walk_in(self.trainer, "Ute Ohne")
        self.assertEqual(self._find("Ute Ohne").seat_number, 3)

    def test_nobody_stands_on_the_list_twice_or_without_a_name(self):
        for name in ("hanna  BERG", " ", None, 7):
            with self.subTest(name=name), self.assertRaises(UserError) as caught:
                self._walk_in(self.trainer, name)
            self._assert_sentence(caught.exception)
        self.assertEqual(len(self.event.registration_ids), 2)

    def test_only_on_the_day(self):
        self._at(DAY + timedelta(days=3))
        with self.assertRaises(UserError) as caught:
            self._walk_in(self.trainer, "Ute Ohne")
        self._assert_sentence(caught.exception)
