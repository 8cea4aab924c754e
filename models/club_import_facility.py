from odoo import api, fields, models

from ..tools.facility_list import CELLS

# what tells one space from another
IDENTITY = {
    *("site", "building", "whole", "name", "type", "street", "house_number", "zip"),
    *("city", "latitude", "longitude"),
}
# what this model finds out; nobody writes it
FINDINGS = {
    *("match_id", "duplicate_id", "hint", "basis", "taken_at", "result", "problem"),
    *("created_ids", "is_created", "kind", "label", "state"),
}


class ClubImportFacility(models.Model):
    """A row of a list of halls, pitches and rooms, text as found, until taken over.

    Sites and buildings are made as rows name them. Reading the cells, comparing and
    taking over are in files of their own: ``club_import_facility_…``.
    """

    _name = "club.import.facility"
    _inherit = ["club.import.row.mixin"]
    _description = "Row of a List of Facilities"
    _order = "import_id desc, sequence, id"
    _check_company_auto = True

    _cells = CELLS
    _identity = IDENTITY
    _findings = FINDINGS
    _target = "facility_id"

    site = fields.Char()
    building = fields.Char()
    whole = fields.Char(string="Part of")
    name = fields.Char(string="Space")
    type = fields.Char(string="Facility Type")
    category = fields.Char()
    street = fields.Char()
    house_number = fields.Char()
    zip = fields.Char(string="ZIP")
    city = fields.Char()
    latitude = fields.Char()
    longitude = fields.Char()
    capacity = fields.Char(string="People")
    sports = fields.Char()
    equipment = fields.Char()
    bookable = fields.Char(string="Can Be Booked")
    note = fields.Char()

    problem = fields.Text(string="Problems", compute="_compute_problem", store=True)
    kind = fields.Selection(
        selection=[
            ("space", "Space"),
            ("building", "Building"),
            ("site", "Site"),
            ("nameless", "Without a Name"),
            ("empty", "Empty"),
        ],
        compute="_compute_problem",
        store=True,
    )
    preview = fields.Text(string="As It Is Understood", compute="_compute_preview")
    label = fields.Char(
        string="Name in the Register",
        readonly=True,
        help="Spaces without a name are called like their type, with a number where "
        "there are several.",
    )
    match_id = fields.Many2one(
        comodel_name="club.facility",
        string="In the Register",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    duplicate_id = fields.Many2one(
        comodel_name="club.import.facility",
        string="Same as",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    action = fields.Selection(
        help="Empty: please decide whether this is the facility named beside it."
    )
    facility_id = fields.Many2one(
        comodel_name="club.facility",
        string="Update This Facility",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
    )
    is_created = fields.Boolean(string="Facility Added", readonly=True)
    created_ids = fields.Many2many(
        comodel_name="club.facility",
        string="Added",
        readonly=True,
        help="The space, and the site and building that it needed.",
    )

    @api.depends("label", "site", "sequence")
    def _compute_display_name(self):
        for row in self:
            names = filter(None, (row.site, row.label or row.name))
            row.display_name = self.env._(
                "Row %(number)s: %(name)s",
                number=row.sequence,
                name=" · ".join(names),
            )

    @api.model
    def _get_closed_hint(self):
        return self.env._(
            "This row has been taken over already. Please correct the facility itself."
        )

    @api.model
    def _get_list_vals(self):
        return {"kind": "facilities"}

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    @api.model
    def get_import_templates(self):
        """Lists to begin with, as Odoo's import offers them."""
        folder = "/club_support/static/import"
        return [
            {
                "label": self.env._("Template for Facilities, English"),
                "template": f"{folder}/facilities_en.csv",
            },
            {
                "label": self.env._("Template for Facilities, German"),
                "template": f"{folder}/facilities_de.csv",
            },
        ]

    def action_add_as_new(self):
        """These rows are facilities that the register does not have."""
        self.filtered(lambda row: row.state != "taken").write(
            {"action": "new", "facility_id": False}
        )

    def action_open_facility(self):
        """Open the facility that this row became or will update."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "club.facility",
            "view_mode": "form",
            "views": [(False, "form")],
            "res_id": self.facility_id.id,
        }
