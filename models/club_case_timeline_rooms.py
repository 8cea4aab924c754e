"""What the other rooms of a case tell in its timeline."""

from odoo import api, fields, models
from odoo.tools import SQL


class ClubCaseTimeline(models.Model):
    _inherit = "club.case.timeline"
    _depends = {
        "club.case": ["merged_into_id"],
        "club.case.waiting": ["case_id", "company_id", "date_from", "date_to"],
        "club.case.plan.step": [
            "case_id",
            "company_id",
            "state",
            "done_date",
            "done_by",
        ],
        "club.case.goal": ["case_id", "company_id", "end_value", "date_end"],
        "club.assessment": ["case_id", "company_id", "date", "user_id"],
        "club.case.referral": ["case_id", "company_id", "date_sent", "date_answered"],
    }

    kind = fields.Selection(
        selection_add=[
            ("waiting", "Waiting"),
            ("resumed", "Went On"),
            ("step", "Step Done"),
            ("goal", "Goal Assessed"),
            ("assessment", "Assessment"),
            ("referral", "Referral"),
            ("answer", "Referral Answered"),
            ("merged", "Merged"),
        ]
    )

    def _get_branches(self):
        day = SQL("+ time '08:00'")
        return [
            *super()._get_branches(),
            self._branch_part(
                6, "waiting", "club.case.waiting", SQL("r.date_from"), day
            ),
            self._branch_part(7, "resumed", "club.case.waiting", SQL("r.date_to"), day),
            self._branch_part(
                8, "step", "club.case.plan.step", SQL("r.done_date"), day, "done_by"
            ),
            self._branch_part(9, "goal", "club.case.goal", SQL("r.date_end"), day),
            self._branch_part(
                10, "assessment", "club.assessment", SQL("r.date"), day, "user_id"
            ),
            self._branch_part(11, "referral", "club.case.referral", SQL("r.date_sent")),
            self._branch_part(
                12, "answer", "club.case.referral", SQL("r.date_answered"), user=None
            ),
            self._branch_merged(),
        ]

    def _branch_part(self, number, kind, model, date, hour=None, user="create_uid"):
        """Rows of a part of the case that has a date; those without are left out.

        :param date: SQL of the date or moment
        :param hour: SQL that makes a moment of a date
        :param user: column of who did it, or none
        """
        return self._branch(
            number,
            SQL("%s::varchar", kind),
            model,
            SQL(
                """r.case_id, c.partner_id, r.company_id, %(user)s AS user_id,
                   (%(date)s %(hour)s)::timestamp AS date""",
                user=SQL.identifier("r", user) if user else SQL("NULL::integer"),
                date=date,
                hour=hour or SQL(),
            ),
            SQL(
                """FROM %(table)s r JOIN club_case c ON c.id = r.case_id
                   WHERE %(date)s IS NOT NULL""",
                table=SQL.identifier(self.env[model]._table),
                date=date,
            ),
        )

    def _branch_merged(self):
        """Nobody writes a merged case any more: its last change was the merging."""
        return self._branch(
            13,
            SQL("'merged'::varchar"),
            "club.case",
            SQL(
                """r.merged_into_id AS case_id, r.partner_id, r.company_id,
                   NULL::integer AS user_id,
                   date_trunc('second', r.write_date) AS date"""
            ),
            SQL("FROM club_case r WHERE r.merged_into_id IS NOT NULL"),
        )

    @api.model
    def _get_icons(self):
        return {
            **super()._get_icons(),
            "waiting": "fa-pause",
            "resumed": "fa-play",
            "step": "fa-check-square-o",
            "goal": "fa-bullseye",
            "assessment": "fa-bar-chart",
            "referral": "fa-share",
            "answer": "fa-share-square-o",
            "merged": "fa-compress",
        }

    @api.model
    def _get_models_with_form(self):
        return super()._get_models_with_form() | {
            "club.assessment",
            "club.case.referral",
        }

    def _describe_waiting(self, wait):
        return self.env._("Waiting"), wait.reason

    def _describe_resumed(self, wait):
        return self.env._("Goes on"), wait.reason

    def _describe_step(self, step):
        return step.name, step.plan_id.name

    def _describe_goal(self, goal):
        return goal.name, self._get_label(goal, "end_value")

    def _describe_assessment(self, assessment):
        return assessment.display_name, assessment.note

    def _describe_referral(self, referral):
        return referral.display_name, self._get_label(referral, "state")

    def _describe_answer(self, referral):
        return referral.display_name, referral.answer_note

    def _describe_merged(self, case):
        return case.display_name, ""
