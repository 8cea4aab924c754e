from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ClubNetworkMember(models.Model):
    """An organisation in a network, by whom it is represented, from when to when.

    Who represents it changes by a new row, so that the rows tell of every day who
    was there.
    """

    _name = "club.network.member"
    _description = "Member of a Network"
    _inherit = [
        "club.network.part.mixin",
        "club.copy.mixin",
        "club.period.mixin",
        "club.review.mixin",
    ]
    _order = "network_id, partner_id, date_from desc, id desc"
    _rec_name = "partner_id"
    _rec_names_search = ["partner_id.name", "representative_id.name"]
    _check_company_auto = True

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Organisation",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('is_company', '=', True)]",
        check_company=True,
    )
    representative_id = fields.Many2one(
        comodel_name="res.partner",
        compute="_compute_representative_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        domain="[('is_company', '=', False)]",
        check_company=True,
        help="Who speaks for the organisation in this network.",
    )
    deputy_id = fields.Many2one(
        comodel_name="res.partner",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('is_company', '=', False)]",
        check_company=True,
    )
    role_id = fields.Many2one(
        comodel_name="club.network.role",
        index="btree_not_null",
        ondelete="restrict",
        default=lambda self: self.env["club.network.role"].search([], limit=1),
    )
    state = fields.Selection(
        selection=[
            ("candidate", "Candidate"),
            ("member", "Member"),
            ("left", "Left"),
        ],
        required=True,
        default="member",
        compute="_compute_state",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
    )
    note = fields.Char()

    # Not UNIQUE: merging contacts deletes rows that a UNIQUE constraint on a
    # contact column refuses, an exclusion stops the merge instead.
    _once_at_a_time = models.Constraint(
        "EXCLUDE USING gist (network_id WITH =, partner_id WITH =, "
        "daterange(date_from, date_to, '[]') WITH &&) "
        "WHERE (NOT COALESCE(needs_review, FALSE)) "
        "DEFERRABLE INITIALLY IMMEDIATE",
        "This organisation is in the network in this period already. Please correct "
        "the membership that is there instead of adding a second one.",
    )
    _left_has_end = models.Constraint(
        "CHECK (state <> 'left' OR date_to IS NOT NULL)",
        "Whoever left did so on a day. Please enter “Until”.",
    )

    @api.depends("partner_id")
    def _compute_representative_id(self):
        """Whoever speaks for the organisation; what was chosen stays."""
        missing = self.filtered(
            lambda member: not member.representative_id and member.partner_id
        )
        recipients = missing.partner_id._club_recipient()
        for member in missing:
            person = recipients[member.partner_id].person
            member.representative_id = person

    @api.depends("date_to")
    def _compute_state(self):
        today = self.env.company._club_today()
        for member in self:
            if member.date_to and member.date_to < today:
                member.state = "left"
            elif member.state == "left":
                member.state = "member"
            else:
                member.state = member.state or "member"

    @api.depends("partner_id", "network_id")
    def _compute_display_name(self):
        for member in self:
            member.display_name = member.partner_id.name

    @api.constrains("partner_id", "representative_id", "deputy_id")
    def _check_organisation_and_people(self):
        for member in self:
            people = member.representative_id | member.deputy_id
            if not member.partner_id.is_company or any(
                person.is_company for person in people
            ):
                raise ValidationError(
                    self.env._(
                        "Members are organisations, represented by people. Please "
                        "check “%(organisation)s”.",
                        organisation=member.partner_id.name,
                    )
                )
