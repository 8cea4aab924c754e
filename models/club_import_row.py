from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools.context import names_by_default

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
    _inherit = ["club.copy.mixin"]
    _description = "Row of a List"
    _order = "import_id desc, sequence, id"
    _check_company_auto = True

    import_id = fields.Many2one(
        comodel_name="club.import",
        string="List",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="import_id.company_id",
        store=True,
        index=True,
    )
    sequence = fields.Integer(string="Row", readonly=True, aggregator=None)
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
    hint = fields.Text(string="Hints", readonly=True)
    basis = fields.Char(readonly=True)
    action = fields.Selection(
        selection=[
            ("new", "Add as New"),
            ("update", "Update"),
            ("skip", "Leave Out"),
        ],
        string="What to Do",
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
    taken_at = fields.Datetime(string="Taken Over On", readonly=True)
    state = fields.Selection(
        selection=[
            ("open", "Open"),
            ("taken", "Taken Over"),
            ("skipped", "Left Out"),
        ],
        compute="_compute_state",
        store=True,
    )
    result = fields.Text(readonly=True)
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

    @api.depends("taken_at", "action")
    def _compute_state(self):
        for row in self:
            if row.taken_at:
                row.state = "taken"
            else:
                row.state = "skipped" if row.action == "skip" else "open"

    @api.depends("name", "sequence")
    def _compute_display_name(self):
        for row in self:
            row.display_name = self.env._(
                "Row %(number)s: %(name)s", number=row.sequence, name=row.name or ""
            )

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        # a default of the context would enter them as well
        defaults = names_by_default(self.env.context)
        self._refuse_findings([*vals_list, defaults])
        vals_list = [self._storable(vals) for vals in vals_list]
        self._number(vals_list)
        rows = super().create(vals_list)
        # with those read before: a long file comes in portions
        rows.import_id.row_ids._match()
        return rows

    def write(self, vals):
        self._refuse_findings([vals])
        self._check_open(vals)
        vals = self._storable(vals)
        if "partner_id" in vals and "action" not in vals:
            vals["action"] = "update" if vals["partner_id"] else "new"
        result = super().write(vals)
        if IDENTITY & set(vals):
            self.import_id.row_ids._match()
        return result

    def _check_open(self, vals):
        if "import_id" in vals:
            raise UserError(
                self.env._(
                    "A row stays in its list. Please read the other list anew instead."
                )
            )
        if self.filtered("taken_at"):
            raise UserError(
                self.env._(
                    "This row has been taken over already. Please correct the "
                    "organisation itself."
                )
            )

    def _refuse_findings(self, vals_list):
        found = {name for vals in vals_list for name in vals if name in FINDINGS}
        if found:
            raise UserError(
                self.env._(
                    "What was found out about a row, and whether it was taken over, "
                    "cannot be entered. Please correct its cells instead."
                )
            )

    def _store(self, vals):
        """Write what this model found out; ``write`` is for what people enter."""
        return super().write(vals)  # pylint: disable=super-method-mismatch

    def _storable(self, vals):
        """Characters that PostgreSQL cannot store come with broken files."""
        return {
            name: value.replace("\0", "").encode("utf-8", "replace").decode()
            if name in CELLS and isinstance(value, str)
            else value
            for name, value in vals.items()
        }

    def _number(self, vals_list):
        """Rows belong to a list and are counted in it as they come."""
        default = self.env.context.get("default_import_id")
        lonely = [vals for vals in vals_list if not vals.get("import_id", default)]
        new_list = self.env["club.import"].create([{}] if lonely else [])
        for vals in lonely:
            vals["import_id"] = new_list.id
        ids = {vals.get("import_id", default) for vals in vals_list}
        last = dict(
            self._read_group(
                [("import_id", "in", list(ids))], ["import_id"], ["sequence:max"]
            )
        )
        numbers = {record.id: number or 0 for record, number in last.items()}
        for vals in vals_list:
            import_id = vals.get("import_id", default)
            numbers[import_id] = numbers.get(import_id, 0) + 1
            vals["sequence"] = numbers[import_id]

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_take_over(self):
        """Take over these rows; without a selection, the rows of the list shown."""
        return (self or self._rows_shown())._take_over_and_tell()

    def action_skip(self):
        """Leave these rows out."""
        self.filtered(lambda row: row.state == "open").action = "skip"

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

    def _rows_shown(self):
        domain = self.env.context.get("active_domain")
        return self.search(Domain(domain)) if domain else self
