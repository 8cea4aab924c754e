from datetime import timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from .test_training_page import TrainingPageCommon


@tagged("post_install", "-at_install")
class TestMunicipalityTrainings(TrainingPageCommon):
    def test_s3_14_trainings_are_open_to_all_clubs_and_initiatives(self):
        """Whoever comes by the public page is counted, known to the register or not."""
        event = self._create_date(days=20, seats_limited=True, seats_max=20)
        url = f"/club/trainings/{event.id}"
        senders = (
            {"name": "Hanna Berg", "club": self.club.name, "email": "hb@example.net"},
            {"name": "Jörg Brandt", "club": "BI Süd", "email": "jb@example.net"},
            {"name": "Kai Vogt", "club": "", "email": "kv@example.net"},
        )
        for sender in senders:
            self.assertEqual(self._send(url, **sender).status_code, 200)
        self._register(event, "Ida Kern", via="phone")
        self._allot(event)
        everybody = event.registration_ids
        self.assertEqual(set(everybody.mapped("training_status")), {"registered"})
        self.assertEqual(everybody.organisation_id, self.club)
        with freeze_time(event.date_end + timedelta(hours=1)):
            self._note_who_came(event, everybody)
            self._check_figures(event)

    def _note_who_came(self, event, everybody):
        """All but whoever registered by telephone came."""
        self._rpc(self.trainer, "event.event", "action_club_view_attendance", event.ids)
        for person in everybody:
            step = "absent" if person.name == "Ida Kern" else "present"
            rows = person.attendance_ids
            self._rpc(
                self.trainer, "club.training.attendance", f"action_{step}", rows.ids
            )
        self._rpc(self.trainingorganiser, "event.event", "action_hold", event.ids)
        self.env.flush_all()

    def _check_figures(self, event):
        groups = self._rpc(
            self.management,
            "club.training.report",
            "formatted_read_group",
            [("event_id", "=", event.id), ("kind", "=", "person")],
            ["via"],
            ["attended_count:sum", "missed_count:sum"],
        )
        found = {
            group["via"]: (group["attended_count:sum"], group["missed_count:sum"])
            for group in groups
        }
        self.assertEqual(found, {"page": (3, 0), "phone": (0, 1)})
        [group] = self._rpc(
            self.trainingorganiser,
            "club.training.report",
            "formatted_read_group",
            [("event_id", "=", event.id)],
            [],
            ["held_count:sum", "attended_hours:sum", "club_key:count_distinct"],
        )
        self.assertEqual(group["held_count:sum"], 1)
        self.assertEqual(group["attended_hours:sum"], 3 * 7)
        self.assertEqual(group["club_key:count_distinct"], 2)

    def test_s3_14_the_programme_says_that_all_of_them_may_come(self):
        year = self.event.date_begin.year
        programme = self.env["club.training.programme"].create({"year": year})
        content, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "club_support.event_event_report_programme",
            None,
            data=programme.action_print()["data"],
        )
        self.assertIn("Looking closely", self._get(self.url).plain)
        self.assertIn(self.training.name, content.decode())
