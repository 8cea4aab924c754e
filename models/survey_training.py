"""Surveys that ask what participants thought, without asking who they are."""

from odoo import SUPERUSER_ID, api, fields, models


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

    def write(self, vals):
        return super(SurveyUserInput, self._club_as_nobody()).write(vals)

    def _club_as_nobody(self):
        """Whoever is signed in while they answer is not kept with the answer."""
        is_feedback = self.env.su and all(one.club_event_id for one in self)
        return self.with_user(SUPERUSER_ID) if is_feedback else self

    def _notify_new_participation_subscribers(self):
        # the message would name whoever is signed in as its author
        others = self.filtered(lambda one: not one.club_event_id)
        return super(SurveyUserInput, others)._notify_new_participation_subscribers()


class SurveyUserInputLine(models.Model):
    _inherit = "survey.user_input.line"

    @api.model_create_multi
    def create(self, vals_list):
        return super(SurveyUserInputLine, self._club_as_nobody(vals_list)).create(
            vals_list
        )

    def write(self, vals):
        given = [{"user_input_id": one.user_input_id.id} for one in self]
        return super(SurveyUserInputLine, self._club_as_nobody(given)).write(vals)

    def _club_as_nobody(self, vals_list):
        ids = {vals["user_input_id"] for vals in vals_list if vals.get("user_input_id")}
        answers = self.env["survey.user_input"].browse(ids)
        is_feedback = self.env.su and answers and all(answers.mapped("club_event_id"))
        return self.with_user(SUPERUSER_ID) if is_feedback else self
