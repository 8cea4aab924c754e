"""Programs, bursts and impatience at the public form."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import SUPERUSER_ID, api, fields
from odoo.sql_db import db_connect
from odoo.tests import TransactionCase, tagged

from ..controllers.training_programme import MOST
from .test_training_page import PERSON, TrainingPageCommon

BURST = 300


@tagged("post_install", "-at_install")
class TestTrainingPageLimits(TrainingPageCommon):
    def test_what_programs_send_is_not_taken_and_people_can_send_it_again(self):
        before = self._count()
        stamp = self._get(self.url).page.xpath("//input[@name='stamp']/@value")[0]
        other = self._create_date()
        with freeze_time(fields.Datetime.now() - timedelta(minutes=1)):
            url = f"/club/trainings/{other.id}"
            foreign = self._get(url).page.xpath("//input[@name='stamp']/@value")[0]
        for typed, sentence in (
            ({"seconds": 20, "website": "https://spam.example.org"}, "trap"),
            ({"seconds": 1}, "faster than anybody"),
            ({"seconds": 13 * 3600}, "open for a long time"),
            ({"stamp": ""}, "open for a long time"),
            ({"stamp": "ünsinn"}, "open for a long time"),
            ({"stamp": stamp[:-4] + "AAAA"}, "open for a long time"),
            ({"stamp": foreign}, "open for a long time"),
        ):
            with self.subTest(typed=typed):
                response = self._send(**typed)
                self.assertEqual(response.status_code, 422)
                self.assertIn(sentence, response.plain)
                self._assert_sentence(
                    response.page.xpath("//section[@role='alert']/p")[0].text_content()
                )
                field = response.page.get_element_by_id("name")
                self.assertEqual(field.get("value"), PERSON["name"])
        self.assertEqual(self._count(), before)
        self.assertFalse(self.env["club.request.limit"].search_count([]))
        # the page that complained is good for the next try
        stamp = response.page.xpath("//input[@name='stamp']/@value")[0]
        with freeze_time(fields.Datetime.now() + timedelta(seconds=5)):
            self._post(self.url, **{**PERSON, "stamp": stamp})
        self.assertEqual(len(self.event.booking_ids), 1)

    def test_a_burst_ends_at_the_limit_of_the_browser_and_nothing_more_is_written(self):
        answers = [
            self._send(name=f"Person {number}", email=f"p{number}@example.org")
            for number in range(MOST["browser"])
        ]
        self.assertEqual({answer.status_code for answer in answers}, {200})
        before = self._count()
        rows = self.env["club.request.limit"].search_count([])
        refused = self._send(name="Zu viel", email="zuviel@example.org")
        self.assertEqual(refused.status_code, 429)
        self.assertIn("Too many registrations", refused.plain)
        self.assertEqual(self._count(), before)
        self.assertEqual(self.env["club.request.limit"].search_count([]), rows)
        # another browser at the same address still may
        self.opener.cookies.clear()
        self.assertEqual(self._send(email="neu@example.org").status_code, 200)
        with freeze_time(fields.Datetime.now() + timedelta(hours=1, seconds=1)):
            later = self._send(name="Später", email="spaeter@example.org")
            self.assertEqual(later.status_code, 200)

    def test_three_hundred_requests_of_one_address_leave_a_few_and_no_more(self):
        with freeze_time(fields.Datetime.now() - timedelta(seconds=20)):
            stamp = self._get(self.url).page.xpath("//input[@name='stamp']/@value")[0]
        statuses = []
        for number in range(BURST):
            # whoever sends so much keeps no cookies
            self.opener.cookies.clear()
            response = self.url_open(
                self.url,
                data={
                    **PERSON,
                    "stamp": stamp,
                    "name": f"Person {number}",
                    "email": f"p{number}@example.org",
                },
                allow_redirects=False,
            )
            statuses.append(response.status_code)
        most = MOST["address"]
        self.assertEqual(statuses, [303] * most + [429] * (BURST - most))
        self.env.invalidate_all()
        self.assertEqual(len(self.event.booking_ids), most)

    def test_one_mail_address_is_not_flooded(self):
        for number in range(MOST["email"]):
            self._send(name=f"Person {number}")
        self.opener.cookies.clear()
        refused = self._send(name="Noch einer", email=PERSON["email"].upper())
        self.assertEqual(refused.status_code, 429)

    def test_senders_are_not_readable_and_kept_for_an_hour_only(self):
        self._send()
        Limit = self.env["club.request.limit"]
        rows = Limit.search([])
        self.assertEqual(len(rows), 3)
        kept = " ".join(rows.mapped("sender"))
        for readable in (PERSON["email"], "127.0.0.1"):
            self.assertNotIn(readable, kept)
        self.assertTrue(all(len(row.sender) == 64 for row in rows))
        Limit._gc_old_requests()
        self.assertEqual(Limit.search([]), rows)
        with freeze_time(fields.Datetime.now() + timedelta(hours=1)):
            Limit._gc_old_requests()
        self.assertFalse(Limit.search([]))

    def test_two_who_register_the_same_person_at_once_are_told(self):
        self._send()
        before = self._count()
        Event = type(self.env["event.event"])
        # the other one was not committed yet when this one looked
        with patch.object(Event, "_check_registered_once", lambda *args: None):
            response = self._send()
        self.assertEqual(response.status_code, 422)
        self.assertIn("is registered for this training already", response.plain)
        self.assertEqual(self._count(), before)


@tagged("post_install", "-at_install")
class TestRequestLimitRace(TransactionCase):
    """With commits of its own: those that come at the same moment are counted, too."""

    def _cursor(self):
        return db_connect(self.env.cr.dbname).cursor()

    def _take_back(self):
        with self._cursor() as cr:
            cr.execute("DELETE FROM club_request_limit")

    def test_of_forty_at_once_no_more_than_allowed_go_on(self):
        self.addCleanup(self._take_back)
        begin = threading.Barrier(8)

        def claim(_number):
            begin.wait(20)
            with self._cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                # what a request has read before
                cr.execute("SELECT count(*) FROM club_request_limit")
                return env["club.request.limit"]._claim([("email", "x", 7)])

        with (
            patch.object(type(self.env.registry), "cursor", lambda *_a: self._cursor()),
            ThreadPoolExecutor(8) as pool,
        ):
            outcomes = list(pool.map(claim, range(40)))
        self.assertEqual(outcomes.count(True), 7)
