"""Notices whose mails come back."""

from odoo import models

from ..tools.incoming_mail import get_diagnosis

SEASON = "club.season.notice"


class ClubIncomingMail(models.Model):
    _inherit = "club.incoming.mail"

    def _handle_bounce(self, message, parsed):
        """Note on the notice that its mail came back."""
        outcome = super()._handle_bounce(message, parsed)
        bounced = parsed.get("bounced_message") or self._find_mailing_message(parsed)
        if bounced and self._club_is_notice(bounced.model):
            notices = self.env[bounced.model].browse(bounced.res_id).exists()
            notices.filtered(
                lambda one: one.company_id == self.company_id
            )._mark_bounced(get_diagnosis(message))
        return outcome

    def _club_is_notice(self, model):
        mixin = self.env.registry["club.notice.mixin"]
        is_noted = model in self.env and isinstance(self.env[model], mixin)
        return is_noted or model == SEASON
