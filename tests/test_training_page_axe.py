"""Every page of trainings, in every state, as axe-core sees it on a telephone."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.http import Response
from odoo.tests import tagged

from ..controllers.link import HEADERS, ClubLinkPages
from .common_axe import AxeCommon
from .test_training_page import TrainingPageCommon


@tagged("post_install", "-at_install")
class TestEveryTrainingPageIsAccessible(AxeCommon, TrainingPageCommon):
    def _find_faults_in(self, response):
        """What was answered to a form, opened again by looking only."""

        def answer(*_args, **_kwargs):
            return Response(response.text, headers=HEADERS, content_type="text/html")

        with patch.object(ClubLinkPages, "_club_link_page", answer):
            self._look("/club/trainings")

    def _look(self, *paths):
        self.env.flush_all()
        for path in paths:
            with self.subTest(path=path):
                self._find_faults(path)

    def test_axe_finds_no_fault_with_dates_in_any_state(self):
        yesterday = self.company._club_today() - timedelta(days=1)
        late = self._create_date(days=40, registration_until=yesterday)
        full = self._create_date(days=41, seats_limited=True, seats_max=1)
        self._register(full, "Jörg Brandt")
        off = self._create_date(days=50)
        booking = self._register(off, "Cora Klein").booking_id
        off.sudo().write(
            {"training_state": "called_off", "call_off_reason": "Zu wenige"}
        )
        self._look(
            f"/club/trainings/{late.id}?lang=de",
            f"/club/trainings/{full.id}?lang=en",
            f"/club/trainings/{off.id}?lang=en",
            f"{self._path(booking)}?lang=en",
        )

    def test_axe_finds_no_fault_with_an_empty_programme_and_closed_links(self):
        booking = self._register(self.event, "Hanna Berg").booking_id
        path = self._path(booking)
        booking.action_revoke_links()
        self.training.is_public = False
        self._look("/club/trainings?lang=en", path, "/club/training/x?lang=de")

    def test_axe_finds_no_fault_with_what_is_answered_to_the_form(self):
        wrong = self._send(name="", email="x", person3="www.example.org")
        self.assertEqual(wrong.status_code, 422)
        self._find_faults_in(wrong)
        trapped = self._send(website="x")
        self.assertEqual(trapped.status_code, 422)
        self._find_faults_in(trapped)

    def test_axe_finds_no_fault_with_what_is_answered_to_a_booking(self):
        first = self._register(self.event, "Jörg Brandt", "Ayşe Kaya")
        booking = self._register(self.event, "Hanna Berg").booking_id
        path = self._path(booking)
        asked = self._post(path, answer="cancel", person="all")
        self.assertIn("Do they really not come?", asked.plain)
        self._find_faults_in(asked)
        self._find_faults_in(self._post(path, answer="accept", offer="x"))
        first[0]._give_up("person")
        self._allot(self.event)
        booking.offer_ids.sudo().until = fields.Datetime.now() - timedelta(minutes=1)
        self._find_faults_in(
            self._post(path, answer="accept", offer=booking.offer_ids.id)
        )
        self._allot(self.event)
        self.assertIn("Queue again", self._get(path).plain)
        self._look(f"{path}?lang=en")
        booking._queue_again()
        booking._give_up()
        self._look(f"{path}?lang=en", f"{self._path(first.booking_id)}?lang=de")
