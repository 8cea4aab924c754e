from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import email_normalize


class ClubTeam(models.Model):
    _name = "club.team"
    _description = "Team"
    _order = "sequence, name, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    email = fields.Char(
        string="Function Mailbox",
        help="The team's own address, such as vereine@landkreis.example. Mail that "
        "arrives there becomes cases; answers leave from it.",
    )
    email_normalized = fields.Char(
        compute="_compute_email_normalized",
        store=True,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Team Leader",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    member_ids = fields.Many2many(
        comodel_name="res.users",
        string="Members",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    type_id = fields.Many2one(
        comodel_name="club.case.type",
        string="Default Case Type",
        help="Type of the cases that arrive in this mailbox.",
        check_company=True,
    )
    fetchmail_server_ids = fields.One2many(
        comodel_name="fetchmail.server",
        inverse_name="club_team_id",
        string="Incoming Mail Servers",
        groups="base.group_system",
    )
    active = fields.Boolean(default=True)

    _email_uniq = models.UniqueIndex(
        "(email_normalized) WHERE email_normalized IS NOT NULL",
        "Another team already uses this function mailbox. Every team needs its "
        "own address.",
    )

    @api.depends("email")
    def _compute_email_normalized(self):
        for team in self:
            team.email_normalized = email_normalize(team.email)

    @api.constrains("email")
    def _check_email(self):
        for team in self:
            local_part = (team.email_normalized or "").partition("@")[0]
            if team.email and not local_part:
                raise ValidationError(
                    self.env._(
                        "“%(email)s” is not a complete e-mail address. Please enter "
                        "one address, for example vereine@landkreis.example.",
                        email=team.email,
                    )
                )

    @api.model
    def _get_mailbox_addresses(self):
        """All function mailboxes of all companies, normalized.

        They must never be written to as if they were correspondents.
        """
        # sudo: whether an address is one of ours does not depend on the reader
        teams = self.sudo().search([("email_normalized", "!=", False)])
        return set(teams.mapped("email_normalized"))

    @api.model
    def _find_by_addresses(self, addresses):
        """The active teams whose function mailbox is among ``addresses``.

        :param addresses: e-mail addresses in any notation
        :return: teams in their configured order
        """
        normalized = [email_normalize(address) for address in addresses]
        return self.search([("email_normalized", "in", [n for n in normalized if n])])
