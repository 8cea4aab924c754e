"""The story that an organisation has with us."""

from odoo import api, fields, models

from .res_partner_register import STAFF

LATEST_EVENTS = 20


class ResPartner(models.Model):
    _inherit = "res.partner"

    club_timeline_ids = fields.Many2many(
        comodel_name="club.case.timeline",
        string="Latest Events",
        compute="_compute_club_timeline_ids",
        groups=STAFF,
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_club_timeline_ids(self):
        """The latest events; shown on one form at a time, so asked one by one."""
        Timeline = self.env["club.case.timeline"]
        for partner in self:
            events = Timeline
            if partner._origin:
                domain = [("partner_id", "=", partner._origin.id)]
                events = Timeline.search(domain, limit=LATEST_EVENTS)
            partner.club_timeline_ids = events

    def action_view_club_timeline(self):
        """Open all that happened with this organisation."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "club_support.club_case_timeline_action"
        )
        action["domain"] = [("partner_id", "=", self.id)]
        return action
