"""How far an organisation is with its intercultural opening, by its assessments."""

from odoo import api, fields, models

from .res_partner_register import STAFF


class ResPartner(models.Model):
    _inherit = "res.partner"

    maturity = fields.Float(
        string="Intercultural Maturity (0–4)",
        compute="_compute_maturity",
        store=True,
        compute_sudo=True,
        digits=(4, 2),
        aggregator="avg",
        help="Average of the latest assessment, whatever case it belongs to.",
        groups=STAFF,
    )
    maturity_date = fields.Date(
        string="Maturity Assessed On",
        compute="_compute_maturity",
        store=True,
        compute_sudo=True,
        groups=STAFF,
    )
    intercultural_maturity = fields.Selection(
        compute="_compute_intercultural_maturity",
        store=True,
        readonly=False,
        help="How far the organisation is with its intercultural opening: by its "
        "latest assessment, or estimated while there is none.",
    )
    maturity_line_ids = fields.Many2many(
        comodel_name="club.assessment.line",
        string="Latest Assessment",
        compute="_compute_maturity_line_ids",
        groups=STAFF,
    )

    @api.depends(
        "is_company",
        "club_case_ids.assessment_ids.date",
        "club_case_ids.assessment_ids.level",
        "club_case_ids.assessment_ids.answered_count",
    )
    def _compute_maturity(self):
        """The latest assessment in which anything was assessed.

        Also those of restricted cases: the figure says nothing about a case.
        """
        assessments = self._club_latest_assessments()
        for partner in self:
            latest = assessments.get(partner._origin)
            partner.maturity = latest.level if latest else 0.0
            partner.maturity_date = latest.date if latest else False

    def _club_latest_assessments(self):
        """The latest assessment of each organisation, of those the user may read."""
        organisations = self._origin.filtered("is_company")
        if not organisations:
            return {}
        found = self.env["club.assessment"].search(
            [
                ("case_id.partner_id", "in", organisations.ids),
                ("answered_count", ">", 0),
            ],
            order="date, id",
        )
        return {assessment.case_id.partner_id: assessment for assessment in found}

    @api.depends("maturity", "maturity_date")
    def _compute_intercultural_maturity(self):
        """The nearest level; an estimate stays until the first assessment."""
        for partner in self:
            level = partner.intercultural_maturity
            if partner.maturity_date:
                level = str(int(partner.maturity + 0.5))
            partner.intercultural_maturity = level

    @api.depends("maturity", "maturity_date")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_maturity_line_ids(self):
        assessments = self._club_latest_assessments()
        for partner in self:
            latest = assessments.get(partner._origin)
            partner.maturity_line_ids = latest.line_ids if latest else False

    # ------------------------------------------------------------
    # Merging
    # ------------------------------------------------------------

    def _club_values_to_keep(self, sources):
        """Odoo's merge leaves out what is computed, also where people wrote it."""
        estimates = (self | sources).mapped("intercultural_maturity")
        level = self.intercultural_maturity or next(filter(None, estimates), False)
        values = super()._club_values_to_keep(sources)
        return {**values, "intercultural_maturity": level}

    def _club_recompute_after_merge(self):
        result = super()._club_recompute_after_merge()
        for name in ("maturity", "maturity_date", "intercultural_maturity"):
            self.env.add_to_compute(self._fields[name], self)
        self.env.flush_all()
        return result
