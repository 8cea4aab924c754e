from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date

DAYS_KEPT = 90


class ClubImport(models.Model):
    """A list of clubs as a district has it, on its way into the register.

    Odoo's own import fills the rows with text; people correct and decide; taking
    over makes organisations, persons, offices and counts of them. The rows contain
    private data of volunteers and are deleted after ``DAYS_KEPT`` days; what was
    taken over stays.
    """

    _name = "club.import"
    _description = "List of Clubs"
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(
        required=True,
        default=lambda self: self._default_name(),
    )
    year = fields.Integer(
        string="Figures of the Year",
        required=True,
        default=lambda self: fields.Date.context_today(self).year,
        aggregator=None,
        help="The year for which the list states the number of members.",
    )
    date = fields.Date(
        string="As Of",
        required=True,
        default=fields.Date.context_today,
        help="The first day in office of those who follow somebody else.",
    )
    actor_type_id = fields.Many2one(
        comodel_name="club.actor.type",
        ondelete="set null",
        default=lambda self: self._default_actor_type_id(),
        check_company=True,
        help="What new organisations of this list are.",
    )
    area_id = fields.Many2one(
        comodel_name="club.area",
        ondelete="set null",
        check_company=True,
        help="For new organisations whose town is no area of its own.",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible",
        required=True,
        index=True,
        default=lambda self: self.env.user,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    row_ids = fields.One2many(
        comodel_name="club.import.row",
        inverse_name="import_id",
        string="Rows",
    )
    row_count = fields.Integer(string="Number of Rows", compute="_compute_figures")
    open_count = fields.Integer(string="Open", compute="_compute_figures")
    taken_count = fields.Integer(string="Taken Over", compute="_compute_figures")
    skipped_count = fields.Integer(string="Left Out", compute="_compute_figures")
    problem_count = fields.Integer(
        string="Rows with Problems",
        compute="_compute_figures",
    )
    undecided_count = fields.Integer(string="To Decide", compute="_compute_figures")
    created_count = fields.Integer(
        string="New Organisations",
        compute="_compute_figures",
    )

    _year_plausible = models.Constraint(
        "CHECK (year BETWEEN 1800 AND 2200)",
        "The year has four digits, as in 2026. Please correct it.",
    )

    def _default_name(self):
        today = fields.Date.context_today(self)
        return self.env._("List of %(date)s", date=format_date(self.env, today))

    def _default_actor_type_id(self):
        return self.env.ref(
            "club_support.club_actor_type_club", raise_if_not_found=False
        )

    @api.depends("row_ids.state", "row_ids.problem", "row_ids.action")
    def _compute_figures(self):
        for record in self:
            rows = record._get_rows()
            waiting = rows.filtered(lambda row: row.state == "open")
            record.row_count = len(rows)
            record.open_count = len(waiting)
            record.taken_count = len(rows.filtered(lambda row: row.state == "taken"))
            record.skipped_count = len(
                rows.filtered(lambda row: row.state == "skipped")
            )
            record.problem_count = len(waiting.filtered("problem"))
            record.undecided_count = len(waiting.filtered(lambda row: not row.action))
            record.created_count = len(rows.filtered("is_created"))

    def _name_after(self, file_name):
        """Lists that nobody named are called like their file."""
        if file_name:
            default = self._default_name()
            self.filtered(lambda record: record.name == default).name = file_name

    def _get_rows(self):
        """The rows of these lists, which are of one kind."""
        return self.row_ids

    def _get_rows_action(self):
        """XML id of the action that shows the rows."""
        return "club_support.club_import_row_action"

    def write(self, vals):
        result = super().write(vals)
        if "company_id" in vals:
            # nobody pushes a list into a company where they cannot work themselves
            self.check_access("read")
        return result

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_read_file(self):
        """Open Odoo's import for the rows of this list."""
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "import",
            "name": self.env._("Read a File"),
            "params": {
                "active_model": self._get_rows()._name,
                "context": {"default_import_id": self.id},
            },
        }

    def action_view_rows(self):
        """Open the rows of this list."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(self._get_rows_action())
        action["name"] = self.name
        action["domain"] = [("import_id", "=", self.id)]
        action["context"] = {"default_import_id": self.id}
        return action

    def action_view_organisations(self):
        """Open the organisations that came from this list."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "club_support.res_partner_action_register"
        )
        taken = self.row_ids.filtered(lambda row: row.state == "taken")
        action["domain"] = [("id", "in", taken.partner_id.ids)]
        return action

    def action_take_over(self):
        """Take over all rows that are ready; the others say what they wait for."""
        return self._get_rows()._take_over_and_tell()

    def action_check_again(self):
        """Read and compare the open rows again, after changes elsewhere."""
        self._get_rows()._check_again()

    def action_archive_created(self):
        """Archive the organisations and persons that this list brought along."""
        self._get_rows()._archive_created()

    @api.autovacuum
    def _gc_old_lists(self):
        """Delete lists, and with them the private data in their rows."""
        limit = fields.Datetime.now() - timedelta(days=DAYS_KEPT)
        self.search([("create_date", "<", limit)], limit=100).unlink()
