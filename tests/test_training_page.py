"""The public programme and the page of a booking, as browsers without a session."""

import re
from datetime import timedelta

import vobject
from freezegun import freeze_time
from lxml import html

from odoo import fields
from odoo.tests import tagged

from .common import ClubSupportHttpCommon
from .common_axe import AxeCommon
from .common_trainings import TrainingsCommon

PERSON = {
    "name": "Hanna Berg",
    "club": "TSV Grünbach 1902 e.V.",
    "email": "hanna.berg@example.net",
    "together": "1",
}


class TrainingPageCommon(TrainingsCommon, ClubSupportHttpCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("de_DE")
        cls.training.write(
            {"audience": "Trainers of children", "contents": "<p>Looking closely</p>"}
        )
        cls.event = cls._create_date(seats_limited=True, seats_max=2)
        cls.url = f"/club/trainings/{cls.event.id}"

    def _get(self, url, query="?lang=en"):
        self.env.flush_all()
        return self._read(self.url_open(url + query))

    def _post(self, url, query="?lang=en", **data):
        self.env.flush_all()
        response = self.url_open(url + query, data=data)
        self.env.invalidate_all()
        return self._read(response)

    def _read(self, response):
        response.page = html.fromstring(response.text)
        response.plain = " ".join(response.page.text_content().split())
        return response

    def _send(self, url=None, seconds=20, **typed):
        """Open the form, take one's time, send it."""
        url = url or self.url
        with freeze_time(fields.Datetime.now() - timedelta(seconds=seconds)):
            stamp = self._get(url).page.xpath("//input[@name='stamp']/@value")
        stamp = stamp[0] if stamp else ""
        return self._post(url, **{"stamp": stamp, **PERSON, **typed})

    def _path(self, booking):
        return booking._get_page_url().replace(booking.get_base_url(), "")

    def _count(self):
        counted = (
            "club.training.booking",
            "event.registration",
            "club.training.offer",
            "club.training.notice",
        )
        return [self.env[model].search_count([]) for model in counted]


@tagged("post_install", "-at_install")
class TestTrainingProgramme(TrainingPageCommon):
    def test_the_programme_shows_what_is_open_by_month_and_who_may_still_come(self):
        full = self._create_date(days=40, name="Voller Kurs")
        full.write({"seats_limited": True, "seats_max": 1})
        self._register(full, "Jörg Brandt")
        planned = self._create_date(is_open=False, name="Erst geplant")
        inside = self.training.copy({"name": "Nur intern", "is_public": False})
        self._create_date(training_id=inside.id, name="Nur intern")
        page = self._get("/club/trainings")
        self.assertEqual(page.status_code, 200)
        for shown in (
            self.event.name,
            "2 seats free",
            "Voller Kurs",
            "Fully booked, waiting list",
            "Trainers of children",
            str(full.date_begin.year),
        ):
            self.assertIn(shown, page.plain)
        for hidden in (planned.name, "Nur intern", "Jörg", "Brandt"):
            self.assertNotIn(hidden, page.plain)

    def test_programmes_of_several_offices_are_chosen_by_office(self):
        # sudo: nobody of this office works in the other one
        other = (
            self.env["club.training"]
            .sudo()
            .create({"name": "Nebenan", "company_id": self.other_company.id})
        )
        self._create_date(training_id=other.id, user_id=False)
        both = self._get("/club/trainings")
        self.assertIn("Nebenan", both.plain)
        self.assertIn(self.event.name, both.plain)
        one = self._get("/club/trainings", f"?lang=en&company={self.company.id}")
        self.assertNotIn("Nebenan", one.plain)
        self.assertIn(self.event.name, one.plain)
        for rubbish in ("x", "-1", "99999999999", "²"):
            response = self._get("/club/trainings", f"?lang=en&company={rubbish}")
            self.assertIn("Nebenan", response.plain)

    def test_the_programme_asks_as_much_for_thirty_dates_as_for_one(self):
        # days and places are read in batch, whatever their number
        Event = self.env["event.event"]

        def read():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            found = Event._club_get_programme().with_context(lang="en_US")
            found._club_get_seat_news()
            for event in found:
                event._club_get_page_days()
                event._club_get_page_places()
            return self.env.cr.sql_log_count - before

        read()
        few = read()
        for number in range(29):
            self._create_date(days=30 + number)
        self.assertLessEqual(read(), few + 1)

    def test_a_room_that_is_switched_off_closes_its_pages(self):
        people = self._register(self.event, "Jörg Brandt")
        path = self._path(people.booking_id)
        [day] = self.event.training_day_ids
        self.assertEqual(self._get(f"{path}/day-{day.id}.ics").status_code, 200)
        group = self.env.ref("club_support.club_support_group_trainings")
        self.env.ref("base.group_user").implied_ids -= group
        before = self._count()
        answers = [
            self._get(url)
            for url in ("/club/trainings", self.url, path, f"{path}/day-{day.id}.ics")
        ]
        answers.append(self._post(self.url, **PERSON))
        answers.append(self._post(path, answer="give_up", person="all"))
        for response in answers:
            with self.subTest(url=response.url):
                self.assertEqual(response.status_code, 404)
                self.assertIn("There are no trainings here", response.plain)
                self.assertNotIn("Brandt", response.plain)
        self.assertEqual(people.state, "open")
        self.assertEqual(self._count(), before)

    def test_unknown_and_planned_dates_are_not_there(self):
        planned = self._create_date(is_open=False)
        ordinary = self.env["event.event"].create(
            {
                "name": "Sommerfest",
                "date_begin": self.event.date_begin,
                "date_end": self.event.date_end,
            }
        )
        for number in (planned.id, ordinary.id, 0, 2**31, 10**30):
            response = self._get(f"/club/trainings/{number}")
            self.assertEqual(response.status_code, 404)
            self.assertIn("We do not know this training", response.plain)
            response = self._post(f"/club/trainings/{number}", **PERSON)
            self.assertEqual(response.status_code, 404)

    def test_the_date_tells_all_but_the_street_and_the_online_link(self):
        self.event.write(
            {"training_mode": "hybrid", "event_url": "https://video.example.org/x"}
        )
        page = self._get(self.url)
        for shown in ("Looking closely", "8 units", self.teacher.name, "Register"):
            self.assertIn(shown, page.plain)
        self.assertNotIn("video.example.org", page.text)
        self.assertNotIn(self.trainingorganiser.email, page.text)

    def test_looking_changes_nothing(self):
        before = self._count()
        for url in ("/club/trainings", self.url):
            for method in ("GET", "HEAD", "OPTIONS"):
                response = self.url_open(url, method=method)
                self.assertIn(response.status_code, (200, 204))
        self.assertEqual(self._count(), before)


@tagged("post_install", "-at_install")
class TestTrainingRegistration(TrainingPageCommon):
    def test_s3_14_a_stranger_registers_without_an_account(self):
        self.env.flush_all()
        page = self._send()
        self.assertEqual(page.status_code, 200)
        self.assertIn("/club/training/", page.url)
        booking = self.event.booking_ids
        self.assertEqual(booking.via, "page")
        self.assertEqual(booking.contact_name, PERSON["name"])
        self.assertEqual(booking.email, PERSON["email"])
        self.assertEqual(booking.partner_id, self.club)
        self.assertEqual(booking.lang, "en_US")
        self.assertIn("Just arrived", page.plain)
        self._allot(self.event)
        self.assertIn("You have a seat", self._get(self._path(booking)).plain)

    def test_several_people_of_a_club_register_at_once(self):
        self._send(person2="Jörg Brandt", person4="Ayşe Kaya", together="")
        booking = self.event.booking_ids
        self.assertEqual(
            booking.registration_ids.sorted("id").mapped("name"),
            ["Hanna Berg", "Jörg Brandt", "Ayşe Kaya"],
        )
        self.assertFalse(booking.stays_together)

    def test_what_is_missing_is_asked_for_and_nothing_typed_is_lost(self):
        before = self._count()
        for typed, wrong in (
            ({"name": " "}, ["name"]),
            ({"email": "hanna.berg"}, ["email"]),
            ({"email": ""}, ["email"]),
            ({"club": "lang " * 50}, ["club"]),
            ({"person3": "lang " * 50, "name": ""}, ["name", "person3"]),
        ):
            with self.subTest(typed=typed):
                response = self._send(**typed)
                self.assertEqual(response.status_code, 422)
                found = response.page.xpath("//p[@class='error']/@id")
                self.assertEqual(found, [f"{name}-error" for name in wrong])
                for name in found:
                    text = response.page.get_element_by_id(name).text_content()
                    self._assert_sentence(text.strip())
                kept = {**PERSON, **typed}["email"]
                field = response.page.get_element_by_id("email")
                self.assertEqual(field.get("value") or "", kept)
        self.assertEqual(self._count(), before)

    def test_whoever_registers_twice_is_told(self):
        self._send()
        before = self._count()
        response = self._send()
        self.assertEqual(response.status_code, 422)
        self.assertIn("is registered for this training already", response.plain)
        self.assertEqual(self._count(), before)

    def test_after_the_deadline_and_for_dates_that_are_off_nothing_is_taken(self):
        yesterday = self.company._club_today() - timedelta(days=1)
        late = self._create_date(registration_until=yesterday)
        off = self._create_date()
        off.sudo().training_state = "called_off"
        before = self._count()
        for event, sentence in ((late, "has ended"), (off, "was called off")):
            url = f"/club/trainings/{event.id}"
            self.assertFalse(self._get(url).page.xpath("//form"))
            response = self._send(url)
            self.assertEqual(response.status_code, 422)
            self.assertIn(sentence, response.plain)
        self.assertEqual(self._count(), before)

    def test_whoever_comes_late_reads_of_the_waiting_list_before_and_after(self):
        self._register(self.event, "Jörg Brandt", "Ayşe Kaya")
        self.assertIn("All seats are taken", self._get(self.url).plain)
        self._send()
        self._allot(self.event)
        booking = self.event.booking_ids.sorted("id")[-1]
        self.assertIn("position 1", self._get(self._path(booking)).plain)

    def test_the_page_speaks_the_language_of_the_browser(self):
        headers = {"Accept-Language": "de-DE,de;q=0.9"}
        response = self.url_open(self.url, headers=headers)
        self.assertEqual(html.fromstring(response.text).get("lang"), "de")
        self.assertEqual(self._get(self.url).page.get("lang"), "en")


@tagged("post_install", "-at_install")
class TestTrainingBookingPage(TrainingPageCommon):
    def _book(self, *names, **vals):
        people = self._register(self.event, *names, **vals)
        return people.booking_id, self._path(people.booking_id)

    def test_only_whoever_has_a_seat_learns_the_street_and_the_link(self):
        url = "https://video.example.org/x"
        self.event.write({"training_mode": "hybrid", "event_url": url})
        _booking, path = self._book("Hanna Berg", "Jörg Brandt")
        _other, waiting = self._book("Ayşe Kaya")
        self.assertIn(url, self._get(path).text)
        page = self._get(waiting)
        self.assertNotIn(url, page.text)
        self.assertIn("position 1", page.plain)
        self.assertNotIn("Hanna", page.plain)

    def test_each_day_is_a_file_for_calendars(self):
        booking, path = self._book("Hanna Berg")
        links = self._get(path).page.xpath("//a[contains(@href, '.ics')]/@href")
        self.assertEqual(len(links), 1)
        response = self.url_open(links[0])
        self.assertTrue(response.headers["Content-Type"].startswith("text/calendar"))
        entry = vobject.readOne(response.text).vevent
        self.assertEqual(entry.summary.value, self.event.name)
        self.assertEqual(
            entry.dtstart.value.timestamp(),
            self.event._club_local(self.event.date_begin).timestamp(),
        )
        self.assertIn(f"-{self.event.training_day_ids.id}@", entry.uid.value)
        foreign = self._create_date().training_day_ids
        self.assertEqual(self._get(f"{path}/day-{foreign.id}.ics").status_code, 404)
        booking._give_up()
        self.assertEqual(self.url_open(links[0]).status_code, 404)

    def test_seats_are_given_up_after_a_second_look(self):
        booking, path = self._book("Hanna Berg", "Jörg Brandt")
        first, second = booking.registration_ids.sorted("id")
        asked = self._post(path, answer="cancel", person=first.id)
        self.assertIn("Do they really not come?", asked.plain)
        self.assertIn("Hanna Berg", asked.plain)
        self.assertNotIn("Jörg", asked.plain)
        self.assertEqual(first.state, "open")
        page = self._post(path, answer="give_up", person=first.id)
        self.assertEqual(first.state, "cancel")
        self.assertEqual(first.cancel_kind, "person")
        self.assertEqual(second.state, "open")
        self.assertIn("1 of you have seats", page.plain)
        self._post(path, answer="give_up", person="all")
        self.assertEqual(second.state, "cancel")
        again = self._post(path, answer="give_up", person="all")
        self.assertEqual(again.status_code, 422)
        self.assertIn("no seat left", again.plain)

    def test_nobody_gives_up_the_seats_of_others(self):
        _mine, path = self._book("Hanna Berg")
        theirs = self._register(self.event, "Jörg Brandt")
        for person in (theirs.id, "", "x", "-1"):
            response = self._post(path, answer="give_up", person=person)
            self.assertEqual(response.status_code, 422)
        self.assertEqual(theirs.state, "open")

    def _offer(self):
        """A booking that waited and got an offer."""
        first = self._register(self.event, "Jörg Brandt", "Ayşe Kaya")
        booking, path = self._book("Hanna Berg")
        first[0]._give_up("person")
        self._allot(self.event)
        return booking, path

    def test_an_offer_is_accepted_once(self):
        booking, path = self._offer()
        offer = booking.offer_ids
        page = self._get(path)
        self.assertIn("A seat is free for you", page.plain)
        self.assertIn(booking._page_moment(offer.until), page.plain)
        page = self._post(path, answer="accept", offer=offer.id)
        self.assertEqual(offer.state, "accepted")
        self.assertIn("You have a seat", page.plain)
        # whoever presses twice is not told off, whoever changes their mind is
        again = self._post(path, answer="accept", offer=offer.id)
        self.assertEqual(again.status_code, 200)
        late = self._post(path, answer="decline", offer=offer.id)
        self.assertEqual(late.status_code, 422)
        self.assertIn("accepted already", late.plain)
        self.assertEqual(offer.state, "accepted")

    def test_an_offer_is_declined(self):
        booking, path = self._offer()
        page = self._post(path, answer="decline", offer=booking.offer_ids.id)
        self.assertEqual(booking.offer_ids.state, "declined")
        self.assertNotIn("A seat is free for you", page.plain)

    def test_offers_of_others_are_no_ones_to_accept(self):
        booking, _path = self._offer()
        other = self._create_date()
        path = self._path(self._register(other, "Hanna Berg").booking_id)
        for offer in (booking.offer_ids.id, "", "x"):
            response = self._post(path, answer="accept", offer=offer)
            self.assertEqual(response.status_code, 422)
        self.assertEqual(booking.offer_ids.state, "open")

    def test_whoever_misses_an_offer_can_queue_again(self):
        booking, path = self._offer()
        booking.offer_ids.sudo().until = fields.Datetime.now() - timedelta(minutes=1)
        late = self._post(path, answer="accept", offer=booking.offer_ids.id)
        self.assertEqual(late.status_code, 422)
        self._allot(self.event)
        page = self._get(path)
        self.assertIn("Queue again", page.plain)
        page = self._post(path, answer="again")
        self._allot(self.event)
        statuses = booking.registration_ids.mapped("training_status")
        self.assertIn(statuses[0], ("registered", "waiting", "offered"))
        self.assertNotIn("Queue again", self._get(path).plain)
        count = len(booking.with_context(active_test=False).registration_ids)
        self._post(path, answer="again")
        again = len(booking.with_context(active_test=False).registration_ids)
        self.assertEqual(again, count)

    def test_a_group_that_waits_chooses_to_come_one_by_one(self):
        self._register(self.event, "Ayşe Kaya")
        booking, path = self._book("Hanna Berg", "Jörg Brandt")
        self.assertIn("You wait together", self._get(path).plain)
        page = self._post(path, answer="apart")
        self.assertFalse(booking.stays_together)
        self.assertIn("Each of you waits alone", page.plain)
        self._post(path, answer="together")
        self.assertTrue(booking.stays_together)
        self._post(path, answer="apart")
        self._allot(self.event)
        self.assertNotIn("Each of you", self._get(path).plain)

    def test_called_off_dates_say_so_and_take_nothing(self):
        booking, path = self._book("Hanna Berg")
        self.event.sudo().write(
            {"training_state": "called_off", "call_off_reason": "Zu wenige"}
        )
        page = self._get(path)
        self.assertIn("was called off", page.plain)
        self.assertIn("Zu wenige", page.plain)
        self.assertFalse(page.page.xpath("//form"))
        self._post(path, answer="give_up", person="all")
        self.assertEqual(booking.registration_ids.state, "open")

    def test_dates_that_began_take_nothing(self):
        booking, path = self._book("Hanna Berg")
        with freeze_time(self.event.date_begin + timedelta(minutes=1)):
            page = self._get(path)
            self.assertIn("has begun or is over", page.plain)
            self._post(path, answer="give_up", person="all")
        self.assertEqual(booking.registration_ids.state, "open")

    def test_looking_changes_nothing_whatever_the_address_says(self):
        booking, path = self._offer()
        before = self._count()
        query = f"?answer=accept&offer={booking.offer_ids.id}&person=all"
        for method in ("GET", "HEAD", "OPTIONS"):
            self.url_open(path + query, method=method)
        self._post(path, answer="drop")
        self.env.invalidate_all()
        self.assertEqual(booking.offer_ids.state, "open")
        self.assertEqual(self._count(), before)

    def test_old_forged_and_foreign_links_open_nothing(self):
        booking, path = self._book("Hanna Berg")
        forged = path[:-4] + ("AAAA" if path[-4:] != "AAAA" else "BBBB")
        foreign = path.replace("/training/", "/invitation/")
        for url in (forged, foreign, "/club/training/x"):
            response = self._get(url)
            self.assertEqual(response.status_code, 404)
            self.assertNotIn("Hanna", response.plain)
        for days, status in ((29, 200), (32, 410)):
            with freeze_time(self.event.date_end + timedelta(days=days)):
                self.assertEqual(self._get(path).status_code, status)
        booking.action_revoke_links()
        response = self._post(path, answer="give_up", person="all")
        self.assertEqual(response.status_code, 410)
        self.assertEqual(booking.registration_ids.state, "open")


@tagged("post_install", "-at_install")
class TestAccessibleTrainingPages(AxeCommon, TrainingPageCommon):
    """Nothing that axe-core finds fault with, whatever the pages say."""

    def test_axe_finds_no_fault_with_programme_and_form(self):
        self.env.flush_all()
        self._find_faults("/club/trainings?lang=de")
        self._find_faults(f"{self.url}?lang=en")
        self._find_faults("/club/trainings/0?lang=en")

    def test_axe_finds_no_fault_with_bookings(self):
        first = self._register(self.event, "Jörg Brandt", "Ayşe Kaya")
        group = self._register(self.event, "Hanna Berg", "Otto Klein").booking_id
        alone = self._register(self.event, "Eva Kurz").booking_id
        self.env.flush_all()
        self._find_faults(f"{self._path(first.booking_id)}?lang=de")
        self._find_faults(f"{self._path(group)}?lang=en")
        first[0]._give_up("person")
        self._allot(self.event)
        self.env.flush_all()
        self._find_faults(f"{self._path(alone)}?lang=en")

    def test_pages_fit_a_telephone(self):
        style = self.url_open("/club_support/static/link/club_link.css").text
        # the trap lies beside the page, and nothing is wider than it
        self.assertTrue(re.search(r"\.trap \{[^}]*left: -", style))
        self.env.flush_all()
        self.browser_js(
            f"{self.url}?lang=de",
            "document.documentElement.scrollWidth <= window.innerWidth"
            " ? console.log('test successful')"
            " : console.error('wider than the screen');",
            ready="document.readyState === 'complete'",
        )
