"""The steps of an invitation, and what nobody writes by hand."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.context import names_by_default

# written by telling people, never by hand
STEP_FIELDS = {
    "uid",
    "sequence",
    "revision_sent",
    "email",
    "channel",
    "is_withdrawn",
    "mail_id",
    "is_bounced",
    "is_reached",
    "bounce_reason",
    "date_told",
    "date_printed",
    "start_told",
    "stop_told",
    "answer_before",
}
# whose entry it is; another one is another invitation
IDENTITY = {"partner_id", "meeting_id"}


class ClubInvitation(models.Model):
    _inherit = "club.invitation"

    @api.model_create_multi
    def create(self, vals_list):
        for names in (*vals_list, names_by_default(self.env.context)):
            self._check_told_by_hand(names)
        return super().create(vals_list)

    def write(self, vals):
        self._check_told_by_hand(vals)
        if not self.env.su and IDENTITY & vals.keys():
            self._check_nobody_told(
                self.env._(
                    "An invitation belongs to the person it was sent to. Please "
                    "withdraw it and invite somebody else."
                )
            )
        return super().write(vals)

    @api.model
    def _check_told_by_hand(self, names):
        if not self.env.su and STEP_FIELDS & set(names):
            raise UserError(
                self.env._(
                    "What was told to whom is noted by sending only. Please use "
                    "“Invite”, “Send Changes” or “Withdraw”."
                )
            )

    def _check_nobody_told(self, sentence):
        if self.filtered(lambda invitation: invitation.revision_sent >= 0):
            raise UserError(sentence)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_told(self):
        self._check_nobody_told(
            self.env._(
                "Somebody who was invited has the meeting in their calendar. Please "
                "withdraw the invitation instead of deleting it."
            )
        )

    # ------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------

    def action_withdraw(self):
        """Invite these people no more; whoever was told gets a cancellation."""
        self.check_access("write")
        # sudo: checked above; written by steps only
        lines = self.sudo().filtered(lambda line: not line.is_withdrawn)
        lines.is_withdrawn = True
        lines.flush_recordset()
        told = lines.filtered(
            lambda line: (
                line.revision_sent >= 0
                and line.meeting_id.state in ("planned", "tentative")
            )
        )
        told._tell("cancel")
        return True

    def action_restore(self):
        """Invite these people after all; their calendars take the entry back."""
        self.check_access("write")
        # sudo: checked above; written by steps only
        lines = self.sudo().filtered("is_withdrawn")
        lines.is_withdrawn = False
        lines.flush_recordset()
        told = lines.filtered(lambda line: line.revision_sent >= 0)
        self._check_open(told)
        told._tell("update")
        return True

    def action_send_again(self):
        """Send what was told last once more, to the address of today.

        :raises UserError: when somebody was not told yet, or nobody is to come
        """
        self.check_access("write")
        self._check_open(self)
        # sudo: checked above; written by steps only
        lines = self.sudo().filtered(lambda line: not line.is_withdrawn)
        lines._note_reached()
        lines.filtered(lambda line: line.channel != "letter").channel = "none"
        lines._tell("request")
        return True

    def _check_open(self, lines):
        """Refuse to write about meetings that are over or called off."""
        for line in lines:
            if line.meeting_id.state not in ("planned", "tentative"):
                raise UserError(
                    self.env._(
                        "“%(meeting)s” is held or called off, so nobody is invited to "
                        "it any more.",
                        meeting=line.meeting_id.name,
                    )
                )

    def action_by_letter(self):
        """Tell these people by letter, now and when something changes.

        :raises UserError: when there is no postal address
        """
        self.check_access("write")
        # sudo: checked above; written by steps only
        lines = self.sudo()
        for line in lines:
            if not self._find_letter_lines(line.partner_id, line.organisation_id):
                raise UserError(
                    self.env._(
                        "No postal address of “%(name)s” is known. Please add it, or "
                        "call.",
                        name=line.partner_id.name,
                    )
                )
        lines._note_reached()
        lines.write({"channel": "letter"})
        lines._count_versions("request")
        return True

    def action_by_phone(self):
        """Note that these people were told by telephone, as it stands today."""
        self.check_access("write")
        # sudo: checked above; written by steps only
        lines = self.sudo()
        lines.write({"channel": "phone"})
        lines._note_told()
        return True

    def action_print_letters(self):
        """The letters of these people as one PDF; they count as printed then.

        :raises UserError: when none of them gets a letter
        """
        self.check_access("write")
        letters = self.filtered(
            lambda line: line.channel == "letter" and line.revision_sent >= 0
        )
        if not letters:
            raise UserError(
                self.env._(
                    "There are no letters to print. Letters go to those who were "
                    "invited and have a postal address only."
                )
            )
        # sudo: checked above; written by steps only
        letters.sudo().date_printed = fields.Datetime.now()
        report = self.env.ref("club_support.club_invitation_report_letters")
        return report.report_action(letters)
