"""Strangers, programs and impatient fingers at the public pages of trainings."""

import re
from datetime import timedelta
from email import message_from_bytes, policy
from types import SimpleNamespace
from unittest.mock import patch

import vobject
from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from ..controllers.training_programme import (
    COOKIE,
    MOST,
    ClubTrainingProgrammeController,
)
from .common_invitations import InvitationCommon
from .test_training_page import PERSON, TrainingPageCommon

MEGABYTE = 1024 * 1024
NOTICE = "club.training.notice"
WRITTEN = """
    SELECT relname, n_tup_ins + n_tup_upd + n_tup_del
    FROM pg_stat_xact_user_tables
    WHERE n_tup_ins + n_tup_upd + n_tup_del > 0
"""


class BreakCommon(TrainingPageCommon):
    maxDiff = None

    def _written(self):
        """Rows that this transaction has written so far, by table."""
        self.env.flush_all()
        # what is tracked is written at the end of a request
        self.env.cr.precommit.run()
        self.env.cr.execute(WRITTEN)
        return dict(self.env.cr.fetchall())

    def _stamp(self, seconds=20, url=None):
        with freeze_time(fields.Datetime.now() - timedelta(seconds=seconds)):
            page = self._get(url or self.url).page
        return page.xpath("//input[@name='stamp']/@value")[0]

    def _waiting(self):
        """A booking that waits behind two others."""
        first = self._register(self.event, "Jörg Brandt", "Ayşe Kaya")
        return first, self._register(self.event, "Hanna Berg").booking_id


