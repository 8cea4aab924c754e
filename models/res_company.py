from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    _inherit = "res.company"

    club_privacy_url = fields.Char(
        string="Privacy Notice",
        help="Web address of your privacy notice. Answers to clubs link to it.",
    )
    club_imprint_url = fields.Char(
        string="Imprint",
        help="Web address of your imprint. Answers to clubs link to it.",
    )

    club_profile_check = fields.Boolean(
        string="Ask Every Year",
        help="All active organisations are asked by mail once a year whether their "
        "data are still right.",
    )
    club_profile_check_month = fields.Selection(
        selection=[
            ("1", "January"),
            ("2", "February"),
            ("3", "March"),
            ("4", "April"),
            ("5", "May"),
            ("6", "June"),
            ("7", "July"),
            ("8", "August"),
            ("9", "September"),
            ("10", "October"),
            ("11", "November"),
            ("12", "December"),
        ],
        string="Month of the Data Check",
        required=True,
        default="3",
    )

    @api.constrains("club_privacy_url", "club_imprint_url")
    def _check_club_urls(self):
        for company in self:
            for url in (company.club_privacy_url, company.club_imprint_url):
                if url and not self._is_web_address(url):
                    raise ValidationError(
                        self.env._(
                            "“%(url)s” is not a web address. Please enter it in full, "
                            "for example https://www.landkreis.example/datenschutz.",
                            url=url,
                        )
                    )

    @staticmethod
    def _is_web_address(url):
        try:
            parts = urlsplit(url)
        except ValueError:
            return False
        return parts.scheme in ("http", "https") and "." in parts.netloc
