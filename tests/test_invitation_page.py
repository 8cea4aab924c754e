"""The page behind the link of an invitation, as a browser without a session."""

from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import vobject
from freezegun import freeze_time
from lxml import html

from odoo import fields
from odoo.tests import tagged

from .common import ClubSupportHttpCommon
from .common_axe import AxeCommon
from .test_invitation_answers import InvitationCommon

LOOKS = 100


class InvitationPageCommon(InvitationCommon, ClubSupportHttpCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("de_DE")
        cls.env["club.agenda.item"].create(
            [
                {"meeting_id": cls.meeting.id, "name": "Hallenzeiten im Winter"},
                {
                    "meeting_id": cls.meeting.id,
                    "name": "Noch geheim",
                    "state": "proposed",
                },
                {
                    "meeting_id": cls.meeting.id,
                    "name": "Abgelehnt",
                    "state": "declined",
                },
            ]
        )
        cls.env.flush_all()
        cls.url = cls._path(cls.invitation)

    @classmethod
    def _path(cls, invitation):
        return invitation._get_answer_url().replace(invitation.get_base_url(), "")

    def _get(self, query="?lang=en", url=None):
        self.env.flush_all()
        response = self.url_open((url or self.url) + query)
        response.plain = " ".join(html.fromstring(response.text).text_content().split())
        return response

    def _post(self, answer, query="?lang=en", **data):
        self.env.flush_all()
        response = self.url_open(self.url + query, data={"answer": answer, **data})
        self.env.invalidate_all()
        response.plain = " ".join(html.fromstring(response.text).text_content().split())
        return response

    def _get_error(self, response, name):
        page = html.fromstring(response.text)
        sentence = page.get_element_by_id(f"{name}-error").text_content().strip()
        self._assert_sentence(sentence)
        return sentence


@tagged("post_install", "-at_install")
class TestInvitationPage(InvitationPageCommon):
    # ------------------------------------------------------------
    # Showing
    # ------------------------------------------------------------

    def test_the_page_shows_the_meeting_and_nobody_elses_data(self):
        other = self._invite_many(1)
        other._take_answer("yes", "link", note="Von jemand anderem")
        response = self._get()
        self.assertEqual(response.status_code, 200)
        for shown in (
            self.meeting.name,
            self.network.name,
            "Bürgerhaus Grünbach",
            "Hallenzeiten im Winter",
            self.chair.name,
            self.club.name,
            "What we do with your data",
        ):
            self.assertIn(shown, response.plain)
        for hidden in (
            "Noch geheim",
            "Abgelehnt",
            other.partner_id.name,
            "jemand anderem",
            self.chair.email,
            self.meeting.tz,
        ):
            self.assertNotIn(hidden, response.plain)

    def test_times_are_those_of_the_place_with_the_day_of_the_week(self):
        # the night before the clock goes back: 17:00 UTC is 19:00 there
        start = datetime(2031, 10, 25, 17, 0)
        self.meeting.write({"start": start, "stop": start + timedelta(hours=24)})
        self.url = self._path(self.invitation)
        page = self._get("?lang=de").plain
        self.assertIn("Samstag, 25. Oktober 2031", page)
        self.assertIn("19:00", page)
        self.assertIn("Sonntag, 26. Oktober 2031", page)
        self.assertIn("18:00", page, "the clock has gone back")
        self.assertIn("Saturday, 25 October 2031", self._get("?lang=en").plain)
        self.meeting.tz = "Europe/Lisbon"
        page = self._get("?lang=de").plain
        self.assertIn("18:00", page)
        self.assertIn("Westeuropäische", page)

    def test_who_read_the_former_day_does_not_answer_for_the_new_one(self):
        page = html.fromstring(self._get().text)
        seen = page.xpath("//input[@name='revision']")[0].get("value")
        self.meeting.with_user(self.organiser).action_postpone(
            self.start + timedelta(days=7), None, "Der Saal ist belegt."
        )
        response = self._post("yes", revision=seen, note="Ich bringe Kuchen")
        self.assertEqual(self.invitation.answer, "none")
        self.assertIn("The meeting was changed just now", response.plain)
        self.assertIn("Ich bringe Kuchen", response.text)
        seen = html.fromstring(response.text).xpath("//input[@name='revision']")[0]
        self._post("yes", revision=seen.get("value"))
        self.assertEqual(self.invitation.answer, "yes")
        self.assertFalse(self.invitation.is_answer_old)

    def test_the_deadline_is_the_first_moment_that_is_too_late(self):
        until = self.start - timedelta(days=2)
        self.meeting.answer_until = until
        for moment, answer in (
            (until, "none"),
            (until - timedelta(seconds=1), "yes"),
        ):
            with freeze_time(moment):
                self._post("yes")
            self.assertEqual(self.invitation.answer, answer, moment)

    def test_the_page_begins_in_the_language_of_whoever_was_invited(self):
        for lang, code in (("de_DE", "de"), ("en_US", "en")):
            self.chair.lang = lang
            page = html.fromstring(self._get("").text)
            self.assertEqual(page.get("lang"), code)

    def test_a_deadline_before_the_meeting_is_shown(self):
        self.assertNotIn("answer until", self._get().plain)
        self.meeting.answer_until = self.start - timedelta(days=2)
        self.assertIn("Please answer until", self._get().plain)

    def test_the_meeting_can_be_saved_as_a_calendar_file(self):
        file = f"{self.url}/meeting.ics"
        response = self.url_open(file)
        self.assertIn("text/calendar", response.headers["Content-Type"])
        event = vobject.readOne(response.text).vevent
        self.assertEqual(event.uid.value, self.invitation.uid)
        self.assertEqual(
            event.dtstart.value.astimezone(UTC).replace(tzinfo=None), self.meeting.start
        )
        self.assertNotIn("ATTENDEE", response.text, "somebody's address")
        self.meeting.action_call_off("Krank")
        self.assertIn("does not take place", self._get(url=file).plain)

    def test_one_topic_too_many_is_said_beside_the_field(self):
        for number in range(3):
            page = self._post("topic", topic=f"Thema {number}")
            self.assertIn("Thank you for your topic", page.plain)
        self._get_error(self._post("topic", topic="Noch eins"), "topic")

    def test_a_hundred_looks_change_nothing_at_all(self):
        self.invitation._take_answer("perhaps", "link")
        self._get()
        self.env.flush_all()
        counters = """
            SELECT relname, n_tup_ins, n_tup_upd, n_tup_del
            FROM pg_stat_xact_user_tables ORDER BY relname"""
        self.env.cr.execute(counters)
        before = self.env.cr.fetchall()
        for number in range(LOOKS):
            method = ("GET", "GET", "HEAD", "OPTIONS")[number % 4]
            query = ("?answer=yes", "?answer=topic&topic=x", "?lang=de")[number % 3]
            path = self.url + ("/meeting.ics" if number % 5 == 0 else "")
            response = self.url_open(path + query, method=method)
            self.assertIn(response.status_code, (200, 204))
        self.env.cr.execute(counters)
        self.assertEqual(self.env.cr.fetchall(), before)
        self.env.invalidate_all()
        self.assertEqual(self.invitation.answer, "perhaps")

    # ------------------------------------------------------------
    # Answering
    # ------------------------------------------------------------

    def test_an_answer_is_taken_and_may_be_changed(self):
        page = self._post("yes", people="3", note="Wir kommen\r\nzu dritt <b>")
        self.assertIn("you come", page.plain)
        self.assertIn("Wir kommen", page.plain)
        self.assertIn("&lt;b&gt;", page.text)
        self.assertEqual(self.invitation.answer, "yes")
        self.assertEqual(self.invitation.people_count, 3)
        self.assertEqual(self.invitation.answered_via, "link")
        self.assertIn("you do not come", self._post("no", people="3").plain)
        self.assertEqual(self.invitation.people_count, 0)
        self.assertIn("you come perhaps", self._post("perhaps", people="").plain)
        self.assertEqual(self.invitation.people_count, 1)
        self.assertEqual(len(self.invitation.answer_ids), 3)
        self.assertFalse(self.invitation.answer_ids.user_id)

    def test_somebody_else_comes_and_is_named(self):
        refused = self._post("substitute", substitute=" ", note="Bin im Urlaub")
        self._get_error(refused, "substitute")
        self.assertIn("Bin im Urlaub", refused.text, "nothing typed is lost")
        self.assertEqual(self.invitation.answer, "none")
        page = self._post("substitute", substitute="Ivo Müller", people="1")
        self.assertIn("Ivo Müller", page.plain)
        self.assertEqual(self.invitation.substitute, "Ivo Müller")
        self._post("yes", substitute="Ivo Müller")
        self.assertFalse(self.invitation.substitute, "only if somebody else comes")

    def test_what_cannot_be_read_is_said_beside_the_field(self):
        for people in ("51", "-1", "viele", "1e9", "99999999999"):
            with self.subTest(people):
                self._get_error(self._post("yes", people=people), "people")
        self._get_error(self._post("yes", note="lang " * 500), "note")
        self.assertEqual(self.invitation.answer, "none")
        self._post("yes", people="50")
        self.assertEqual(self.invitation.people_count, 50)

    def test_what_is_no_answer_changes_nothing(self):
        for answer in ("", "none", "withdraw", "maybe"):
            self.assertEqual(self._post(answer).status_code, 200)
        self.url_open(self.url, data={"note": "x"}, files={"answer": ("a.txt", b"yes")})
        self.env.invalidate_all()
        self.assertEqual(self.invitation.answer, "none")

    def test_an_answer_given_before_a_change_is_asked_for_again(self):
        self._post("yes")
        self.meeting.location = "Rathaus"
        self.assertIn("has been changed since", self._get().plain)
        self._post("yes")
        self.assertNotIn("has been changed since", self._get().plain)

    # ------------------------------------------------------------
    # Nothing is taken
    # ------------------------------------------------------------

    def _assert_takes_nothing(self, sentence, hidden=()):
        count = len(self.invitation.answer_ids)
        for response in (self._get(), self._post("no", note="Doch nicht")):
            self.assertEqual(response.status_code, 200)
            self.assertIn(sentence, response.plain)
            page = html.fromstring(response.text)
            self.assertFalse(page.xpath("//button[@value != 'topic']"))
            for text in hidden:
                self.assertNotIn(text, response.plain)
        self.assertEqual(len(self.invitation.answer_ids), count)

    def test_after_the_call_off_the_page_says_so_and_takes_nothing(self):
        self._post("yes")
        self.meeting.action_call_off("Sturmwarnung")
        self._assert_takes_nothing("does not take place")
        self.assertIn("Sturmwarnung", self._get().plain)
        self.assertEqual(self.invitation.answer, "yes")
        self.meeting.action_restore()
        self._post("no")
        self.assertEqual(self.invitation.answer, "no")

    def test_after_the_deadline_the_page_says_so_and_takes_nothing(self):
        self.meeting.answer_until = fields.Datetime.now() - timedelta(minutes=1)
        self._assert_takes_nothing("time for answers is over")

    def test_after_the_meeting_the_page_says_so_and_takes_nothing(self):
        self.meeting.sudo().write({"state": "held"})
        self._assert_takes_nothing("has taken place", hidden=("Hallenzeiten",))

    def test_a_withdrawn_invitation_tells_nothing_of_the_meeting(self):
        self.invitation.is_withdrawn = True
        self._assert_takes_nothing(
            "no longer open", hidden=(self.meeting.name, self.chair.name)
        )

    def test_a_tentative_meeting_says_so_and_takes_answers(self):
        self.meeting.action_mark_tentative("Der Saal fehlt")
        self.assertIn("Der Saal fehlt", self._get().plain)
        self._post("yes")
        self.assertEqual(self.invitation.answer, "yes")

    def test_links_that_are_forged_foreign_or_old_reveal_nothing(self):
        token = self.url.rpartition("/")[2]
        until = fields.Date.today() + timedelta(days=9)
        other_purpose = self.invitation._club_link_url("referral", until)
        old = self.invitation._club_link_url(
            "invitation", fields.Date.today() - timedelta(days=1)
        )
        for name, used, status in (
            ("forged", token[:-3] + "AAA", 404),
            ("nonsense", "x" * 600, 404),
            ("another purpose", other_purpose.rpartition("/")[2], 404),
            ("old", old.rpartition("/")[2], 410),
        ):
            with self.subTest(name):
                self.env.flush_all()
                address = f"/club/invitation/{used}?lang=en"
                for response in (
                    self.url_open(address),
                    self.url_open(address, data={"answer": "yes"}),
                ):
                    self.assertEqual(response.status_code, status)
                    for hidden in (self.meeting.name, self.chair.name):
                        self.assertNotIn(hidden, response.text)
        self.invitation.action_revoke_links()
        self.assertEqual(self._get().status_code, 410)
        self.env.invalidate_all()
        self.assertEqual(self.invitation.answer, "none")

    def test_the_link_is_good_until_the_day_after_the_meeting(self):
        token = self.url.rpartition("/")[2]
        Invitation = self.env["club.invitation"]
        for days, problem in ((0, None), (2, "expired")):
            with freeze_time(self.meeting.stop + timedelta(days=days)):
                found = Invitation._club_link_record("invitation", token)
                self.assertEqual(found[1], problem)

    def test_the_link_of_an_archived_meeting_opens_nothing(self):
        self.meeting.active = False
        self._assert_takes_nothing("no longer open", hidden=(self.meeting.name,))

    # ------------------------------------------------------------
    # Topics
    # ------------------------------------------------------------

    def _takes_topics(self):
        self.proposed = []

        def propose(_meeting, partner, name, text):
            self.proposed.append((partner, name, text))

        return patch.object(type(self.meeting), "_propose_agenda_item", propose)

    def test_a_topic_can_be_proposed(self):
        with self._takes_topics():
            self.assertIn("Propose a topic", self._get().plain)
            page = self._post("topic", topic=" Licht \n am Platz ", topic_text="Dunkel")
            self.assertIn("Thank you for your topic", page.plain)
            self.assertEqual(self.proposed, [(self.chair, "Licht am Platz", "Dunkel")])
            for typed in ({"topic": " "}, {"topic": "x" * 151}):
                self._get_error(self._post("topic", **typed), "topic")
            self.assertEqual(len(self.proposed), 1)
            self.assertEqual(self.invitation.answer, "none")

    def test_topics_are_not_taken_without_end_nor_after_the_meeting(self):
        with self._takes_topics():
            self.env["club.agenda.item"].create(
                [
                    {
                        "meeting_id": self.meeting.id,
                        "name": f"Vorschlag {number}",
                        "state": "proposed",
                    }
                    for number in range(49)
                ]
            )
            self._post("topic", topic="Noch einer")
            self.meeting.agenda_item_ids.filtered(
                lambda item: item.state == "proposed"
            ).unlink()
            self.meeting.action_call_off()
            self._post("topic", topic="Zu spät")
            self.assertFalse(self.proposed)


@tagged("post_install", "-at_install")
class TestAccessiblePages(AxeCommon, InvitationPageCommon):
    """Nothing that axe-core finds fault with; the page itself runs no script."""

    def test_axe_finds_no_fault_with_the_answer_page(self):
        self.meeting.answer_until = self.start - timedelta(days=2)
        self._find_faults(f"{self.url}?lang=de")
        self.invitation._take_answer("substitute", "link", substitute="Ivo Müller")
        self.env.flush_all()
        self._find_faults(f"{self.url}?lang=en&sent=topic")

    def test_axe_finds_no_fault_where_nothing_is_taken(self):
        self.meeting.action_call_off("Krank")
        self.env.flush_all()
        self._find_faults(f"{self.url}?lang=de")
        self._find_faults("/club/invitation/unknown?lang=de")

    def test_axe_finds_no_fault_with_links_that_are_over(self):
        self.invitation.is_withdrawn = True
        self.env.flush_all()
        self._find_faults(f"{self.url}?lang=de")
        self.invitation.action_revoke_links()
        self.env.flush_all()
        self._find_faults(f"{self.url}?lang=en")
