"""Dates of trainings as staff plan, move, decide on, hold and call them off."""

from datetime import datetime, timedelta

from freezegun import freeze_time
from psycopg2.errors import CheckViolation

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_trainings import TrainingsCommon

# a Tuesday
NOW = "2027-03-02 10:00:00"
OFFICER = "club_support.club_support_group_officer"
HOUR = timedelta(hours=1)


@freeze_time(NOW)
class DatesCommon(TrainingsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "Europe/Berlin"
        cls.room = cls.env["club.facility"].create(
            {
                "name": "Saal Musterau",
                "is_bookable": True,
                "capacity": 40,
                "plan_shows": "occupied",
            }
        )
        cls.other_room = cls.env["club.facility"].create(
            {"name": "Raum 12", "is_bookable": True}
        )

    def _organise(self, record):
        return record.with_user(self.trainingorganiser)

    def _plan(self, **vals):
        """Dates made by the dialog, as the organiser makes them."""
        dialog = self.env["club.training.plan"].with_user(self.trainingorganiser)
        dialog = dialog.create(
            {"training_id": self.training.id, "date_from": "2027-04-06", **vals}
        )
        known = self.training.session_ids
        dialog.action_make()
        self.training.invalidate_recordset()
        return (self.training.session_ids - known).sorted("date_begin")

    def _create_days(self, *days, **vals):
        """A date with these days of April 2027, each from nine to four."""
        times = [
            (datetime(2027, 4, day, 7), datetime(2027, 4, day, 14)) for day in days
        ]
        return self.env["event.event"].create(
            {
                "training_id": self.training.id,
                "date_begin": times[0][0],
                "date_end": times[-1][1],
                "user_id": self.trainingorganiser.id,
                "training_day_ids": [
                    Command.create({"start": start, "stop": stop})
                    for start, stop in times
                ],
                **vals,
            }
        )


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestTrainingDates(DatesCommon):
    # ------------------------------------------------------------
    # Deadlines and days
    # ------------------------------------------------------------

    def test_deadlines_are_so_many_days_before_the_first_day(self):
        event = self._create_days(6, 7)
        self.assertEqual(str(event.registration_until), "2027-04-03")
        self.assertEqual(str(event.quota_until), "2027-03-23")
        self.assertEqual(str(event.decision_on), "2027-03-30")

    def test_the_first_day_is_the_one_on_the_clock_on_the_wall(self):
        event = self._create_days(
            6, training_day_ids=[], date_begin="2027-04-05 22:30:00"
        )
        self.assertEqual(str(event.registration_until), "2027-04-03")

    def test_deadlines_that_are_given_win(self):
        event = self._create_days(6, registration_until="2027-04-06")
        self.assertEqual(str(event.registration_until), "2027-04-06")
        self.assertEqual(str(event.decision_on), "2027-03-30")

    def test_a_date_at_short_notice_can_still_be_registered_for(self):
        event = self._create_date(days=1)
        self.assertEqual(event.registration_until, fields.Date.today())
        self.assertIsNone(event._club_get_barred())

    def test_the_form_takes_over_what_the_course_says(self):
        self.training.write({"seats_max": 12, "seats_min": 4})
        Event = self.env["event.event"].with_user(self.trainingorganiser)
        form = Form(Event, "club_support.event_event_view_form_training")
        form.training_id = self.training
        form.date_begin = datetime(2027, 4, 6, 7)
        event = form.save()
        self.assertEqual(event.name, self.training.name)
        self.assertEqual((event.seats_limited, event.seats_max), (True, 12))
        self.assertEqual(event.seats_min, 4)
        self.assertEqual(str(event.registration_until), "2027-04-03")
        self.assertEqual(event.date_end, datetime(2027, 4, 6, 13))
        self.assertEqual(event.training_state, "planned")

    def test_begin_and_end_follow_the_days(self):
        event = self._create_days(6, 7)
        event.training_day_ids[1].stop += HOUR
        self.assertEqual(event.date_end, datetime(2027, 4, 7, 15))
        event.training_day_ids[0].unlink()
        self.assertEqual(event.date_begin, datetime(2027, 4, 7, 7))

    def test_the_only_day_follows_the_date(self):
        event = self._create_days(6)
        event.write(
            {"date_begin": "2027-04-08 08:00:00", "date_end": "2027-04-08 11:00"}
        )
        self.assertEqual(event.training_day_ids.start, datetime(2027, 4, 8, 8))
        self.assertEqual(event.training_day_ids.stop, datetime(2027, 4, 8, 11))

    def test_several_days_move_together_by_the_clock_on_the_wall(self):
        event = self._create_days(6, 13)
        # over the end of summer time
        self._organise(event).action_move("2027-10-26 07:00:00")
        self.assertEqual(
            event.training_day_ids.mapped("start"),
            [datetime(2027, 10, 26, 7), datetime(2027, 11, 2, 8)],
        )
        self.assertEqual(event.date_end, datetime(2027, 11, 2, 15))

    def test_deadlines_move_along_unless_somebody_chose_them(self):
        event = self._create_days(6, decision_on="2027-04-01")
        event.action_move("2027-04-20 07:00:00")
        self.assertEqual(str(event.registration_until), "2027-04-17")
        self.assertEqual(str(event.decision_on), "2027-04-15")

    def test_one_end_of_several_days_cannot_be_moved_alone(self):
        event = self._create_days(6, 7)
        with self.assertRaisesRegex(UserError, "several days") as caught:
            event.write({"date_end": "2027-04-09 14:00:00"})
        self._assert_sentence(caught.exception)

    def test_a_date_keeps_one_day_at_least_and_a_day_its_date(self):
        event = self._create_days(6)
        with self.assertRaisesRegex(UserError, "one day at least"):
            event.training_day_ids.unlink()
        other = self._create_days(7)
        with self.assertRaisesRegex(UserError, "stays with its date"):
            event.training_day_ids.write({"event_id": other.id})
        event.write(
            {
                "training_day_ids": [
                    Command.clear(),
                    Command.create(
                        {"start": "2027-04-09 07:00:00", "stop": "2027-04-09 09:00:00"}
                    ),
                ]
            }
        )
        self.assertEqual(event.date_begin, datetime(2027, 4, 9, 7))

    # ------------------------------------------------------------
    # Planning
    # ------------------------------------------------------------

    def test_a_date_of_one_day_is_planned_by_the_dialog(self):
        event = self._plan(facility_id=self.room.id)
        self.assertEqual(event.date_begin, datetime(2027, 4, 6, 7))
        self.assertEqual(event.date_end, datetime(2027, 4, 6, 14))
        self.assertEqual(event.training_day_ids.facility_id, self.room)
        self.assertEqual(event.user_id, self.trainingorganiser)

    def test_days_in_a_row_are_one_date(self):
        event = self._plan(days=3)
        self.assertEqual(len(event), 1)
        self.assertEqual(len(event.training_day_ids), 3)
        self.assertEqual(event.date_end, datetime(2027, 4, 8, 14))

    def test_a_rule_makes_dates_or_the_days_of_one(self):
        dates = self._plan(recurs="week", interval=2, times=3)
        self.assertEqual(
            [str(event.date_begin.date()) for event in dates],
            ["2027-04-06", "2027-04-20", "2027-05-04"],
        )
        evenings = self._plan(recurs="month", interval=1, times=2, is_one_date=True)
        self.assertEqual(
            [str(day.start.date()) for day in evenings.training_day_ids],
            ["2027-04-06", "2027-05-04"],
        )

    def test_the_dialog_shows_what_is_in_the_way_before_anything_is_made(self):
        self.env["club.reservation"].create(
            {
                "facility_id": self.room.id,
                "start": "2027-04-13 08:00:00",
                "stop": "2027-04-13 10:00:00",
                "name": "Geheime Probe",
            }
        ).action_confirm()
        dialog = self.env["club.training.plan"].with_user(self.trainingorganiser)
        form = Form(dialog)
        form.training_id = self.training
        form.date_from = "2027-04-06"
        form.recurs = "week"
        form.times = 2
        form.facility_id = self.room
        plan = form.save()
        free, taken = plan.line_ids
        self.assertFalse(free.problem)
        self.assertIn("Saal Musterau", taken.problem)
        self.assertNotIn("Geheime Probe", taken.problem, "not for everybody's eyes")
        self.assertEqual(plan.problem_count, 1)

    def test_hours_and_numbers_that_make_no_sense_are_refused(self):
        for vals in ({"hour_from": 17.0}, {"days": 0}, {"times": 61}):
            with (
                self.subTest(vals),
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation),
                self.env.cr.savepoint(),
            ):
                self._plan(**vals)

    def test_only_organisers_plan_dates(self):
        for user in (self.trainer, self.worker):
            Plan = self.env["club.training.plan"].with_user(user)
            with self.subTest(user.login), self.assertRaises(AccessError):
                Plan.create({"training_id": self.training.id})

    def test_planning_thirty_dates_reads_no_more_than_planning_one(self):
        counts = []
        for times in (2, 12):
            self.env.flush_all()
            self.env.invalidate_all()
            dialog = self.env["club.training.plan"].create(
                {
                    "training_id": self.training.id,
                    "date_from": "2027-06-01",
                    "recurs": "week",
                    "times": times,
                    "facility_id": self.room.id,
                }
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            dialog.line_ids.mapped("problem")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2)

    # ------------------------------------------------------------
    # Rooms
    # ------------------------------------------------------------

    def test_an_organiser_asks_for_the_room_of_each_day(self):
        event = self._plan(days=2, facility_id=self.room.id)
        booked = event.training_day_ids.reservation_id
        self.assertEqual(booked.mapped("state"), ["requested"] * 2)
        self.assertEqual(set(booked.mapped("use")), {"event"})
        self.assertEqual(booked.mapped("name"), [self.training.name] * 2)
        self.assertEqual(booked.user_id, self.trainingorganiser)

    def test_an_organiser_of_the_facility_office_takes_the_room_at_once(self):
        self.trainingorganiser.group_ids += self.env.ref(OFFICER)
        event = self._plan(facility_id=self.room.id)
        self.assertEqual(event.training_day_ids.room_state, "confirmed")
        self.assertTrue(event.training_day_ids.reservation_id.occupancy_ids)

    def test_whoever_loses_the_room_reads_the_sentence_of_the_reservation(self):
        self.trainingorganiser.group_ids += self.env.ref(OFFICER)
        self._plan(facility_id=self.room.id)
        with self.assertRaisesRegex(UserError, "Saal Musterau.* is taken") as caught:
            self._plan(facility_id=self.room.id)
        self._assert_sentence(caught.exception)

    def test_set_up_and_clear_up_are_part_of_the_booked_time(self):
        event = self._plan(facility_id=self.room.id)
        day = event.training_day_ids
        self._organise(day).write({"setup_minutes": 30, "cleanup_minutes": 15})
        booked = day.reservation_id
        self.assertEqual(booked.start, day.start - timedelta(minutes=30))
        self.assertEqual(booked.stop, day.stop + timedelta(minutes=15))
        self.assertEqual(booked.setup_minutes, 30)

    def test_a_confirmed_room_moves_with_the_office_and_is_asked_for_by_others(self):
        event = self._create_days(6, facility_id=self.room.id)
        booked = event.training_day_ids.reservation_id
        self.assertEqual(booked.state, "confirmed")
        event.action_move("2027-04-07 07:00:00")
        self.assertEqual(booked.state, "confirmed")
        self.assertEqual(booked.start, datetime(2027, 4, 7, 7))
        self._organise(event).action_move("2027-04-08 07:00:00", facility=self.room.id)
        self.assertEqual(booked.state, "requested")
        self.assertFalse(booked.occupancy_ids)
        self.assertEqual(booked.start, datetime(2027, 4, 8, 7))

    def test_days_that_follow_each_other_move_into_the_time_of_the_next_one(self):
        event = self._create_days(6, 7, facility_id=self.room.id)
        event.action_move("2027-04-07 07:00:00")
        booked = event.training_day_ids.reservation_id
        self.assertEqual(booked.mapped("state"), ["confirmed"] * 2)
        self.assertEqual(len(booked.occupancy_ids), 2)

    def test_the_room_of_the_date_is_the_default_of_its_days(self):
        event = self._create_days(6, 7, facility_id=self.room.id)
        event.training_day_ids[0].facility_id = self.other_room
        event.facility_id = False
        self.assertEqual(event.training_day_ids[0].facility_id, self.other_room)
        self.assertFalse(event.training_day_ids[1].facility_id)
        self.assertFalse(event.training_day_ids[1].reservation_id)

    def test_a_room_the_office_refused_is_shown_and_not_asked_for_again(self):
        event = self._plan(facility_id=self.room.id)
        event.training_day_ids.reservation_id.action_reject("Boden wird erneuert")
        hint = self._organise(event).training_room_hint
        self.assertIn("Boden wird erneuert", hint)
        self._organise(event).action_open_registration()
        self.assertEqual(event.training_day_ids.room_state, "rejected")
        event.facility_id = self.other_room
        self.assertEqual(event.training_day_ids.room_state, "confirmed")
        self.assertFalse(event.training_room_hint)

    def test_a_room_that_was_asked_for_and_is_taken_is_told(self):
        event = self._plan(facility_id=self.room.id)
        self._create_days(6, facility_id=self.room.id)
        self.assertIn("is taken", self._organise(event).training_room_hint)

    def test_rooms_are_released_with_archiving_calling_off_and_deleting(self):
        archived, called_off, gone = [
            self._create_days(day, facility_id=self.room.id) for day in (6, 7, 8)
        ]
        booked = (archived | called_off | gone).training_day_ids.reservation_id
        entries = gone.training_day_ids.calendar_event_id
        archived.active = False
        called_off.action_call_off("Krank")
        gone.unlink()
        self.assertEqual(booked.mapped("state"), ["cancelled"] * 3)
        self.assertFalse(booked.occupancy_ids)
        self.assertFalse(entries.exists())
        archived.active = True
        self.assertEqual(archived.training_day_ids.room_state, "confirmed")

    def test_nobody_links_a_reservation_by_hand(self):
        event = self._create_days(6, facility_id=self.room.id)
        day = self._organise(event.training_day_ids)
        with self.assertRaisesRegex(UserError, "booked by the day itself"):
            day.write({"reservation_id": False})
        with self.assertRaisesRegex(UserError, "booked by the day itself"):
            day.create(
                {
                    "event_id": event.id,
                    "start": "2027-04-09 07:00:00",
                    "stop": "2027-04-09 08:00:00",
                    "reservation_id": day.sudo().reservation_id.id,
                }
            )

    # ------------------------------------------------------------
    # Calendar
    # ------------------------------------------------------------

    def test_days_stand_in_the_calendars_of_responsible_and_trainers(self):
        event = self._create_days(6, 7, facility_id=self.room.id)
        first, second = event.training_day_ids.calendar_event_id.sorted("start")
        self.assertEqual(first.name, "Child Protection in the Club (1/2)")
        self.assertEqual(second.start, datetime(2027, 4, 7, 7))
        self.assertEqual(
            first.partner_ids, self.trainingorganiser.partner_id | self.teacher
        )
        self.assertEqual(first.location, "Saal Musterau")
        # the list of dates opens our form, the address of the model that of Odoo
        path = self.env.ref("club_support.event_event_action_training").path
        self.assertIn(f"/odoo/{path}/{event.id}", first.description)
        event.action_call_off("Krank")
        self.assertEqual(first.show_as, "free")
        self.assertTrue(first.name.startswith("Called off:"))

    def test_whoever_moves_the_entry_moves_the_day(self):
        event = self._create_days(6)
        entry = event.training_day_ids.calendar_event_id
        entry.with_user(self.trainingorganiser).write(
            {"start": "2027-04-06 08:00:00", "stop": "2027-04-06 15:00:00"}
        )
        self.assertEqual(event.date_begin, datetime(2027, 4, 6, 8))
        with self.assertRaises(AccessError):
            entry.with_user(self.trainer).write({"start": "2027-04-06 09:00:00"})
        with self.assertRaisesRegex(UserError, "come from its date"):
            entry.with_user(self.trainingorganiser).write({"name": "Anders"})
        event.action_call_off("Krank")
        with self.assertRaisesRegex(UserError, "held or called off"):
            entry.with_user(self.trainingorganiser).write(
                {"start": "2027-04-06 09:00:00"}
            )

    def test_whoever_is_taken_out_of_the_entry_teaches_no_more(self):
        outside = self.env["res.partner"].create({"name": "Dr. Extern"})
        event = self._create_days(
            6, trainer_ids=[Command.set((self.teacher | outside).ids)]
        )
        entry = event.training_day_ids.calendar_event_id
        entry.with_user(self.trainingorganiser).write(
            {"partner_ids": [Command.unlink(self.teacher.id)]}
        )
        self.assertEqual(event.trainer_ids, outside)

    # ------------------------------------------------------------
    # Minimum number
    # ------------------------------------------------------------

    def _activities(self, event):
        return event.activity_ids.filtered(
            lambda one: (
                one.activity_type_id
                == self.env.ref("club_support.mail_activity_type_training_decision")
            )
        )

    def _ask(self):
        self.env["club.training"]._cron_ask_decisions()

    def test_whoever_is_responsible_is_asked_once_where_too_few_have_a_seat(self):
        event = self._create_days(6, seats_min=3)
        event.action_open_registration()
        self._register(event, "Hanna Berg")
        self._ask()
        self.assertFalse(self._activities(event), "not before its day")
        with freeze_time("2027-03-30 06:00:00"):
            self._ask()
            self._ask()
            question = self._activities(event)
            self.assertEqual(question.user_id, self.trainingorganiser)
            self.assertIn("1 of at least 3", question.summary)
            event.invalidate_recordset()
            self.assertIn("1 of at least 3", event.decision_hint)
            self._organise(event).action_go()
            self.assertEqual(str(event.decided_on), "2027-03-30")
            self.assertFalse(self._activities(event))
            self.assertFalse(event.decision_hint)

    def test_a_date_with_enough_people_takes_place_without_a_question(self):
        event = self._create_days(6, seats_min=1)
        event.action_open_registration()
        self._register(event, "Hanna Berg")
        with freeze_time("2027-03-30 06:00:00"):
            self._ask()
        self.assertEqual(str(event.decided_on), "2027-03-30")
        self.assertFalse(self._activities(event))

    def test_nobody_is_asked_where_no_number_is_set_or_nothing_is_ahead(self):
        free, over, off = (
            self._create_days(6),
            self._create_days(6, seats_min=3),
            self._create_days(6, seats_min=3),
        )
        off.action_call_off("Krank")
        with freeze_time("2027-04-06 12:00:00"):
            self._ask()
        self.assertFalse(self._activities(free | over | off))

    def test_without_anybody_responsible_an_organiser_is_asked(self):
        self.training.user_id = False
        event = self._create_days(6, seats_min=3, user_id=False)
        with freeze_time("2027-03-30 06:00:00"):
            self._ask()
        asked = self._activities(event).user_id
        self.assertTrue(
            asked.has_group("club_support.club_support_group_trainingorganiser")
        )

    # ------------------------------------------------------------
    # Calling off and holding
    # ------------------------------------------------------------

    def test_calling_off_gives_up_all_seats_and_tells_everybody(self):
        event = self._create_days(6, seats_max=2, seats_limited=True)
        event.action_open_registration()
        people = self._register(event, "Hanna Berg", "Jörg Brandt")
        people |= self._register(event, "Otto Ohne")
        told = self._listen()
        self._organise(event).action_call_off("  Die Trainerin  ist krank ")
        self.assertEqual(told, [("called_off", "Die Trainerin ist krank")])
        self.assertEqual(event.training_state, "called_off")
        self.assertEqual(event.call_off_reason, "Die Trainerin ist krank")
        self.assertEqual(event.kanban_state, "cancel")
        self.assertEqual(people.mapped("state"), ["cancel"] * 3)
        self.assertEqual(people.mapped("cancel_kind"), ["called_off"] * 3)
        self.assertFalse(any(people.mapped("seat_number")))
        self._allot(event)
        self.assertEqual(people.mapped("training_status"), ["cancelled"] * 3)

    def test_open_offers_are_withdrawn_when_it_is_called_off(self):
        event = self._create_days(6, seats_max=1, seats_limited=True)
        event.action_open_registration()
        first = self._register(event, "Hanna Berg")
        second = self._register(event, "Jörg Brandt")
        first._give_up("person")
        self._allot(event)
        offer = second.offer_id
        event.action_call_off("Krank")
        self.assertEqual(offer.state, "withdrawn")

    def test_the_dialog_wants_a_reason(self):
        event = self._create_days(6)
        Dialog = self.env["club.training.call.off"].with_user(self.trainingorganiser)
        Dialog = Dialog.with_context(active_model="event.event", active_id=event.id)
        dialog = Dialog.create({"reason": " "})
        self.assertEqual(dialog.people_count, 0)
        with self.assertRaisesRegex(UserError, "wants to know why") as caught:
            dialog.action_apply()
        self._assert_sentence(caught.exception)
        dialog.reason = "Zu wenige"
        dialog.action_apply()
        self.assertEqual(event.call_off_reason, "Zu wenige")

    def test_steps_follow_each_other_and_belong_to_organisers(self):
        event = self._create_days(6)
        for method in ("action_go", "action_call_off", "action_hold"):
            for user in (self.trainer, self.worker, self.plain_user, self.portal):
                with (
                    self.subTest(f"{method} by {user.login}"),
                    self.assertRaises(AccessError),
                ):
                    self._rpc(user, "event.event", method, event.ids)
        with self.assertRaisesRegex(UserError, "not begun yet"):
            self._organise(event).action_hold()
        event.action_call_off("Krank")
        for method in ("action_go", "action_call_off", "action_hold"):
            with self.subTest(method), self.assertRaisesRegex(UserError, "Called Off"):
                self._rpc(self.trainingorganiser, "event.event", method, event.ids)

    def test_a_date_that_was_held_lies_in_an_ended_stage(self):
        event = self._create_days(6)
        with freeze_time("2027-04-07 06:00:00"):
            self._organise(event).action_hold()
        self.assertEqual(event.training_state, "held")
        self.assertTrue(event.stage_id.pipe_end)

    def test_events_that_are_no_trainings_have_no_such_steps(self):
        plain = self.env["event.event"].create(
            {
                "name": "Sommerfest",
                "date_begin": "2027-06-01 10:00:00",
                "date_end": "2027-06-01 12:00:00",
            }
        )
        with self.assertRaises(AccessError):
            plain.action_call_off("Regen")
        copy = plain.copy()
        self.assertEqual(copy.name, "Sommerfest (copy)")
        plain.write({"date_end": "2027-06-01 13:00:00", "active": False})
        self.assertFalse(plain.training_day_ids)
        plain.unlink()

    # ------------------------------------------------------------
    # Changes that nobody knows yet
    # ------------------------------------------------------------

    def _listen(self):
        """
        :return: list of kind and reason that grows with what is told
        """
        told = []
        Event = self.env.registry["event.event"]
        self.patch(
            Event, "_club_tell", lambda _self, *args: told.append((*args, None)[:2])
        )
        return told

    def test_a_move_after_people_registered_is_told_by_one_button(self):
        event = self._create_days(6)
        event.action_open_registration()
        event.action_move("2027-04-07 07:00:00")
        self.assertFalse(event.is_change_untold, "nobody is there to be told")
        self._register(event, "Hanna Berg")
        event.training_day_ids.stop += HOUR
        self.assertTrue(event.is_change_untold)
        told = self._listen()
        self._organise(event).action_club_tell_everybody()
        self.assertEqual(told, [("moved", None)])
        self.assertFalse(event.is_change_untold)
        with self.assertRaisesRegex(UserError, "nothing has changed"):
            self._organise(event).action_club_tell_everybody()

    def test_nobody_notes_by_hand_that_all_were_told(self):
        event = self._create_days(6)
        with self.assertRaisesRegex(UserError, "own steps only"):
            self._organise(event).write({"is_change_untold": False})

    # ------------------------------------------------------------
    # Keeping
    # ------------------------------------------------------------

    def test_a_copy_has_the_days_but_neither_room_nor_deadlines_of_its_model(self):
        event = self._create_days(6, 7, facility_id=self.room.id, decision_on=False)
        event.decision_on = "2027-03-03"
        event.action_open_registration()
        copy = self._organise(event).copy({"date_begin": "2027-05-04 07:00:00"})
        self.assertEqual(copy.training_state, "planned")
        self.assertEqual(copy.name, event.name)
        self.assertEqual(
            copy.training_day_ids.mapped("start"),
            [datetime(2027, 5, 4, 7), datetime(2027, 5, 5, 7)],
        )
        self.assertFalse(copy.facility_id)
        self.assertFalse(copy.training_day_ids.reservation_id)
        self.assertEqual(str(copy.decision_on), "2027-04-27")

    def test_a_copied_course_has_no_dates(self):
        self._create_days(6)
        copy = self._organise(self.training).copy()
        self.assertEqual(copy.name, "Child Protection in the Club (copy)")
        self.assertFalse(copy.session_ids)

    def test_what_people_registered_for_is_neither_archived_nor_deleted(self):
        event = self._create_days(6)
        event.action_open_registration()
        self._register(event, "Hanna Berg")
        with self.assertRaisesRegex(UserError, "call it off") as caught:
            event.active = False
        self._assert_sentence(caught.exception)
        with self.assertRaisesRegex(UserError, "stays on record"):
            event.unlink()
        event.action_call_off("Krank")
        event.active = False
        with self.assertRaisesRegex(UserError, "stays on record"):
            event.unlink()

    def test_a_course_with_dates_ahead_is_not_archived(self):
        event = self._create_days(6)
        with self.assertRaisesRegex(UserError, "has dates ahead"):
            self.training.active = False
        event.action_call_off("Krank")
        self.training.active = False
        self.assertFalse(self.training.active)

    def test_trainings_open_in_their_own_form(self):
        event = self._create_days(6)
        event.action_open_registration()
        person = self._register(event, "Hanna Berg")
        for record in (event, person):
            view = self.env.ref(f"club_support.{record._table}_view_form_training")
            self.assertEqual(record.get_formview_id(), view.id)
        plain = self.env["event.event"].create(
            {
                "name": "Sommerfest",
                "date_begin": "2027-06-01 10:00:00",
                "date_end": "2027-06-01 12:00:00",
            }
        )
        self.assertNotEqual(plain.get_formview_id(), event.get_formview_id())

    def test_an_address_without_a_form_opens_ours_for_whoever_has_no_other_events(self):
        admin = self.env.ref("base.user_admin")
        for model in ("event.event", "event.registration"):
            table = model.replace(".", "_")
            own = self.env.ref(f"club_support.{table}_view_form_training")
            for user in (admin, self.trainer, admin, self.trainingorganiser):
                view = self.env[model].with_user(user).get_view(view_type="form")
                self.assertEqual(view["id"] == own.id, user != admin)

    def test_a_course_counts_its_dates_and_people(self):
        held = self._create_days(6)
        self._create_days(13)
        off = self._create_days(20)
        for event in (held, off):
            event.action_open_registration()
            self._register(event, "Hanna Berg")
        off.action_call_off("Krank")
        training = self.training.with_user(self.worker)
        self.assertEqual(training.session_count, 2)
        self.assertEqual(training.people_count, 1)
        self.assertEqual(training.next_date, datetime(2027, 4, 6, 7))
        action = self._organise(self.training).action_view_sessions()
        self.assertEqual(self.env["event.event"].search_count(action["domain"]), 3)
        for action in (
            self._organise(self.training).action_view_people(),
            self._organise(held).action_club_view_people(),
        ):
            found = self.env["event.registration"].search(action["domain"])
            self.assertIn(held.registration_ids, found)

    def test_the_list_of_dates_costs_the_same_for_one_and_thirty(self):
        fields_shown = ["name", "training_people_count", "decision_hint"]
        counts = []
        for number in (1, 29):
            self.env["event.event"].create(
                [
                    {
                        "training_id": self.training.id,
                        "date_begin": "2027-04-06 07:00:00",
                        "date_end": "2027-04-06 14:00:00",
                        "seats_min": 3,
                    }
                    for _each in range(number)
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            events = self.env["event.event"].search(
                [("training_id", "=", self.training.id)]
            )
            before = self.env.cr.sql_log_count
            events.read(fields_shown)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])

    def test_s0_06_each_training_has_a_place_a_date_and_numbers_of_participants(self):
        event = self._plan(facility_id=self.room.id)
        self._organise(event).action_open_registration()
        self._register(event, "Hanna Berg", "Jörg Brandt")
        view = self.env.ref("club_support.event_event_view_list_training")
        shown = ("date_begin", "facility_id", "training_people_count")
        worker = self.env["event.event"].with_user(self.worker)
        arch = worker.get_view(view.id, "list")["arch"]
        for name in shown:
            self.assertIn(f'name="{name}"', arch)
        [row] = worker.browse(event.ids).read(shown)
        self.assertEqual(row["date_begin"], datetime(2027, 4, 6, 7))
        self.assertEqual(row["facility_id"][1], "Saal Musterau")
        self.assertEqual(row["training_people_count"], 2)

    def test_dates_of_one_course_are_told_apart_by_their_day(self):
        one, other = (self._create_date(days=days) for days in (30, 37))
        self.assertEqual(one.display_name, other.display_name)
        named = [date.with_context(club_with_day=True) for date in (one, other)]
        self.assertNotEqual(named[0].display_name, named[1].display_name)
