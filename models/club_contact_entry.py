from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date


class ClubContactEntry(models.Model):
    """Who did what with whom, for how long, and how many people it reached."""

    _name = "club.contact.entry"
    _description = "Contact Entry"
    _inherit = ["club.scope.mixin", "club.plausible.date.mixin"]
    _order = "date desc, id desc"
    _rec_name = "note"
    _check_company_auto = True

    date = fields.Datetime(
        required=True,
        default=lambda self: fields.Datetime.now(),
        index=True,
    )
    channel = fields.Selection(
        selection=[
            ("phone", "Telephone"),
            ("email", "E-Mail"),
            ("visit", "Visit"),
            ("consultation", "Consultation Hour"),
            ("walk_in", "Walk-in"),
            ("event", "Event"),
            ("letter", "Letter"),
        ],
        required=True,
        default="phone",
    )
    note = fields.Text(help="What was said and agreed.")
    case_id = fields.Many2one(
        comodel_name="club.case",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
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
    )
    contact_id = fields.Many2one(
        comodel_name="res.partner",
        string="Spoken With",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('is_company', '=', False)]",
        check_company=True,
    )
    user_id = fields.Many2one(
        string="Done By",
        default=lambda self: self.env.user,
    )
    company_id = fields.Many2one(
        compute="_compute_company_id",
        store=True,
        readonly=False,
        precompute=True,
        default=None,
    )
    area_id = fields.Many2one(
        compute="_compute_scope",
        store=True,
        readonly=False,
        precompute=True,
    )
    field_of_action_id = fields.Many2one(
        compute="_compute_scope",
        store=True,
        readonly=False,
        precompute=True,
    )
    target_group_ids = fields.Many2many(
        compute="_compute_target_group_ids",
        store=True,
        readonly=False,
    )
    active = fields.Boolean(default=True)

    @api.depends("case_id", "contact_id")
    def _compute_partner_id(self):
        for entry in self:
            if entry.partner_id:
                continue
            organisations = entry.contact_id._club_organisations()
            if entry.case_id.partner_id:
                entry.partner_id = entry.case_id.partner_id
            elif len(organisations) == 1:
                entry.partner_id = organisations

    @api.depends("case_id.company_id")
    def _compute_company_id(self):
        for entry in self:
            company = entry.case_id.company_id or entry.company_id
            entry.company_id = company or self.env.company

    @api.depends("case_id", "partner_id")
    def _compute_scope(self):
        """Take over the scope of the work; what was entered by hand stays."""
        for entry in self:
            case = entry.case_id
            entry.area_id = (
                entry.area_id
                or case.area_id
                or entry.partner_id._club_area(entry.company_id)
            )
            entry.field_of_action_id = (
                entry.field_of_action_id or case.field_of_action_id
            )

    @api.depends("case_id")
    def _compute_target_group_ids(self):
        for entry in self:
            entry.target_group_ids = (
                entry.target_group_ids or entry.case_id.target_group_ids
            )

    @api.depends("channel", "date", "partner_id", "contact_id")
    def _compute_display_name(self):
        channels = dict(self._fields["channel"]._description_selection(self.env))
        for entry in self:
            with_whom = entry._get_with_whom()
            day = entry.date and format_date(
                self.env, fields.Datetime.context_timestamp(entry, entry.date)
            )
            parts = [channels.get(entry.channel), day, with_whom]
            entry.display_name = ", ".join(part for part in parts if part)

    def _get_with_whom(self):
        """The name of whoever this was done with."""
        self.ensure_one()
        return self.partner_id.name or self.contact_id.name

    @api.constrains("note", "case_id", "partner_id", "contact_id", "people_count")
    def _check_not_empty(self):
        """Leaving a new form saves it where it is valid: an empty one is not."""
        for entry in self:
            with_whom = entry.case_id or entry.partner_id or entry.contact_id
            if not (with_whom or entry.people_count or (entry.note or "").strip()):
                raise ValidationError(
                    self.env._(
                        "This entry is empty. Please write a note, or choose the "
                        "organisation, the person or the case, or count the people."
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_size_of_numbers(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_size_of_numbers(vals)
        result = super().write(vals)
        if {"user_id", "case_id", "company_id"} & vals.keys():
            # nobody logs work in the name of a colleague or for another company,
            # not even afterwards
            self.check_access("write")
        return result

    @api.model
    def _check_size_of_numbers(self, vals):
        """Refuse what no column can hold, before the constraints could see it."""
        for field in ("minutes", "people_count"):
            if isinstance(vals.get(field), int) and abs(vals[field]) > 2**31 - 1:
                raise ValidationError(
                    self.env._(
                        "This number is too large: an entry takes up to 1440 minutes "
                        "and 100,000 people."
                    )
                )
