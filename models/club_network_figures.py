"""What lists, cards and the form of a network count, all of them at once."""

from odoo import api, fields, models
from odoo.fields import Domain


class ClubNetwork(models.Model):
    _inherit = "club.network"

    current_member_ids = fields.Many2many(
        comodel_name="club.network.member",
        string="Current Members",
        compute="_compute_current_member_ids",
    )
    member_count = fields.Integer(
        string="Organisations", compute="_compute_member_count"
    )
    meeting_count = fields.Integer(string="Meetings Held", compute="_compute_meetings")
    last_meeting = fields.Datetime(compute="_compute_meetings")
    next_meeting = fields.Datetime(compute="_compute_next_meeting")
    open_action_item_count = fields.Integer(
        string="Open Action Items", compute="_compute_open_action_item_count"
    )

    @api.depends("member_ids.state", "member_ids.date_from", "member_ids.date_to")
    @api.depends_context("uid")
    def _compute_current_member_ids(self):
        today = self.env.company._club_today()
        by_network = self._get_members_on(today).grouped("network_id")
        for network in self:
            members = by_network.get(network._origin, network.member_ids.browse())
            network.current_member_ids = members

    @api.depends("member_ids.state", "member_ids.date_from", "member_ids.date_to")
    @api.depends_context("uid")
    def _compute_member_count(self):
        Member = self.env["club.network.member"]
        today = self.env.company._club_today()
        counts = dict(
            Member._read_group(
                Domain("network_id", "in", self.ids) & Member._get_domain_on(today),
                ["network_id"],
                ["__count"],
            )
        )
        for network in self:
            network.member_count = counts.get(network._origin, 0)

    @api.depends("meeting_ids.state", "meeting_ids.start")
    @api.depends_context("uid")
    def _compute_meetings(self):
        held = {
            network: (count, last)
            for network, count, last in self.env["club.meeting"]._read_group(
                [("network_id", "in", self.ids), ("state", "=", "held")],
                ["network_id"],
                ["__count", "start:max"],
            )
        }
        for network in self:
            count, last = held.get(network._origin, (0, False))
            network.meeting_count = count
            network.last_meeting = last

    @api.depends("meeting_ids.state", "meeting_ids.start")
    @api.depends_context("uid")
    def _compute_next_meeting(self):
        ahead = dict(
            self.env["club.meeting"]._read_group(
                [
                    ("network_id", "in", self.ids),
                    ("state", "in", ("planned", "tentative")),
                    ("stop", ">=", fields.Datetime.now()),
                ],
                ["network_id"],
                ["start:min"],
            )
        )
        for network in self:
            network.next_meeting = ahead.get(network._origin)

    @api.depends("action_item_ids.state")
    @api.depends_context("uid")
    def _compute_open_action_item_count(self):
        counts = dict(
            self.env["club.action.item"]._read_group(
                [("network_id", "in", self.ids), ("state", "=", "open")],
                ["network_id"],
                ["__count"],
            )
        )
        for network in self:
            network.open_action_item_count = counts.get(network._origin, 0)

    # ------------------------------------------------------------
    # Smart buttons
    # ------------------------------------------------------------

    def action_view_members(self):
        """Open all memberships, also those that are over."""
        return self._action_view("club_network_member_action")

    def action_view_meetings(self):
        """Open the meetings of the network."""
        action = self._action_view("club_meeting_action")
        # a calendar shows one month, the meetings of a network are spread
        action["views"].sort(key=lambda view: view[1] != "list")
        return action

    def action_view_carried_share(self):
        """Open the curve: how far members convened and hosted, by quarter."""
        return self._action_view("club_meeting_action_carried_share")

    def _action_view(self, xml_id):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(f"club_support.{xml_id}")
        action["domain"] = [("network_id", "=", self.id)]
        action["context"] = {"default_network_id": self.id}
        return action
