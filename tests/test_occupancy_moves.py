"""Moving one use, several together, and the units below them."""

from datetime import timedelta

from freezegun import freeze_time
from psycopg2.errors import ExclusionViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_facilities import FacilitiesCommon


@tagged("post_install", "-at_install")
@freeze_time("2027-02-01 10:00:00")
class TestOccupancyMoves(FacilitiesCommon):
    def _book(self, *args, **vals):
        booking = self._reserve(*args, **vals)
        booking.action_confirm()
        return booking

    def _hours(self, bookings):
        return [
            (one._local(one.start).hour, one._local(one.stop).hour)
            for one in bookings.sorted("start")
        ]

    # ------------------------------------------------------------
    # One
    # ------------------------------------------------------------

    def test_a_move_takes_the_new_time_and_frees_the_old_one(self):
        booking = self._book()
        booking.action_move(self._at("2027-03-02", 19))
        self.assertEqual(self._hours(booking), [(19, 21)])
        self._assert_rows_true()
        self.assertTrue(self._book(start=18, stop=19))

    def test_a_move_to_another_space_takes_its_units(self):
        booking = self._book()
        third = self.thirds[1]
        booking.action_move(
            "2027-03-03 17:00:00", stop="2027-03-03 17:45:00", facility=third.id
        )
        self.assertEqual(booking.occupancy_ids.unit_id, third)
        self.assertEqual(booking.minutes, 45)
        self._assert_rows_true()

    def test_who_loses_a_move_stays_where_he_is(self):
        self._book(self.thirds[2], start=20, stop=21)
        booking = self._book()
        with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            booking.action_move(self._at("2027-03-02", 19))
        self._assert_sentence(caught.exception)
        self.env.invalidate_all()
        self.assertEqual(self._hours(booking), [(18, 20)])
        self._assert_rows_true()

    def test_a_request_moves_and_takes_nothing(self):
        self._book()
        asked = self._reserve(start=10, stop=11)
        asked.action_request()
        asked.action_move(self._at("2027-03-02", 18))
        self.assertFalse(asked.occupancy_ids)

    def test_a_lapsed_hold_that_moves_takes_its_new_time(self):
        held = self._reserve()
        self._let_hold_lapse(held)
        held.action_move(self._at("2027-03-02", 19))
        self.assertEqual(held.state, "held")
        self._assert_rows_true()

    def test_nonsense_is_refused_in_words(self):
        booking = self._book()
        start = self._at("2027-03-02", 19)
        for arguments in (
            ["gestern"],
            [None],
            [[7]],
            [start, "irgendwann"],
            [start, None, 2**31 - 1],
            [start, None, "Halle"],
            [start, None, [1, 2]],
        ):
            with (
                self.subTest(arguments=arguments),
                self.assertRaises(UserError) as caught,
                self.env.cr.savepoint(),
            ):
                booking.action_move(*arguments)
            self._assert_sentence(caught.exception)
        for minutes in (None, "60", True, 1.5, 10**9):
            with self.subTest(minutes=minutes), self.assertRaises(UserError) as caught:
                booking.action_shift(minutes)
            self._assert_sentence(caught.exception)

    def test_a_site_is_no_space(self):
        booking = self._book()
        for place in (self.site, self.building):
            with self.assertRaises(ValidationError) as caught, self.env.cr.savepoint():
                booking.action_move(self._at("2027-03-02", 19), facility=place.id)
            self._assert_sentence(caught.exception)

    def test_whoever_catches_the_error_finds_all_as_it_was(self):
        self._book(start=20, stop=22)
        booking, loser = self._book(), self._reserve(start=21, stop=22)
        for act in (
            lambda: booking.action_move(self._at("2027-03-02", 19)),
            lambda: booking.action_shift(60),
            lambda: booking.write({"stop": self._at("2027-03-02", 21)}),
            loser.action_confirm,
            loser.action_hold,
        ):
            # no assertRaises: it would take back by itself
            try:
                act()
            except UserError as error:
                self._assert_sentence(error)
            else:
                self.fail("it went through")
            self.assertEqual(self._hours(booking), [(18, 20)])
            self.assertEqual(loser.state, "draft")
            self._assert_rows_true()

    # ------------------------------------------------------------
    # Several
    # ------------------------------------------------------------

    def test_two_that_follow_each_other_move_by_an_hour(self):
        both = self._book(start=17, stop=18) | self._book(start=18, stop=19)
        both.action_shift(60)
        self.assertEqual(self._hours(both), [(18, 19), (19, 20)])
        both.action_shift(-120)
        self.assertEqual(self._hours(both), [(16, 17), (17, 18)])
        self._assert_rows_true()

    def test_all_stay_when_one_of_them_cannot_move(self):
        self._book(self.thirds[0], start=19, stop=20)
        both = self._book(start=17, stop=18) | self._book(start=18, stop=19)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            both.action_shift(60)
        self.env.invalidate_all()
        self.assertEqual(self._hours(both), [(17, 18), (18, 19)])
        self._assert_rows_true()

    def test_a_shift_by_weeks_follows_the_clock_on_the_wall(self):
        booking = self._book(day="2027-03-23")
        booking.action_shift(7 * 24 * 60)
        self.assertEqual(booking.start, self._at("2027-03-30", 18))
        self.assertEqual(booking.minutes, 120)

    def test_a_shift_costs_the_same_for_many(self):
        # what changed is told record by record: that is Odoo's
        Reservation = self.env["club.reservation"].with_context(tracking_disable=True)
        counts = []
        for number, day in ((1, "2027-04-01"), (30, "2027-05-03")):
            batch = Reservation.create(
                [
                    {
                        "name": "Turnen",
                        "facility_id": self.hall.id,
                        "start": self._at(day, hour, minute),
                        "stop": self._at(day, hour, minute) + timedelta(minutes=30),
                    }
                    for hour in range(7, 22)
                    for minute in (0, 30)
                ][:number]
            )
            batch.action_confirm()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            batch.action_shift(24 * 60)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2)
        self._assert_rows_true()

    # ------------------------------------------------------------
    # Who may
    # ------------------------------------------------------------

    def test_only_the_office_moves_what_is_taken_for_good(self):
        booking = self._reserve(user_id=self.worker.id)
        booking.action_request()
        start = self._at("2027-03-02", 19)
        self._rpc(
            self.worker, "club.reservation", "action_move", booking.ids, str(start)
        )
        self.assertEqual(booking.start, start)
        booking.action_confirm()
        for method, value in (("action_move", str(start)), ("action_shift", 60)):
            with self.assertRaises(AccessError):
                self._rpc(self.worker, "club.reservation", method, booking.ids, value)
        self.assertEqual(booking.start, start)

    def test_nobody_writes_rows_from_outside(self):
        booking = self._book()
        row = booking.occupancy_ids[0]
        vals = {
            "unit_id": self.thirds[0].id,
            "reservation_id": booking.id,
            "start": "2027-05-02 10:00:00",
            "stop": "2027-05-02 11:00:00",
        }
        people = (
            self.officer,
            self.worker,
            self.administrator,
            self.env.ref("base.user_admin"),
        )
        for user in people:
            for call in (
                ("club.occupancy", "create", [vals]),
                ("club.occupancy", "write", row.ids, {"stop": "2027-05-02 12:00:00"}),
                ("club.occupancy", "unlink", row.ids),
                ("club.occupancy", "web_save", row.ids, vals, {}),
                ("club.occupancy", "copy", row.ids),
            ):
                with (
                    self.subTest(user=user.login, call=call[1]),
                    self.assertRaises(AccessError),
                    self.env.cr.savepoint(),
                ):
                    self._rpc(user, *call)
            for name in ("_occupy", "_free", "_queue", "_insert_occupancy"):
                with self.assertRaises(AccessError):
                    self._rpc(user, "club.reservation", name, booking.ids)
        for command in ((0, 0, vals), (2, row.id), (1, row.id, {"stop": vals["stop"]})):
            with (
                self.subTest(command=command[0]),
                self.assertRaises(UserError),
                self.env.cr.savepoint(),
            ):
                self._rpc(
                    self.officer,
                    "club.reservation",
                    "write",
                    booking.ids,
                    {"occupancy_ids": [command]},
                )
        self._assert_rows_true()

    def test_no_context_from_outside_keeps_rows_from_following(self):
        booking = self._book()
        self._rpc(
            self.officer,
            "club.reservation",
            "write",
            booking.ids,
            {"start": "2027-03-02 16:00:00"},
            context={"club_moving": True},
        )
        self._assert_rows_true()

    # ------------------------------------------------------------
    # Deleting, archiving
    # ------------------------------------------------------------

    def test_what_is_deleted_leaves_no_rows(self):
        booking = self._book() | self._book(self.thirds[0], start=8, stop=9)
        booking.unlink()
        self.assertFalse(
            self.env["club.occupancy"].search([("unit_id", "in", self.thirds.ids)])
        )

    def test_a_unit_is_archived_only_while_the_whole_is_free(self):
        booking = self._book()
        with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            self.thirds[2].action_archive()
        self._assert_sentence(caught.exception)
        self.env.invalidate_all()
        self.assertTrue(self.thirds[2].active)
        self.assertEqual(booking.occupancy_ids.unit_id, self.thirds)
        booking.action_cancel()
        self.thirds[2].action_archive()
        later = self._book()
        self.assertEqual(later.occupancy_ids.unit_id, self.thirds[:2])
        self.thirds[2].action_unarchive()
        self.assertEqual(later.occupancy_ids.unit_id, self.thirds)
        self._assert_rows_true()

    # ------------------------------------------------------------
    # Units that change
    # ------------------------------------------------------------

    def test_units_do_not_change_into_a_clash(self):
        self.hall.unit_ids = self.thirds[:2]
        self._book()
        self._book(self.thirds[2], start=19, stop=21)
        with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            self.hall.unit_ids = self.thirds
        self._assert_sentence(caught.exception)
        self.env.invalidate_all()
        self.assertEqual(self.hall.unit_ids, self.thirds[:2])
        self._assert_rows_true()

    def test_a_unit_is_divided_with_all_that_is_booked_there(self):
        booking = self._book(self.thirds[0])
        whole = self._book(start=20, stop=21)
        self.hall.is_bookable = True
        # the hall as a whole takes the halves instead of the third
        halves = self.env["club.facility"].create(
            [
                {"name": name, "parent_id": self.thirds[0].id, "is_bookable": True}
                for name in ("Hälfte 1", "Hälfte 2")
            ]
        )
        self.assertEqual(self.thirds[0].unit_ids, halves)
        self.assertEqual(self.hall.unit_ids, self.thirds[1:] | halves)
        self.assertEqual(booking.occupancy_ids.unit_id, halves)
        self.assertEqual(whole.occupancy_ids.unit_id, self.thirds[1:] | halves)
        self._assert_rows_true()

    def test_a_house_booked_as_one_takes_what_lies_deeper(self):
        booking = self._book()
        self.building.is_bookable = True
        self.assertEqual(self.building.unit_ids, self.thirds)
        with self.assertRaises(UserError):
            self._book(self.building, start=19, stop=22)
        self.assertTrue(self._book(self.building, start=20, stop=22))
        self.assertEqual(booking.occupancy_ids.unit_id, self.thirds)
        self._assert_rows_true()

    def test_an_archived_unit_comes_back_where_it_was(self):
        self.thirds[2].action_archive()
        self.hall.unit_ids = self.thirds[:2]
        booking = self._book()
        self.thirds[2].action_unarchive()
        self.assertEqual(booking.occupancy_ids.unit_id, self.hall.unit_ids)
        self._assert_rows_true()

    # ------------------------------------------------------------
    # What the database says
    # ------------------------------------------------------------

    def test_the_database_refuses_in_the_same_words(self):
        booking = self._book()
        other, row = self._reserve(), booking.occupancy_ids[0]
        with (
            self.assertRaises(ExclusionViolation) as caught,
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            booking._insert_occupancy([(row.unit_id.id, row.start, row.stop, other.id)])
        error = caught.exception
        Occupancy = self.env["club.occupancy"]
        told = []

        def tell(_self, clashes):
            told.extend(clashes)
            return UserError("Dann spielen andere.")

        self.patch(self.env.registry["club.reservation"], "_make_clash_error", tell)
        self.assertEqual(Occupancy._sql_error_to_message(error), "Dann spielen andere.")
        self.assertEqual([clash.reservation_id for clash in told], booking.ids)
        self.assertEqual(told[0].wanted[:3], (row.unit_id.id, row.start, row.stop))
