"""What a case is to achieve, and how far the club was at its start and its end."""

from odoo import fields, models


class ClubCaseType(models.Model):
    _inherit = "club.case.type"

    uses_assessment = fields.Boolean(
        string="Assesses the Club",
        help="Cases of this type assess how far the club is with its intercultural "
        "opening, at the start and at the end.",
    )


class ClubCase(models.Model):
    _inherit = "club.case"

    goal_ids = fields.One2many(
        comodel_name="club.case.goal",
        inverse_name="case_id",
        string="Goals",
    )
    assessment_ids = fields.One2many(
        comodel_name="club.assessment",
        inverse_name="case_id",
        string="Assessments",
    )
    uses_assessment = fields.Boolean(related="type_id.uses_assessment")

    def _club_missing_end_assessment(self):
        """Those of these cases that should be assessed at the end and are not."""
        return self.filtered(
            lambda case: (
                case.uses_assessment
                and "end" not in case.assessment_ids.mapped("moment")
            )
        )
