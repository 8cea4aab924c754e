from odoo import api, fields, models
from odoo.exceptions import ValidationError

# how a link reads from the other case
REVERSE = {
    "related": "related",
    "follows": "precedes",
    "precedes": "follows",
    "duplicate": "original",
    "original": "duplicate",
    "depends": "blocks",
    "blocks": "depends",
}


class ClubCaseLink(models.Model):
    """A case as another one sees it.

    Every link has a mirror that belongs to the other case, so that each of them
    shows all of its links in its own words and to its own readers. Nobody changes
    a link: another one says another thing.
    """

    _name = "club.case.link"
    _description = "Related Case"
    _inherit = ["club.case.part.mixin"]
    _order = "kind, id"
    _rec_name = "related_number"
    _check_company_auto = True

    kind = fields.Selection(
        selection=[
            ("related", "Related to"),
            ("follows", "Follows from"),
            ("precedes", "Led to"),
            ("duplicate", "Is a duplicate of"),
            ("original", "Has the duplicate"),
            ("depends", "Depends on"),
            ("blocks", "Holds up"),
        ],
        string="How",
        required=True,
        default="related",
    )
    related_id = fields.Many2one(
        comodel_name="club.case",
        string="Related Case",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('company_id', '=', company_id), ('id', '!=', case_id)]",
    )
    related_number = fields.Char(
        string="Number",
        related="related_id.number",
        help="All that people see of a case which they may not read.",
    )

    _pair_uniq = models.UniqueIndex(
        "(case_id, related_id, kind)",
        "These two cases are linked in this way already.",
    )
    _not_to_itself = models.Constraint(
        "CHECK (case_id <> related_id)",
        "A case cannot be linked to itself. Please choose another case.",
    )

    @api.constrains("case_id", "related_id")
    def _check_related_id(self):
        # sudo: companies are compared, nothing is shown
        for link in self.sudo():
            if link.related_id.company_id != link.case_id.company_id:
                raise ValidationError(
                    self.env._(
                        "Cases of two companies cannot be linked. Please choose a case "
                        "of the same company."
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        links = super().create(vals_list)
        # nobody learns the number of a case by linking to it
        links.related_id.sudo(False).check_access("read")
        links._check_not_merged()
        # sudo: whoever may edit one of the cases links both
        super(ClubCaseLink, self.sudo()).create(links._prepare_mirror_vals())
        return links

    def unlink(self):
        mirrors = self._find_mirrors()
        result = super().unlink()
        # sudo: as in create
        super(ClubCaseLink, mirrors.sudo().exists()).unlink()
        return result

    def _check_not_merged(self):
        # sudo: the number is all that the sentence tells
        merged = (self.case_id | self.related_id).sudo().filtered("merged_into_id")
        if merged:
            raise merged._make_merged_error()

    def _prepare_mirror_vals(self):
        return [
            {
                "case_id": link.related_id.id,
                "related_id": link.case_id.id,
                "kind": REVERSE[link.kind],
            }
            for link in self
        ]

    def _find_mirrors(self):
        # sudo: the mirror belongs to a case that the user may not be able to read
        links = self.sudo()
        found = links.search(
            [
                ("case_id", "in", links.related_id.ids),
                ("related_id", "in", links.case_id.ids),
            ]
        )
        mirrored = {(x.related_id, x.case_id, REVERSE[x.kind]) for x in links}
        return found.filtered(lambda x: (x.case_id, x.related_id, x.kind) in mirrored)

    def action_open_case(self):
        """Open the other case."""
        self.ensure_one()
        self.check_access("read")
        return self.related_id._get_records_action()

    # ------------------------------------------------------------
    # Merging cases
    # ------------------------------------------------------------

    def _filter_case_merge(self, field_name, master, sources):
        """Links within the merged cases stay, and what the master says already.

        A link and its mirror stay or go together.
        """
        other_name = "related_id" if field_name == "case_id" else "case_id"
        said = {
            (link[other_name], link.kind)
            for link in self.search([(field_name, "=", master.id)])
        }
        moving = self.browse()
        for link in self:
            other = link[other_name]
            is_inner = other in master | sources
            if not is_inner and (other, link.kind) not in said:
                said.add((other, link.kind))
                moving += link
        return moving


class ClubCase(models.Model):
    _inherit = "club.case"

    link_ids = fields.One2many(
        comodel_name="club.case.link",
        inverse_name="case_id",
        string="Related Cases",
    )
    next_case_ids = fields.One2many(
        comodel_name="club.case",
        inverse_name="previous_case_id",
        string="Continued by",
    )
