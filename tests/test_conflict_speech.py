"""Whoever loses a time reads who has it, if they may know, and what is free."""

from odoo import SUPERUSER_ID, Command, api
from odoo.exceptions import AccessError, UserError
from odoo.sql_db import db_connect
from odoo.tests import Form, TransactionCase, tagged

from .common_facilities import FacilitiesCommon

DAY = "2027-03-02"


@tagged("post_install", "-at_install")
class TestConflictSpeech(FacilitiesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.taken = cls._reserve(name="Turnen Mädchen", user_id=cls.officer.id)
        cls.taken.action_confirm()
        cls.site.caretaker_ids = cls.caretaker

    def _say_to(self, user, space=None):
        booking = self._reserve(space or self.thirds[0], start=19, stop=21)
        booking.user_id = user
        return booking.with_user(user)._find_obstacles()[booking][0].text

    def _lose(self, booking):
        with self.assertRaises(UserError) as caught:
            booking.action_confirm()
        self._assert_sentence(caught.exception)
        return str(caught.exception)

    # ------------------------------------------------------------
    # Who has the time
    # ------------------------------------------------------------

    def test_the_office_reads_who_has_the_time_when_and_where(self):
        text = self._lose(self._reserve(self.thirds[0], start=19, stop=21))
        self.assertIn("Dreifachhalle” is taken on Tuesday, March 2, 2027", text)
        self.assertIn("18:00–20:00", text)
        self.assertIn(f"Turnen Mädchen ({self.club.name})", text)

    def test_others_read_what_the_plan_shows(self):
        for persona, shown in (
            ("officer", True),
            ("management", True),
            ("caretaker", True),
            ("worker", False),
            ("lead", False),
        ):
            user = getattr(self, persona)
            with self.subTest(persona=persona):
                self.hall.plan_shows = "name"
                text = self._say_to(user)
                self.assertIn("Turnen Mädchen", text)
                self.assertEqual(self.club.name in text, shown)
                self.hall.plan_shows = "occupied"
                text = self._say_to(user)
                self.assertIn("18:00–20:00", text)
                self.assertEqual("Turnen Mädchen" in text, shown)

    def test_whoever_asked_for_the_other_time_knows_it(self):
        self.hall.plan_shows = "occupied"
        self.taken.user_id = self.worker
        self.assertIn("Turnen Mädchen", self._say_to(self.worker))
        self.assertNotIn("Turnen Mädchen", self._say_to(self.colleague))

    def test_a_hold_is_told_as_one(self):
        self._reserve(self.thirds[0], start=20, stop=21, name="Yoga").action_hold()
        text = self._lose(self._reserve(self.thirds[0], start=20, stop=21))
        self.assertIn("is held on", text)
        self.assertIn("Yoga", text)

    def test_many_clashes_are_told_in_short(self):
        for hour in (8, 9, 10, 11):
            self._reserve(self.thirds[0], start=hour, stop=hour + 1).action_confirm()
        text = self._lose(self._reserve(start=8, stop=20))
        self.assertEqual(text.count("is taken"), 3)
        self.assertIn("2 more uses are in the way.", text)

    def test_a_batch_reads_each_use_once(self):
        batch = self._reserve(start=18, stop=19) | self._reserve(start=19, stop=20)
        text = self._lose(batch)
        self.assertEqual(text.count("is taken"), 2)
        self.assertIn("Please choose another", text)

    def test_who_was_faster_may_be_gone_again(self):
        error = self._reserve()._make_clash_error([])
        self._assert_sentence(error)
        self.assertIn("This time is taken.", str(error))

    def test_what_is_invisible_here_is_looked_up_as_others_see_it(self):
        booking = self._reserve()
        clashes = booking._find_clashes(booking._get_wanted())
        ghost = clashes[0]._replace(reservation_id=2**31 - 1)
        error = booking._make_clash_error([clashes[0], ghost])
        self._assert_sentence(error)
        self.assertIn("Turnen Mädchen", str(error))

    # ------------------------------------------------------------
    # Alternatives
    # ------------------------------------------------------------

    def _find(self, booking):
        return {
            (one.kind, one.facility, one.start) for one in booking._find_alternatives()
        }

    def test_other_parts_elsewhere_shifted_and_the_next_days_are_offered(self):
        self.taken.action_cancel()
        self._reserve(self.thirds[0], start=18, stop=20).action_confirm()
        other = self.env["club.facility"].create(
            {"name": "Sporthalle Nord", "is_bookable": True}
        )
        booking = self._reserve(self.thirds[0], start=19, stop=20)
        self.assertEqual(
            self._find(booking),
            {
                ("elsewhere", other, self._at(DAY, 19)),
                ("shift", self.thirds[0], self._at(DAY, 20)),
                ("part", self.thirds[1], self._at(DAY, 19)),
                ("part", self.thirds[2], self._at(DAY, 19)),
                ("date", self.thirds[0], self._at("2027-03-03", 19)),
                ("date", self.thirds[0], self._at("2027-03-09", 19)),
            },
        )
        text = self._lose(booking)
        for words in ("Sporthalle Nord", "20:00–21:00", "Drittel C", "March 3"):
            self.assertIn(words, text)

    def test_what_is_offered_can_be_booked(self):
        self._reserve(self.thirds[1], start=20, stop=22).action_confirm()
        booking = self._reserve(start=18, stop=20)
        found = booking._find_alternatives()
        self.assertGreaterEqual(len(found), 2)
        for one in found:
            self._reserve(one.facility, start=8, stop=9).write(
                {"start": one.start, "stop": one.stop}
            )
            again = self._reserve(one.facility)
            again.write({"start": one.start, "stop": one.stop})
            again.action_confirm()
            again.action_cancel()

    def test_only_spaces_that_fit_are_offered_the_nearest_first(self):
        Facility = self.env["club.facility"]
        kind, other_kind = self.env["club.facility.type"].create(
            [{"name": "Dreifachhalle"}, {"name": "Sitzungsraum"}]
        )
        sport = self.env["club.sport"].create({"name": "Faustball"})
        self.hall.write({"type_id": kind.id, "latitude": 50.0, "longitude": 9.0})
        same = {"is_bookable": True, "type_id": kind.id}
        far, near, small, room, special = Facility.create(
            [
                {"name": "A fern", "latitude": 51.0, "longitude": 9.0, **same},
                {"name": "B nah", "latitude": 50.01, "longitude": 9.0, **same},
                {"name": "C klein", "capacity": 5, **same},
                {**same, "name": "D Raum", "type_id": other_kind.id},
                {
                    **same,
                    "name": "E Feld",
                    "type_id": other_kind.id,
                    "sport_ids": [Command.set(sport.ids)],
                },
            ]
        )
        inside = Facility.create(
            {"name": "F nebenan", "parent_id": self.building.id, **same}
        )
        unknown = Facility.create({"name": "G irgendwo", **same})
        booking = self._reserve(people_expected=20)
        use = booking._get_uses()[0]
        fitting = use.facility._find_fitting(use, None) - self.hall
        self.assertEqual(
            list(fitting._sort_by_nearness(self.hall)), [inside, near, far, unknown]
        )
        self.assertNotIn(small, fitting)
        self.assertNotIn(room, fitting)
        self.assertIn(special, use.facility._find_fitting(use, sport))

    def test_a_hall_that_is_too_small_is_not_offered_at_other_times(self):
        self.hall.capacity = 10
        booking = self._reserve(people_expected=20)
        self.assertFalse(
            [one for one in booking._find_alternatives() if one.kind != "elsewhere"]
        )

    def test_the_next_date_lies_in_the_season(self):
        season = self.env["club.season"].create(
            {"name": "Winter", "date_from": "2027-03-01", "date_to": "2027-03-04"}
        )
        booking = self._reserve(season_id=season.id)
        dates = [one for one in booking._find_alternatives() if one.kind == "date"]
        self.assertEqual([one.start for one in dates], [self._at("2027-03-03", 18)])

    def test_the_same_hour_on_the_wall_is_offered_across_the_switch(self):
        self._reserve(day="2027-03-27").action_confirm()
        booking = self._reserve(day="2027-03-27")
        dates = [one for one in booking._find_alternatives() if one.kind == "date"]
        self.assertEqual(dates[0].start, self._at("2027-03-28", 18))
        self.assertEqual(dates[1].start, self._at("2027-04-03", 18))

    # ------------------------------------------------------------
    # Before anything is written
    # ------------------------------------------------------------

    def test_the_preview_says_what_booking_would_say(self):
        booking = self._reserve(self.thirds[0], start=19, stop=21)
        found = booking.preview()
        self.assertFalse(found["is_free"])
        self.assertEqual([one["kind"] for one in found["problems"]], ["taken"])
        self.assertIn(found["problems"][0]["text"], self._lose(booking))
        self.assertTrue(found["alternatives"])
        self.assertIn("20:00", found["alternatives"][0]["text"])
        booking.write({"start": self._at(DAY, 20), "stop": self._at(DAY, 21)})
        self.assertEqual(
            booking.preview(), {"is_free": True, "problems": [], "alternatives": []}
        )

    def test_whoever_only_asks_previews_the_own_time_and_no_others(self):
        self.hall.plan_shows = "occupied"
        booking = self._reserve(user_id=self.worker.id)
        found = self._rpc(self.worker, "club.reservation", "preview", booking.ids)
        self.assertNotIn("Turnen", str(found))
        self.assertTrue(found["alternatives"])
        for user in (self.colleague, self.plain_user):
            with self.assertRaises(AccessError):
                self._rpc(user, "club.reservation", "preview", booking.ids)

    def test_the_form_tells_while_one_types(self):
        with Form(self.env["club.reservation"].with_user(self.worker)) as form:
            form.facility_id = self.thirds[0]
            form.start = self._at(DAY, 19)
            self.assertIn("is taken", form.time_hint)
            form.start = self._at(DAY, 20)
            self.assertFalse(form.time_hint)
        self.assertFalse(form.record.sudo().occupancy_ids)

    def test_what_is_decided_gets_no_hint(self):
        self.assertFalse(self.taken.time_hint)
        draft = self.env["club.reservation"].new({})
        self.assertFalse(draft.time_hint)
        self.assertEqual(draft._find_alternatives(), [])

    def test_many_hints_cost_as_many_queries_as_one(self):
        bookings = self.env["club.reservation"].union(
            *(self._reserve(day=f"2027-03-{day:02}") for day in range(1, 31))
        )

        def count(some):
            self.env.flush_all()
            self.env.invalidate_all()
            some.mapped("start")
            before = self.env.cr.sql_log_count
            some._find_obstacles()
            return self.env.cr.sql_log_count - before

        count(bookings)
        # one of them is taken, in both
        some = bookings.filtered(lambda one: one.start == self.taken.start)
        self.assertEqual(count(bookings), count(some))


@tagged("post_install", "-at_install")
class TestConflictSpeechRace(TransactionCase):
    """Works in transactions of its own, and takes back what it committed."""

    def setUp(self):
        super().setUp()
        with self._cursor() as cr:
            Facility = api.Environment(cr, SUPERUSER_ID, {})["club.facility"]
            hall = Facility.create({"name": "Wettlaufhalle", "is_bookable": True})
            parts = Facility.create(
                [
                    {"name": name, "parent_id": hall.id, "is_bookable": True}
                    for name in ("Seite Nord", "Seite Süd")
                ]
            )
            self.hall_id, self.part_ids = hall.id, parts.ids
        self.addCleanup(self._take_back)

    def _cursor(self):
        return db_connect(self.env.cr.dbname).cursor()

    def _take_back(self):
        with self._cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            ids = [self.hall_id, *self.part_ids]
            env["club.reservation"].search([("facility_id", "in", ids)]).unlink()
            hall = env["club.facility"].browse(self.hall_id)
            hall.unit_ids = False
            hall.child_ids.unlink()
            hall.unlink()

    def _book(self, cr, name):
        env = api.Environment(cr, SUPERUSER_ID, {})
        return env["club.reservation"].create(
            {
                "name": name,
                "facility_id": self.part_ids[0],
                "start": "2027-03-02 17:00:00",
                "stop": "2027-03-02 19:00:00",
            }
        )

    def test_whoever_was_slower_reads_who_was_faster_and_what_is_free(self):
        with self._cursor() as cr:
            slower = self._book(cr, "Langsam")
            with self._cursor() as other:
                self._book(other, "Schnell").action_confirm()
            with self.assertRaises(UserError) as caught:
                slower.action_confirm()
            cr.rollback()
        text = str(caught.exception)
        self.assertRegex(text, "Seite Nord” .* 18:00–20:00 .*“Schnell”")
        self.assertIn("Seite Süd", text)
        # the winner has that hour, which only others see
        self.assertNotIn("18:15–20:15", text)
