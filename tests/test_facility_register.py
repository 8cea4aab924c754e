"""The register of facilities: the tree, its rules, dividing, archiving, copying."""

from contextlib import contextmanager
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_facilities import FacilitiesCommon


class RegisterCommon(FacilitiesCommon):
    def _create(self, name, parent=None, **vals):
        return self.env["club.facility"].create(
            {"name": name, "parent_id": parent.id if parent else False, **vals}
        )

    @contextmanager
    def _refused(self, kind=UserError):
        """The block is refused in a whole sentence."""
        with self.assertRaises(kind) as refusal:
            yield refusal
        self._assert_sentence(refusal.exception.args[0])

    def _book_ahead(self, facility=None):
        """A confirmed use of the hall, always ahead."""
        day = fields.Date.today() + timedelta(days=7)
        booking = self._reserve(facility, day=str(day))
        booking.action_confirm()
        return booking


@tagged("post_install", "-at_install")
class TestFacilityTree(RegisterCommon):
    def test_a_site_lies_in_nothing_else(self):
        with self._refused(ValidationError):
            self._create("Nebenplatz", self.site, kind="site")

    def test_a_building_does_not_lie_in_a_space(self):
        with self._refused(ValidationError):
            self._create("Anbau", self.hall, kind="building")

    def test_nothing_lies_inside_itself(self):
        with self._refused(ValidationError):
            self.building.parent_id = self.thirds[0]

    def test_a_new_one_is_of_the_kind_that_fits_where_it_lies(self):
        with Form(self.env["club.facility"]) as form:
            form.name = "Turnhalle"
            self.assertEqual(form.kind, "site")
            form.parent_id = self.site
            self.assertEqual(form.kind, "building")
            form.is_bookable = True
        self.assertEqual(form.record.kind, "building")
        room = self._create("Kraftraum", self.building)
        self.assertEqual(room.kind, "space")

    def test_a_unit_lies_on_the_same_site(self):
        elsewhere = self._create("Sportplatz", kind="site")
        pitch = self._create("Rasen", elsewhere, is_bookable=True)
        with self._refused(ValidationError):
            self.hall.unit_ids |= pitch

    def test_a_space_is_no_unit_of_itself(self):
        with self._refused(ValidationError):
            self.thirds[0].unit_ids = self.thirds[0]

    def test_an_archived_space_becomes_no_unit(self):
        stage = self._create("Bühne", self.building, is_bookable=True)
        stage.action_archive()
        with self._refused(ValidationError):
            self.hall.unit_ids |= stage
        with self._refused(ValidationError):
            self._create(
                "Alles", self.building, is_bookable=True, unit_ids=[(6, 0, stage.ids)]
            )

    def test_nothing_is_added_to_what_is_archived(self):
        self.building.action_archive()
        with self._refused(ValidationError):
            self._create("Kraftraum", self.building)

    def test_a_new_space_begins_with_the_rules_of_its_whole(self):
        self.building.write(
            {"grid_minutes": 30, "shortest_minutes": 60, "booking_mode": "direct"}
        )
        self.building.plan_shows = "occupied"
        room = self._create("Kraftraum", self.building, shortest_minutes=45)
        self.assertEqual(room.grid_minutes, 30)
        self.assertEqual(room.shortest_minutes, 45)
        self.assertEqual(room.booking_mode, "direct")
        self.assertEqual(room.plan_shows, "occupied")
        self.assertEqual(self.hall.grid_minutes, 15)

    def test_what_is_moved_keeps_its_rules(self):
        self.hall.grid_minutes = 60
        self.hall.parent_id = self.site
        self.assertEqual(self.hall.grid_minutes, 60)

    def test_a_type_proposes_its_sports(self):
        tennis = self.env.ref("club_support.club_facility_type_tennis_court")
        with Form(self.env["club.facility"]) as form:
            form.name = "Platz 1"
            form.type_id = tennis
        self.assertEqual(
            form.record.sport_ids, self.env.ref("club_support.club_sport_tennis")
        )

    def test_buttons_count_what_lies_inside(self):
        self._reserve(self.thirds[0], day="2036-03-04").action_request()
        self._reserve(day="2036-03-04").action_request()
        self._reserve(day="2036-03-05").action_reject("Ferien")
        self.env["club.closure"].create(
            {
                "name": "Neuer Boden",
                "facility_id": self.hall.id,
                "start": "2036-07-01 06:00:00",
                "stop": "2036-07-02 06:00:00",
            }
        )
        self.assertEqual(self.site.part_count, 5)
        self.assertEqual(self.hall.part_count, 3)
        self.assertEqual(self.site.ahead_count, 2)
        self.assertEqual(self.thirds[0].ahead_count, 1)
        self.assertEqual(self.site.closure_count, 1)
        self.assertEqual(self.thirds[0].closure_count, 0)
        for method, number in (
            ("action_view_parts", 5),
            ("action_view_reservations", 2),
            ("action_view_closures", 1),
        ):
            action = getattr(self.site, method)()
            found = self.env[action["res_model"]].search_count(action["domain"])
            self.assertEqual(found, number, method)

    def test_counting_does_not_grow_with_the_number_of_facilities(self):
        many = self.env["club.facility"].create(
            [{"name": f"Platz {number}", "kind": "site"} for number in range(30)]
        )
        counts = []
        # the first round fills what the server keeps for all
        for some in (many[:1], many[:1], many):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.mapped("part_count")
            some.mapped("ahead_count")
            some.mapped("closure_count")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts[1:])


