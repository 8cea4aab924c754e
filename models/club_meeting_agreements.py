"""Decisions and action items of a meeting, and who may vote there."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class ClubMeeting(models.Model):
    _inherit = "club.meeting"

    has_votes = fields.Boolean(related="network_id.has_votes")
    voters_count = fields.Integer(
        string="Members Who May Vote", compute="_compute_voters"
    )
    voters_present = fields.Integer(string="Of Them Present", compute="_compute_voters")
    quorum_note = fields.Char(string="Quorum", compute="_compute_quorum_note")
    earlier_item_ids = fields.Many2many(
        comodel_name="club.action.item",
        string="Still Open From Before",
        compute="_compute_earlier_item_ids",
        help="Open action items of the network from other meetings.",
    )
    unsent_item_count = fields.Integer(
        string="Action Items Not Sent", compute="_compute_unsent_item_count"
    )

    # ------------------------------------------------------------
    # Votes
    # ------------------------------------------------------------

    @api.depends(
        "start",
        "tz",
        "network_id.has_votes",
        "network_id.member_ids.date_from",
        "network_id.member_ids.date_to",
        "network_id.member_ids.state",
        "network_id.member_ids.role_id.is_voting",
        "attendance_ids.state",
        "attendance_ids.organisation_id",
        "attendance_ids.partner_id",
        "attendance_ids.member_id",
    )
    def _compute_voters(self):
        """One vote for each member, whoever is there for it."""
        voters = self.filtered("has_votes")._get_voters()
        for meeting in self:
            found = voters.get(meeting, self.env["club.network.member"])
            meeting.voters_count = len(found)
            meeting.voters_present = len(meeting._get_present_voters(found))

    @api.depends("voters_count", "voters_present", "network_id.quorum_percent")
    @api.depends_context("lang")
    def _compute_quorum_note(self):
        for meeting in self:
            present, needed = meeting._get_quorum()
            values = {"present": present, "needed": needed}
            if not meeting.has_votes:
                meeting.quorum_note = False
            elif not meeting._knows_attendance():
                meeting.quorum_note = self.env._(
                    "%(needed)s needed; attendance is not known yet", **values
                )
            elif present < needed:
                meeting.quorum_note = self.env._(
                    "Missed: %(present)s there, %(needed)s needed", **values
                )
            else:
                meeting.quorum_note = self.env._(
                    "Reached: %(present)s there, %(needed)s needed", **values
                )

    def _get_voters(self):
        """Members with a vote on the day of each meeting.

        :return: dict of meeting: ``club.network.member``
        """
        Member = self.env["club.network.member"]
        members = Member.search(
            Domain("network_id", "in", self.network_id.ids)
            & (Domain("role_id", "=", False) | Domain("role_id.is_voting", "=", True))
        )
        by_network = members.grouped("network_id")
        voters = {}
        for meeting in self.filtered("start"):
            day = meeting._local(meeting.start).date()
            own = by_network.get(meeting.network_id, Member)
            voters[meeting] = own.filtered_domain(Member._get_domain_on(day))
        return voters

    def _get_present_voters(self, voters):
        """Those of the members for whom somebody is present."""
        present = self.attendance_ids.filtered(lambda line: line.state == "present")
        organisations = present.organisation_id
        return voters.filtered(
            lambda member: (
                member in present.member_id
                or member.partner_id in organisations
                or (member.representative_id | member.deputy_id) & present.partner_id
            )
        )

    def _knows_attendance(self):
        """Whether somebody noted who was there."""
        return any(line.state != "expected" for line in self.attendance_ids)

    def _get_quorum(self, cast=0):
        """How many who may vote were there, and how many have to be.

        :param int cast: votes counted, which tell it where nobody noted attendance
        """
        self.ensure_one()
        present = self.voters_present if self._knows_attendance() else cast
        # rounded up: half of five members are three
        needed = -(-self.voters_count * self.network_id.quorum_percent // 100)
        return present, needed

    # ------------------------------------------------------------
    # Action items
    # ------------------------------------------------------------

    @api.depends("network_id.action_item_ids.state", "action_item_ids")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_earlier_item_ids(self):
        """Derived, not moved: an item stays where it was agreed on."""
        items = self.env["club.action.item"].search(
            [("network_id", "in", self.network_id.ids), ("state", "=", "open")]
        )
        by_network = items.grouped("network_id")
        for meeting in self:
            found = by_network.get(meeting.network_id, items.browse())
            meeting.earlier_item_ids = found.filtered(
                lambda item, meeting=meeting: (
                    item.meeting_id != meeting._origin
                    and (
                        not (item.meeting_id.start and meeting.start)
                        or item.meeting_id.start <= meeting.start
                    )
                )
            )

    @api.depends("action_item_ids.state", "action_item_ids.date_sent")
    def _compute_unsent_item_count(self):
        for meeting in self:
            meeting.unsent_item_count = len(meeting._get_unsent_items())

    def _get_unsent_items(self):
        return self.action_item_ids.filtered(
            lambda item: item.state == "open" and item.partner_id and not item.date_sent
        )

    def action_send_action_items(self):
        """Tell everybody who took something on, by one mail for each item.

        :raises UserError: when there is nothing to send
        """
        self.ensure_one()
        self.check_access("write")
        items = self._get_unsent_items()
        if not items:
            raise UserError(
                self.env._(
                    "There is nothing to send: every open action item was sent, or "
                    "nobody is named there. Please enter who does it."
                )
            )
        return items.action_send()

    # ------------------------------------------------------------
    # What was decided stays
    # ------------------------------------------------------------

    def write(self, vals):
        if "network_id" in vals and self.filtered(
            lambda meeting: meeting.network_id.id != vals["network_id"]
        ).decision_ids.filtered("sequence_number"):
            raise UserError(
                self.env._(
                    "Decisions of this meeting carry numbers of its network. Please "
                    "leave it there."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        """The database would delete the decisions along with the meeting."""
        if self.decision_ids.filtered(lambda decision: decision.state != "draft"):
            raise UserError(
                self.env._(
                    "Something was decided in this meeting, and it is kept. Please "
                    "archive the meeting instead."
                )
            )
