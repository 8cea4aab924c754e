"""What municipalities need of halls and contact points, by the user's own way in."""

from ast import literal_eval
from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import Form, HttpCase, tagged

from .common_facilities import FacilitiesCommon
from .test_places import PlacesCommon

NOW = "2027-01-27 11:00:00"
TUESDAYS = ("2027-01-05", "2027-01-12", "2027-01-19", "2027-01-26")


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestMunicipalityHalls(FacilitiesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["club.holiday"].search([]).active = False
        Facility = cls.env["club.facility"]
        cls.house = Facility.create({"name": "Bürgerhaus", "kind": "building"})
        room = {"name": "Saal", "parent_id": cls.house.id, "is_bookable": True}
        cls.room = Facility.create(room)
        cls.house.caretaker_ids = cls.caretaker

    def _give_every_tuesday(self, name):
        """The office enters a group's time and books all of its dates."""
        form = Form(self.env["club.reservation.series"].with_user(self.officer))
        form.name = name
        form.facility_id = self.room
        form.partner_id = self.club
        form.date_from, form.date_to = TUESDAYS[0], "2027-03-30"
        form.hour_from, form.hour_to = 19, 21
        series = form.save()
        series.action_confirm()
        return series

    def _print_plan(self):
        """What hangs on the door, as the office prints it."""
        Dialog = self.env["club.facility.plan.print"].with_user(self.officer)
        form = Form(Dialog)
        form.facility_ids.add(self.house)
        data = form.save().action_print()["data"]
        report = self.env["ir.actions.report"].with_user(self.officer)
        name = "club_support.club_facility_report_plan_a4"
        return report._render_qweb_html(name, None, data=dict(data))[0].decode()

    def test_s0_14_the_plan_of_a_community_hall_leads_to_its_better_use(self):
        """Printed and on screen; what stands empty shows, and others get it."""
        with freeze_time("2026-12-15 11:00:00"):
            choir = self._give_every_tuesday("Singkreis")
        self.assertIn("Singkreis", self._print_plan())
        week = ("2027-03-01", "2027-03-08")
        board = self._rpc(
            self.worker, "club.facility", "get_board", self.house.ids, *week
        )
        self.assertEqual([bar["name"] for bar in board["bars"]], ["Singkreis"])

        evenings = choir.reservation_ids.grouped(lambda one: str(one.series_date))
        for day in TUESDAYS[:3]:
            self._rpc(
                self.caretaker,
                "club.reservation",
                "action_count_people",
                evenings[day].ids,
                0,
            )
        Series = self.env["club.reservation.series"].with_user(self.officer)
        self.assertEqual(Series.search([("is_unused", "=", True)]), choir)
        [figures] = self._rpc(
            self.management,
            "club.occupancy.report",
            "formatted_read_group",
            [("facility_id", "=", self.room.id)],
            [],
            ["hours:sum", "unused_hours:sum"],
        )
        self.assertEqual(figures["unused_hours:sum"], 6)
        self.assertEqual(figures["hours:sum"], 2 * len(choir.reservation_ids))

        asked = self._reserve(
            self.room, start=19, stop=21, name="Nähtreff", user_id=self.worker.id
        )
        self.assertIn("Singkreis", asked.with_user(self.worker).time_hint)
        self._rpc(self.officer, choir._name, "action_end", choir.ids, "2027-01-27")
        asked.invalidate_recordset()
        self.assertFalse(asked.with_user(self.worker).time_hint)
        self._rpc(self.worker, asked._name, "action_request", asked.ids)
        self._rpc(self.officer, asked._name, "action_confirm", asked.ids)
        board = self._rpc(
            self.worker, "club.facility", "get_board", self.house.ids, *week
        )
        self.assertEqual([bar["name"] for bar in board["bars"]], ["Nähtreff"])
        self._assert_rows_true()


@tagged("post_install", "-at_install")
class TestMunicipalityPlaces(PlacesCommon, HttpCase):
    def _enter_contact_point(self):
        """The facility office enters a contact point, its hours and a day off."""
        form = Form(self.env["club.facility"].with_user(self.officer))
        form.name = "Anlaufstelle Weidental"
        form.street, form.zip, form.city = "Am Markt 2", "60001", "Weidental"
        form.is_contact_point = True
        form.consultation_calendar_id = self.hours
        form.public_phone = "06000 4711"
        form.is_published = True
        return form.save()

    def _note_a_contact(self, point, channel):
        """Somebody asks; the place stands in the short form of the tally."""
        form = Form(
            self.env["club.contact.entry"].with_user(self.worker),
            "club_support.club_contact_entry_view_form_tally",
        )
        form.channel = channel
        form.facility_id = point
        form.people_count = 1
        return form.save()

    def _read_page(self):
        """What a visitor without an account reads."""
        self.env.flush_all()
        response = self.url_open("/club/places?lang=en")
        self.assertEqual(response.status_code, 200)
        return response.text

    def test_s2_5_people_find_the_contact_point_and_ask_by_every_channel(self):
        point = self._enter_contact_point()
        page = self._read_page()
        for text in ("Anlaufstelle Weidental", "Am Markt 2", "Tuesday", "06000 4711"):
            self.assertIn(text, page)
        channels = ("visit", "phone", "email", "consultation", "walk_in", "letter")
        entries = [self._note_a_contact(point, channel) for channel in channels]
        groups = self._rpc(
            self.worker,
            "club.contact.entry",
            "formatted_read_group",
            [("facility_id", "=", point.id)],
            ["channel"],
            ["__count"],
        )
        self.assertEqual({group["channel"] for group in groups}, set(channels))
        self.assertEqual(sum(group["__count"] for group in groups), len(entries))

    def test_s4_11_hours_absences_and_walk_ins_of_a_contact_point(self):
        point = self._enter_contact_point()
        start = fields.Datetime.now() + timedelta(days=7)
        absence = {
            "name": "Fortbildung von Frau Müller",
            "date_from": str(start),
            "date_to": str(start + timedelta(hours=4)),
        }
        self._rpc(
            self.officer,
            "club.facility",
            "web_save",
            point.ids,
            {"absence_ids": [[0, 0, absence]]},
            {"display_name": {}},
        )
        self.assertEqual(self.hours.leave_ids.calendar_id, self.hours)
        page = self._read_page()
        self.assertIn("09:00–12:30", page)
        self.assertIn(point._describe_days(start, start + timedelta(hours=4)), page)
        self.assertNotIn("Müller", page)

        action = self._rpc(
            self.worker, "club.facility", "action_count_walk_in", point.ids
        )
        Entry = self.env["club.contact.entry"].with_user(self.worker)
        tally = "club_support.club_contact_entry_view_form_tally"
        for number in (1, 3):
            form = Form(Entry.with_context(**action["context"]), tally)
            form.people_count = number
            form.save()
        counted = self._rpc(
            self.worker, "club.facility", "read", point.ids, ["walk_in_count"]
        )
        self.assertEqual(counted[0]["walk_in_count"], 4)

    def test_s0_9_actors_and_facilities_have_a_place(self):
        """Entered by hand; the nearest halls of a club, with their distance."""
        self.club.write({"partner_latitude": 50.11, "partner_longitude": 8.70})
        with Form(self.building.with_user(self.officer)) as form:
            form.latitude, form.longitude = 50.12, 8.70
        action = self._rpc(
            self.worker, "res.partner", "action_view_near_facilities", self.club.ids
        )
        found = self._rpc(
            self.worker,
            action["res_model"],
            "web_search_read",
            [*literal_eval(action["domain"]), ("id", "child_of", self.site.id)],
            {"distance_km": {}},
            order="distance_km, id",
            context=action["context"],
        )
        distances = [round(each["distance_km"], 1) for each in found["records"]]
        self.assertEqual(distances, [1.1] * 4, "the hall and its thirds")
