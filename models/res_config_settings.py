from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    club_country_id = fields.Many2one(related="company_id.country_id")
    club_state_id = fields.Many2one(
        related="company_id.state_id",
        readonly=False,
        string="Federal State",
        domain="[('country_id', '=', club_country_id)]",
    )
    club_privacy_url = fields.Char(
        related="company_id.club_privacy_url",
        readonly=False,
    )
    club_imprint_url = fields.Char(
        related="company_id.club_imprint_url",
        readonly=False,
    )
    club_minutes_visible = fields.Boolean(
        related="company_id.club_minutes_visible",
        readonly=False,
    )
    club_profile_check = fields.Boolean(
        related="company_id.club_profile_check",
        readonly=False,
    )
    club_profile_check_month = fields.Selection(
        related="company_id.club_profile_check_month",
        readonly=False,
    )
