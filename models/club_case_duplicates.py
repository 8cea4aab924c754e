"""Open cases of the same organisation about the same: shown, never forced."""

from collections import defaultdict

from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain

OPEN = [("is_closed", "=", False), ("active", "=", True)]


class ClubCase(models.Model):
    _inherit = "club.case"

    duplicate_case_ids = fields.Many2many(
        comodel_name="club.case",
        string="Possible Duplicates",
        compute="_compute_duplicate_case_ids",
        help="Open cases of the same organisation with the same type, or with none.",
    )
    has_duplicates = fields.Boolean(
        string="Possibly a Duplicate",
        compute="_compute_has_duplicates",
        search="_search_has_duplicates",
    )
    duplicate_hint = fields.Html(compute="_compute_duplicate_hint", sanitize=False)
    duplicates_dismissed = fields.Boolean(
        compute="_compute_duplicates_dismissed",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
        help="Somebody looked: this case is another matter than the others.",
    )

    @api.depends("partner_id", "type_id")
    def _compute_duplicates_dismissed(self):
        """Another organisation or type is another question."""
        self.duplicates_dismissed = False

    @api.depends(
        "partner_id", "type_id", "company_id", "is_closed", "duplicates_dismissed"
    )
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_duplicate_case_ids(self):
        """Only what the user may read: that a restricted case exists is no hint."""
        asking = self.filtered(
            lambda case: (
                case.partner_id
                and not case.is_closed
                and not case.merged_into_id
                and not case.duplicates_dismissed
            )
        )
        (self - asking).duplicate_case_ids = False
        by_partner = self._find_open_by_partner(asking.partner_id._origin)
        for case in asking:
            case.duplicate_case_ids = by_partner[case.partner_id._origin].filtered(
                lambda other, case=case: (
                    other != case._origin
                    and other.company_id == case.company_id._origin
                    and (
                        not (other.type_id and case.type_id)
                        or other.type_id == case.type_id._origin
                    )
                )
            )

    @api.model
    def _find_open_by_partner(self, partners):
        found = defaultdict(self.browse)
        if partners:
            domain = [*OPEN, ("partner_id", "in", partners.ids)]
            for case in self.sudo(False).search(domain, order="id"):
                found[case.partner_id] += case
        return found

    @api.depends("duplicate_case_ids")
    def _compute_has_duplicates(self):
        for case in self:
            case.has_duplicates = bool(case.duplicate_case_ids)

    @api.depends("duplicate_case_ids")
    def _compute_duplicate_hint(self):
        """The other cases as links, each with whoever is responsible."""
        for case in self:
            links = [
                Markup('<a href="/odoo/club-cases/%s" target="_blank">%s</a>%s')
                % (
                    other.id,
                    other.display_name,
                    f" ({other.user_id.name})" if other.user_id else "",
                )
                for other in case.duplicate_case_ids._origin
            ]
            case.duplicate_hint = Markup("<br/>").join(links) if links else False

    def _search_has_duplicates(self, operator, value):
        """Cases with any possible duplicate that nobody dismissed."""
        if operator != "in":
            return NotImplemented
        groups = self.sudo(False)._read_group(
            [*OPEN, ("partner_id", "!=", False)],
            ["company_id", "partner_id", "type_id"],
            ["id:array_agg"],
        )
        matters = defaultdict(dict)
        for company, partner, case_type, ids in groups:
            matters[company, partner][case_type] = ids
        found = []
        for by_type in matters.values():
            untyped = by_type.get(self.env["club.case.type"], [])
            for case_type, ids in by_type.items():
                others = len(ids) - 1
                others += len(untyped) if case_type else len(by_type) - 1
                found += ids if others else []
        return Domain("id", "in", found) & Domain("duplicates_dismissed", "=", False)

    def action_dismiss_duplicates(self):
        """Say that these cases are another matter than the others shown."""
        return self.write({"duplicates_dismissed": True})

    def action_merge_duplicates(self):
        """Open the dialog that merges this case with those shown."""
        self.ensure_one()
        return (self | self.duplicate_case_ids).action_merge()
