"""The page behind the link of a referral, as a browser without a session."""

from datetime import timedelta

from freezegun import freeze_time
from lxml import html

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ClubSupportHttpCommon
from .test_referrals import ReferralCommon


@tagged("post_install", "-at_install")
class TestReferralPage(ReferralCommon, ClubSupportHttpCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("de_DE")
        cls.referral = cls._refer()
        cls.referral.action_send()
        cls.env.flush_all()
        cls.url = cls._path(cls.referral)

    @classmethod
    def _path(cls, referral):
        return referral.link_url.replace(referral.get_base_url(), "")

    def _get(self, query="", url=None):
        response = self.url_open((url or self.url) + query)
        response.plain = html.fromstring(response.text).text_content()
        return response

    def _post(self, answer, url=None, **data):
        response = self.url_open(url or self.url, data={"answer": answer, **data})
        self.env.invalidate_all()
        response.plain = html.fromstring(response.text).text_content()
        return response

    def _assert_closed(self, response, sentence):
        self.assertIn(response.status_code, (404, 410))
        self.assertIn(sentence, response.plain)
        self.assertNotIn("am Abend", response.plain)
        self.assertNotIn(self.centre.name, response.plain)

    def test_the_page_shows_what_was_written_and_nothing_else_of_the_case(self):
        self.case.write({"name": "Streit im Vorstand", "is_restricted": True})
        self.case._message_log(body="Interne Notiz")
        response = self._get()
        self.assertEqual(response.status_code, 200)
        for shown in (
            "Deutschkurs für zwei Trainerinnen",
            "am Abend",
            self.case.number,
            self.worker.name,
            self.company.name,
            str(self.referral.answer_until.year),
        ):
            self.assertIn(shown, response.plain)
        for hidden in ("Streit", "Interne", self.club.name, self.chair.name):
            self.assertNotIn(hidden, response.plain)

    def test_looking_changes_nothing(self):
        before = self.referral.read()
        for query in ("", "?answer=accept", "?lang=de", "?answer=done&note=x"):
            self.assertEqual(self._get(query).status_code, 200)
        self.url_open(self.url, method="HEAD")
        self.env.invalidate_all()
        self.assertEqual(self.referral.read(), before)

    def test_s2_07_the_other_side_accepts_and_reports_by_one_link(self):
        response = self._post("accept", note="Wir rufen\r\nmorgen an. <b>")
        self.assertIn("You have accepted", response.plain)
        self.assertEqual(self.referral.state, "accepted")
        self.assertEqual(self.referral.answered_via, "link")
        self.assertEqual(self.referral.answer_note, "Wir rufen\nmorgen an. <b>")
        tasks = self._tasks()
        self.assertEqual(tasks.user_id, self.worker)
        self.assertIn(self.centre.name, tasks.summary)
        note = self.case.message_ids[0]
        self.assertIn("morgen an. &lt;b&gt;", note.body)
        self.assertNotIn("blockquote", note.body, "the chatter would fold it away")
        self.assertTrue(note.is_internal)
        self.assertEqual(note.author_id, self.centre)
        self.assertIn("it is done", self._post("done", note="Erledigt").plain)
        self.assertEqual(self.referral.state, "done")
        self.assertIn("Erledigt", self.referral.answer_note)
        self.assertIn("Wir rufen", self.referral.answer_note)

    def test_the_other_side_declines(self):
        response = self._post("decline", note="Kein Platz")
        self.assertIn("You have declined", response.plain)
        self.assertEqual(self.referral.state, "declined")
        self.assertFalse(html.fromstring(response.text).xpath("//form"))

    def test_a_second_answer_is_told_that_there_is_one(self):
        self._post("accept")
        count = len(self.case.message_ids)
        for answer in ("accept", "decline"):
            response = self._post(answer, note="Doch nicht")
            self.assertIn("has been answered already", response.plain)
        self.assertEqual(self.referral.state, "accepted")
        self.assertFalse(self.referral.answer_note)
        self.assertEqual(len(self.case.message_ids), count)
        self._post("done")
        self.assertIn("answered already", self._post("done").plain)

    def test_it_cannot_be_done_before_it_is_accepted(self):
        self._post("done")
        self.assertEqual(self.referral.state, "sent")

    def test_what_is_no_answer_changes_nothing(self):
        for answer in ("", "withdraw", "draft", "action_done"):
            self.assertEqual(self._post(answer).status_code, 200)
        self.url_open(self.url, files={"note": ("a.txt", b"x")}, data={"answer": "no"})
        self.env.invalidate_all()
        self.assertEqual(self.referral.state, "sent")

    def test_a_message_that_is_too_long_is_not_lost(self):
        text = "lang " * 500
        response = self._post("accept", note=text)
        page = html.fromstring(response.text)
        message = page.get_element_by_id("note-error").text_content()
        self._assert_sentence(message.strip())
        self.assertIn("lang lang", page.get_element_by_id("note").text_content())
        self.assertEqual(self.referral.state, "sent")

    def test_a_file_instead_of_a_message_is_none(self):
        self.url_open(
            self.url,
            data={"answer": "accept"},
            files={"note": ("note.txt", b"x", "text/plain")},
        )
        self.env.invalidate_all()
        self.assertEqual(self.referral.state, "accepted")
        self.assertFalse(self.referral.answer_note)

    def test_after_withdrawal_the_page_says_so_and_nothing_more(self):
        self.referral.action_withdraw()
        self.env.flush_all()
        response = self._get()
        self.assertIn("no longer open", response.plain)
        self.assertNotIn("am Abend", response.plain)
        self._post("accept")
        self.assertEqual(self.referral.state, "withdrawn")

    def test_the_page_speaks_german_where_the_reader_does(self):
        page = html.fromstring(self._get("?lang=de").text)
        self.assertEqual(page.get("lang"), "de")

    def test_staff_read_the_answer_in_their_own_language(self):
        self._post("accept", url=f"{self.url}?lang=de")
        self.assertIn("Referral accepted", self.case.message_ids[0].body)

    def test_links_of_other_purposes_and_drafts_open_nothing(self):
        draft = self._refer()
        until = fields.Date.today() + timedelta(days=9)
        self.club.is_actor = True
        check = self.env["club.profile.check"]._ask(self.club, 2026)
        foreign = {
            "a draft": draft._club_link_url("referral", until),
            "another purpose": self.referral._club_link_url("profile-check", until),
            "another record": check._club_link_url("referral", until),
        }
        for name, url in foreign.items():
            token = url.rpartition("/")[2]
            with self.subTest(name):
                self._assert_closed(
                    self._get("?lang=en", f"/club/referral/{token}"),
                    "do not know this link",
                )
        token = self.url.rpartition("/")[2]
        response = self._get(url=f"/club/profile-check/{token}")
        self.assertEqual(response.status_code, 404)
        self.assertEqual(self._post("accept", url=f"{self.url}x").status_code, 404)
        self.assertEqual(self.referral.state, "sent")

    def test_void_and_old_links_say_so(self):
        self.referral.action_revoke_links()
        self.env.flush_all()
        self._assert_closed(self._get("?lang=en"), "no longer valid")
        until = fields.Date.today() - timedelta(days=1)
        token = self.referral._club_link_url("referral", until).rpartition("/")[2]
        self._assert_closed(
            self._get("?lang=en", f"/club/referral/{token}"), "no longer valid"
        )

    @mute_logger("odoo.http")
    def test_nobody_outside_reads_referrals_by_rpc(self):
        for user in (self.portal, self.plain_user):
            result, error = self._call(
                user, "club.case.referral", "search_read", [], ["text"]
            )
            with self.subTest(user=user.login):
                self.assertIsNone(result)
                self.assertEqual(error["name"], "odoo.exceptions.AccessError")

    def test_the_link_is_good_for_weeks_after_the_answer_was_due(self):
        record = self.env["club.case.referral"]
        token = self.url.rpartition("/")[2]
        for days, problem in ((100, None), (125, "expired")):
            with freeze_time(fields.Date.today() + timedelta(days=days + 14)):
                self.assertEqual(
                    record._club_link_record("referral", token)[1], problem
                )