@tagged("post_install", "-at_install")
class TestBreakTrainingForm(BreakCommon):
    def test_looking_writes_no_row_in_any_table(self):
        first, booking = self._waiting()
        first[0]._give_up("person")
        self._allot(self.event)
        path = self._path(booking)
        day = self.event.training_day_ids.id
        urls = (
            "/club/trainings",
            self.url,
            path,
            f"{path}/day-{day}.ics",
            f"{path}?answer=accept&offer={booking.offer_ids.id}",
            f"{path}?answer=give_up&person=all",
            f"{self.url}?name=X&email=x@example.org&stamp={self._stamp()}",
        )
        before = self._written()
        for url in urls:
            for method in ("GET", "HEAD", "OPTIONS"):
                response = self.url_open(url, method=method)
                self.assertLess(response.status_code, 500, url)
        self.assertEqual(self._written(), before)

    def test_other_methods_are_refused(self):
        _first, booking = self._waiting()
        before = self._written()
        for url in (self.url, self._path(booking), "/club/trainings"):
            for method in ("PUT", "DELETE", "PATCH"):
                response = self.url_open(url, method=method)
                self.assertEqual(response.status_code, 405, url)
        self.assertEqual(
            self.url_open("/club/trainings", data={"a": "b"}).status_code, 405
        )
        self.assertEqual(self._written(), before)

    def test_what_is_no_form_is_refused_without_an_error_of_ours(self):
        _first, booking = self._waiting()
        stamp = self._stamp()
        before = self._count()
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        parts = {"Content-Type": "multipart/form-data; boundary=x"}
        for url in (self.url, self._path(booking)):
            for kwargs in (
                {"data": {"stamp": stamp}, "files": {"lang": ("de", b"de")}},
                {"files": {"name": ("x.txt", b"x"), "email": ("y", b"y")}},
                {"files": {"answer": ("accept", b"x"), "person": ("all", b"x")}},
                {
                    "data": b"\xff\xfe=\x00",
                    "headers": form,
                },
                {
                    "data": b"rubbish",
                    "headers": parts,
                },
                {"data": b"{}", "headers": {"Content-Type": "text/xml"}},
                {"data": {"lang": "\x00", "company": "\x00"}},
            ):
                with self.subTest(url=url, sent=str(kwargs)[:60]):
                    response = self.url_open(url, method="POST", **kwargs)
                    self.assertLess(response.status_code, 500)
        self.assertEqual(self._count(), before)

    def test_ten_megabytes_are_not_read(self):
        before = self._written()
        response = self.url_open(
            self.url,
            data={**PERSON, "stamp": self._stamp(), "name": "x" * 10 * MEGABYTE},
        )
        self.assertEqual(response.status_code, 413)
        fields_ = {f"f{number}": "x" for number in range(5000)}
        self.assertLess(self.url_open(self.url, data=fields_).status_code, 500)
        self.assertEqual(self._written(), before)

    def test_names_that_advertise_are_not_sent_to_strangers(self):
        before = self._count()
        for typed, wrong in (
            ({"name": "Win now https://spam.example.org/x"}, "name"),
            ({"name": "www.spam.example.org"}, "name"),
            ({"name": "spam.example.org/win"}, "name"),
            ({"name": "hanna@example.org"}, "name"),
            ({"club": "Verein http://spam.example.org"}, "club"),
            ({"person2": "//spam.example.org"}, "person2"),
            ({"name": "12345"}, "name"),
            ({"name": "...."}, "name"),
        ):
            with self.subTest(typed=typed):
                response = self._send(**typed)
                self.assertEqual(response.status_code, 422)
                text = response.page.get_element_by_id(f"{wrong}-error").text_content()
                self._assert_sentence(text.strip())
        self.assertEqual(self._count(), before)

    def test_names_of_people_are_taken_as_they_are(self):
        names = (
            "Dr. Anne-Marie O'Neill",
            "J. R. R. Łukasiewicz",
            "Nguyễn Thị Hương",
            "李小龙",
            "Müller <b>Hans</b> & Söhne",
            "Max v. d. Berg jun.",
        )
        for number, name in enumerate(names):
            page = self._send(name=name, email=f"n{number}@example.org", club="SV 07")
            self.assertEqual(page.status_code, 200, name)
            self.assertIn(name, page.plain)
            self.assertFalse(page.page.xpath("//main//b"))
        self.assertEqual(
            self.event.registration_ids.sorted("id").mapped("name"), list(names)
        )

    def test_one_person_stays_one_however_the_name_is_encoded(self):
        self._send(name="Jörg Brandt")
        before = self._count()
        decomposed = "Jo\u0308rg  Brandt\u200b"
        response = self._send(name=decomposed, email=" Hanna.Berg@EXAMPLE.net ")
        self.assertEqual(response.status_code, 422)
        self.assertEqual(self._count(), before)

    def test_lines_and_directions_do_not_get_into_names(self):
        self._send(
            name="Hanna\r\nBcc: alle\u202e Berg\x00",
            club="TSV\r\n\tSubject: x",
        )
        booking = self.event.booking_ids
        self.assertEqual(booking.registration_ids.name, "Hanna Bcc: alle Berg")

    def test_five_names_with_one_address_come_one_after_the_other(self):
        for number in range(MOST["email"]):
            self._send(name=f"Person {'ABCDE'[number]}")
        self.assertEqual(len(self.event.booking_ids), 5)
        self.assertEqual(set(self.event.booking_ids.mapped("email")), {PERSON["email"]})

    def test_one_form_sent_twice_is_one_booking_and_leads_there(self):
        stamp = self._stamp()
        first = self._post(self.url, **PERSON, stamp=stamp)
        before = self._count()
        again = self._post(self.url, **PERSON, stamp=stamp)
        self.assertEqual(again.status_code, 200)
        self.assertEqual(again.url, first.url)
        self.assertEqual(self._count(), before)
        # somebody else who knows name and address does not get the link
        other = self._post(self.url, **PERSON, stamp=self._stamp(40))
        self.assertEqual(other.status_code, 422)
        self.assertNotIn("/club/training/", other.url)
        # and the page that was gone back to takes another person
        self._post(self.url, **{**PERSON, "name": "Otto Klein"}, stamp=stamp)
        self.assertEqual(len(self.event.booking_ids), 2)

    def test_what_tells_forms_apart_is_kept_for_a_day_only(self):
        self._send()
        booking = self.event.booking_ids
        self.assertEqual(len(booking.form_key), 64)
        booking._gc_form_keys()
        self.assertTrue(booking.form_key)
        with freeze_time(fields.Datetime.now() + timedelta(days=1, minutes=10)):
            booking._gc_form_keys()
        self.assertFalse(booking.form_key)

    def test_two_forms_that_were_opened_in_one_second_are_two(self):
        now = fields.Datetime.now() - timedelta(seconds=20)
        with freeze_time(now):
            page = self._get(self.url).page
            other = self._get(self.url).page
        stamps = {
            one.xpath("//input[@name='stamp']/@value")[0] for one in (page, other)
        }
        self.assertEqual(len(stamps), 2)

    def test_what_happens_between_looking_and_sending_counts(self):
        stamp = self._stamp()
        yesterday = self.company._club_today() - timedelta(days=1)
        event = self.event.sudo()
        before = self._count()
        for vals, sentence in (
            ({"training_state": "called_off"}, "was called off"),
            ({"training_state": "held"}, "has begun or is over"),
            ({"training_state": "open", "registration_until": yesterday}, "has ended"),
        ):
            event.write(vals)
            response = self._post(self.url, **PERSON, stamp=stamp)
            self.assertEqual(response.status_code, 422)
            self.assertIn(sentence, response.plain)
        event.write({"training_state": "planned"})
        gone = self._post(self.url, **PERSON, stamp=stamp)
        self.assertEqual(gone.status_code, 404)
        event.write({"training_state": "open", "registration_until": False})
        self.training.is_public = False
        self.assertEqual(self._post(self.url, **PERSON, stamp=stamp).status_code, 404)
        self.training.is_public = True
        with freeze_time(event.date_begin + timedelta(seconds=1)):
            response = self._post(self.url, **PERSON, stamp=stamp)
            self.assertIn("has begun or is over", response.plain)
        group = self.env.ref("club_support.club_support_group_trainings")
        self.env.ref("base.group_user").implied_ids -= group
        self.assertEqual(self._post(self.url, **PERSON, stamp=stamp).status_code, 404)
        self.assertEqual(self._count(), before)

    def test_nobody_reads_who_else_comes(self):
        self._register(self.event, "Jörg Brandt", "Ayşe Kaya", "Otto Klein")
        self.event.user_id.phone = "+49 999 123"
        for url in ("/club/trainings", self.url):
            text = self._get(url).text
            for hidden in (
                "Jörg",
                "Kaya",
                "Klein",
                "verein.example.org",
                self.event.user_id.email,
                "+49 999 123",
                self.teacher.email,
            ):
                self.assertNotIn(hidden, text)

    def test_the_pages_say_to_browsers_how_careful_to_be(self):
        _first, booking = self._waiting()
        for url in (
            "/club/trainings",
            self.url,
            self._path(booking),
            "/club/trainings/0",
        ):
            headers = self._get(url).headers
            self.assertEqual(headers["Cache-Control"], "no-store")
            self.assertIn("default-src 'none'", headers["Content-Security-Policy"])
            self.assertIn("noindex", headers["X-Robots-Tag"])
            self.assertEqual(headers["Referrer-Policy"], "no-referrer")
            self.assertNotIn("session_id", headers.get("Set-Cookie", ""))
            self.assertFalse(self._get(url).page.xpath("//script"))

    def test_the_language_can_be_changed_and_the_office_stays_chosen(self):
        page = self._get("/club/trainings", f"?lang=en&company={self.company.id}").page
        [link] = page.xpath("//nav[@class='languages']//a/@href")
        self.assertIn(f"company={self.company.id}", link)

    def test_the_legal_notices_are_those_of_the_office_that_offers(self):
        training = (
            self.env["club.training"]
            .sudo()
            .create({"name": "Nebenan", "company_id": self.other_company.id})
        )
        event = self._create_date(training_id=training.id, user_id=False)
        own = f"?lang=en&company={self.other_company.id}"
        for url, query in (
            ("/club/trainings", own),
            (f"/club/trainings/{event.id}", "?lang=en"),
        ):
            page = self._get(url, query).page
            name = page.xpath("//span[@class='company']")[0].text_content()
            self.assertEqual(name, self.other_company.name)

    def test_an_address_at_the_end_of_the_path_makes_no_difference(self):
        page = self._get("/club/trainings/")
        self.assertEqual(page.status_code, 200)
        for link in page.page.xpath("//article//a/@href"):
            self.assertRegex(link, r"^/club/trainings/\d+\?")


