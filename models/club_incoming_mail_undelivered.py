"""Invitations that come back."""

from odoo import models

from ..tools.incoming_mail import get_diagnosis


class ClubIncomingMail(models.Model):
    _inherit = "club.incoming.mail"

    def _handle_bounce(self, message, parsed):
        """Note on the invitation that its mail came back."""
        outcome = super()._handle_bounce(message, parsed)
        bounced = parsed.get("bounced_message") or self._find_mailing_message(parsed)
        if bounced and bounced.model == "club.invitation":
            address = parsed.get("bounced_email")
            invitations = self.env["club.invitation"].browse(bounced.res_id).exists()
            invitations.filtered(
                lambda line: (
                    line.company_id == self.company_id and line.email == address
                )
            )._mark_bounced(get_diagnosis(message))
        return outcome