@tagged("post_install", "-at_install")
class TestFacilityDividing(RegisterCommon):
    def test_a_hall_is_divided_by_one_click(self):
        hall = self._create("Halle 2", self.building, is_bookable=True, capacity=90)
        hall.grid_minutes = 30
        self._rpc(self.officer, "club.facility", "action_divide", hall.ids, 3)
        self.assertEqual(
            hall.child_ids.mapped("name"),
            ["Hall Third A", "Hall Third B", "Hall Third C"],
        )
        self.assertEqual(hall.unit_ids, hall.child_ids)
        self.assertEqual(set(hall.child_ids.mapped("capacity")), {30})
        self.assertEqual(set(hall.child_ids.mapped("grid_minutes")), {30})

    def test_parts_side_by_side_can_be_offered_together(self):
        hall = self._create("Halle 2", self.building, is_bookable=True, capacity=90)
        dialog = (
            self.env["club.facility.divide"]
            .with_user(self.officer)
            .with_context(active_model="club.facility", active_id=hall.id)
            .create({"number": 4, "word": "Feld", "with_neighbours": True})
        )
        dialog.action_divide()
        self.assertEqual(len(hall.unit_ids), 4)
        combined = hall.child_ids - hall.unit_ids
        self.assertEqual(
            set(combined.mapped("name")),
            {
                *("Feld A + B", "Feld B + C", "Feld C + D"),
                *("Feld A + B + C", "Feld B + C + D"),
            },
        )
        both = combined.filtered(lambda one: one.name == "Feld B + C")
        self.assertEqual(both.unit_ids.mapped("name"), ["Feld B", "Feld C"])

    def test_what_is_booked_ahead_takes_the_new_parts(self):
        hall = self._create("Halle 2", self.building, is_bookable=True)
        booking = self._book_ahead(hall)
        hall.action_divide(2)
        self.assertEqual(booking.occupancy_ids.unit_id, hall.child_ids)
        day = str(booking.start.date())
        other = self._reserve(hall.child_ids[0], day=day)
        with self.assertRaises(UserError):
            other.action_confirm()

    def test_dividing_refuses_what_cannot_be(self):
        for number in (0, 1, 13, "3", None, 2.5):
            with self.subTest(number=number), self._refused():
                self.hall.action_divide(number)
        with self._refused():
            self.hall.action_divide(3)
        with self._refused():
            self.building.action_divide(3)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_only_the_office_divides(self):
        hall = self._create("Halle 2", self.building, is_bookable=True)
        for user in (self.worker, self.caretaker, self.management):
            with self.assertRaises(AccessError):
                self._rpc(user, "club.facility", "action_divide", hall.ids, 3)
            with self.assertRaises(AccessError):
                self._rpc(user, "club.facility", "action_combine", self.thirds.ids)

    def test_chosen_units_are_offered_together(self):
        chosen = self.thirds[:2]
        action = self._rpc(self.officer, "club.facility", "action_combine", chosen.ids)
        both = self.env["club.facility"].browse(action["res_id"])
        self.assertEqual(both.name, "Drittel A + Drittel B")
        self.assertEqual(both.parent_id, self.hall)
        self.assertEqual(both.unit_ids, chosen)
        self.assertEqual(self.hall.unit_ids, self.thirds)
        for refused in (chosen, self.thirds, self.thirds[0], self.hall | both):
            with self._refused():
                refused.action_combine()
        pitch = self._create("Rasen", kind="space", is_bookable=True)
        with self._refused():
            (pitch | self.thirds[0]).action_combine()

    def test_a_hall_is_copied_with_its_thirds(self):
        both = self._create(
            "A + B", self.hall, is_bookable=True, unit_ids=[(6, 0, self.thirds[:2].ids)]
        )
        self.hall.grid_minutes = 30
        twin = self.hall.copy()
        self.assertEqual(twin.name, "Dreifachhalle (copy)")
        self.assertEqual(twin.grid_minutes, 30)
        self.assertEqual(
            twin.child_ids.mapped("name"), self.hall.child_ids.mapped("name")
        )
        self.assertEqual(twin.unit_ids.mapped("name"), self.thirds.mapped("name"))
        self.assertFalse(twin.unit_ids & self.thirds)
        twin_of_both = twin.child_ids.filtered("unit_ids")
        self.assertEqual(twin_of_both.name, both.name)
        self.assertLessEqual(twin_of_both.unit_ids, twin.unit_ids)
        self.assertEqual(self.hall.unit_ids, self.thirds)

    def test_a_copied_site_has_a_hall_of_its_own(self):
        twin = self.site.copy()
        hall = twin.child_ids.child_ids
        self.assertEqual(hall.name, "Dreifachhalle")
        self.assertEqual(hall.unit_ids, hall.child_ids)
        self.assertEqual(len(hall.unit_ids), 3)