@tagged("post_install", "-at_install")
class TestBreakTrainingLimits(BreakCommon):
    def test_forged_headers_and_changing_cookies_make_nobody_a_new_sender(self):
        stamp = self._stamp()
        statuses = []
        for number in range(MOST["address"] + 5):
            self.opener.cookies.clear()
            self.opener.cookies.set(COOKIE, f"{'x' * 20}{number}")
            response = self.url_open(
                self.url,
                data={
                    **PERSON,
                    "stamp": stamp,
                    "name": f"Person {chr(65 + number % 26)}{number}",
                    "email": f"p{number}@example.org",
                },
                headers={
                    "X-Forwarded-For": f"10.0.0.{number}",
                    "X-Real-IP": f"10.0.1.{number}",
                    "Forwarded": f"for=10.0.2.{number}",
                },
                allow_redirects=False,
            )
            statuses.append(response.status_code)
        self.assertEqual(statuses, [303] * MOST["address"] + [429] * 5)
        self.assertTrue(int(response.headers["Retry-After"]) >= 60)

    def test_old_addresses_in_new_clothes_are_not_one_network(self):
        Page = ClubTrainingProgrammeController
        found = {}
        for text in (
            "::ffff:192.0.2.1",
            "::ffff:192.0.2.2",
            "192.0.2.1",
            "2001:db8::1",
        ):
            request = SimpleNamespace(httprequest=SimpleNamespace(remote_addr=text))
            with patch(f"{Page.__module__}.request", new=request):
                found[text] = Page()._get_network()
        self.assertEqual(found["::ffff:192.0.2.1"], found["192.0.2.1"])
        self.assertNotEqual(found["::ffff:192.0.2.1"], found["::ffff:192.0.2.2"])
        self.assertEqual(found["2001:db8::1"], "2001:db8::/64")

    def test_one_postbox_is_not_flooded_by_writing_it_otherwise(self):
        for number in range(MOST["email"]):
            self.opener.cookies.clear()
            self._send(
                name=f"Person {'ABCDE'[number]}",
                email=f"hanna.berg+{number}@example.net",
            )
        self.opener.cookies.clear()
        refused = self._send(name="Noch einer", email="hanna.berg+x@example.net")
        self.assertEqual(refused.status_code, 429)

    def test_one_postbox_is_not_flooded_by_patience_either(self):
        now = fields.Datetime.now()
        taken = 0
        for number in range(24):
            self.opener.cookies.clear()
            with freeze_time(now + timedelta(minutes=61 * number)):
                page = self._send(name=f"Person {chr(65 + number)}")
            taken += page.status_code == 200
        self.assertLessEqual(taken, MOST["day"])

    def test_pressing_buttons_of_a_booking_again_and_again_writes_no_more_mails(self):
        _first, booking = self._waiting()
        group = self._register(self.event, "Eva Kurz", "Otto Klein").booking_id
        self.assertTrue(booking)
        path = self._path(group)
        before = self._count()
        log = self.env["club.training.allotment"].search_count([])
        for _number in range(20):
            self._post(path, answer="apart")
            self._allot(self.event)
            self._post(path, answer="together")
            self._allot(self.event)
        self.assertEqual(self._count(), before)
        grown = self.env["club.training.allotment"].search_count([]) - log
        self.assertLess(grown, 20)

    def test_our_own_mailboxes_are_not_written_to(self):
        team = self.env["club.team"].search([], limit=1)
        team.email = "vereine@musterau.example.org"
        for number, address in enumerate((team.email, team.email.upper())):
            self._send(name=f"Person {'AB'[number]}", email=address)
        self._allot(self.event)
        mails = self.env[NOTICE].search([("event_id", "=", self.event.id)]).mail_id
        self.assertNotIn("vereine@musterau", " ".join(mails.mapped("email_to") or [""]))


