from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ClubCooperation(models.Model):
    """Two actors who do something together, and what brought it about."""

    _name = "club.cooperation"
    _description = "Cooperation"
    _inherit = ["club.copy.mixin", "club.period.mixin", "club.review.mixin"]
    _order = "date_from desc, id desc"
    _check_company_auto = True

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Organisation",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('is_company', '=', True)]",
    )
    other_partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Cooperates With",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('is_company', '=', True), ('id', '!=', partner_id)]",
        check_company=True,
    )
    kind_id = fields.Many2one(
        comodel_name="club.cooperation.kind",
        index="btree_not_null",
        ondelete="restrict",
    )
    origin = fields.Selection(
        selection=[
            ("advice", "Our Advice or Mediation"),
            ("network", "A Network or Meeting"),
            ("event", "An Event or Training"),
            ("actors", "The Actors Themselves"),
            ("other", "Other"),
        ],
        string="Brought About By",
    )
    case_id = fields.Many2one(
        comodel_name="club.case",
        index="btree_not_null",
        ondelete="restrict",
        help="The case that brought the cooperation about.",
    )
    note = fields.Text(help="What they do together.")
    company_id = fields.Many2one(
        related="partner_id.company_id",
        store=True,
        index="btree_not_null",
    )
    active = fields.Boolean(default=True)

    # the pair counts, not who was entered first
    _once_per_pair = models.Constraint(
        "EXCLUDE USING gist (LEAST(partner_id, other_partner_id) WITH =, "
        "GREATEST(partner_id, other_partner_id) WITH =, "
        "COALESCE(kind_id, 0) WITH =, "
        "daterange(date_from, date_to, '[]') WITH &&) "
        "WHERE (active AND NOT COALESCE(needs_review, FALSE)) "
        "DEFERRABLE INITIALLY IMMEDIATE",
        "This cooperation is there already for this period. Please correct that "
        "entry instead of adding a second one.",
    )

    @api.depends("partner_id", "other_partner_id")
    def _compute_display_name(self):
        for cooperation in self:
            names = (cooperation.partner_id.name, cooperation.other_partner_id.name)
            cooperation.display_name = " – ".join(name for name in names if name)

    # A single row decides this, so Python cannot lose a race here; a CHECK that
    # names contacts would make merging them delete rows.
    @api.constrains("partner_id", "other_partner_id")
    def _check_two_organisations(self):
        for cooperation in self:
            partners = cooperation.partner_id | cooperation.other_partner_id
            if len(partners) < 2:
                raise ValidationError(
                    self.env._(
                        "“%(organisation)s” cannot cooperate with itself. Please "
                        "choose another organisation.",
                        organisation=cooperation.partner_id.name,
                    )
                )
            if not all(partners.mapped("is_company")):
                raise ValidationError(
                    self.env._(
                        "Organisations cooperate, not persons. Please choose the "
                        "organisation that the person belongs to."
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        cooperations = super().create(vals_list)
        organisations = cooperations.partner_id | cooperations.other_partner_id
        organisations._club_enter_register()
        return cooperations