@tagged("post_install", "-at_install")
class TestFacilityArchiving(RegisterCommon):
    def test_a_site_is_archived_and_restored_with_all_that_lies_in_it(self):
        self.thirds[2].action_archive()
        everything = self.site | self.building | self.hall | self.thirds
        self.site.action_archive()
        self.assertFalse(any(everything.mapped("active")))
        self.site.action_unarchive()
        self.assertEqual(everything.filtered("active"), everything - self.thirds[2])
        self.assertEqual(self.hall.unit_ids, self.thirds[:2])
        self.thirds[2].action_unarchive()
        self.assertEqual(self.hall.unit_ids, self.thirds)

    def test_a_part_is_not_restored_without_its_whole(self):
        self.building.action_archive()
        with self._refused(ValidationError):
            self.hall.action_unarchive()

    def test_what_is_booked_ahead_is_not_archived(self):
        self._book_ahead(self.thirds[0])
        for facility in (self.thirds[0], self.hall, self.site):
            with self._refused() as refusal:
                facility.action_archive()
            self.assertIn("Drittel A", str(refusal.exception))
        self.assertTrue(self.thirds[0].active)
        self.thirds[1].action_archive()

    def test_a_unit_of_what_is_booked_ahead_is_not_archived(self):
        booking = self._book_ahead()
        with self._refused():
            self.thirds[1].action_archive()
        booking.action_cancel("Ferien")
        self.thirds[1].action_archive()
        self.assertEqual(self.hall.unit_ids, self.thirds[0] | self.thirds[2])

    def test_what_was_asked_for_ahead_waits_for_its_answer(self):
        request = self._reserve(day="2036-03-04")
        request.action_request()
        with self._refused():
            self.building.action_archive()
        request.action_reject("Umbau")
        self.building.action_archive()

    def test_the_past_does_not_keep_a_hall_open(self):
        past = self._reserve(day="2020-03-03")
        past.action_confirm()
        self.hall.action_archive()
        self.assertFalse(self.hall.active)
        self.assertEqual(len(past.occupancy_ids), 3)

    def test_what_was_used_is_not_deleted(self):
        self._reserve(self.thirds[0])
        for facilities in (self.thirds[0], self.site, self.hall | self.thirds):
            with self._refused():
                facilities.unlink()

    @mute_logger("odoo.models.unlink")
    def test_what_nobody_used_is_deleted(self):
        self.thirds[2].unlink()
        self.assertEqual(self.hall.unit_ids, self.thirds[:2])
        with self._refused():
            self.hall.unlink()
        (self.hall | self.thirds[:2]).unlink()
        self.assertFalse(self.hall.exists())

    def test_a_unit_that_took_time_is_not_deleted(self):
        self._reserve(day="2020-03-03").action_confirm()
        with self._refused():
            self.thirds[0].unlink()
