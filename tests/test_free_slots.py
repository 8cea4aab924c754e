"""When a space is free: open, not closed, and no unit taken."""

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_facilities import FacilitiesCommon

DAY = "2027-03-02"


@tagged("post_install", "-at_install")
class TestFreeSlots(FacilitiesCommon):
    def _free(self, space=None, minutes=90, day=DAY, until=24):
        """Free times of a day, in hours on the wall."""
        space = space or self.hall
        found = space.free_slots(
            self._at(day, 0), self._at(day, until - 1, 59), minutes
        )
        local = self.env["club.reservation"].new({"facility_id": space.id})._local
        return [tuple(local(one).strftime("%H:%M") for one in pair) for pair in found]

    def _close(self, place, start, stop):
        return self.env["club.closure"].create(
            {
                "name": "Neuer Boden",
                "facility_id": place.id,
                "start": self._at(DAY, start),
                "stop": self._at(DAY, stop),
            }
        )

    def _open(self, place, *lines, **vals):
        place.resource_calendar_id = self.env["resource.calendar"].create(
            {
                "name": "Zeiten",
                "attendance_ids": [
                    Command.clear(),
                    *(
                        Command.create({"name": "Zeit", "dayofweek": "1", **line})
                        for line in lines
                    ),
                ],
                **vals,
            }
        )

    def test_a_new_space_is_free_from_7_to_22(self):
        self.assertEqual(self._free(), [("07:00", "22:00")])

    def test_what_is_taken_splits_the_day_for_the_whole_and_its_parts(self):
        self._reserve(self.thirds[0], start=18, stop=20).action_confirm()
        self._reserve(self.thirds[1], start=20, stop=21).action_hold()
        self._reserve(start=8, stop=9).action_request()
        self.assertEqual(self._free(), [("07:00", "18:00")])
        self.assertEqual(
            self._free(minutes=60), [("07:00", "18:00"), ("21:00", "22:00")]
        )
        self.assertEqual(self._free(self.thirds[2]), [("07:00", "22:00")])
        self.assertEqual(self._free(self.thirds[1], 60)[0], ("07:00", "20:00"))

    def test_a_hold_that_has_lapsed_takes_nothing(self):
        self._let_hold_lapse(self._reserve())
        self.assertEqual(self._free(), [("07:00", "22:00")])

    def test_closures_above_and_of_a_part_count(self):
        self._close(self.site, 7, 9)
        self._close(self.thirds[2], 12, 14)
        self.assertEqual(self._free(), [("09:00", "12:00"), ("14:00", "22:00")])
        self.assertEqual(self._free(self.thirds[0]), [("09:00", "22:00")])

    def test_opening_hours_come_from_above_and_the_parts_count(self):
        self._open(
            self.building,
            {"hour_from": 8, "hour_to": 12},
            {"hour_from": 12, "hour_to": 13, "day_period": "lunch"},
            {"hour_from": 13, "hour_to": 24},
        )
        self.assertEqual(self._free(), [("08:00", "12:00"), ("13:00", "23:45")])
        self._open(self.thirds[0], {"hour_from": 10, "hour_to": 20})
        self.assertEqual(self._free(), [("10:00", "12:00"), ("13:00", "20:00")])
        self.assertEqual(self._free(day="2027-03-03"), [])

    def test_every_second_week_opens_in_its_week_only(self):
        self._open(
            self.hall,
            {"hour_from": 8, "hour_to": 12, "week_type": "0"},
            {"hour_from": 14, "hour_to": 18, "week_type": "1"},
            two_weeks_calendar=True,
        )
        weeks = [self._free(day=day) for day in (DAY, "2027-03-09", "2027-03-16")]
        self.assertEqual(weeks[0], weeks[2])
        self.assertCountEqual(weeks[:2], [[("08:00", "12:00")], [("14:00", "18:00")]])

    def test_flexible_hours_mean_around_the_clock(self):
        self._open(self.hall, schedule_type="flexible")
        self.thirds.resource_calendar_id = self.hall.resource_calendar_id
        self.assertEqual(self._free(), [("00:00", "23:45")])

    def test_without_any_calendar_it_is_open_daily(self):
        self.env.ref("club_support.club_facility_calendar_daily").unlink()
        self.assertEqual(self._free(), [("07:00", "22:00")])

    def test_grid_and_lengths_of_the_space_count(self):
        self._close(self.hall, 7, 8)
        closure = self._close(self.hall, 12, 13)
        closure.stop = self._at(DAY, 13, 10)
        self.hall.write({"grid_minutes": 30, "shortest_minutes": 60})
        self.assertEqual(self._free(minutes=1)[1], ("13:30", "22:00"))
        self.hall.longest_minutes = 120
        self.assertEqual(self._free(minutes=121), [])
        self.assertEqual(len(self._free(minutes=120)), 2)

    def test_what_cannot_be_booked_is_never_free(self):
        self.assertEqual(self._free(self.building), [])
        self.thirds[0].active = False
        self.assertEqual(self._free(self.thirds[0]), [])

    def test_questions_that_make_no_sense_get_a_sentence(self):
        start, stop = "2027-03-01 00:00:00", "2027-03-31 00:00:00"
        for arguments in (
            (stop, start, 90),
            (start, start, 90),
            (start, "2037-03-01", 90),
            ("Dienstag", stop, 90),
            (None, stop, 90),
            ([], stop, 90),
            (start, stop, 0),
            (start, stop, -5),
            (start, stop, True),
            (start, stop, "lang"),
            (start, stop, None),
            (start, stop, 10**400),
        ):
            with self.subTest(arguments=arguments):
                with self.assertRaises(UserError) as caught:
                    self._rpc(
                        self.officer,
                        "club.facility",
                        "free_slots",
                        self.hall.ids,
                        *arguments,
                    )
                self._assert_sentence(caught.exception)

    def test_whoever_reads_the_space_may_ask_and_nobody_else(self):
        self._reserve().action_confirm()
        question = ("2027-03-02 00:00:00", "2027-03-03 00:00:00", 90)
        for persona in ("worker", "caretaker", "management", "officer"):
            found = self._rpc(
                getattr(self, persona),
                "club.facility",
                "free_slots",
                self.hall.ids,
                *question,
            )
            self.assertEqual(found[0], (self._at(DAY, 7), self._at(DAY, 18)), persona)
        for persona in ("plain_user", "portal", "foreigner"):
            with self.assertRaises(AccessError):
                self._rpc(
                    getattr(self, persona),
                    "club.facility",
                    "free_slots",
                    self.hall.ids,
                    *question,
                )

    def test_many_spaces_cost_as_many_queries_as_one(self):
        Facility = self.env["club.facility"]
        spaces = Facility.create(
            [
                {
                    "name": f"Halle {number}",
                    "parent_id": self.building.id,
                    "is_bookable": True,
                }
                for number in range(30)
            ]
        )
        self._reserve(spaces[0]).action_confirm()
        start, stop = self._at(DAY, 0), fields.Datetime.add(self._at(DAY, 0), days=7)

        def count(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            found = some._free_slots_many(start, stop, 90)
            self.assertEqual(len(found), len(some))
            return self.env.cr.sql_log_count - before

        count(spaces)
        self.assertEqual(count(spaces), count(spaces[:1]))
