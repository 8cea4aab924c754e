"""What a network agreed on, counted; and what its votes need."""

from odoo import api, fields, models


class ClubNetwork(models.Model):
    _inherit = "club.network"

    quorum_percent = fields.Integer(
        string="Quorum in Percent",
        default=50,
        aggregator=None,
        help="At least so many of the members who may vote have to be there. "
        "0: whoever comes decides.",
    )
    decision_count = fields.Integer(
        string="Number of Decisions", compute="_compute_decision_count"
    )

    _quorum_plausible = models.Constraint(
        "CHECK (quorum_percent BETWEEN 0 AND 100)",
        "The quorum is a share from 0 to 100 percent.",
    )

    @api.depends("decision_ids.state")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_decision_count(self):
        decisions = dict(
            self.env["club.decision"]._read_group(
                [("network_id", "in", self.ids), ("state", "=", "adopted")],
                ["network_id"],
                ["__count"],
            )
        )
        for network in self:
            network.decision_count = decisions.get(network._origin, 0)

    def action_view_decisions(self):
        """Open the decisions of this network."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "club_support.club_decision_action"
        )
        return {
            **action,
            "domain": [("network_id", "=", self.id)],
            "context": {"create": False},
        }

    def action_view_action_items(self):
        """Open the action items of this network, the open ones first."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "club_support.club_action_item_action"
        )
        return {
            **action,
            "domain": [("network_id", "=", self.id)],
            "context": {"default_network_id": self.id, "search_default_open": 1},
        }
