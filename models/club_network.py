from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

KINDS = [
    ("round_table", "Round Table"),
    ("working_group", "Working Group"),
    ("steering_group", "Steering Group"),
    ("regulars_table", "Regulars’ Table"),
    ("distribution_list", "Distribution List"),
]
LEVELS = [
    ("steering", "Steering"),
    ("coordination", "Coordination"),
    ("action", "Action"),
]
MATURITY = [
    ("initiated", "Initiated"),
    ("supported", "Supported"),
    ("shared", "Shared"),
    ("self_supporting", "Self-Supporting"),
]


class ClubNetwork(models.Model):
    """Organisations that work together, and the people who organise it."""

    _name = "club.network"
    _description = "Network"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "club.scope.mixin",
        "club.plausible.date.mixin",
    ]
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    kind = fields.Selection(
        selection=KINDS, required=True, default="round_table", tracking=True
    )
    level = fields.Selection(selection=LEVELS, tracking=True)
    purpose = fields.Text(help="What the network is there for.")
    user_id = fields.Many2one(
        string="Coordinator",
        default=lambda self: self.env.user,
        tracking=True,
    )
    deputy_id = fields.Many2one(
        comodel_name="res.users",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        check_company=True,
        tracking=True,
    )
    colleague_ids = fields.Many2many(
        comodel_name="res.users",
        string="Colleagues Involved",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="They organise this network as well, and have its meetings in their "
        "calendars.",
    )
    team_id = fields.Many2one(
        comodel_name="club.team",
        compute="_compute_team_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Invitations leave from the mailbox of this team, and answers arrive "
        "there.",
    )
    is_restricted = fields.Boolean(
        string="Restricted",
        tracking=True,
        help="Only the coordinator, the deputy and the colleagues involved know of it.",
    )
    has_votes = fields.Boolean(
        string="Votes",
        help="Decisions are taken by vote, with a quorum.",
    )
    maturity = fields.Selection(
        selection=MATURITY,
        required=True,
        default="initiated",
        tracking=True,
        help="How far the network carries itself.",
    )
    date_start = fields.Date(
        string="Started On",
        default=lambda self: self.env.company._club_today(),
    )
    date_target = fields.Date(
        string="Self-Supporting By",
        compute="_compute_date_target",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="By then the network is to carry itself: twelve months after its start "
        "unless you agreed otherwise.",
    )
    member_ids = fields.One2many(
        comodel_name="club.network.member",
        inverse_name="network_id",
        string="Members",
    )
    meeting_ids = fields.One2many(
        comodel_name="club.meeting",
        inverse_name="network_id",
        string="Meetings",
    )
    series_ids = fields.One2many(
        comodel_name="club.meeting.series",
        inverse_name="network_id",
        string="Series of Meetings",
    )
    decision_ids = fields.One2many(
        comodel_name="club.decision",
        inverse_name="network_id",
        string="Decisions",
    )
    action_item_ids = fields.One2many(
        comodel_name="club.action.item",
        inverse_name="network_id",
        string="Action Items",
    )
    active = fields.Boolean(default=True)

    _name_not_blank = models.Constraint(
        "CHECK (btrim(name) <> '')",
        "A network needs a name. Please enter one.",
    )

    @api.depends("user_id", "company_id")
    def _compute_team_id(self):
        """The team of the coordinator; what was chosen stays where it still fits."""
        teams = self.env["club.team"].search(
            [("company_id", "in", self.company_id.ids)]
        )
        by_company = teams.grouped("company_id")
        for network in self:
            own = by_company.get(network.company_id, teams.browse())
            if network.team_id in own:
                continue
            member = own.filtered(
                lambda team, user=network.user_id: (
                    user in team.member_ids | team.user_id
                )
            )
            network.team_id = (member or own)[:1]

    @api.depends("date_start")
    def _compute_date_target(self):
        for network in self:
            if network.date_start and not network.date_target:
                network.date_target = network.date_start + relativedelta(months=12)

    def _get_staff(self):
        """Those who organise these networks.

        :rtype: ``res.users``
        """
        return self.user_id | self.deputy_id | self.colleague_ids
