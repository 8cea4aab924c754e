from odoo import api, fields, models
from odoo.fields import Domain


class ClubMandate(models.Model):
    """Who works for us on behalf of another employer, and from when until when.

    For users in the group of external contractors it is what opens the work, and what
    closes it. For ordinary staff it only tells who employs them.
    """

    _name = "club.mandate"
    _description = "Mandate"
    _inherit = ["mail.thread", "club.plausible.date.mixin"]
    _order = "date_to desc, id desc"
    _rec_name = "user_id"

    user_id = fields.Many2one(
        comodel_name="res.users",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    employer_id = fields.Many2one(
        comodel_name="res.partner",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('is_company', '=', True)]",
        help="The organisation that employs this person.",
    )
    commissioned_by_id = fields.Many2one(
        comodel_name="res.partner",
        string="Works For",
        compute="_compute_commissioned_by_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        domain="[('is_company', '=', True)]",
        help="The body that commissions the work, where that is not the employer.",
    )
    date_from = fields.Date(
        string="Since",
        required=True,
        default=lambda self: self.env.company._club_today(),
        tracking=True,
    )
    date_to = fields.Date(
        string="Until",
        required=True,
        tracking=True,
        help="Last day. Access of an external contractor ends at midnight after it.",
    )
    is_current = fields.Boolean(
        string="Current",
        compute="_compute_is_current",
        search="_search_is_current",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    note = fields.Text()

    _period_plausible = models.Constraint(
        "CHECK (date_from <= date_to)",
        "The end lies before the beginning. Please correct “Since” or “Until”.",
    )
    _one_at_a_time = models.Constraint(
        "EXCLUDE USING gist (user_id WITH =, company_id WITH =, "
        "daterange(date_from, date_to, '[]') WITH &&) "
        "DEFERRABLE INITIALLY IMMEDIATE",
        "This person has a mandate in this period already. Please correct that one, "
        "or let the new one begin later.",
    )

    @api.depends("company_id")
    def _compute_commissioned_by_id(self):
        for mandate in self:
            mandate.commissioned_by_id = (
                mandate.commissioned_by_id or mandate.company_id.partner_id
            )

    @api.depends("date_from", "date_to", "company_id")
    def _compute_is_current(self):
        """By the company's day: nobody lengthens it with another time zone."""
        for mandate in self:
            today = mandate.company_id._club_today() if mandate.company_id else None
            dates = mandate.date_from, mandate.date_to
            mandate.is_current = bool(
                today and all(dates) and dates[0] <= today <= dates[1]
            )

    @api.model
    def _search_is_current(self, operator, value):
        """Asked anew by each query, so that a rule with this leaf never goes stale."""
        if operator != "in":
            return NotImplemented
        # sudo: the days of all companies are compared
        Company = self.env["res.company"].sudo()
        companies = Company.search([("club_mandate_ids", "!=", False)])
        return Domain.OR(
            Domain("company_id", "in", group.ids)
            & Domain("date_from", "<=", today)
            & Domain("date_to", ">=", today)
            for today, group in companies.grouped(lambda c: c._club_today()).items()
        )

    @api.model
    def _cron_end_access(self):
        """Take the role from contractors whose last mandate is over.

        Their access ended at midnight by itself; this keeps the list of users tidy.
        Cases stay in their name until somebody hands them over.
        """
        contractors = self.env.ref("club_support.club_support_group_contractor")
        users = contractors.all_user_ids
        last = dict(
            self._read_group(
                [("user_id", "in", users.ids)], ["user_id"], ["date_to:max"]
            )
        )
        mandates = self.search([("user_id", "in", users.ids)]).grouped("user_id")
        over = users.filtered(
            lambda user: (
                user in last and not any(m._club_runs_or_will() for m in mandates[user])
            )
        )
        privilege = self.env.ref("club_support.club_support_privilege")
        # all roles of ours: the one that limits must not go alone
        roles = privilege.group_ids
        over.write({"group_ids": [fields.Command.unlink(role.id) for role in roles]})
        for user in over:
            mandates[user].sorted("date_to")[-1]._message_log(
                body=self.env._(
                    "The mandate is over: %(name)s has no access to the work any "
                    "longer. Cases stay in this name until they are handed over.",
                    name=user.name,
                )
            )

    def _club_runs_or_will(self):
        self.ensure_one()
        return self.date_to >= self.company_id._club_today()


class ResCompany(models.Model):
    _inherit = "res.company"

    club_mandate_ids = fields.One2many(
        comodel_name="club.mandate",
        inverse_name="company_id",
        string="Mandates",
        groups="club_support.club_support_group_administrator",
    )
