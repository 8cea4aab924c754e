"""The occupancy plan on screen: what it reads, and what it shows to whom."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from ..tools import wall_clock
from .common_facilities import FacilitiesCommon

WEEK = ("2027-03-01", "2027-03-08")


@tagged("post_install", "-at_install")
class TestBoard(FacilitiesCommon):
    def _board(self, user=None, facility=None, days=WEEK):
        facility = facility or self.hall
        return self._rpc(
            user or self.officer, "club.facility", "get_board", facility.ids, *days
        )

    def _confirmed(self, facility=None, **vals):
        reservation = self._reserve(facility, **vals)
        reservation.action_confirm()
        return reservation

    # ------------------------------------------------------------
    # Halls and lanes
    # ------------------------------------------------------------

    def test_a_hall_has_its_thirds_as_lanes_and_all_that_can_be_booked(self):
        pair = self.env["club.facility"].create(
            {
                "name": "A + B",
                "parent_id": self.building.id,
                "is_bookable": True,
                "unit_ids": [(6, 0, self.thirds[:2].ids)],
            }
        )
        (hall,) = self._board()["halls"]
        self.assertEqual(hall["id"], self.hall.id)
        self.assertEqual([lane["id"] for lane in hall["lanes"]], self.thirds.ids)
        spaces = {space["id"]: space["lanes"] for space in hall["spaces"]}
        self.assertEqual(spaces[pair.id], self.thirds[:2].ids)
        self.assertEqual(spaces[self.hall.id], self.thirds.ids)
        self.assertEqual(spaces[self.thirds[1].id], self.thirds[1].ids)

    def test_a_site_shows_all_of_its_halls_each_under_its_own_name(self):
        room = self.env["club.facility"].create(
            {"name": "Gymnastikraum", "parent_id": self.site.id, "is_bookable": True}
        )
        halls = {hall["id"]: hall for hall in self._board(facility=self.site)["halls"]}
        self.assertEqual(set(halls), {self.hall.id, room.id})
        self.assertEqual([lane["id"] for lane in halls[room.id]["lanes"]], room.ids)

    def test_a_part_of_a_hall_shows_the_use_of_the_whole(self):
        self._confirmed()
        board = self._board(facility=self.thirds[0])
        self.assertEqual([bar["lanes"] for bar in board["bars"]], [self.thirds[0].ids])

    def test_halls_to_choose_from_tell_site_and_caretaker(self):
        self.hall.caretaker_ids = self.caretaker
        halls = self._rpc(self.caretaker, "club.facility", "get_board_halls")
        mine = [hall for hall in halls if hall["is_mine"]]
        self.assertEqual([hall["id"] for hall in mine], self.hall.ids)
        self.assertEqual(mine[0]["site"], [self.site.id, self.site.name])
        self.assertIs(mine[0]["type"], False)
        self.assertIn("Mühlenhalle", mine[0]["name"])

    def test_thirds_beside_each_other_stand_under_the_hall_that_they_make(self):
        Facility = self.env["club.facility"]
        room = {"parent_id": self.building.id, "is_bookable": True}
        halves = Facility.create(
            [{"name": name, **room} for name in ("1/2 L", "1/2 R")]
        )
        whole = Facility.create(
            {"name": "Altbau", **room, "unit_ids": [(6, 0, halves.ids)]}
        )
        halls = self._rpc(self.worker, "club.facility", "get_board_halls")
        found = {hall["id"] for hall in halls}
        self.assertIn(whole.id, found)
        self.assertFalse(found & set(halves.ids))

    def test_more_rows_than_anybody_reads_are_left_out_and_counted(self):
        self.env["club.facility"].create(
            [
                {"name": f"Raum {n}", "parent_id": self.site.id, "is_bookable": True}
                for n in range(120)
            ]
        )
        board = self._board(facility=self.site)
        shown = sum(len(hall["lanes"]) for hall in board["halls"])
        self.assertEqual((shown, board["left_out"]), (120, 3))

    # ------------------------------------------------------------
    # Uses, by the clock on the wall
    # ------------------------------------------------------------

    def test_a_use_stands_on_its_day_in_local_minutes_on_every_unit(self):
        reservation = self._confirmed(self.thirds[1], day="2027-03-02")
        (bar,) = self._board()["bars"]
        self.assertEqual(bar["lanes"], self.thirds[1].ids)
        self.assertEqual(
            (bar["day"], bar["from"], bar["to"]), ("2027-03-02", 18 * 60, 20 * 60)
        )
        self.assertEqual((bar["id"], bar["state"]), (reservation.id, "confirmed"))
        self.assertEqual(bar["partner"], self.club.name)

    def test_hours_stay_when_the_clock_changes(self):
        for day in ("2027-03-28", "2027-10-31"):
            with self.subTest(day=day):
                self._confirmed(day=day, start=18, stop=20)
                after = date.fromisoformat(day) + timedelta(days=1)
                (bar,) = self._board(days=(day, after.isoformat()))["bars"]
                self.assertEqual((bar["from"], bar["to"]), (18 * 60, 20 * 60))

    def test_a_night_lies_on_both_days(self):
        reservation = self._reserve(start=22, stop=23, is_exception=True)
        reservation.stop = self._at("2027-03-03", 2)
        reservation.action_confirm()
        bars = self._board()["bars"]
        self.assertEqual(
            [(bar["day"], bar["from"], bar["to"]) for bar in bars],
            [("2027-03-02", 22 * 60, 24 * 60), ("2027-03-03", 0, 2 * 60)],
        )

    def test_what_lies_beside_the_days_is_not_shown(self):
        self._confirmed(day="2027-02-28")
        self._confirmed(day="2027-03-08")
        self.assertFalse(self._board()["bars"])

    def test_what_was_cancelled_is_gone_and_a_request_stands_there(self):
        cancelled = self._confirmed(day="2027-03-02")
        cancelled.action_cancel()
        asked = self._reserve(day="2027-03-03")
        asked.action_request()
        (bar,) = self._board()["bars"]
        self.assertEqual((bar["id"], bar["state"]), (asked.id, "requested"))
        self.assertEqual(bar["lanes"], self.thirds.ids)

    def test_drafts_are_seen_by_whoever_wrote_them_only(self):
        self._reserve(user_id=self.worker.id)
        self.assertEqual(len(self._board(self.worker)["bars"]), 1)
        self.assertFalse(self._board(self.officer)["bars"])

    # ------------------------------------------------------------
    # Who reads what
    # ------------------------------------------------------------

    def test_others_read_the_group_where_the_space_says_so(self):
        self._confirmed(name="Handball C-Jugend")
        (bar,) = self._board(self.worker)["bars"]
        self.assertEqual((bar["name"], bar["use"]), ("Handball C-Jugend", "practice"))
        self.assertFalse(bar["id"])
        self.assertNotIn(self.club.name, str(bar))

    def test_others_read_occupied_only_where_the_space_says_so(self):
        self.hall.plan_shows = "occupied"
        self._confirmed(name="Selbsthilfegruppe")
        (bar,) = self._board(self.worker)["bars"]
        self.assertEqual(
            bar,
            {
                "id": False,
                "name": False,
                "use": False,
                "state": "occupied",
                "lanes": self.thirds.ids,
                "day": "2027-03-02",
                "from": 18 * 60,
                "to": 20 * 60,
            },
        )

    def test_caretakers_read_their_own_houses_in_full(self):
        self.hall.plan_shows = "occupied"
        reservation = self._confirmed()
        (bar,) = self._board(self.caretaker)["bars"]
        self.assertFalse(bar["id"])
        self.site.caretaker_ids = self.caretaker
        (bar,) = self._board(self.caretaker)["bars"]
        self.assertEqual(bar["id"], reservation.id)
        self.assertFalse(bar["is_movable"])

    def test_only_who_may_change_a_use_may_move_it(self):
        self._confirmed()
        for user, movable in ((self.officer, True), (self.management, False)):
            with self.subTest(user=user.login):
                (bar,) = self._board(user)["bars"]
                self.assertIs(bar["is_movable"], movable)

    def test_requests_of_others_are_not_told(self):
        self._reserve().action_request()
        self.assertFalse(self._board(self.worker)["bars"])

    def test_another_company_and_people_without_a_role_see_nothing(self):
        self._confirmed()
        board = self._board(self.foreigner)
        self.assertFalse(board["halls"] or board["bars"] or board["shades"])
        for user in (self.plain_user, self.portal):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._board(user)

    def test_nonsense_for_days_is_refused_in_words(self):
        for days in (
            ("2027-03-08", "2027-03-01"),
            ("2027-03-01", "2027-03-01"),
            ("2027-03-01", "2027-12-01"),
            ("next week", None),
            (False, 7),
            ("0001-01-01", "0001-01-08"),
        ):
            with self.subTest(days=days):
                with self.assertRaises(ValidationError) as caught:
                    self._board(days=days)
                self._assert_sentence(caught.exception.args[0])

    def test_no_facility_at_all_is_an_empty_plan(self):
        board = self._board(facility=self.env["club.facility"].browse([0]))
        self.assertFalse(board["halls"] or board["bars"] or board["shades"])

    # ------------------------------------------------------------
    # Closed
    # ------------------------------------------------------------

    def _shades(self, **kwargs):
        lane = self.thirds[0].id
        return [
            (shade["day"], shade["from"], shade["to"], shade["reason"])
            for shade in self._board(**kwargs)["shades"]
            if shade["lane"] == lane
        ]

    def test_hours_when_a_hall_is_closed_are_shaded(self):
        day = ("2027-03-02", "2027-03-03")
        self.assertEqual(
            self._shades(days=day),
            [("2027-03-02", 0, 7 * 60, False), ("2027-03-02", 22 * 60, 24 * 60, False)],
        )

    def test_hours_come_from_the_building_and_breaks_are_closed(self):
        self.building.resource_calendar_id = self.env["resource.calendar"].create(
            {
                "name": "Dienstags",
                "tz": "Europe/Berlin",
                "attendance_ids": [
                    (5,),
                    *(
                        (
                            0,
                            0,
                            {"name": name, "dayofweek": "1", "hour_from": start}
                            | {"hour_to": stop, "day_period": period},
                        )
                        for name, start, stop, period in (
                            ("a", 8, 12, "morning"),
                            ("b", 12, 13, "lunch"),
                            ("c", 13, 16.5, "afternoon"),
                        )
                    ),
                ],
            }
        )
        self.assertEqual(
            [shade[:3] for shade in self._shades(days=("2027-03-02", "2027-03-04"))],
            [
                ("2027-03-02", 0, 480),
                ("2027-03-02", 720, 780),
                ("2027-03-02", 990, 1440),
                ("2027-03-03", 0, 1440),
            ],
        )

    def test_a_closure_above_is_shaded_with_its_reason(self):
        self.env["club.closure"].create(
            {
                "name": "Neuer Boden",
                "facility_id": self.site.id,
                "start": self._at("2027-03-02", 12),
                "stop": self._at("2027-03-04", 0),
            }
        )
        shades = [shade for shade in self._shades() if shade[3]]
        self.assertEqual(
            shades,
            [
                ("2027-03-02", 720, 1440, "Neuer Boden"),
                ("2027-03-03", 0, 1440, "Neuer Boden"),
            ],
        )

    # ------------------------------------------------------------
    # Cost, pure functions
    # ------------------------------------------------------------

    def test_thirty_uses_and_ten_halls_cost_as_many_questions_as_one(self):
        def count():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._board(self.worker, self.site)
            return self.env.cr.sql_log_count - before

        Facility = self.env["club.facility"]
        names = [f"Raum {n}" for n in range(10)]
        room = {"parent_id": self.site.id, "is_bookable": True}
        rooms = Facility.create({"name": names[0], **room})
        self._confirmed(day="2027-03-01", start=8, stop=9)
        self._confirmed(rooms, day="2027-03-01", start=8, stop=9)
        self._board(self.worker, self.site)
        one = count()
        rooms += Facility.create([{"name": name, **room} for name in names[1:]])
        many = self.env["club.reservation"].create(
            [
                {
                    "name": f"Gruppe {n}",
                    "facility_id": room.id,
                    "start": self._at(f"2027-03-0{day}", 18),
                    "stop": self._at(f"2027-03-0{day}", 20),
                }
                for n, room in enumerate(rooms)
                for day in (2, 3, 4)
            ]
        )
        many.action_confirm()
        self.assertEqual(len(self._board(self.worker, self.site)["bars"]), 32)
        self.assertLessEqual(count(), one)

    def test_pieces_of_a_time_last_as_long_as_the_clock_says(self):
        berlin = ZoneInfo("Europe/Berlin")
        # half past two comes twice: an hour lies between the two
        twice = wall_clock.pieces(
            wall_clock.midnight(date(2027, 10, 31), berlin) + timedelta(hours=2.5),
            wall_clock.midnight(date(2027, 10, 31), berlin) + timedelta(hours=3.5),
            berlin,
        )
        self.assertEqual([tuple(piece)[1:] for piece in twice], [(150, 210)])
        day = date(2027, 3, 28)
        start = wall_clock.midnight(day, berlin)
        stop = wall_clock.midnight(day + timedelta(days=1), berlin)
        self.assertEqual(stop - start, timedelta(hours=23))
        self.assertEqual(wall_clock.pieces(start, stop, berlin), [(day, 0, 24 * 60)])

    def test_gaps_are_what_no_span_covers(self):
        self.assertEqual(wall_clock.gaps([]), [(0, 1440)])
        self.assertEqual(wall_clock.gaps([(0, 1440)]), [])
        self.assertEqual(
            wall_clock.gaps([(600, 700), (480, 620), (900, 1440)]),
            [(0, 480), (700, 900)],
        )
