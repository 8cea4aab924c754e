"""What municipalities need of trainings, by the user's own way in."""

from freezegun import freeze_time

from odoo.tests import tagged

from .common_trainings import TrainingsCommon


@tagged("post_install", "-at_install")
@freeze_time("2027-02-01 09:00:00")
class TestMunicipalityTrainings(TrainingsCommon):
    def test_s3_14_trainings_are_open_to_all_clubs_and_initiatives(self):
        """Whoever comes by the public page is counted, known to the register or not."""
        event = self._create_date(seats_limited=True, seats_max=20)
        self._register(event, "Hanna Berg", partner_id=self.club.id, via="page")
        self._register(event, "Jörg Brandt", organisation_name="BI Süd", via="page")
        self._register(event, "Ida Kern", via="phone")
        self.env.flush_all()
        groups = self._rpc(
            self.management,
            "club.training.report",
            "formatted_read_group",
            [("training_id", "=", self.training.id), ("kind", "=", "person")],
            ["via"],
            ["registered_count:sum", "seat_count:sum"],
        )
        found = {group["via"]: group["seat_count:sum"] for group in groups}
        self.assertEqual(found, {"page": 2, "phone": 1})
        everybody = event.registration_ids
        for person in everybody.filtered(lambda one: one.booking_id.via == "page"):
            person.sudo().write({"state": "done"})
        event.sudo().training_state = "held"
        self.env.flush_all()
        [group] = self._rpc(
            self.trainingorganiser,
            "club.training.report",
            "formatted_read_group",
            [("training_id", "=", self.training.id)],
            [],
            ["held_count:sum", "attended_count:sum", "club_key:count_distinct"],
        )
        self.assertEqual(group["held_count:sum"], 1)
        self.assertEqual(group["attended_count:sum"], 2)
        self.assertEqual(group["club_key:count_distinct"], 2)
        programme = self.env["club.training.programme"].create({"year": 2027})
        content, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "club_support.event_event_report_programme",
            None,
            data=programme.action_print()["data"],
        )
        self.assertIn("Open to all clubs and initiatives", content.decode())
