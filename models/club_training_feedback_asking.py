"""After a training, everybody who took part is asked once what they thought."""

from datetime import timedelta

from odoo import api, fields, models, tools
from odoo.exceptions import UserError
from odoo.fields import Domain

# so long an answer counts
ANSWER_DAYS = 60
# what was held longer ago is not asked about any more by itself
ASK_WITHIN_DAYS = 14
SCOPE = "club_support.training.feedback"


class ClubTraining(models.Model):
    _inherit = "club.training"

    survey_id = fields.Many2one(
        default=lambda self: self._default_survey_id(),
        domain="[('club_is_feedback', '=', True)]",
    )

    @api.model
    def _default_survey_id(self):
        return self.env.ref(
            "club_support.survey_survey_training", raise_if_not_found=False
        )

    @api.model
    def _cron_ask_feedback(self):
        """Ask whoever took part, from the day after the date."""
        events = self.env["event.event"].search(
            Domain("training_state", "=", "held")
            & Domain("training_id.survey_id", "!=", False)
            & Domain("date_end", ">=", f"today -{ASK_WITHIN_DAYS}d")
            & Domain("date_end", "<", "now")
            & Domain("registration_ids", "any", self._get_domain_unasked())
        )
        now = fields.Datetime.now()
        events.filtered(
            lambda one: (
                one._club_local(one.date_end).date() < one._club_local(now).date()
            )
        )._club_ask_feedback()

    @api.model
    def _get_domain_unasked(self):
        return (
            Domain("state", "=", "done")
            & Domain("is_feedback_asked", "=", False)
            & Domain("is_anonymised", "=", False)
        )


class EventEvent(models.Model):
    _inherit = "event.event"

    def action_club_ask_feedback(self):
        """Ask everybody who took part and was not asked yet.

        :raises UserError: without a survey, or when there is nobody to ask
        """
        self._check_training_step("held")
        for event in self:
            if not event.training_id.survey_id:
                raise UserError(
                    self.env._(
                        "“%(course)s” has no feedback survey. Please choose one on the "
                        "page “Rules” of the course.",
                        course=event.training_id.name,
                    )
                )
        if not self._club_ask_feedback():
            raise UserError(
                self.env._(
                    "There is nobody to ask: either nobody took part, or everybody was "
                    "asked already."
                )
            )
        return True

    def _club_ask_feedback(self):
        """Send the links.

        :return: the registrations that are asked now, as superuser
        """
        # sudo: the callers checked who asks; answers belong to nobody
        people = self.sudo()._club_get_feedback_people()
        people._make_feedback_answers()
        people.event_id._club_tell("feedback")
        people.is_feedback_asked = True
        return people

    def _club_get_feedback_people(self):
        """Who took part and was not asked yet: only these get the link."""
        unasked = self.env["club.training"]._get_domain_unasked()
        return self.env["event.registration"].search(
            unasked
            & Domain("event_id", "in", self.ids)
            & Domain("training_id.survey_id", "!=", False),
            order="id",
        )


class EventRegistration(models.Model):
    _inherit = "event.registration"

    is_feedback_asked = fields.Boolean(readonly=True, copy=False)

    def _get_feedback_url(self):
        """The address where this person answers, without saying who they are.

        Which answer is whose can be seen nowhere: the token follows from the person by
        the secret of the database, and nothing keeps the two together. Empty where the
        course has no survey.
        """
        self.ensure_one()
        if not self.sudo().training_id.survey_id:
            return ""
        answer = self._make_feedback_answers()
        return f"{self.get_base_url()}{answer.get_start_url()}"

    def _make_feedback_answers(self):
        """An empty answer for each of them, or the one that is there.

        :return: ``survey.user_input`` as superuser, in no order that tells anything
        """
        # sudo: whoever asks needs no rights for surveys
        Answer = self.env["survey.user_input"].sudo()
        tokens = {one._get_feedback_token(): one for one in self}
        known = Answer.search([("access_token", "in", list(tokens))])
        missing = sorted(tokens.keys() - set(known.mapped("access_token")))
        until = fields.Datetime.now() + timedelta(days=ANSWER_DAYS)
        return known | Answer.create(
            [
                {
                    "access_token": token,
                    "survey_id": tokens[token].training_id.survey_id.id,
                    "club_event_id": tokens[token].event_id.id,
                    "deadline": until,
                }
                for token in missing
            ]
        )

    def _get_feedback_token(self):
        # sudo: signing needs the secret of the database
        message = (self.id, self.event_id.id)
        return tools.hmac(self.sudo().env, SCOPE, message)
