"""What the screens of halls and seasons need to be worked with."""

from odoo.tests import Form, tagged

from ..models.club_reservation import USES
from ..models.club_reservation_figures import COLOURS
from .common_facilities import FacilitiesCommon


@tagged("post_install", "-at_install")
class TestFacilityScreens(FacilitiesCommon):
    def test_wishes_are_entered_with_their_application(self):
        season = self.env["club.season"].create(
            {"name": "Winter", "date_from": "2027-10-01", "date_to": "2028-03-31"}
        )
        form = Form(self.env["club.season.application"])
        form.season_id = season
        form.partner_id = self.club
        with form.wish_ids.new() as wish:
            wish.slot = 2
            wish.facility_id = self.thirds[0]
            wish.weekday = "3"
        application = form.save()
        self.assertRecordValues(
            application.wish_ids,
            [{"slot": 2, "facility_id": self.thirds[0].id, "weekday": "3"}],
        )

    def test_a_proposed_purpose_gives_way_to_the_organisation(self):
        form = Form(self.env["club.reservation"])
        self.assertEqual(form.name, "Practice")
        form.use = "event"
        self.assertEqual(form.name, "Event")
        form.partner_id = self.club
        self.assertEqual(form.name, self.club.name)

    def test_a_purpose_that_somebody_entered_stays(self):
        form = Form(self.env["club.reservation"])
        form.name = "Blutspende"
        form.partner_id = self.club
        form.use = "event"
        self.assertEqual(form.name, "Blutspende")
        saved = self._reserve(name="Event")
        self.assertEqual(saved.name, "Event")
        saved.use = "school"
        self.assertEqual(saved.name, "Event")

    def test_reservations_are_added_up_in_hours(self):
        bookings = self._reserve() | self._reserve(day="2027-03-03", stop=19)
        self.assertEqual(bookings.mapped("hours"), [2.0, 1.0])
        bookings[1].stop = self._at("2027-03-03", 19, 45)
        [[total]] = self.env["club.reservation"]._read_group(
            [("id", "in", bookings.ids)], [], ["hours:sum"]
        )
        self.assertEqual(total, 3.75)

    def test_each_use_has_a_colour_of_its_own(self):
        self.assertEqual(set(COLOURS), set(dict(USES)))
        self.assertEqual(len(set(COLOURS.values())), len(USES))
        booking = self._reserve(use="school")
        self.assertEqual(booking.color, COLOURS["school"])
