from odoo import api, fields, models

from .res_partner_register import MATURITY


class ClubAssessmentLine(models.Model):
    """One dimension of one assessment."""

    _name = "club.assessment.line"
    _description = "Assessed Dimension"
    _inherit = ["club.case.part.mixin"]
    _order = "dimension_id, id"

    assessment_id = fields.Many2one(
        comodel_name="club.assessment",
        required=True,
        index=True,
        ondelete="cascade",
    )
    case_id = fields.Many2one(
        related="assessment_id.case_id", store=True, precompute=True
    )
    dimension_id = fields.Many2one(
        comodel_name="club.maturity.dimension",
        required=True,
        index=True,
        ondelete="restrict",
    )
    level = fields.Selection(selection=MATURITY, string="Maturity")
    level_text = fields.Char(string="This Means", compute="_compute_level_text")
    previous_level = fields.Selection(
        selection=MATURITY,
        string="Last Time",
        compute="_compute_earlier_levels",
        help="The level that this organisation had at its last assessment.",
    )
    start_level = fields.Selection(
        selection=MATURITY,
        string="At the Start",
        compute="_compute_earlier_levels",
        help="The level at the first assessment of this case.",
    )
    note = fields.Char()

    _dimension_once = models.UniqueIndex(
        "(assessment_id, dimension_id)",
        "Every dimension stands in an assessment once. Please change its level there.",
    )

    @api.depends("dimension_id", "level")
    def _compute_level_text(self):
        for line in self:
            line.level_text = line.dimension_id._level_text(line.level)

    @api.depends("dimension_id", "assessment_id.date", "assessment_id.case_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_earlier_levels(self):
        """Among the assessments that the user may read."""
        cases = self.assessment_id.case_id._origin
        found = self.search(
            [
                ("level", "!=", False),
                "|",
                ("case_id", "in", cases.ids),
                ("assessment_id.partner_id", "in", cases.partner_id.ids),
            ]
        ).sorted(lambda line: line._moment_key())
        of_case = found.grouped(lambda line: (line.dimension_id, line.case_id))
        of_club = found.grouped(
            lambda line: (line.dimension_id, line.assessment_id.partner_id)
        )
        for line in self:
            key, case = line._moment_key(), line.assessment_id.case_id._origin
            in_case = of_case.get((line.dimension_id, case), self.browse())
            in_club = of_club.get((line.dimension_id, case.partner_id), self.browse())
            earlier = (in_case, in_club if case.partner_id else in_case)
            first, last = (
                group.filtered(lambda other, key=key: other._moment_key() < key)
                for group in earlier
            )
            line.start_level = first[:1].level
            line.previous_level = last[-1:].level

    def _moment_key(self):
        """Where the assessment stands in time; one that is not saved comes last."""
        assessment = self.assessment_id
        return (
            assessment.date or fields.Date.context_today(self),
            assessment._origin.id or float("inf"),
        )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        # nobody gets a line into a foreign assessment by naming an own case
        self.env.add_to_compute(self._fields["case_id"], lines)
        lines.check_access("create")
        return lines

    def write(self, vals):
        result = super().write({k: v for k, v in vals.items() if k != "case_id"})
        if "assessment_id" in vals:
            self.check_access("write")
        return result
