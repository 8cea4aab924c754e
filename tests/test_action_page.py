"""The page behind the link of an action item, as a browser without a session."""

from datetime import timedelta

from freezegun import freeze_time
from lxml import html

from odoo.tests import tagged

from .common import ClubSupportHttpCommon
from .common_agreements import AgreementCommon
from .common_axe import AxeCommon


class ActionPageCommon(AgreementCommon, ClubSupportHttpCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("de_DE")
        cls.today = cls.company._club_today()
        cls.item = cls._take_on(
            date_due=cls.today + timedelta(days=5), note="Mit Telefon"
        )
        cls.item.action_send()
        cls.env.flush_all()
        cls.url = cls._path(cls.item)

    @classmethod
    def _path(cls, item):
        return item.sudo().link_url.replace(item.get_base_url(), "")

    def _get(self, query="", url=None):
        response = self.url_open((url or self.url) + query)
        response.plain = html.fromstring(response.text).text_content()
        return response

    def _post(self, answer, url=None, **data):
        response = self.url_open(url or self.url, data={"answer": answer, **data})
        self.env.invalidate_all()
        response.plain = html.fromstring(response.text).text_content()
        return response


@tagged("post_install", "-at_install")
class TestActionPage(ActionPageCommon):
    def test_the_page_shows_what_was_taken_on_and_nobodys_address(self):
        response = self._get()
        self.assertEqual(response.status_code, 200)
        for shown in (
            self.item.name,
            "Mit Telefon",
            self.network.name,
            self.organiser.name,
            self.company.name,
            str(self.item.date_due.year),
        ):
            self.assertIn(shown, response.plain)
        for hidden in (self.chair.email, self.organiser.email, self.club.email):
            self.assertNotIn(hidden, response.text)

    def test_looking_changes_nothing(self):
        before = self.item.sudo().read()
        for query in ("", "?answer=done", "?lang=de", "?answer=later&day=2099-01-01"):
            self.assertEqual(self._get(query).status_code, 200)
        self.assertEqual(self.url_open(self.url, method="HEAD").status_code, 200)
        self.env.invalidate_all()
        self.assertEqual(self.item.sudo().read(), before)

    def test_the_owner_reports_that_it_is_done(self):
        response = self._post("done", note="Kam per\r\nPost <b>")
        self.assertIn("it is done", response.plain)
        self.assertFalse(html.fromstring(response.text).xpath("//form"))
        self.assertEqual((self.item.state, self.item.done_via), ("done", "link"))
        self.assertEqual(self.item.done_note, "Kam per\nPost <b>")
        task = self._tasks(self.item, "_reported")
        self.assertEqual(task.user_id, self.organiser)
        self.assertIn(self.item.name, task.summary)
        note = self.item.message_ids.filtered(lambda m: "Post &lt;b&gt;" in m.body)
        self.assertEqual(note.author_id, self.chair)
        self.assertTrue(note.is_internal)
        for answer in ("done", "later"):
            late = self._post(answer, note="Noch einmal", day=str(self.today))
            self.assertIn("settled already", late.plain)
        self.assertNotIn("Noch", self.item.done_note)

    def test_the_owner_says_that_it_takes_longer_and_staff_decides(self):
        day = self.today + timedelta(days=20)
        due = self.item.date_due
        response = self._post("later", day=day.strftime("%d.%m.%Y"), note="Urlaub")
        self.assertIn("takes longer", response.plain)
        self.assertEqual(self.item.state, "open")
        self.assertEqual((self.item.date_due, self.item.date_proposed), (due, day))
        self.assertIn("Urlaub", self.item.proposal)
        self.assertEqual(self._tasks(self.item, "_reported").user_id, self.organiser)
        self.item.action_accept_day()
        self.assertEqual((self.item.date_due, self.item.date_proposed), (day, False))
        self.assertFalse(self._tasks(self.item, "_reported"))
        self._post("later", day=str(day + timedelta(days=1)))
        self.item.action_dismiss_day()
        self.assertEqual(self.item.date_due, day)
        self.assertFalse(self.item.proposal)

    def test_a_day_that_cannot_be_meant_is_asked_for_again(self):
        past = self.today - timedelta(days=1)
        for day in ("", "morgen", str(past), "2999-01-01"):
            with self.subTest(day=day):
                response = self._post("later", day=day, note="Behalten")
                page = html.fromstring(response.text)
                message = page.get_element_by_id("day-error").text_content()
                self._assert_sentence(message.strip())
                self.assertEqual(
                    page.get_element_by_id("note").text_content().strip(), "Behalten"
                )
                self.assertFalse(self.item.date_proposed)

    def test_a_message_that_is_too_long_is_not_lost(self):
        page = html.fromstring(self._post("done", note="lang " * 500).text)
        self._assert_sentence(
            page.get_element_by_id("note-error").text_content().strip()
        )
        self.assertIn("lang lang", page.get_element_by_id("note").text_content())
        self.assertEqual(self.item.state, "open")

    def test_what_is_no_answer_changes_nothing(self):
        for answer in ("", "dropped", "action_done"):
            self.assertEqual(self._post(answer).status_code, 200)
        self.url_open(self.url, files={"note": ("a.txt", b"x")}, data={"answer": "no"})
        self.env.invalidate_all()
        self.assertEqual(self.item.state, "open")

    def test_what_was_dropped_says_so(self):
        self.item.action_drop("Fällt aus")
        response = self._get()
        self.assertIn("need not be done", response.plain)
        self.assertFalse(html.fromstring(response.text).xpath("//form"))

    def test_old_forged_and_foreign_links_open_nothing(self):
        other = self._take_on(name="Geheimes", partner_id=self.club.id)
        self.env.flush_all()
        unsent = self._path(other)
        forged = self.url[:-4] + ("AAAA" if self.url[-4:] != "AAAA" else "BBBB")
        foreign = self.url.replace("/action/", "/referral/")
        for url in (unsent, forged, foreign):
            with self.subTest(url=url):
                response = self._get(url=url)
                self.assertEqual(response.status_code, 404)
                self.assertNotIn("Geheimes", response.plain)
        self.item.action_revoke_links()
        self.env.flush_all()
        self.assertEqual(self._get().status_code, 410)
        self.assertEqual(self._post("done").status_code, 410)
        self.assertEqual(self.item.state, "open")

    def test_the_link_ends_half_a_year_after_the_day(self):
        for days, status in ((185, 200), (186, 410)):
            with freeze_time(self.today + timedelta(days=days)):
                self.assertEqual(self._get().status_code, status)

    def test_the_page_begins_in_the_language_of_its_reader(self):
        self.item.sudo().lang = "de_DE"
        self.env.flush_all()
        self.assertEqual(html.fromstring(self._get().text).get("lang"), "de")
        self.assertEqual(html.fromstring(self._get("?lang=en").text).get("lang"), "en")


@tagged("post_install", "-at_install")
class TestAccessibleActionPage(AxeCommon, ActionPageCommon):
    """Nothing that axe-core finds fault with, whatever the page says."""

    def test_axe_finds_no_fault_with_the_report(self):
        self._find_faults(f"{self.url}?lang=de")
        self.item.action_done()
        self.env.flush_all()
        self._find_faults(f"{self.url}?lang=en")

    def test_axe_finds_no_fault_with_links_that_are_over(self):
        self.item.action_revoke_links()
        self.env.flush_all()
        self._find_faults(f"{self.url}?lang=de")
        self._find_faults("/club/action/unknown?lang=en")
