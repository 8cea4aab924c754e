from odoo import fields, models


class ClubCaseFile(models.TransientModel):
    """What shall stand in the file of a case, and in which form."""

    _name = "club.case.file"
    _description = "Case File"

    case_ids = fields.Many2many(
        comodel_name="club.case",
        string="Cases",
        required=True,
        default=lambda self: self.env["club.case"].browse(
            self.env.context.get("active_ids", [])
        ),
    )
    with_notes = fields.Boolean(
        string="With Internal Notes",
        help="Notes and done activities are written for colleagues. Leave them out if "
        "the file leaves the house. Minutes are never part of it.",
    )

    def action_download_pdf(self):
        """Download the file of one case as a PDF."""
        return self._get_download("pdf")

    def action_download_zip(self):
        """Download the files of the cases with all documents."""
        return self._get_download("zip")

    def _get_download(self, form):
        self.ensure_one()
        self.case_ids._club_check_file()
        ids = ",".join(map(str, self.case_ids.ids))
        notes = "&notes=1" if self.with_notes else ""
        return {
            "type": "ir.actions.act_url",
            "url": f"/club/case_file/{ids}?form={form}{notes}",
            "target": "download",
            "close": True,
        }
