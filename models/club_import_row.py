from odoo import api, fields, models

CELLS = (
    *("name", "street", "house_number", "zip", "city", "chair", "contact", "phone"),
    *("mobile", "email", "website", "sports", "members", "youth", "register"),
    *("court", "tax_exempt", "founded", "note"),
)
# what tells one club from another
IDENTITY = {"name", "street", "zip", "city", "register", "court", "email"}
# what this model finds out; nobody writes it
FINDINGS = {
    *("match_id", "duplicate_id", "hint", "basis", "taken_at", "result"),
    *("is_created", "chair_id", "contact_id", "problem", "is_club", "state"),
}


class ClubImportRow(models.Model):
    """A row of a list, text as found, until it is taken over.

    Reading the cells, comparing with the register and taking over are in files of
    their own: ``club_import_row_…``.
    """

    _name = "club.import.row"
    _inherit = ["club.import.row.mixin"]
    _description = "Row of a List"
    _order = "import_id desc, sequence, id"
    _check_company_auto = True

    _cells = CELLS
    _identity = IDENTITY
    _findings = FINDINGS
    _target = "partner_id"

    name = fields.Char(string="Name of the Club")
    street = fields.Char()
    house_number = fields.Char()
    zip = fields.Char(string="ZIP")
    city = fields.Char()
    chair = fields.Char()
    contact = fields.Char(string="Contact Person")
    phone = fields.Char(string="Telephone")
    mobile = fields.Char(string="Mobile Phone")
    email = fields.Char(string="E-Mail")
    website = fields.Char()
    sports = fields.Char()
    members = fields.Char()
    youth = fields.Char(string="Young Members")
    register = fields.Char(string="Register Number")
    court = fields.Char(string="Register Court")
    tax_exempt = fields.Char(string="Tax-Exempt Until")
    founded = fields.Char()
    note = fields.Char()

    problem = fields.Text(string="Problems", compute="_compute_problem", store=True)
    is_club = fields.Boolean(compute="_compute_problem", store=True)
    preview = fields.Text(string="As It Is Understood", compute="_compute_preview")
    match_id = fields.Many2one(
        comodel_name="res.partner",
        string="In the Register",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    duplicate_id = fields.Many2one(
        comodel_name="club.import.row",
        string="Same Club as",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    action = fields.Selection(
        help="Empty: please decide whether this is the organisation named beside it.",
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Update This Organisation",
        index="btree_not_null",
        ondelete="set null",
        domain="[('is_company', '=', True)]",
        check_company=True,
    )
    is_created = fields.Boolean(string="Organisation Added", readonly=True)
    chair_id = fields.Many2one(
        comodel_name="res.partner",
        string="Chair Added",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    contact_id = fields.Many2one(
        comodel_name="res.partner",
        string="Contact Person Added",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )

    @api.depends("name", "sequence")
    def _compute_display_name(self):
        for row in self:
            row.display_name = self.env._(
                "Row %(number)s: %(name)s", number=row.sequence, name=row.name or ""
            )

    @api.model
    def _get_closed_hint(self):
        return self.env._(
            "This row has been taken over already. Please correct the organisation "
            "itself."
        )

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_add_as_new(self):
        """These rows are organisations that the register does not have."""
        self.filtered(lambda row: row.state != "taken").write(
            {"action": "new", "partner_id": False}
        )

    def action_open_organisation(self):
        """Open the organisation that this row became or will update."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "view_mode": "form",
            "res_id": self.partner_id.id,
        }
