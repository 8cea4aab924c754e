from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ClubUnit(models.Model):
    """A part of the administration: a department, an office, a team."""

    _name = "club.unit"
    _description = "Unit"
    _parent_store = True
    _rec_names_search = ["name", "code"]
    _order = "complete_name, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    complete_name = fields.Char(
        string="Full Name",
        compute="_compute_complete_name",
        recursive=True,
        store=True,
    )
    code = fields.Char(help="Its sign on letters, such as FD 51.2.")
    parent_id = fields.Many2one(
        comodel_name="club.unit",
        string="Part of",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
    )
    parent_path = fields.Char(index=True)
    company_id = fields.Many2one(comodel_name="res.company", index="btree_not_null")
    active = fields.Boolean(default=True)

    @api.depends("name", "parent_id.complete_name")
    def _compute_complete_name(self):
        for unit in self:
            names = [unit.parent_id.complete_name, unit.name]
            unit.complete_name = " / ".join(name for name in names if name)

    @api.depends("name", "code")
    def _compute_display_name(self):
        for unit in self:
            parts = [unit.code, unit.name]
            unit.display_name = " ".join(part for part in parts if part)

    def write(self, vals):
        if vals.get("parent_id"):
            self._check_new_parent(self.browse(vals["parent_id"]))
        return super().write(vals)

    def _check_new_parent(self, parent):
        """Refuse a circle before Odoo does, in words that help."""
        lineage = (parent.parent_path or "").split("/")
        if any(str(unit.id) in lineage for unit in self):
            raise ValidationError(
                self.env._(
                    "A unit cannot be part of itself or of one of its parts. Please "
                    "choose another unit as “Part of”."
                )
            )
