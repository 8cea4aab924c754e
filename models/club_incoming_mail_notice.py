"""Notices of a season that come back."""

from odoo import models

from ..tools.incoming_mail import get_diagnosis


class ClubIncomingMail(models.Model):
    _inherit = "club.incoming.mail"

    def _handle_bounce(self, message, parsed):
        """Note on the notice that its mail came back."""
        outcome = super()._handle_bounce(message, parsed)
        bounced = parsed.get("bounced_message") or self._find_mailing_message(parsed)
        if bounced and bounced.model == "club.season.notice":
            notices = self.env["club.season.notice"].browse(bounced.res_id).exists()
            notices.filtered(
                lambda one: one.company_id == self.company_id
            )._mark_bounced(get_diagnosis(message))
        return outcome
