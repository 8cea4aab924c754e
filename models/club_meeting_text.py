"""The text of invitations: of a meeting, its network, the company, or ours."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.placeholders import find_unknown_placeholders

PLACEHOLDERS = (
    "salutation",
    "name",
    "organisation",
    "meeting",
    "network",
    "day",
    "time",
    "place",
    "organiser",
    "link",
)
HELP = (
    "Words in double braces stand for what they name: {{ salutation }}, {{ name }}, "
    "{{ organisation }}, {{ meeting }}, {{ network }}, {{ day }}, {{ time }}, "
    "{{ place }}, {{ organiser }}, {{ link }}. Day, place and the link for the answer "
    "follow below the text anyway."
)


class ClubInvitationTextMixin(models.AbstractModel):
    """Somebody's own words of an invitation."""

    _name = "club.invitation.text.mixin"
    _description = "Text of Invitations"

    invitation_text = fields.Text(
        string="Text of Invitations", translate=True, help=HELP
    )

    @api.constrains("invitation_text")
    def _check_invitation_text(self):
        for record in self:
            self._check_placeholders(record.invitation_text)

    @api.model
    def _check_placeholders(self, text):
        unknown = find_unknown_placeholders(text, PLACEHOLDERS)
        if unknown:
            raise ValidationError(
                self.env._(
                    "“%(name)s” stands for nothing here. Please use one of these words "
                    "in double braces: %(known)s.",
                    name=unknown[0],
                    known=", ".join(PLACEHOLDERS),
                )
            )


class ClubNetwork(models.Model):
    _name = "club.network"
    _inherit = ["club.network", "club.invitation.text.mixin"]


class ResCompany(models.Model):
    _inherit = "res.company"

    club_invitation_text = fields.Text(
        string="Text of Invitations", translate=True, help=HELP
    )

    @api.constrains("club_invitation_text")
    def _check_club_invitation_text(self):
        for company in self:
            self.env["club.invitation.text.mixin"]._check_placeholders(
                company.club_invitation_text
            )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    club_invitation_text = fields.Text(
        related="company_id.club_invitation_text", readonly=False
    )


class ClubMeeting(models.Model):
    _name = "club.meeting"
    _inherit = ["club.meeting", "club.invitation.text.mixin"]

    # what is written for one meeting is written once, for everybody
    invitation_text = fields.Text(translate=False, copy=False)

    def _get_invitation_text(self):
        """The text as it stands before the words in braces are filled."""
        self.ensure_one()
        return self.invitation_text or self._get_usual_invitation_text()

    def _get_usual_invitation_text(self):
        """What is written where nobody wrote something for this meeting."""
        # sudo: whoever may invite may read the words of the company
        company = self.company_id.sudo()
        return (
            self.network_id.invitation_text
            or company.club_invitation_text
            or self.env._(
                "{{ salutation }}\n\nWe invite you to “{{ meeting }}” and look forward "
                "to seeing you."
            )
        )
