"""The programme of a year on paper, and the way from there into the figures."""

from datetime import datetime

from freezegun import freeze_time
from lxml import html

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common_trainings import TrainingsCommon


@tagged("post_install", "-at_install")
@freeze_time("2027-01-12 09:00:00")
class TestTrainingProgramme(TrainingsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.training.write(
            {
                "audience": "Trainers of children",
                "fee": 25,
                "contents": "<p>What the law asks for</p>",
            }
        )
        cls.spring = cls._create_date(days=60, name="Child Protection in Spring")
        cls.autumn = cls._create_date(days=270, name="Child Protection in Autumn")
        cls.planned = cls._create_date(days=150, is_open=False, name="Planned Only")

    def _open(self, user=None, **vals):
        Programme = self.env["club.training.programme"]
        if user:
            Programme = Programme.with_user(user)
        return Programme.create({"year": 2027, **vals})

    def _print(self, programme):
        action = programme.action_print()
        content, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "club_support.event_event_report_programme", None, data=action["data"]
        )
        return " ".join(html.fromstring(content).text_content().split())

    def test_the_programme_says_what_when_where_for_whom_and_until_when(self):
        self.spring.registration_until = "2027-03-01"
        text = self._print(self._open())
        for words in (
            "Training Programme 2027",
            "Open to all clubs and initiatives",
            "March 2027",
            "Child Protection in Spring",
            "For: Trainers of children",
            "8 teaching units of 45 minutes",
            "Register until March 1, 2027",
            self.teacher.name,
            self.trainingorganiser.name,
            "/club/trainings",
        ):
            self.assertIn(words, text)

    def test_months_stand_in_their_order_and_once(self):
        text = self._print(self._open())
        places = [text.index(word) for word in ("March 2027", "June 2027")]
        self.assertEqual(places, sorted(places))
        self.assertEqual(text.count("March 2027"), 1)

    def test_what_was_not_chosen_is_left_out(self):
        programme = self._open(
            with_planned=False,
            with_trainers=False,
            with_fee=False,
            with_contact=False,
            part="first",
        )
        text = self._print(programme)
        self.assertIn("January to June 2027", text)
        self.assertNotIn("Planned Only", text)
        self.assertNotIn("Child Protection in Autumn", text)
        self.assertNotIn(self.teacher.name, text)
        self.assertNotIn("Contact:", text)
        self.assertNotIn("Fee:", text)
        self.assertNotIn("What the law asks for", text)
        programme.with_contents = True
        self.assertIn("What the law asks for", self._print(programme))

    def test_what_is_not_public_stands_there_only_when_asked_for(self):
        self.training.is_public = False
        with self.assertRaises(UserError) as caught:
            self._open().action_print()
        self._assert_sentence(caught.exception)
        self.assertEqual(self._open(with_internal=True).event_count, 3)

    def test_what_was_called_off_or_archived_does_not_stand_there(self):
        self.spring.training_state = "called_off"
        self.planned.sudo().active = False
        self.assertEqual(self._open()._get_events(), self.autumn)

    def test_the_last_night_of_the_year_belongs_to_the_year_of_its_clock(self):
        self.spring.write(
            {
                "date_begin": datetime(2027, 12, 31, 23, 30),
                "date_end": datetime(2028, 1, 1, 2, 0),
            }
        )
        self.assertNotIn(self.spring, self._open()._get_events())
        self.assertIn(self.spring, self._open(year=2028)._get_events())

    def test_a_year_has_four_digits(self):
        with self.assertRaises(ValidationError) as caught:
            self._open(year=27)
        self._assert_sentence(caught.exception)
        self.assertFalse(
            self.env["club.training.programme"].new({"year": 27}).event_count
        )

    def test_online_and_hybrid_dates_say_so(self):
        Report = self.env["report.club_support.club_training_programme"]
        self.spring.training_mode = "online"
        self.assertEqual(Report._say_place(self.spring), "Online")
        self.spring.training_mode = "hybrid"
        self.assertIn("Online", Report._say_place(self.spring))

    def test_whoever_asks_by_the_address_reads_only_trainings_they_may(self):
        Report = self.env["report.club_support.club_training_programme"]
        values = Report.with_user(self.worker)._get_report_values(
            None,
            {"ids": [str(self.spring.id), "x", "999999999"], "shown": ["fee", "a"]},
        )
        self.assertEqual(values["docs"], self.spring)
        self.assertEqual(values["shown"], ["fee"])
        self.assertEqual(values["period"], "2027")
        outsider = Report.with_user(self.plain_user)
        self.assertFalse(outsider._get_report_values(self.spring.ids)["docs"])

    def test_workers_and_organisers_print_and_caretakers_do_not(self):
        for user in (self.worker, self.trainingorganiser, self.management):
            self.assertTrue(self._open(user).action_print())
        with self.assertRaises(AccessError):
            self._open(self.caretaker)

    def test_the_link_to_the_public_page_is_a_picture_in_the_paper_itself(self):
        values = self.env[
            "report.club_support.club_training_programme"
        ]._get_report_values(self.spring.ids)
        self.assertIn("<svg", values["code"])
        self.assertTrue(values["url"].endswith("/club/trainings"))
