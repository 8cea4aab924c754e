from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ClubCase(models.Model):
    _name = "club.case"
    _description = "Case"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "club.scope.mixin",
        "club.plausible.date.mixin",
    ]
    _order = "priority desc, date_reply_by, id desc"
    _rec_names_search = ["number", "name"]
    _primary_email = "email_from"
    _check_company_auto = True

    name = fields.Char(string="Subject", required=True, tracking=True)
    number = fields.Char(
        readonly=True,
        copy=False,
        index="trigram",
        help="Stands in the subject of every mail of this case, so that answers "
        "find their way back.",
    )
    type_id = fields.Many2one(
        comodel_name="club.case.type",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    stage_id = fields.Many2one(
        comodel_name="club.case.stage",
        required=True,
        index=True,
        default=lambda self: self._default_stage_id(),
        group_expand="_read_group_stage_ids",
        ondelete="restrict",
        copy=False,
        tracking=True,
    )
    is_closed = fields.Boolean(
        string="Closed",
        related="stage_id.is_closed",
        store=True,
        precompute=True,
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
    )
    priority = fields.Selection(
        selection=[("0", "Normal"), ("1", "Important")],
        default="0",
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Organisation",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        domain="[('is_company', '=', True)]",
        check_company=True,
        tracking=True,
    )
    contact_id = fields.Many2one(
        comodel_name="res.partner",
        string="Contact Person",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('is_company', '=', False)]",
        check_company=True,
    )
    email_from = fields.Char(
        string="Sender's Address",
        help="Name and address of whoever wrote first. Needs no contact.",
    )
    area_id = fields.Many2one(
        compute="_compute_area_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    origin = fields.Selection(
        selection=[
            ("email", "E-Mail"),
            ("phone", "Telephone"),
            ("visit", "Visit"),
            ("consultation", "Consultation Hour"),
            ("letter", "Letter"),
            ("own", "Own Initiative"),
        ],
        required=True,
        default="phone",
        help="How the case reached you.",
    )
    date_open = fields.Date(
        string="Opened on",
        required=True,
        default=fields.Date.context_today,
        copy=False,
    )
    date_reply_by = fields.Date(string="Reply by", copy=False, tracking=True)
    date_closed = fields.Date(
        string="Closed on", readonly=True, copy=False, tracking=True
    )
    result_id = fields.Many2one(
        comodel_name="club.case.result",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        tracking=True,
    )
    previous_case_id = fields.Many2one(
        comodel_name="club.case",
        string="Continues",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
        check_company=True,
        help="The closed case that this one was opened from by a late reply.",
    )
    entry_ids = fields.One2many(
        comodel_name="club.contact.entry",
        inverse_name="case_id",
        string="Contact Entries",
    )
    deadline_ids = fields.One2many(
        comodel_name="club.case.deadline",
        inverse_name="case_id",
        string="Deadlines",
    )
    entry_count = fields.Integer(compute="_compute_entry_count")
    active = fields.Boolean(default=True)

    _number_uniq = models.UniqueIndex(
        "(company_id, number)",
        "This case number is already taken. Please leave the number empty: it is "
        "given by itself.",
    )
    _name_not_blank = models.Constraint(
        "CHECK (btrim(name) <> '')",
        "A case needs a subject. Please say in a few words what it is about.",
    )
    _result_when_closed = models.Constraint(
        "CHECK (is_closed IS NOT TRUE OR result_id IS NOT NULL)",
        "A case is closed with a result. Please use “Close” and choose one.",
    )
    _date_when_closed = models.Constraint(
        "CHECK ((is_closed IS TRUE) = (date_closed IS NOT NULL))",
        "The date of closing comes from closing the case. Please use “Close” or "
        "“Reopen”.",
    )
    _no_result_while_open = models.Constraint(
        "CHECK (is_closed IS TRUE OR result_id IS NULL)",
        "An open case has no result yet. Please use “Close” to set it.",
    )

    # ------------------------------------------------------------
    # Defaults and computed fields
    # ------------------------------------------------------------

    @api.model
    def _default_stage_id(self):
        return self.env["club.case.stage"]._get_first_stage()

    @api.model
    def _read_group_stage_ids(self, stages, domain):
        """Show every stage on the board, also those without a case."""
        return stages.search([("active", "=", True)])

    @api.depends("user_id", "company_id")
    def _compute_team_id(self):
        teams = self.env["club.team"].search(
            [("company_id", "in", self.company_id.ids)]
        )
        for case in self:
            own_teams = teams.filtered(lambda t, c=case: t.company_id == c.company_id)
            if case.team_id in own_teams:
                continue
            with_user = own_teams.filtered(
                lambda t, c=case: (c.user_id or self.env.user) in t.member_ids
            )
            case.team_id = (with_user or own_teams)[:1]

    @api.depends("entry_ids")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_entry_count(self):
        counts = dict(
            self.env["club.contact.entry"]._read_group(
                [("case_id", "in", self.ids)], ["case_id"], ["__count"]
            )
        )
        for case in self:
            case.entry_count = counts.get(case._origin, 0)

    @api.depends("partner_id")
    def _compute_area_id(self):
        """Where the organisation is; what was entered by hand stays."""
        for case in self:
            case.area_id = case.area_id or case.partner_id._club_area(case.company_id)

    @api.depends("number", "name")
    def _compute_display_name(self):
        for case in self:
            parts = [case.number and f"[{case.number}]", case.name]
            case.display_name = " ".join(part for part in parts if part)

    @api.depends("contact_id")
    def _compute_partner_id(self):
        for case in self:
            organisations = case.contact_id._club_organisations()
            if not case.partner_id and len(organisations) == 1:
                case.partner_id = organisations

    # ------------------------------------------------------------
    # Constraints
    # ------------------------------------------------------------

    @api.constrains("previous_case_id")
    def _check_previous_case_id(self):
        if self._has_cycle("previous_case_id"):
            raise ValidationError(
                self.env._(
                    "A case cannot continue itself. Please choose another case or none."
                )
            )

    @api.constrains("date_open", "date_closed")
    def _check_dates(self):
        for case in self:
            if case.date_closed and case.date_closed < case.date_open:
                raise ValidationError(
                    self.env._(
                        "Case %(number)s would be closed before it was opened. Please "
                        "check the date of opening.",
                        number=case.number,
                    )
                )

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_log_call(self):
        """Open the four fields of a telephone call about this case."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "club_support.club_contact_entry_action_log_call"
        )
        action["context"] = {
            "default_case_id": self.id,
            "default_contact_id": self.contact_id.id,
            "default_channel": "phone",
        }
        return action

    def action_view_entries(self):
        """Open the contact entries of this case."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "club_support.club_contact_entry_action"
        )
        action["domain"] = [("case_id", "=", self.id)]
        action["context"] = {"default_case_id": self.id}
        return action

    def action_view_incoming_mails(self):
        """Open the raw mails that belong to this case, whatever became of them."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "club_support.club_incoming_mail_action"
        )
        action["domain"] = [("case_id", "=", self.id)]
        action["context"] = {}
        return action
