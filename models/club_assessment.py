from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError


class ClubAssessment(models.Model):
    """How far a club is with its intercultural opening, on one day of a case."""

    _name = "club.assessment"
    _description = "Assessment"
    _inherit = ["club.case.part.mixin"]
    _order = "date desc, id desc"

    partner_id = fields.Many2one(
        related="case_id.partner_id",
        string="Organisation",
        store=True,
        index="btree_not_null",
        precompute=True,
    )
    moment = fields.Selection(
        selection=[("start", "Start"), ("interim", "Interim"), ("end", "End")],
        compute="_compute_moment",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Assessed By",
        default=lambda self: self.env.user,
        ondelete="set null",
        domain=[("share", "=", False)],
    )
    line_ids = fields.One2many(
        comodel_name="club.assessment.line",
        inverse_name="assessment_id",
        string="Dimensions",
        default=lambda self: self._default_line_ids(),
    )
    dimension_ids = fields.Many2many(
        comodel_name="club.maturity.dimension",
        string="What the Levels Mean",
        compute="_compute_dimension_ids",
    )
    level = fields.Float(
        string="Maturity",
        compute="_compute_level",
        store=True,
        digits=(4, 2),
        aggregator="avg",
        help="Average of the dimensions that were assessed, from 0 to 4.",
    )
    answered_count = fields.Integer(
        string="Dimensions Assessed",
        compute="_compute_level",
        store=True,
        aggregator=None,
    )
    note = fields.Text()

    _one_start_and_end = models.UniqueIndex(
        "(case_id, moment) WHERE moment IN ('start', 'end')",
        "A case has one assessment at its start and one at its end. Please choose "
        "“Interim”, or change the assessment that is there already.",
    )

    @api.model
    def _default_line_ids(self):
        dimensions = self.env["club.maturity.dimension"].search([("active", "=", True)])
        return [Command.create({"dimension_id": found.id}) for found in dimensions]

    @api.depends("case_id")
    def _compute_moment(self):
        """The first assessment of a case is its start, whoever comes later is not."""
        domain = [("case_id", "in", self.case_id._origin.ids)]
        found = self.search_fetch(domain, ["case_id"])
        for assessment in self:
            others = (found - assessment._origin).case_id
            is_first = assessment.case_id._origin not in others
            default = "start" if is_first else "interim"
            assessment.moment = assessment.moment or default

    @api.depends("line_ids.dimension_id")
    def _compute_dimension_ids(self):
        for assessment in self:
            assessment.dimension_ids = assessment.line_ids.dimension_id

    @api.depends("line_ids.level")
    def _compute_level(self):
        """What was left open counts for nothing, neither as level 0."""
        for assessment in self:
            levels = [int(line.level) for line in assessment.line_ids if line.level]
            assessment.answered_count = len(levels)
            assessment.level = sum(levels) / len(levels) if levels else 0.0

    @api.depends("moment", "date", "partner_id")
    def _compute_display_name(self):
        labels = dict(self._fields["moment"]._description_selection(self.env))
        for assessment in self:
            parts = [assessment.partner_id.name, labels.get(assessment.moment)]
            name = ": ".join(part for part in parts if part)
            assessment.display_name = name

    @api.constrains("case_id", "moment", "date")
    def _check_end_after_start(self):
        dates = {}
        domain = [("case_id", "in", self.case_id.ids), ("moment", "!=", "interim")]
        # sudo: of the same cases, which whoever writes may change
        for found in self.sudo().search(domain):
            dates[(found.case_id.id, found.moment)] = found.date
        for case in self.case_id:
            start, end = (dates.get((case.id, m)) for m in ("start", "end"))
            if start and end and end < start:
                raise ValidationError(
                    self.env._(
                        "The assessment at the end would lie before the one at the "
                        "start. Please check both dates."
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        # asked for once, not once for each assessment
        lines = self._default_line_ids()
        assessments = super().create([{"line_ids": lines, **v} for v in vals_list])
        # the organisation is that of the case, whatever a caller or default says
        self.env.add_to_compute(self._fields["partner_id"], assessments)
        return assessments

    def write(self, vals):
        return super().write({k: v for k, v in vals.items() if k != "partner_id"})

    def _filter_case_merge(self, field_name, master, sources):
        """A second start or end becomes an interim assessment, so that all move.

        So does an end that would lie before the start.
        """
        of_master = self.search([("case_id", "=", master.id)])
        dates = {found.moment: found.date for found in of_master}
        surplus = self.browse()
        for assessment in self.sorted(lambda found: (found.date, found.id)):
            moment, date = assessment.moment, assessment.date
            is_odd = (moment == "end" and date < dates.get("start", date)) or (
                moment == "start" and date > dates.get("end", date)
            )
            if moment in ("start", "end") and (moment in dates or is_odd):
                surplus += assessment
            else:
                dates[moment] = date
        surplus.write({"moment": "interim"})
        # the rows move by SQL, past what is not saved yet
        surplus.flush_recordset(["moment"])
        return self
