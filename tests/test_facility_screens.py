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

    def test_a_proposed_name_of_a_series_gives_way_to_the_organisation(self):
        form = Form(self.env["club.reservation.series"])
        self.assertEqual(form.name, "Practice")
        form.use = "school"
        self.assertEqual(form.name, "School")
        form.partner_id = self.club
        self.assertEqual(form.name, self.club.name)
        form.name = "Handball"
        form.use = "event"
        self.assertEqual(form.name, "Handball")

    def test_a_space_shows_the_caretakers_of_its_house(self):
        self.site.caretaker_ids = self.worker
        with Form(self.hall) as form:
            self.assertEqual(form.house_caretaker_ids[:], self.worker)
            self.assertFalse(form.caretaker_ids[:])
        self.assertFalse(self.site.house_caretaker_ids)

    def test_the_list_of_facilities_reads_as_a_tree(self):
        tree = self.site | self.building | self.hall | self.thirds[0]
        self.assertEqual(
            tree.mapped("indented_name"),
            [depth * "\u2003" + one.name for depth, one in enumerate(tree)],
        )
        self.assertFalse(self.env["club.facility"].new().indented_name)

    def test_wishes_side_by_side_begin_with_what_is_planned(self):
        action = self.env.ref("club_support.club_season_wish_action")
        self.assertIn("search_default_planning", action.context)
        season = self.env["club.season"].create(
            {"name": "Winter", "date_from": "2027-10-01", "date_to": "2028-03-31"}
        )
        # whoever comes from a season sees its wishes, planned or confirmed
        self.assertNotIn(
            "search_default_planning", season.action_view_wishes()["context"]
        )

    def test_the_calendar_shows_past_days_of_the_week_too(self):
        action = self.env.ref("club_support.club_reservation_action_calendar")
        self.assertEqual(action.view_mode.split(",")[0], "calendar")
        self.assertNotIn("search_default", action.context)
        filtered = self.env.ref("club_support.club_reservation_action")
        self.assertIn("search_default_ahead", filtered.context)
        self.assertIn("calendar", filtered.view_mode)

    def test_the_place_of_a_contact_is_on_its_form(self):
        self.assertIn(
            "facility_id", Form(self.env["club.contact.entry"])._view["fields"]
        )

    def test_labels_of_one_model_are_told_apart(self):
        for model, names in (
            ("club.reservation", ("notice_ids", "notice_count")),
            ("club.reservation.find.line", ("free_until", "until")),
        ):
            labels = [self.env[model]._fields[name].string for name in names]
            self.assertEqual(len(set(labels)), 2, labels)
