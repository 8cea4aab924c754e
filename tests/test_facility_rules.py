"""Bad times are refused in words that say what is wrong and what to do."""

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common_facilities import FacilitiesCommon

DAY = "2027-03-02"


@tagged("post_install", "-at_install")
class TestFacilityRules(FacilitiesCommon):
    def _assert_refused(self, booking, *words):
        for step in ("action_request", "action_hold", "action_confirm"):
            with self.assertRaises(ValidationError) as caught:
                getattr(booking, step)()
        text = str(caught.exception)
        self._assert_sentence(text)
        for word in words:
            self.assertIn(word, text)
        self.assertEqual(booking.state, "draft")
        self.assertFalse(booking.occupancy_ids)
        return text

    def _ask_as_worker(self, **vals):
        return (
            self.env["club.reservation"]
            .with_user(self.worker)
            .create({"facility_id": self.hall.id, **vals})
        )

    def test_outside_opening_hours(self):
        booking = self._reserve(start=21, stop=23)
        self._assert_refused(booking, "Dreifachhalle", "Tuesday", "07:00–22:00")
        booking.is_exception = True
        booking.action_confirm()
        self.assertEqual(booking.state, "confirmed")

    def test_on_a_day_that_it_is_not_open(self):
        self.hall.resource_calendar_id = self.env["resource.calendar"].create(
            {"name": "Nie", "attendance_ids": []}
        )
        self.hall.resource_calendar_id.attendance_ids.unlink()
        self._assert_refused(self._reserve(), "not open on Tuesday")

    def test_in_a_closure_also_as_an_exception(self):
        self.env["club.closure"].create(
            {
                "name": "Neuer Boden",
                "facility_id": self.building.id,
                "start": self._at(DAY, 0),
                "stop": self._at("2027-03-05", 12),
            }
        )
        booking = self._reserve(is_exception=True)
        self._assert_refused(booking, "Neuer Boden", "March 2", "March 5", "12:00")

    def test_off_the_grid(self):
        booking = self._reserve(start=18, stop=20)
        booking.stop = self._at(DAY, 20, 10)
        self._assert_refused(booking, "15 minutes", "midnight")
        booking.stop = "2027-03-02 19:00:30"
        self._assert_refused(booking, "15 minutes")

    def test_too_short_and_too_long(self):
        self.hall.write({"shortest_minutes": 60, "longest_minutes": 180})
        booking = self._reserve()
        booking.stop = self._at(DAY, 18, 30)
        self._assert_refused(booking, "at least 60 minutes")
        booking.stop = self._at(DAY, 21, 15)
        self._assert_refused(booking, "up to 180 minutes")

    def test_a_use_of_years_is_refused_at_once_also_as_an_exception(self):
        booking = self._reserve(is_exception=True)
        booking.stop = "2099-01-01 00:00:00"
        self._assert_refused(booking, "shorter")

    def test_too_many_people(self):
        self.hall.capacity = 199
        self._assert_refused(self._reserve(people_expected=200), "200", "199")

    def test_beyond_the_season(self):
        season = self.env["club.season"].create(
            {"name": "Sommer", "date_from": "2027-03-03", "date_to": "2027-09-30"}
        )
        booking = self._reserve(season_id=season.id)
        self._assert_refused(booking, "Sommer")
        booking.write(
            {
                "start": self._at("2027-03-03", 18),
                "stop": self._at("2027-03-03", 20),
            }
        )
        self.assertFalse(booking._find_obstacles()[booking])

    def test_a_space_that_is_gone(self):
        booking = self._reserve(self.thirds[0])
        self.thirds[0].active = False
        self._assert_refused(booking, "Drittel A", "cannot be booked")

    def test_whoever_asks_keeps_to_the_notice_and_the_office_notes_what_was(self):
        self.hall.lead_hours = 48
        vals = {"start": self._at(DAY, 18), "stop": self._at(DAY, 20)}
        with freeze_time(self._at(DAY, 12)):
            booking = self._ask_as_worker(**vals)
            with self.assertRaisesRegex(ValidationError, "48 hours ahead"):
                booking.action_request()
            self.assertIn("48 hours", booking.time_hint)
            self.assertFalse(booking.with_user(self.officer).time_hint)
        with freeze_time("2027-02-20 12:00:00"):
            booking.action_request()
        with freeze_time(self._at(DAY, 19)):
            late = self._ask_as_worker(**vals)
            with self.assertRaisesRegex(ValidationError, "begun"):
                late.action_request()
            booking.with_user(self.officer).action_confirm()

    def test_only_the_office_makes_exceptions(self):
        vals = {"start": self._at(DAY, 22), "stop": self._at(DAY, 23)}
        with self.assertRaises(AccessError) as caught:
            self._ask_as_worker(is_exception=True, **vals)
        self._assert_sentence(caught.exception)
        with self.assertRaises(AccessError):
            self._rpc(
                self.worker,
                "club.reservation",
                "create",
                {"facility_id": self.hall.id, **vals},
                context={"default_is_exception": True},
            )
        booking = self._ask_as_worker(**vals)
        with self.assertRaises(AccessError):
            booking.is_exception = True
        booking.invalidate_recordset()
        booking.with_user(self.officer).is_exception = True
        # the exception was made for that time
        with self.assertRaises(AccessError):
            booking.stop = self._at(DAY, 23, 30)
        booking.invalidate_recordset()
        booking.action_request()
        self.assertEqual(booking.state, "requested")

    def test_the_hours_of_the_switch_days_are_those_on_the_wall(self):
        for day, hour in (("2027-03-28", 5), ("2027-10-31", 6)):
            booking = self._reserve(day=day, start=7, stop=9)
            self.assertEqual(booking.start.hour, hour)
            booking.action_confirm()
            early = self._reserve(day=day, start=6, stop=9)
            self._assert_refused(early, "07:00")

    def test_until_midnight_is_one_day_and_beyond_are_two(self):
        space = self.hall
        day = space._say_time(space, self._at(DAY, 18), self._at("2027-03-03", 0))
        self.assertEqual(day, "on Tuesday, March 2, 2027, 18:00–24:00")
        night = space._say_time(space, self._at(DAY, 22), self._at("2027-03-03", 2))
        self.assertEqual(
            night,
            "from Tuesday, March 2, 2027, 22:00, to Wednesday, March 3, 2027, 02:00",
        )

    def test_all_that_is_wrong_is_said_at_once(self):
        self.hall.capacity = 10
        booking = self._reserve(start=22, stop=23, people_expected=11)
        text = self._assert_refused(booking, "22:00", "too many")
        self.assertIn(text, booking.time_hint)
        with self.assertRaises(UserError):
            (booking | self._reserve(start=8, stop=9)).action_confirm()
