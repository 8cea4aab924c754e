from odoo import fields, models


class ResCompany(models.Model):
    """Whether colleagues may know how long somebody's work took."""

    _inherit = "res.company"

    club_minutes_visible = fields.Boolean(
        string="Show Minutes of Colleagues",
        help="Switch this on only if a works agreement allows it. Otherwise everybody "
        "sees the minutes of the own contact entries only; sums by month, area, field "
        "of action and case are there for all.",
    )

    def write(self, vals):
        result = super().write(vals)
        if "club_minutes_visible" in vals:
            self.env["club.contact.entry"].invalidate_model(
                ["minutes", "are_minutes_visible"]
            )
        return result
