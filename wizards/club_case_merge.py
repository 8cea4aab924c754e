from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError


class ClubCaseMergeDialog(models.TransientModel):
    _name = "club.case.merge"
    _description = "Merge Cases"

    case_ids = fields.Many2many(
        comodel_name="club.case",
        string="Cases",
        required=True,
        default=lambda self: self.env["club.case"].browse(
            self.env.context.get("active_ids", [])
        ),
    )
    case_company_id = fields.Many2one(
        comodel_name="res.company",
        compute="_compute_case_company_id",
    )
    master_id = fields.Many2one(
        comodel_name="club.case",
        string="Keep",
        compute="_compute_master_id",
        compute_sudo=False,
        store=True,
        readonly=False,
        domain="[('company_id', '=', case_company_id), ('merged_into_id', '=', False)]",
        help="The case that remains; what belongs to the others moves there.",
    )
    summary = fields.Html(string="Moves", compute="_compute_summary")
    has_other_organisation = fields.Boolean(compute="_compute_has_other_organisation")

    @api.depends("case_ids")
    def _compute_case_company_id(self):
        for dialog in self:
            dialog.case_company_id = dialog.case_ids[:1].company_id or self.env.company

    @api.depends("case_ids")
    def _compute_master_id(self):
        """The oldest open one; where only one was chosen, a person says which."""
        for dialog in self:
            cases = dialog.case_ids
            if cases[1:] and dialog.master_id not in cases:
                dialog.master_id = cases.sorted(lambda c: (c.is_closed, c._origin.id))[
                    0
                ]

    @api.depends("case_ids", "master_id")
    def _compute_has_other_organisation(self):
        for dialog in self:
            organisations = (dialog.case_ids | dialog.master_id).partner_id
            dialog.has_other_organisation = len(organisations) > 1

    @api.depends("case_ids", "master_id")
    def _compute_summary(self):
        """What will move, so that nobody merges by mistake."""
        Reference = self.env["club.case.merge.reference"]
        for dialog in self:
            sources = dialog.case_ids._origin - dialog.master_id._origin
            counts = Reference._count(sources._filtered_access("write"))
            lines = [
                Markup("<li>%s: %s</li>") % (label, count) for label, count in counts
            ]
            dialog.summary = Markup("<ul>%s</ul>") % Markup().join(lines)

    def action_merge(self):
        """Merge the chosen cases into the one to keep, and open it."""
        self.ensure_one()
        if not self.master_id:
            raise UserError(
                self.env._("Please choose the case to keep: at least two are needed.")
            )
        # the field of a dialog may name cases that its owner may not touch
        self.case_ids._club_merge_into(self.master_id)
        return self.master_id._get_records_action()
