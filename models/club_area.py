from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ClubArea(models.Model):
    _name = "club.area"
    _description = "Area"
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
    level = fields.Selection(
        selection=[
            ("district", "District"),
            ("municipality", "Municipality"),
            ("locality", "Locality"),
            ("quarter", "Quarter"),
        ],
        required=True,
        default="municipality",
    )
    code = fields.Char(
        string="Official Code",
        help="The official municipality key or the district's own short code.",
    )
    parent_id = fields.Many2one(
        comodel_name="club.area",
        string="Part of",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many(
        comodel_name="club.area",
        inverse_name="parent_id",
        string="Parts",
    )
    company_id = fields.Many2one(comodel_name="res.company", index="btree_not_null")
    active = fields.Boolean(default=True)

    @api.depends("name", "parent_id.complete_name")
    def _compute_complete_name(self):
        for area in self:
            names = [area.parent_id.complete_name, area.name]
            area.complete_name = " / ".join(name for name in names if name)

    @api.depends("name", "parent_id.name", "parent_id.level")
    def _compute_display_name(self):
        """Short enough for a column; what lies inside a town names the town."""
        for area in self:
            parent = area.parent_id
            if parent and parent.level != "district":
                area.display_name = f"{area.name} ({parent.name})"
            else:
                area.display_name = area.name

    def write(self, vals):
        if vals.get("parent_id"):
            self._check_new_parent(self.browse(vals["parent_id"]))
        return super().write(vals)

    def _check_new_parent(self, parent):
        """Refuse a circle before Odoo does, in words that help.

        :param parent: the area that these areas are about to become parts of
        :raises ValidationError: when it is one of them or lies inside one
        """
        lineage = (parent.parent_path or "").split("/")
        for area in self:
            if str(area.id) in lineage:
                raise ValidationError(
                    self.env._(
                        "“%(area)s” cannot lie inside itself or inside one of its "
                        "parts. Please choose a larger area as “Part of”.",
                        area=area.name,
                    )
                )
