"""Lists of clubs, and lists of halls, pitches and rooms."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class ClubImport(models.Model):
    _inherit = "club.import"

    kind = fields.Selection(
        selection=[("clubs", "Clubs"), ("facilities", "Facilities")],
        string="List Of",
        required=True,
        default="clubs",
    )
    facility_row_ids = fields.One2many(
        comodel_name="club.import.facility",
        inverse_name="import_id",
        string="Rows of Facilities",
    )
    are_bookable = fields.Boolean(
        string="Can Be Booked",
        default=True,
        help="What new spaces are where the list says nothing about it.",
    )

    @api.depends(
        "kind",
        "facility_row_ids.state",
        "facility_row_ids.problem",
        "facility_row_ids.action",
    )
    def _compute_figures(self):
        return super()._compute_figures()

    def write(self, vals):
        if "kind" in vals and any(
            one.kind != vals["kind"] and one.row_count for one in self
        ):
            raise UserError(
                self.env._(
                    "This list has rows already, so it stays what it is. Please make "
                    "a new list."
                )
            )
        return super().write(vals)

    def _get_rows(self):
        if self[:1].kind == "facilities":
            return self.facility_row_ids
        return super()._get_rows()

    def _get_rows_action(self):
        if self.kind == "facilities":
            return "club_support.club_import_facility_action"
        return super()._get_rows_action()

    def action_view_facilities(self):
        """Open the facilities that came from this list."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "club_support.club_facility_action"
        )
        rows = self.facility_row_ids.filtered(lambda row: row.state == "taken")
        facilities = rows.facility_id | rows.created_ids
        action["domain"] = [("id", "in", facilities.ids)]
        return action
