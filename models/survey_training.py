"""Surveys that ask what participants thought, without asking who they are."""

from odoo import fields, models


class SurveySurvey(models.Model):
    _inherit = "survey.survey"

    club_is_feedback = fields.Boolean(
        string="Feedback on Trainings",
        help="Whoever organises trainings can choose this survey for a course.",
    )


class SurveyUserInput(models.Model):
    _inherit = "survey.user_input"

    club_event_id = fields.Many2one(
        comodel_name="event.event",
        string="Training Date",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
        help="What the answer is about; whose it is, is not known.",
    )
