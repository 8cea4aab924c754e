"""What participants thought: numbers and texts, from three answers on."""

from odoo import api, fields, models
from odoo.tools import SQL, formatLang

# fewer answers could be told apart
LEAST_ANSWERS = 3
ORGANISER = "club_support.club_support_group_trainingorganiser"


class EventEvent(models.Model):
    _inherit = "event.event"

    feedback_count = fields.Integer(
        string="Feedback Answers", compute="_compute_feedback"
    )
    feedback_average = fields.Float(
        string="Feedback (1–5)",
        digits=(3, 1),
        compute="_compute_feedback",
        help="The mean of all scales, drawn to 1 … 5; shown from three answers on.",
    )
    feedback_summary = fields.Html(
        string="What Participants Thought",
        compute="_compute_feedback_summary",
        sanitize=False,
    )

    @api.depends("training_state")
    def _compute_feedback(self):
        figures = self._get_feedback_figures()
        for event in self:
            count, average = figures.get(event._origin.id, (0, 0.0))
            event.feedback_count = count
            event.feedback_average = average if count >= LEAST_ANSWERS else 0.0

    @api.depends("training_state", "trainer_ids")
    @api.depends_context("uid", "lang")
    def _compute_feedback_summary(self):
        """For organisers, and for trainers about their own dates."""
        is_organiser = self.env.su or self.env.user.has_group(ORGANISER)
        own = self.env.user.partner_id
        for event in self:
            is_open = is_organiser or own in event.trainer_ids
            shown = event._origin if is_open and event.training_id else self.browse()
            event.feedback_summary = shown._render_feedback()

    def _get_feedback_figures(self):
        """How many answered, and the mean.

        :return: id of an event to (answers, mean between 1 and 5)
        """
        if not self.ids:
            return {}
        Answer = self.env["survey.user_input"]
        Answer.flush_model()
        Answer.user_input_line_ids.flush_model()
        query = SQL(
            """
            SELECT answer.club_event_id, COUNT(DISTINCT answer.id),
                   AVG(1 + 4.0 * (line.value_scale - question.scale_min)
                       / (question.scale_max - question.scale_min))
              FROM survey_user_input answer
         LEFT JOIN survey_user_input_line line
                ON line.user_input_id = answer.id AND line.answer_type = 'scale'
               AND line.skipped IS NOT TRUE
         LEFT JOIN survey_question question ON question.id = line.question_id
             WHERE answer.club_event_id IN %s AND answer.state = 'done'
               AND answer.test_entry IS NOT TRUE
          GROUP BY answer.club_event_id
            """,
            tuple(self.ids),
        )
        return {
            event_id: (count, float(average or 0))
            for event_id, count, average in self.env.execute_query(query)
        }

    def _render_feedback(self):
        """Questions with their means, and the texts, of those dates that have enough.

        Dates with too few answers stay away also from the sum of several, as it would
        tell theirs by subtraction.
        """
        figures = self._get_feedback_figures()
        enough = [
            event_id
            for event_id, (count, _average) in figures.items()
            if count >= LEAST_ANSWERS
        ]
        # sudo: no rights for surveys are needed, and nobody is named
        answers = self.env["survey.user_input"].sudo()
        if enough:
            answers = answers.search(
                [
                    ("club_event_id", "in", enough),
                    ("state", "=", "done"),
                    ("test_entry", "=", False),
                ]
            )
        values = {
            "count": sum(count for count, _average in figures.values()),
            "least": LEAST_ANSWERS,
            "is_enough": bool(enough),
            "questions": answers._club_get_scales(),
            "texts": answers._club_get_texts(),
        }
        return self.env["ir.qweb"]._render(
            "club_support.club_training_feedback_summary", values
        )


class SurveyUserInput(models.Model):
    _inherit = "survey.user_input"

    def _club_get_scales(self):
        """Each question with a scale: title, mean, highest value, answers."""
        groups = self.env["survey.user_input.line"]._read_group(
            [
                ("user_input_id", "in", self.ids),
                ("answer_type", "=", "scale"),
                ("skipped", "=", False),
            ],
            ["question_id"],
            ["value_scale:avg", "__count"],
        )
        lines = [
            (question, formatLang(self.env, mean, digits=1), question.scale_max, count)
            for question, mean, count in groups
            if count >= LEAST_ANSWERS
        ]
        return sorted(lines, key=lambda line: (line[0].sequence, line[0].id))

    def _club_get_texts(self):
        """What was written, by question, in the order of the alphabet.

        In the order of the answers, the texts of one person could be put together.
        """
        lines = self.env["survey.user_input.line"].search(
            [
                ("user_input_id", "in", self.ids),
                ("answer_type", "in", ("text_box", "char_box")),
                ("skipped", "=", False),
            ],
            order="question_sequence, question_id, value_text_box, value_char_box",
        )
        return [
            (question, [line.value_text_box or line.value_char_box for line in given])
            for question, given in lines.grouped("question_id").items()
        ]


class ClubTraining(models.Model):
    _inherit = "club.training"

    feedback_count = fields.Integer(
        string="Feedback Answers", compute="_compute_feedback"
    )
    feedback_average = fields.Float(
        string="Feedback (1–5)", digits=(3, 1), compute="_compute_feedback"
    )
    feedback_summary = fields.Html(
        string="What Participants Thought",
        compute="_compute_feedback_summary",
        sanitize=False,
        groups=ORGANISER,
    )

    @api.depends("session_ids")
    def _compute_feedback(self):
        dates = self._get_all_dates()
        figures = dates._get_feedback_figures()
        by_course = dates.grouped("training_id")
        for training in self:
            own = by_course.get(training._origin, dates.browse())
            answers = [figures[one.id] for one in own if one.id in figures]
            enough = [pair for pair in answers if pair[0] >= LEAST_ANSWERS]
            counted = sum(count for count, _average in enough)
            total = sum(count * average for count, average in enough)
            training.feedback_count = sum(count for count, _average in answers)
            training.feedback_average = total / counted if counted else 0.0

    @api.depends("session_ids")
    @api.depends_context("lang")
    def _compute_feedback_summary(self):
        by_course = self._get_all_dates().grouped("training_id")
        for training in self:
            dates = by_course.get(training._origin, self.env["event.event"])
            training.feedback_summary = dates._render_feedback()

    def _get_all_dates(self):
        return (
            self.env["event.event"]
            .with_context(active_test=False)
            .search([("training_id", "in", self._origin.ids)])
        )
