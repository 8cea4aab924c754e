from odoo import api, fields, models

SHEETS = {"trainings": "with_trainings", "participation": "with_participation"}


class ClubWorkbookExport(models.TransientModel):
    _inherit = "club.workbook.export"

    with_trainings = fields.Boolean(
        string="Trainings", default=lambda self: self._default_with_trainings()
    )
    with_participation = fields.Boolean(
        string="Participation by Club and Course",
        default=lambda self: self._default_with_trainings(),
    )

    @api.model
    def _default_with_trainings(self):
        return self.env.user._club_has_trainings() and self._may_read("trainings")

    def _get_scope(self):
        scope = super()._get_scope()
        if not scope["ids"]:
            scope["sheets"] += [
                sheet
                for sheet, name in SHEETS.items()
                if self[name] and self._may_read(sheet)
            ]
        return scope

    @api.model
    def _may_read(self, sheet):
        if sheet in SHEETS:
            return self.env["club.training.report"].has_access("read")
        return super()._may_read(sheet)
