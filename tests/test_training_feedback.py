"""What participants thought: asked once, answered without a name."""

from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from .common_trainings import TrainingsCommon


class FeedbackCommon(TrainingsCommon):
    @classmethod
    def _hold(cls, *names, days=30, **vals):
        """A date that was held with these people."""
        event = cls._create_date(days=days, **vals)
        people = cls._register(event, *names)
        people.sudo().state = "done"
        event.sudo().training_state = "held"
        return event, people

    @classmethod
    def _answer(cls, people, overall, text=None):
        """Each of these people answers the first question, and the text."""
        scale = cls.env.ref("club_support.survey_question_training_overall")
        box = cls.env.ref("club_support.survey_question_training_better")
        answers = people._make_feedback_answers()
        for answer in answers:
            answer._save_lines(scale, str(overall))
            if text:
                answer._save_lines(box, text)
            answer._mark_done()
        return answers


@tagged("post_install", "-at_install")
class TestFeedback(FeedbackCommon):
    def _ask(self, user, event):
        return self._rpc(user, "event.event", "action_club_ask_feedback", event.ids)

    def test_whoever_took_part_is_asked_once(self):
        event, people = self._hold("Hanna Berg", "Jörg Brandt")
        late = self._register(self._create_date(), "Otto Ohne")
        self._ask(self.trainingorganiser, event)
        self.assertEqual(people.mapped("is_feedback_asked"), [True, True])
        self.assertFalse(late.is_feedback_asked)
        with self.assertRaises(UserError) as caught:
            self._ask(self.trainingorganiser, event)
        self._assert_sentence(caught.exception)

    def test_the_mails_are_told_before_the_people_are_marked_as_asked(self):
        event, people = self._hold("Hanna Berg")
        told = []

        def tell(events, kind, reason=None):
            told.append((kind, events._club_get_feedback_people()))

        with patch.object(type(event), "_club_tell", tell):
            event._club_ask_feedback()
        self.assertEqual(told, [("feedback", people)])

    def test_everybody_gets_a_mail_with_a_link_of_their_own(self):
        event, people = self._hold("Hanna Berg", "Jörg Brandt")
        self._ask(self.trainingorganiser, event)
        notices = self.env["club.training.notice"].search(
            [("event_id", "=", event.id), ("kind", "=", "feedback")]
        )
        self.assertEqual(notices.registration_ids, people)
        for notice in notices:
            url = notice.registration_ids._get_feedback_url()
            self.assertIn(url, notice.mail_id.body_html)
        self.assertEqual(len(set(notices.mapped("mail_id.body_html"))), 2)

    def test_the_link_is_the_same_each_time_and_leads_to_no_name(self):
        event, people = self._hold("Hanna Berg", "Jörg Brandt")
        urls = {one._get_feedback_url() for one in people}
        self.assertEqual(len(urls), 2)
        self.assertEqual(urls, {one._get_feedback_url() for one in people})
        answers = self.env["survey.user_input"].search(
            [("club_event_id", "=", event.id)]
        )
        self.assertEqual(len(answers), 2)
        for answer in answers:
            self.assertFalse(answer.partner_id or answer.email or answer.nickname)

    def test_only_organisers_ask_and_only_after_a_training_that_was_held(self):
        event, _people = self._hold("Hanna Berg")
        with self.assertRaises(AccessError):
            self._ask(self.worker, event)
        with self.assertRaises(UserError):
            self._ask(self.trainingorganiser, self._create_date())

    def test_a_course_without_a_survey_says_where_to_choose_one(self):
        event, _people = self._hold("Hanna Berg")
        self.training.survey_id = False
        with self.assertRaises(UserError) as caught:
            self._ask(self.trainingorganiser, event)
        self._assert_sentence(caught.exception)

    def test_the_cron_asks_from_the_day_after_and_not_about_old_dates(self):
        event, people = self._hold("Hanna Berg")
        day = event.date_end.date()
        for frozen, asked in (
            (f"{day} 20:00:00", False),
            (f"{day.replace(year=day.year + 1)} 08:00:00", False),
        ):
            with freeze_time(frozen):
                self.env["club.training"]._cron_ask_feedback()
            self.assertIs(people.is_feedback_asked, asked, frozen)
        after = event._club_local(event.date_end).date().toordinal() + 1
        with freeze_time(f"{day.fromordinal(after)} 06:00:00"):
            self.env["club.training"]._cron_ask_feedback()
        self.assertTrue(people.is_feedback_asked)

    def test_fewer_than_three_answers_are_counted_only(self):
        event, people = self._hold("Hanna Berg", "Jörg Brandt", "Kai Vogt")
        self._answer(people[:2], 1, "Zu laut")
        event = event.with_user(self.trainingorganiser)
        self.assertEqual((event.feedback_count, event.feedback_average), (2, 0))
        self.assertNotIn("Zu laut", event.feedback_summary)
        self._answer(people[2], 4, "Zu warm")
        self.env.invalidate_all()
        self.assertEqual((event.feedback_count, event.feedback_average), (3, 2))
        self.assertIn("Zu laut", event.feedback_summary)
        self.assertIn("2.0", event.feedback_summary)

    def test_the_course_does_not_tell_small_dates_by_subtraction(self):
        _many, people = self._hold("Hanna Berg", "Jörg Brandt", "Kai Vogt")
        _few, one = self._hold("Otto Ohne", days=40)
        self._answer(people, 5)
        self._answer(one, 1, "Nie wieder")
        course = self.training.with_user(self.trainingorganiser)
        self.assertEqual((course.feedback_count, course.feedback_average), (4, 5))
        self.assertNotIn("Nie wieder", course.feedback_summary)

    def test_trainers_read_the_texts_of_their_own_dates_only(self):
        event, people = self._hold("Hanna Berg", "Jörg Brandt", "Kai Vogt")
        self._answer(people, 5, "Sehr klar")
        mine = event.with_user(self.trainer)
        self.assertIn("Sehr klar", mine.feedback_summary)
        event.trainer_ids = False
        self.env.invalidate_all()
        self.assertNotIn("Sehr klar", mine.feedback_summary)
        self.assertNotIn("Sehr klar", event.with_user(self.worker).feedback_summary)

    def test_organisers_choose_among_surveys_about_trainings_and_read_no_answers(self):
        self.env["survey.survey"].create({"title": "Mitarbeiterbefragung"})
        names = self._rpc(self.trainingorganiser, "survey.survey", "name_search")
        self.assertEqual([name for _id, name in names], ["Feedback on a Training"])
        with self.assertRaises(AccessError):
            self._rpc(self.trainingorganiser, "survey.user_input", "search", [])

    def test_many_dates_cost_no_more_queries_than_one(self):
        events = self.env["event.event"]
        for number in range(8):
            event, people = self._hold("Hanna Berg", days=30 + number)
            self._answer(people, 5)
            events |= event

        def count(records):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records.mapped("feedback_count")
            return self.env.cr.sql_log_count - before

        count(events[:1])
        self.assertEqual(count(events), count(events[:1]))


@tagged("post_install", "-at_install")
class TestFeedbackPage(FeedbackCommon, HttpCase):
    def test_the_survey_opens_from_the_link_without_an_account(self):
        _event, people = self._hold("Hanna Berg")
        page = self.url_open(people._get_feedback_url())
        self.assertEqual(page.status_code, 200)
        self.assertIn("Feedback on a Training", page.text)
        self.assertNotIn("Hanna", page.text)
