"""What people are told about their data (Art. 13 GDPR)."""

from markupsafe import escape

from odoo import api, fields, models
from odoo.tools import is_html_empty

from .club_meeting_answers import REMIND_DAYS_LIMIT


class ResCompany(models.Model):
    _inherit = "res.company"

    club_privacy_text = fields.Html(
        string="Text of the Privacy Notice",
        translate=True,
        help="Shown on the pages behind our links and in the first mail of an "
        "invitation. Empty: our standard text. {company}, {address}, {email} and "
        "{officer} stand for your data.",
    )
    club_privacy_officer = fields.Char(
        string="Data Protection Officer",
        help="How people reach the data protection officer, for example by e-mail.",
    )
    club_remind_days = fields.Integer(
        string="Remind Days Before",
        default=3,
        help="So many days before the deadline, whoever has not answered an "
        "invitation is reminded once. 0: nobody is.",
    )

    _club_remind_days_plausible = models.Constraint(
        f"CHECK (club_remind_days BETWEEN 0 AND {REMIND_DAYS_LIMIT})",
        "A reminder leaves 0 to 60 days before the deadline.",
    )

    @api.model
    def _get_club_privacy_default(self):
        return "club_support.club_privacy_notice"

    def _club_privacy_notice(self, lang=None):
        """What people are told about their data when they are first written to.

        :param str lang: in which language, of the user without it
        :rtype: Markup
        """
        self.ensure_one()
        # sudo: name and address of the controller are meant for everybody
        company = self.sudo().with_context(lang=lang or self.env.lang)
        partner = company.partner_id
        text = company.club_privacy_text
        if is_html_empty(text):
            text = company.env["ir.qweb"]._render(
                self._get_club_privacy_default(), {"company": company}
            )
        address = [partner.street, f"{partner.zip or ''} {partner.city or ''}".strip()]
        values = {
            "company": company.name,
            "address": ", ".join(filter(None, address)),
            "email": company.email or "",
            "officer": company.club_privacy_officer or "",
        }
        for name, value in values.items():
            text = text.replace(f"{{{name}}}", escape(value))
        return text


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    club_privacy_text = fields.Html(
        related="company_id.club_privacy_text", readonly=False
    )
    club_privacy_officer = fields.Char(
        related="company_id.club_privacy_officer", readonly=False
    )
    club_remind_days = fields.Integer(
        related="company_id.club_remind_days", readonly=False
    )
