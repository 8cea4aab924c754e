"""Invitations of people who will not stand for their organisation any more."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from .club_meeting_recurring import AHEAD


class ClubMeeting(models.Model):
    _inherit = "club.meeting"

    succession_hint = fields.Char(compute="_compute_succession_hint")

    @api.depends(
        "start",
        "state",
        "invitation_ids.is_withdrawn",
        "invitation_ids.member_id.date_to",
        "invitation_ids.member_id.representative_id",
        "invitation_ids.member_id.deputy_id",
    )
    def _compute_succession_hint(self):
        superseded = self._find_superseded().grouped("meeting_id")
        for meeting in self:
            lines = superseded.get(meeting._origin)
            meeting.succession_hint = lines and self.env._(
                "Invited, but no longer standing for their organisation on that day: "
                "%(names)s.",
                names=lines._list_names(),
            )

    def _find_superseded(self):
        """Invitations of people for whom somebody else stands on the day.

        :rtype: ``club.invitation``
        """
        # sudo: compares only; who is invited may be read by whoever reads the meeting
        lines = (
            self._origin.sudo()
            .invitation_ids.filtered("member_id")
            .filtered(
                lambda line: (
                    not line.is_withdrawn
                    # candidates stand for nobody yet, they come to see
                    and line.member_id.state != "candidate"
                    and line.meeting_id.state in AHEAD
                    and not line.meeting_id._has_begun()
                )
            )
        )
        seats = lines.member_id
        rows = seats.search(
            [
                ("network_id", "in", seats.network_id.ids),
                ("partner_id", "in", seats.partner_id.ids),
            ]
        ).grouped(lambda row: (row.network_id, row.partner_id))

        def stands(line):
            meeting, seat = line.meeting_id, line.member_id
            day = meeting._local(meeting.start).date()
            speakers = rows[seat.network_id, seat.partner_id]._get_speakers_on(day)
            return line.partner_id in speakers

        return lines.filtered(lambda line: not stands(line)).sudo(False)

    def action_invite_successors(self):
        """Withdraw these invitations, and invite whoever stands for the members now.

        :raises UserError: when everybody who is invited still stands for them
        """
        self.ensure_one()
        self.check_access("write")
        lines = self._find_superseded()
        if not lines:
            raise UserError(
                self.env._(
                    "Everybody who is invited still stands for their organisation. "
                    "There is nobody to invite instead."
                )
            )
        # sudo: the seats tell whose successors are looked for, nothing else
        seats = lines.sudo().member_id
        lines.action_withdraw()
        successors = {
            partner: vals
            for partner, vals in self._find_audience(seats.network_id).items()
            if vals["organisation_id"] in seats.partner_id.ids
        }
        if successors:
            self._invite(successors)
        return True


class ClubNetworkMember(models.Model):
    _inherit = "club.network.member"

    def _get_speakers_on(self, day):
        """Who stands for these members on a day; the organisation always does."""
        rows = self.filtered_domain(self._get_domain_on(day))
        return rows.representative_id | rows.deputy_id | rows.partner_id
