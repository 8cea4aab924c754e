from odoo import api, models

from odoo.addons.base.models.ir_actions_report import _wkhtml

# how much smaller a build without the Qt patches prints a millimetre
UNPATCHED_SCALE = 1.3021


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    @api.model
    def _club_get_scale(self):
        """By what a page must be enlarged for a millimetre to measure one on paper.

        A build of wkhtmltopdf that prints otherwise can be told by the system
        parameter ``club_support.pdf_scale``.
        """
        # sudo: a technical figure
        parameter = self.env["ir.config_parameter"].sudo()
        if own := parameter.get_param("club_support.pdf_scale"):
            return float(own)
        return 1.0 if _wkhtml().is_patched_qt else UNPATCHED_SCALE
