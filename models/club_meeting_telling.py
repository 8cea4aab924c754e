"""What invited people have not been told yet, and telling them."""

from collections import Counter, defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

from .club_invitation_delivery import REACHED
from .club_meeting_inviting import NAMES_SHOWN

LOST = ("undeliverable", "none")


class ClubInvitation(models.Model):
    _inherit = "club.invitation"

    def _list_names(self):
        """Names for a sentence; after some of them it stops."""
        names = self.sudo().partner_id.mapped("name")
        shown = ", ".join(names[:NAMES_SHOWN])
        more = len(names) - NAMES_SHOWN
        if more > 0:
            return self.env._("%(names)s and %(count)s more", names=shown, count=more)
        return shown


class ClubMeeting(models.Model):
    _inherit = "club.meeting"

    invited_count = fields.Integer(string="Invited", compute="_compute_told_counts")
    told_count = fields.Integer(string="Told", compute="_compute_told_counts")
    queued_count = fields.Integer(string="On Their Way", compute="_compute_told_counts")
    letter_count = fields.Integer(
        string="Letters to Be Printed", compute="_compute_told_counts"
    )
    unsent_count = fields.Integer(
        string="Change Not Sent", compute="_compute_told_counts"
    )
    lost_count = fields.Integer(string="Not Reached", compute="_compute_told_counts")
    told_share = fields.Integer(string="Told (%)", compute="_compute_told_counts")
    lost_hint = fields.Char(compute="_compute_lost_hint")

    @api.depends(
        "invitation_ids.delivery",
        "invitation_ids.is_change_unsent",
        "invitation_ids.is_withdrawn",
    )
    def _compute_told_counts(self):
        by_delivery, unsent = defaultdict(Counter), Counter()
        for meeting, delivery, is_unsent, count in self.env[
            "club.invitation"
        ]._read_group(
            [("meeting_id", "in", self.ids), ("is_withdrawn", "=", False)],
            ["meeting_id", "delivery", "is_change_unsent"],
            ["__count"],
        ):
            by_delivery[meeting][delivery] += count
            unsent[meeting] += count if is_unsent else 0
        for meeting in self:
            counts = by_delivery[meeting._origin]
            invited, told = counts.total(), sum(counts[key] for key in REACHED)
            meeting.invited_count = invited
            meeting.told_count = told
            meeting.queued_count = counts["queued"] + counts["failed"]
            meeting.letter_count = counts["letter"]
            meeting.lost_count = sum(counts[key] for key in LOST)
            meeting.unsent_count = unsent[meeting._origin]
            meeting.told_share = 100 * told // invited if invited else 0

    @api.depends("invitation_ids.delivery", "invitation_ids.is_withdrawn")
    @api.depends_context("lang")
    def _compute_lost_hint(self):
        for meeting in self:
            lost = meeting.invitation_ids.filtered(
                lambda line: line.delivery in LOST and not line.is_withdrawn
            )
            meeting.lost_hint = False
            if lost:
                meeting.lost_hint = self.env._(
                    "No mail reaches %(names)s. Please call them or send a letter; "
                    "both are offered beside their invitations.",
                    names=lost._list_names(),
                )

    # ------------------------------------------------------------
    # Telling
    # ------------------------------------------------------------

    def action_send_changes(self):
        """Tell those who know the meeting as it was how it is now.

        :raises UserError: when everybody knows
        """
        self.check_access("write")
        if not self.sudo().invitation_ids.filtered("is_change_unsent"):
            raise UserError(
                self.env._(
                    "Everybody who is invited knows the meeting as it stands. There is "
                    "nothing to send."
                )
            )
        self._claim()
        self._inform_invited(None)
        return True

    def _inform_invited(self, reason=None):
        """Tell everybody who was told something else before.

        Whoever was told by telephone is called again, so their change stays open.

        :param str reason: why, as the organiser put it
        """
        # sudo: the callers checked who asks; invitations are written by sending
        lines = self.sudo().invitation_ids.filtered(
            lambda line: line.is_change_unsent and line.channel != "phone"
        )
        for state, group in lines.grouped(lambda line: line.meeting_id.state).items():
            group._tell("cancel" if state == "called_off" else "update", reason)

    def action_print_letters(self):
        """The letters of this meeting that wait, as one PDF.

        :raises UserError: when there are none
        """
        self.check_access("write")
        letters = self.invitation_ids.filtered(lambda line: line.delivery == "letter")
        return letters.action_print_letters()

    def action_open_invitations(self):
        """The invitations of this meeting as a list."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "club_support.club_invitation_action"
        )
        action["domain"] = [("meeting_id", "=", self.id)]
        action["context"] = {"club_hide_meeting": True}
        return action

    @api.ondelete(at_uninstall=False)
    def _unlink_except_told(self):
        self.invitation_ids._check_nobody_told(
            self.env._(
                "People have this meeting in their calendars. Please call it off "
                "instead of deleting it."
            )
        )
