"""Contact points with hours, absences and walk-ins; distances and the map."""

from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, HttpCase, tagged

from ..tools.distance import get_distance
from .common_facilities import FacilitiesCommon

MUSTERAU = (50.10, 8.70)


class PlacesCommon(FacilitiesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hours = cls.env["resource.calendar"].create(
            {
                "name": "Sprechzeiten",
                "company_id": cls.company.id,
                "tz": "Europe/Berlin",
                "attendance_ids": [
                    Command.clear(),
                    Command.create(
                        {
                            "name": "Di",
                            "dayofweek": "1",
                            "hour_from": 9,
                            "hour_to": 12.5,
                            "day_period": "morning",
                        }
                    ),
                ],
            }
        )
        cls.office = cls.env["club.facility"].create(
            {
                "name": "Treffpunkt Bahnhof",
                "is_contact_point": True,
                "is_published": True,
                "consultation_calendar_id": cls.hours.id,
                "street": "Bahnhofstraße 1",
                "zip": "60000",
                "city": "Musterau",
                "public_phone": "06000 1234",
                "caretaker_ids": [Command.link(cls.caretaker.id)],
                "latitude": MUSTERAU[0],
                "longitude": MUSTERAU[1],
            }
        )


@tagged("post_install", "-at_install")
class TestPlaces(PlacesCommon):
    def test_s4_11_walk_ins_are_counted_at_the_place_where_one_counted_last(self):
        Entry = self.env["club.contact.entry"].with_user(self.worker)
        action = self.office.with_user(self.worker).action_count_walk_in()
        form = Form(
            Entry.with_context(**action["context"]),
            "club_support.club_contact_entry_view_form_tally",
        )
        self.assertEqual(form.facility_id, self.office)
        form.people_count = 3
        form.save()
        menu = Form(
            Entry.with_context(default_channel="walk_in", default_people_count=1),
            "club_support.club_contact_entry_view_form_tally",
        )
        self.assertEqual(menu.facility_id, self.office)
        menu.save()
        self.env.invalidate_all()
        self.assertEqual(self.office.walk_in_count, 4)

    def test_a_telephone_call_has_no_place(self):
        entry = self.env["club.contact.entry"].create({"note": "Anruf"})
        self.assertFalse(entry.facility_id)

    def test_the_office_edits_hours_of_facilities_and_no_others(self):
        self.office.with_user(self.officer).write(
            {
                "absence_ids": [
                    Command.create(
                        {
                            "name": "Urlaub",
                            "calendar_id": self.hours.id,
                            "date_from": "2027-05-03 06:00:00",
                            "date_to": "2027-05-07 16:00:00",
                        }
                    )
                ]
            }
        )
        self.assertEqual(len(self.hours.leave_ids), 1)
        self.hours.with_user(self.officer).name = "Sprechzeiten am Bahnhof"
        working_time = self.company.resource_calendar_id
        with self.assertRaises(AccessError):
            working_time.with_user(self.officer).name = "Anders"

    def test_distances_are_those_of_the_globe(self):
        berlin, munich = (52.5163, 13.3777), (48.1374, 11.5755)
        self.assertAlmostEqual(get_distance(berlin, munich), 504, delta=2)
        self.assertEqual(get_distance(berlin, berlin), 0)
        self.assertEqual(get_distance(berlin, None), float("inf"))

    def test_s0_9_halls_near_a_club_come_nearest_first(self):
        self.club.write({"partner_latitude": 50.0, "partner_longitude": 8.0})
        self.site.write({"latitude": 50.5, "longitude": 8.0})
        near = self.env["club.facility"].create(
            {
                "name": "Zur Nähe",
                "is_bookable": True,
                "latitude": 50.01,
                "longitude": 8.0,
            }
        )
        unknown = self.env["club.facility"].create(
            {"name": "Ohne Lage", "is_bookable": True}
        )
        action = self.club.with_user(self.worker).action_view_near_facilities()
        Facility = (
            self.env["club.facility"]
            .with_user(self.worker)
            .with_context(**action["context"])
        )
        ours = near | unknown | self.thirds[0]
        domain = [("id", "in", ours.ids)]
        order = Facility.search(domain, order="distance_km")
        self.assertEqual(order.ids, [near.id, self.thirds[0].id, unknown.id])
        self.assertEqual(
            Facility.search(domain, order="distance_km desc").ids, order.ids[::-1]
        )
        self.assertAlmostEqual(order[0].distance_km, 1.1, delta=0.05)
        # a third lies where its site lies
        self.assertAlmostEqual(order[1].distance_km, 55.6, delta=0.5)
        within = Facility.search([*domain, ("distance_km", "<=", 10)])
        self.assertEqual(within.ids, near.ids)

    def test_s0_9_the_map_draws_club_and_facilities(self):
        self.club.write({"partner_latitude": 50.0, "partner_longitude": 8.70})
        action = self.club.with_user(self.worker).action_view_facility_map()
        drawn = self._rpc(
            self.worker, "club.facility", "get_map", action["params"]["partner_id"]
        )
        points = {point["name"]: point for point in drawn["points"]}
        office, club = points[self.office.name], points[self.club.name]
        self.assertEqual(office["kind"], "contact")
        self.assertAlmostEqual(office["distance"], 11.1, delta=0.1)
        self.assertAlmostEqual(club["y"] - office["y"], 11.1, delta=0.1)
        self.assertIn("openstreetmap.org", office["url"])

    def test_the_map_shows_no_persons(self):
        self.chair.write({"partner_latitude": 50.0, "partner_longitude": 8.7})
        for number in (self.chair.id, -1, "1", None):
            drawn = self._rpc(self.worker, "club.facility", "get_map", number)
            kinds = {point["kind"] for point in drawn["points"]}
            self.assertNotIn("partner", kinds)
        with self.assertRaises(AccessError):
            self._rpc(self.plain_user, "club.facility", "get_map")

    def test_a_club_without_position_says_so(self):
        with self.assertRaises(UserError) as caught:
            self.club.action_view_near_facilities()
        self._assert_sentence(caught.exception)

    def test_a_place_without_position_is_searched_by_its_address(self):
        self.office.write({"latitude": 0, "longitude": 0})
        url = self.office.action_open_map()["url"]
        self.assertIn("Bahnhofstra", url)


@tagged("post_install", "-at_install")
class TestPlacesPage(PlacesCommon, HttpCase):
    def _open(self):
        self.env.flush_all()
        response = self.url_open("/club/places?lang=en")
        response.raise_for_status()
        return response.text

    def test_s2_5_and_s4_11_hours_and_absences_are_published(self):
        now = fields.Datetime.now()
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Frau Müller krank",
                "calendar_id": self.hours.id,
                "date_from": now + timedelta(days=3),
                "date_to": now + timedelta(days=4),
            }
        )
        self.env["club.closure"].create(
            {
                "name": "Umbau",
                "facility_id": self.office.id,
                "start": now + timedelta(days=10),
                "stop": now + timedelta(days=11),
            }
        )
        page = self._open()
        for text in (
            "Treffpunkt Bahnhof",
            "Bahnhofstraße 1",
            "06000 1234",
            "Tuesday",
            "09:00–12:30",
            "Umbau",
        ):
            self.assertIn(text, page)
        self.assertEqual(page.count("<li>"), 2)
        # nobody learns who is ill, or who looks after the house
        self.assertNotIn("Müller", page)
        self.assertNotIn(self.caretaker.name, page)

    def test_what_is_not_published_is_not_shown(self):
        self.office.is_published = False
        page = self._open()
        self.assertNotIn("Bahnhof", page)
        self.assertIn("No contact point", page)
