import json

from odoo import api, fields, models
from odoo.exceptions import ValidationError

STAFF = (
    "club_support.club_support_group_worker,club_support.club_support_group_management"
)
MATURITY = [
    ("0", "0 – Not Yet a Subject"),
    ("1", "1 – First Thoughts"),
    ("2", "2 – Single Activities"),
    ("3", "3 – Anchored in Parts"),
    ("4", "4 – Lived Throughout"),
]


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "club.hidden.copy.mixin"]

    is_actor = fields.Boolean(
        string="In the Register",
        index=True,
        help="An organisation that belongs to the register of clubs and other actors.",
    )
    actor_type_id = fields.Many2one(
        comodel_name="club.actor.type",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        groups=STAFF,
    )
    actor_state = fields.Selection(
        selection=[
            ("active", "Active"),
            ("dormant", "Dormant"),
            ("dissolved", "Dissolved"),
        ],
        string="Actor Status",
        default="active",
        tracking=True,
    )
    former_name = fields.Char(
        string="Former Names",
        help="Names under which people still look for this organisation.",
    )
    founding_year = fields.Integer(string="Founded", aggregator=None)
    register_court = fields.Char()
    register_number = fields.Char()
    register_valid_until = fields.Date(
        string="Register Extract Until",
        help="The day up to which the extract from the register counts.",
        tracking=True,
    )
    tax_exempt_until = fields.Date(
        string="Tax-Exempt Until",
        help="The day up to which the exemption notice of the tax office counts.",
        tracking=True,
    )
    area_id = fields.Many2one(
        comodel_name="club.area",
        index="btree_not_null",
        ondelete="restrict",
        groups=STAFF,
    )
    sport_ids = fields.Many2many(
        comodel_name="club.sport",
        string="Sports",
        ondelete="restrict",
        groups=STAFF,
    )
    target_group_ids = fields.Many2many(
        comodel_name="club.target.group",
        string="Target Groups",
        ondelete="restrict",
        groups=STAFF,
    )
    language_ids = fields.Many2many(
        comodel_name="club.language",
        string="Languages Spoken",
        ondelete="restrict",
        groups=STAFF,
    )
    intercultural_maturity = fields.Selection(
        selection=MATURITY,
        help="How far the organisation is with its intercultural opening.",
        groups=STAFF,
    )
    office_ids = fields.One2many(
        comodel_name="club.office",
        inverse_name="partner_id",
        string="Offices",
        groups=STAFF,
    )
    current_office_ids = fields.One2many(
        comodel_name="club.office",
        inverse_name="partner_id",
        string="In Office Today",
        domain=[("is_current", "=", True)],
        groups=STAFF,
    )
    held_office_ids = fields.One2many(
        comodel_name="club.office",
        inverse_name="person_id",
        string="Offices Held",
        groups=STAFF,
    )
    spokesperson_id = fields.Many2one(
        comodel_name="res.partner",
        string="Speaks for It",
        compute="_compute_spokesperson_id",
        groups=STAFF,
    )
    cooperation_ids = fields.Many2many(
        comodel_name="club.cooperation",
        string="Cooperations",
        compute="_compute_cooperations",
        groups=STAFF,
    )
    cooperation_count = fields.Integer(
        string="Number of Cooperations",
        compute="_compute_cooperations",
        groups=STAFF,
    )
    membership_count_ids = fields.One2many(
        comodel_name="club.membership.count",
        inverse_name="partner_id",
        string="Membership Counts",
        groups=STAFF,
    )
    member_count = fields.Integer(
        string="Members",
        compute="_compute_member_count",
        store=True,
        help="As reported for the latest year.",
        groups=STAFF,
    )
    member_year = fields.Integer(
        string="Year of the Count",
        compute="_compute_member_count",
        store=True,
        aggregator=None,
        groups=STAFF,
    )
    membership_chart = fields.Text(
        string="Members per Year",
        compute="_compute_membership_chart",
        groups=STAFF,
    )
    is_protected = fields.Boolean(
        string="Protected",
        index=True,
        help="A volunteer's private data: e-mail, telephone and address are shown to "
        "users of Club Support only.",
        groups=STAFF,
    )
    letter_salutation = fields.Char(
        string="Salutation",
        help="How letters and mails begin, as in “Dear Hanna”. Without it they begin "
        "with the whole name.",
    )

    # ------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------

    @api.depends("office_ids.date_from", "office_ids.date_to", "office_ids.person_id")
    def _compute_spokesperson_id(self):
        offices = self.env["club.office"].search(
            [
                ("partner_id", "in", self.ids),
                ("is_current", "=", True),
                ("function_id.speaks_for_club", "=", True),
            ],
            order="function_sequence, date_from desc, id desc",
        )
        by_partner = offices.grouped("partner_id")
        for partner in self:
            current = by_partner.get(partner._origin, offices.browse())
            partner.spokesperson_id = current[:1].person_id

    def _compute_cooperations(self):
        cooperations = self.env["club.cooperation"].search(
            ["|", ("partner_id", "in", self.ids), ("other_partner_id", "in", self.ids)]
        )
        as_first = cooperations.grouped("partner_id")
        as_other = cooperations.grouped("other_partner_id")
        none = cooperations.browse()
        for partner in self:
            own = as_first.get(partner._origin, none) | as_other.get(
                partner._origin, none
            )
            partner.cooperation_ids = own
            partner.cooperation_count = len(own.filtered("is_current"))

    @api.depends(
        "membership_count_ids.year",
        "membership_count_ids.total",
        "membership_count_ids.needs_review",
    )
    def _compute_member_count(self):
        for partner in self:
            counts = partner.membership_count_ids.filtered(
                lambda count: not count.needs_review
            )
            latest = max(counts, key=lambda count: count.year, default=counts)
            partner.member_count = latest.total
            partner.member_year = latest.year

    @api.depends("membership_count_ids.year", "membership_count_ids.total")
    def _compute_membership_chart(self):
        for partner in self:
            counts = partner.membership_count_ids.sorted("year")
            values = [
                {"label": str(count.year), "value": count.total, "type": "past"}
                for count in counts
                if count.year
            ]
            partner.membership_chart = json.dumps(
                [{"key": self.env._("Members"), "values": values}]
            )

    # ------------------------------------------------------------
    # Rules
    # ------------------------------------------------------------

    @api.constrains("is_actor", "is_company")
    def _check_actor_is_organisation(self):
        for partner in self:
            if partner.is_actor and not partner.is_company:
                raise ValidationError(
                    self.env._(
                        "Only organisations are in the register; “%(person)s” is a "
                        "person. Please give persons an office in an organisation.",
                        person=partner.name,
                    )
                )

    @api.constrains("founding_year")
    def _check_founding_year(self):
        for partner in self:
            year = partner.founding_year
            if year and not 1000 <= year <= fields.Date.context_today(self).year + 1:
                raise ValidationError(
                    self.env._(
                        "“%(year)s” cannot be the year in which an organisation was "
                        "founded. Please enter four digits, as in 1921.",
                        year=year,
                    )
                )

    def _club_enter_register(self):
        """Organisations with offices, counts or cooperations belong to the register."""
        newcomers = self.filtered(lambda partner: not partner.is_actor)
        # sudo: who may keep the register may enter an organisation into it
        newcomers.sudo().is_actor = True

    def _club_area(self, company):
        """The area of this organisation, if a company may work with it."""
        return self.area_id.filtered(
            lambda area: not area.company_id or area.company_id == company
        )
