"""What is still open in the cases that somebody closes: told, not forced."""

from odoo import api, fields, models


class ClubCaseClose(models.TransientModel):
    _inherit = "club.case.close"

    hint = fields.Text(compute="_compute_hint")

    @api.model
    def default_get(self, fields):
        """Propose “Passed On” where others have taken over all of the cases."""
        values = super().default_get(fields)
        if "result_id" in fields and not values.get("result_id"):
            cases = self.env["club.case"].browse(self.env.context.get("active_ids", []))
            if proposed := cases._club_proposed_result():
                values["result_id"] = proposed.id
        return values

    @api.depends("case_ids")
    def _compute_hint(self):
        for dialog in self:
            cases = dialog.case_ids._origin
            hints = []
            if missing := cases._club_missing_end_assessment():
                hints.append(
                    self.env._(
                        "The assessment at the end is missing: %(numbers)s.",
                        numbers=", ".join(missing.mapped("number")),
                    )
                )
            waiting = cases.referral_ids.filtered(lambda r: r.state == "sent")
            if waiting:
                hints.append(
                    self.env._(
                        "A referral waits for its answer: %(organisations)s.",
                        organisations=", ".join(waiting.partner_id.mapped("name")),
                    )
                )
            dialog.hint = "\n".join(hints)
