"""A training in a browser: from the course to the certificate."""

import io
import json
from datetime import timedelta
from unittest.mock import patch

from lxml import html

from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tools.pdf import PdfReader

from .common_trainings import TrainingsCommon

# Asked again and again: presses the first button as soon as what was typed is filled
# in, then the next one on the page that comes; true when the last one is gone.
SENT = """
    const {presses, ...fields} = %s;
    const done = Number(sessionStorage.getItem("done") || 0);
    const button = document.querySelector(presses[done]);
    if (document.readyState === "complete" && button) {
        sessionStorage.setItem("done", done + 1);
        for (const [name, value] of Object.entries(fields)) {
            const input = document.querySelector(`[name=${name}]`);
            if (input) { input.value = value; }
        }
        button.click();
    }
    document.readyState === "complete" && done === presses.length;
"""


@tagged("post_install", "-at_install")
class TestTourTraining(TrainingsCommon, HttpCase):
    browser_size = "1600x1000"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hall = cls.env["club.facility"].create(
            {"name": "Tour Saal", "is_bookable": True, "company_id": cls.company.id}
        )

    def test_from_the_course_to_the_certificate(self):
        event = self._plan_date()
        anna, bela, cem = self._register_three(event)
        self.assertEqual(
            (anna | bela | cem).mapped("training_status"),
            ["registered", "registered", "waiting"],
        )
        self.assertEqual(cem.waiting_position, 1)

        self._send(
            self._get_link(bela),
            presses=["button[value=cancel]", "button[value=give_up]"],
        )
        self.assertEqual(bela.training_status, "cancelled")
        self._allot(event)
        self.assertEqual(cem.training_status, "offered")
        self._send(self._get_link(cem), presses=["button[value=accept]"])
        self.assertEqual(cem.training_status, "registered")

        self._hold(event)
        self.assertEqual(
            (anna | cem).mapped("training_status"), ["attended", "attended"]
        )
        self.assertEqual(len(set((anna | cem).mapped("certificate_number"))), 2)
        self.assertIn("Tour Cem", self._read_certificate(cem))

    # ------------------------------------------------------------
    # Parts of it
    # ------------------------------------------------------------

    def _press_through(self, url, tour):
        self.start_tour(url, tour, login=self.trainingorganiser.login, timeout=240)
        self.env.invalidate_all()

    def _plan_date(self):
        """Course, date and room, as the organiser makes them."""
        action = "/odoo/action-club_support.club_training_action"
        self._press_through(action, "club_support_training_dates")
        course = self.env["club.training"].search([("name", "=", "Tour Kinderschutz")])
        event = course.session_ids
        self.assertEqual(event.facility_id, self.hall)
        room = event.training_day_ids.reservation_id
        self.assertEqual(room.state, "requested", "the office decides")
        self._press_through(
            f"/odoo/action-club_support.event_event_action_training/{event.id}",
            "club_support_training_opens",
        )
        self.assertEqual(event.training_state, "open")
        return event

    def _register_three(self, event):
        """Three people without an account, one after the other."""
        controller = "odoo.addons.club_support.controllers.training_programme.FASTEST"
        for name in ("Anna", "Bela", "Cem"):
            with patch(controller, 0):
                self._send(
                    f"/club/trainings/{event.id}",
                    presses=["#register button[type=submit]"],
                    name=f"Tour {name}",
                    club=f"Tour Verein {name}",
                    email=f"{name.lower()}@example.net",
                )
            self._allot(event)
        return event.registration_ids.sorted("id")

    def _send(self, url, **typed):
        """A stranger opens a page, fills it in and presses a button."""
        self.env.flush_all()
        self.browser_js(
            url,
            "console.log('test successful')",
            ready=SENT % json.dumps(typed),
        )
        self.env.invalidate_all()

    def _get_link(self, registration):
        """The link in the newest mail to somebody."""
        notice = registration.booking_id.notice_ids.sorted("id")[-1]
        [link, *_more] = html.fromstring(notice.mail_id.body_html).xpath(
            "//a[contains(@href, '/club/training/')]/@href"
        )
        return link.replace(registration.get_base_url(), "")

    def _hold(self, event):
        """The day has come, and all who have a seat are here."""
        now = fields.Datetime.now().replace(microsecond=0)
        event.training_day_ids.with_context(club_tell_clubs=False).write(
            {"start": now - timedelta(hours=4), "stop": now - timedelta(hours=1)}
        )
        self._press_through(
            f"/odoo/action-club_support.event_event_action_training/{event.id}",
            "club_support_training_day",
        )

    def _read_certificate(self, registration):
        report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        content, kind = report._render_qweb_pdf(
            "club_support.event_registration_report_certificate", registration.ids
        )
        self.assertEqual(kind, "pdf")
        [page] = PdfReader(io.BytesIO(content)).pages
        return " ".join(page.extract_text().split())
