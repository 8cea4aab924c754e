"""Whether a network carries itself by the day that was set, and how far already.

Its meetings tell how far: who convened them and at whose place they were held.
"""

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# so long before its target date a network counts as due
DUE_MONTHS = 2
TARGET_STATES = [
    ("on_way", "On the Way"),
    ("due", "Due Soon"),
    ("late", "Late"),
    ("in_time", "Reached in Time"),
    ("reached_late", "Reached Late"),
]


class ClubNetwork(models.Model):
    _inherit = "club.network"

    date_reached = fields.Date(
        string="Self-Supporting Since",
        tracking=True,
        help="Filled in when the maturity becomes “Self-Supporting”.",
    )
    target_state = fields.Selection(
        selection=TARGET_STATES,
        string="Target",
        compute="_compute_target_state",
        search="_search_target_state",
        help="The maturity of the network against its target date.",
    )
    carried_share = fields.Float(
        string="Carried by Members",
        compute="_compute_carried_share",
        digits=(5, 0),
        help="How far members, not your office, convened and hosted the meetings "
        "of the last twelve months, in per cent.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        networks = super().create(vals_list)
        networks._note_reached()
        return networks

    def write(self, vals):
        result = super().write(vals)
        if "maturity" in vals:
            self._note_reached()
        return result

    def _note_reached(self):
        """Remember the day on which a network began to carry itself."""
        reached = self.filtered(lambda row: row.maturity == "self_supporting")
        new = reached.filtered(lambda row: not row.date_reached)
        for company, networks in new.grouped("company_id").items():
            networks.date_reached = company._club_today()
        (self - reached).filtered("date_reached").date_reached = False

    @api.depends("date_target", "date_reached", "maturity", "kind")
    def _compute_target_state(self):
        today = self.env.company._club_today()
        soon = today + relativedelta(months=DUE_MONTHS)
        for network in self:
            network.target_state = network._get_target_state(today, soon)

    def _get_target_state(self, today, soon):
        self.ensure_one()
        target = self.date_target
        if not target or self.kind == "distribution_list":
            return False
        if self.maturity == "self_supporting":
            reached = self.date_reached or today
            return "in_time" if reached <= target else "reached_late"
        if target < today:
            return "late"
        return "due" if target <= soon else "on_way"

    @api.model
    def _search_target_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        domains = self._get_target_domains()
        wanted = Domain.OR(domains[state] for state in value if state in domains)
        if False in value:
            wanted |= ~Domain.OR(domains.values())
        return wanted

    @api.model
    def _get_target_domains(self):
        """Which networks have which state today.

        :rtype: dict of the state: ``Domain``
        """
        today = self.env.company._club_today()
        soon = today + relativedelta(months=DUE_MONTHS)
        counts = Domain("date_target", "!=", False) & Domain(
            "kind", "!=", "distribution_list"
        )
        there = counts & Domain("maturity", "=", "self_supporting")
        under_way = counts & Domain("maturity", "!=", "self_supporting")
        late = Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "COALESCE(%s, %s) > %s",
                model._field_to_sql(alias, "date_reached", query),
                today,
                model._field_to_sql(alias, "date_target", query),
            ),
            predicate=lambda network: (
                (network.date_reached or today) > network.date_target
            ),
        )
        return {
            "on_way": under_way & Domain("date_target", ">", soon),
            "due": under_way
            & Domain("date_target", ">=", today)
            & Domain("date_target", "<=", soon),
            "late": under_way & Domain("date_target", "<", today),
            "in_time": there & ~late,
            "reached_late": there & late,
        }

    @api.depends("meeting_ids.carried_share", "meeting_ids.state")
    @api.depends_context("uid")
    def _compute_carried_share(self):
        year_ago = fields.Datetime.now() - relativedelta(months=12)
        shares = dict(
            self.env["club.meeting"]._read_group(
                [
                    ("network_id", "in", self.ids),
                    ("state", "=", "held"),
                    ("start", ">=", year_ago),
                ],
                ["network_id"],
                ["carried_share:avg"],
            )
        )
        for network in self:
            network.carried_share = shares.get(network._origin, 0.0)


class ClubMeeting(models.Model):
    _inherit = "club.meeting"

    carried_share = fields.Float(
        string="Carried by Members (%)",
        compute="_compute_carried_share",
        store=True,
        aggregator="avg",
        digits=(5, 0),
        help="100: members convened and hosted it; 50: one of the two; 0: your "
        "office did both.",
    )

    @api.depends("convened_by_id", "host_id", "company_id")
    def _compute_carried_share(self):
        for meeting in self:
            # whoever writes down their own administration means the office
            own = meeting.company_id.partner_id
            others = [
                partner
                for partner in (meeting.convened_by_id, meeting.host_id)
                if partner and partner != own
            ]
            meeting.carried_share = 50.0 * len(others)
