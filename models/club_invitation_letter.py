"""Invitations on paper, with a picture that leads to the answer."""

from markupsafe import Markup

from odoo import models
from odoo.tools import plaintext2html

from ..tools.qr_code import draw_qr_code


class ClubInvitation(models.Model):
    _inherit = "club.invitation"

    def _get_letter_kind(self):
        if self.is_withdrawn or self.meeting_id.state == "called_off":
            return "cancel"
        return "update" if self.is_reached else "request"

    def _make_letter(self):
        """What the letter to one person says, in their language.

        :return: dict for the template ``club_invitation_letter``
        """
        self.ensure_one()
        # who holds the letter answers for the person; by RPC it is rendered as well
        self.check_access("write")
        line = self._in_own_language()
        meeting = line.meeting_id
        texts = line._make_texts(line._get_letter_kind(), meeting.reason)
        salutation = line.partner_id._club_salutation()
        return {
            **texts,
            "address": self._find_letter_lines(self.partner_id, self.organisation_id),
            "salutation": salutation,
            # the salutation has its own place in a letter
            "text": plaintext2html(texts["intro"].removeprefix(salutation).strip()),
            "email": meeting._get_mailbox()[0],
            "date": meeting.company_id._club_today(),
            "code": line._draw_code(texts["url"]),
        }

    def _draw_code(self, url):
        """The link as picture, in the document itself: no server is asked for it."""
        # squares and numbers only, nothing of the text stands in the picture
        return Markup(draw_qr_code(url)) if url else ""  # noqa: S704
