"""What the screens and papers of trainings show at a glance."""

from odoo.tests import tagged

from .common_trainings import TrainingsCommon


@tagged("post_install", "-at_install")
class TestTrainingScreens(TrainingsCommon):
    def test_the_form_says_how_a_date_stands(self):
        event = self._create_date(seats_limited=True, seats_max=2, seats_min=1)
        self._register(event, "Anna Berger", "Bernd Krause")
        self._register(event, "Christa Lang")
        event.invalidate_recordset()
        self.assertIn("Seats taken: 2 of 2", event.training_hint)
        self.assertIn("Waiting: 1", event.training_hint)
        self.assertIn("Decision on", event.training_hint)
        event.action_call_off("Nobody can teach it.")
        event.invalidate_recordset()
        self.assertFalse(event.training_hint)

    def test_endless_seats_have_no_number(self):
        event = self._create_date(seats_limited=False, seats_max=0)
        self.assertIn("Seats taken: 0 ·", event.training_hint)

    def test_attendance_is_listed_by_name(self):
        event = self._create_date(days=1, seats_limited=False)
        self._register(event, "Zoe Hartmann", "Anna Berger", "Mehmet Kaya")
        event._club_make_attendance()
        rows = self.env["club.training.attendance"].search(
            [("event_id", "=", event.id)]
        )
        self.assertEqual(
            rows.registration_id.mapped("name"),
            ["Anna Berger", "Mehmet Kaya", "Zoe Hartmann"],
        )

    def test_signature_pages_hold_everybody_and_the_end(self):
        event = self._create_date()
        names = self.env["event.registration"].concat(
            *(
                self.env["event.registration"].new({"name": f"Person {number}"})
                for number in range(60)
            )
        )
        for count in range(61):
            pages = event._club_get_signature_pages([("Club", names[:count])])
            rows = [row for page in pages for row in page]
            self.assertEqual([row[0] for row in rows], list(range(1, count + 6)))
            self.assertTrue(all(pages), "no page is empty")
            rooms = [16] + [22] * (len(pages) - 1)
            rooms[-1] -= 3
            self.assertTrue(
                all(len(page) <= room for page, room in zip(pages, rooms, strict=True)),
                f"{count} people overflow a page",
            )

    def test_long_contents_of_a_certificate_are_on_its_back(self):
        event = self._create_date()
        days = event.training_day_ids
        for lines, size in ((0, "full"), (10, "full"), (17, "small"), (40, "back")):
            items = "<li>One of the contents</li>" * lines
            self.training.contents = f"<ul>{items}</ul>"
            self.assertEqual(event._club_get_contents_size(days), size)
        self.training.contents = f"<p>{'word ' * 500}</p>"
        self.assertEqual(event._club_get_contents_size(days), "back")