@tagged("post_install", "-at_install")
class TestBreakTrainingBooking(BreakCommon):
    def test_links_of_one_purpose_open_no_other_page(self):
        first, booking = self._waiting()
        until = fields.Date.today() + timedelta(days=9)
        self.env.flush_all()
        base = booking.get_base_url()
        for purpose in ("invitation", "action", "profile", "offer", "Training"):
            token = booking._club_link_url(purpose, until).rsplit("/", 1)[1]
            self.assertEqual(self._get(f"/club/training/{token}").status_code, 404)
        # a date or a person is no booking, whoever signed it
        good = booking._get_page_url().removeprefix(base)
        other = first.booking_id._get_page_url().removeprefix(base)
        head, mixed = good[: len(good) // 2], other[len(other) // 2 :]
        for path in (
            head + mixed,
            good + "x",
            good.swapcase(),
            "/club/training/" + "A" * 600,
        ):
            self.assertIn(self._get(path).status_code, (404, 405))

    def test_a_booking_of_another_is_not_reached_by_its_numbers(self):
        first, booking = self._waiting()
        path = self._path(booking)
        before = self._written()
        for answer in ("cancel", "give_up"):
            for person in (first[0].id, f"{first[0].id} ", "0", "None", "all,all"):
                page = self._post(path, answer=answer, person=person)
                self.assertEqual(page.status_code, 422)
                self.assertNotIn("Jörg", page.plain)
        self.assertEqual(self._written(), before)

    def test_whoever_waits_is_asked_about_the_waiting_list(self):
        first, booking = self._waiting()
        asked = self._post(self._path(booking), answer="cancel", person="all")
        self.assertIn("leave the waiting list", asked.plain)
        self.assertNotIn("The seat goes to", asked.plain)
        path = self._path(first.booking_id)
        asked = self._post(path, answer="cancel", person="all")
        self.assertIn("The seat goes to", asked.plain)

    def test_the_calendar_file_names_an_organiser_that_can_be_written_to(self):
        people = self._register(self.event, "Hanna Berg")
        self.company.email = False
        team = self.env["club.team"].search([("company_id", "=", self.company.id)])[:1]
        team.email = "vereine@musterau.example.org"
        day = self.event.training_day_ids.id
        self.env.flush_all()
        response = self.url_open(f"{self._path(people.booking_id)}/day-{day}.ics")
        raw = response.content
        self.assertTrue(all(len(line) <= 75 for line in raw.split(b"\r\n")))
        self.assertNotIn(b"\n", raw.replace(b"\r\n", b""))
        entry = vobject.readOne(response.text).vevent
        self.assertEqual(entry.organizer.value, "mailto:vereine@musterau.example.org")

    def test_mails_hold_what_was_typed_as_text_only(self):
        name = 'Hanna "<img src=x>" {{ 7*7 }} Berg; CN=x'
        self._send(name=name, club="<h1>TSV</h1>")
        self._allot(self.event)
        booking = self.event.booking_ids
        with InvitationCommon._sink(self) as sink:
            port = sink.server_address[1]
            InvitationCommon._work_off(self, port, models=(NOTICE,))
        [(recipients, raw)] = sink.taken
        self.assertEqual(recipients, (PERSON["email"],))
        message = message_from_bytes(raw, policy=policy.default)
        self.assertEqual(message["To"].addresses[0].addr_spec, PERSON["email"])
        self.assertFalse(message["Bcc"] or message["Cc"])
        body = message.get_body(("html",)).get_content()
        self.assertNotIn("<img src=x>", body)
        self.assertNotIn("<h1>TSV", body)
        self.assertNotIn("{{ 49", body)
        self.assertIn("{{ 7*7 }}", body)
        for part in message.walk():
            if part.get_content_type() == "text/calendar":
                lines = part.get_payload(decode=True)
                self.assertTrue(all(len(one) <= 75 for one in lines.split(b"\r\n")))
                entry = vobject.readOne(lines.decode()).vevent
                self.assertEqual(entry.attendee.value, f"mailto:{PERSON['email']}")
        self.assertTrue(booking)
        self.assertFalse(re.search(rb"^Bcc", raw, re.MULTILINE))
