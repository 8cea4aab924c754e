"""Find a time: instead of one that is taken, or in any hall."""

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common_facilities import FacilitiesCommon

DAY = "2027-03-02"


@tagged("post_install", "-at_install")
class TestFindTime(FacilitiesCommon):
    def _search(self, user=None, **vals):
        find = self.env["club.reservation.find"].with_user(user or self.worker)
        find = find.create(
            {
                "date_from": DAY,
                "date_to": DAY,
                "hour_from": 18,
                "hour_to": 22,
                "place_id": self.site.id,
                **vals,
            }
        )
        action = find.action_search()
        self.assertEqual(action["res_id"], find.id)
        return find

    def test_an_alternative_is_taken_by_one_click(self):
        self._reserve(self.thirds[0], start=18, stop=20).action_confirm()
        booking = self._reserve(self.thirds[0], start=19, user_id=self.worker.id)
        action = self._rpc(
            self.worker, "club.reservation", "action_find_time", booking.ids
        )
        find = self.env[action["res_model"]].with_user(self.worker)
        find = find.browse(action["res_id"])
        line = find.line_ids.filtered(lambda one: one.kind == "part")[0]
        self.assertIn("19:00–20:00", line.when)
        line.action_take()
        self.assertEqual(booking.facility_id, line.facility_id)
        self.assertEqual(booking.state, "draft")
        self.assertTrue(booking.preview()["is_free"])

    def test_what_is_free_around_the_time_that_was_wanted_is_told(self):
        booking = self._reserve(self.thirds[0])
        other = self._reserve(self.thirds[1], day="2027-03-04")
        (booking | other).action_confirm()
        action = self._rpc(
            self.officer,
            "club.reservation",
            "action_find_time",
            booking.ids,
            start=str(self._at("2027-03-04", 18)),
            facility=self.thirds[1].id,
        )
        find = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(str(find.date_from), "2027-03-04")
        parts = find.line_ids.filtered(lambda line: line.kind == "part")
        self.assertEqual(parts.facility_id, self.thirds[0] | self.thirds[2])
        self.assertEqual(set(parts.mapped("start")), {self._at("2027-03-04", 18)})
        taken = self._rpc(self.officer, parts._name, "action_take", parts[0].ids)
        self.assertEqual(taken["type"], "ir.actions.act_window_close")
        self.assertEqual(booking.start, self._at("2027-03-04", 18))
        for nonsense in ({"start": "gestern"}, {"facility": "Halle"}):
            with self.assertRaises(UserError) as caught:
                booking.action_find_time(**nonsense)
            self._assert_sentence(caught.exception)

    def test_a_confirmed_time_moves_to_the_alternative_with_its_rows(self):
        booking = self._reserve(self.thirds[0])
        booking.action_confirm()
        booking._take_instead(
            {
                "facility_id": self.thirds[1].id,
                "start": self._at(DAY, 19),
                "stop": self._at(DAY, 21),
            }
        )
        self.assertEqual(booking.occupancy_ids.unit_id, self.thirds[1])
        self.assertEqual(booking.occupancy_ids.start, self._at(DAY, 19))

    def test_an_alternative_that_is_gone_meanwhile_is_refused(self):
        self._reserve(self.thirds[0]).action_confirm()
        booking = self._reserve(self.thirds[0], user_id=self.worker.id)
        action = booking.with_user(self.worker).action_find_time()
        find = self.env[action["res_model"]].browse(action["res_id"])
        line = find.line_ids.filtered(lambda one: one.kind == "part")[0]
        self._reserve(line.facility_id).action_confirm()
        with self.assertRaises(UserError) as caught:
            line.with_user(self.worker).action_take()
        self._assert_sentence(caught.exception)
        self.assertIn("is taken", str(caught.exception))

    def test_any_hall_is_found_and_asked_for_with_one_click(self):
        self._reserve(self.thirds[0], start=18, stop=19).action_confirm()
        find = self._search(name="Yoga", partner_id=self.club.id, people=12)
        by_space = {line.facility_id: line for line in find.line_ids}
        self.assertEqual(set(by_space), set(self.hall | self.thirds))
        self.assertEqual(by_space[self.thirds[0]].start, self._at(DAY, 19))
        self.assertEqual(by_space[self.thirds[1]].start, self._at(DAY, 18))
        self.assertEqual(by_space[self.thirds[1]].until, "22:00")
        action = by_space[self.thirds[1]].action_take()
        booking = self.env["club.reservation"].browse(action["res_id"])
        self.assertEqual(booking.state, "requested")
        self.assertEqual(booking.name, "Yoga")
        self.assertEqual(booking.user_id, self.worker)
        self.assertEqual(booking.people_expected, 12)
        self.assertEqual(booking.minutes, 90)

    def test_wishes_narrow_what_is_found(self):
        sport = self.env["club.sport"].create({"name": "Faustball"})
        other = self.env["club.sport"].create({"name": "Segeln"})
        ramp, goals = self.env["club.equipment"].create(
            [{"name": "Rampe"}, {"name": "Tore"}]
        )
        kind = self.env["club.facility.type"].create({"name": "Drittel"})
        self.thirds.type_id = kind
        self.thirds[0].write(
            {
                "capacity": 10,
                "sport_ids": [Command.set(other.ids)],
                "equipment_ids": [Command.set((ramp | goals).ids)],
            }
        )
        self.thirds[1].equipment_ids = ramp
        self.thirds[2].sport_ids = sport

        def found(**vals):
            return self._search(**vals).line_ids.facility_id

        self.assertEqual(found(people=11, type_id=kind.id), self.thirds[1:])
        self.assertEqual(
            found(equipment_ids=[Command.set((ramp | goals).ids)]), self.thirds[0]
        )
        some = self._search(sport_id=sport.id).line_ids
        self.assertEqual(some[:1].facility_id, self.thirds[2])
        self.assertNotIn(self.thirds[0], some.facility_id)
        self.assertFalse(found(weekday="0"))
        self.assertFalse(found(date_from="2027-03-01", weekday="2"))

    def test_there_is_one_line_per_space_and_day(self):
        find = self._search(place_id=self.thirds[0].id, date_to="2027-03-08")
        self.assertEqual(len(find.line_ids), 7)
        self.assertEqual(
            find.line_ids.mapped("start"), sorted(find.line_ids.mapped("start"))
        )
        find.write({"date_to": "2027-03-03"})
        find.action_search()
        self.assertEqual(len(find.line_ids), 2)

    def test_what_is_over_or_too_near_is_not_offered(self):
        self.hall.lead_hours = 1
        with freeze_time(self._at(DAY, 18, 20)):
            find = self._search(minutes=60)
            starts = {line.facility_id: line.start for line in find.line_ids}
            self.assertEqual(starts[self.hall], self._at(DAY, 19, 30))
            self.assertEqual(starts[self.thirds[0]], self._at(DAY, 18, 30))
            self.assertFalse(self._search(minutes=60, hour_to=19).line_ids)

    def test_nothing_fits_where_nothing_can_be_booked(self):
        empty = self.env["club.facility"].create({"name": "Wiese", "kind": "site"})
        find = self._search(place_id=empty.id)
        self.assertTrue(find.is_searched)
        self.assertFalse(find.line_ids)

    def test_wishes_that_make_no_sense_get_a_sentence(self):
        for vals in (
            {"date_from": "2027-03-09"},
            {"date_to": "2029-03-02"},
            {"hour_from": 23},
            {"hour_to": 30},
            {"minutes": 0},
            {"minutes": 600},
        ):
            with self.subTest(vals=vals):
                with self.assertRaises(UserError) as caught:
                    self._search(**vals)
                self._assert_sentence(caught.exception)

    def test_the_last_day_follows_the_first(self):
        with Form(self.env["club.reservation.find"].with_user(self.worker)) as form:
            form.date_from = "2027-05-03"
            self.assertEqual(str(form.date_to), "2027-05-09")

    def test_the_dialog_opens_no_way_to_others_reservations(self):
        booking = self._reserve()
        Find = self.env["club.reservation.find"].with_user(self.worker)
        with self.assertRaises(AccessError):
            Find.create({"reservation_id": booking.id})
        with self.assertRaises(AccessError):
            self._rpc(self.worker, "club.reservation", "action_find_time", booking.ids)
        find = self._search(self.colleague)
        with self.assertRaises(AccessError):
            self._rpc(
                self.worker,
                "club.reservation.find.line",
                "action_take",
                find.line_ids.ids[:1],
            )
