"""What is said of organisations only (Art. 9 General Data Protection Regulation)."""

from odoo import api, models
from odoo.exceptions import ValidationError


class ResPartner(models.Model):
    _inherit = "res.partner"

    # No column of a contact is named here, so that merging contacts is not concerned.
    _maturity_of_organisations = models.Constraint(
        "CHECK (COALESCE(is_company, FALSE) OR intercultural_maturity IS NULL)",
        "Only organisations have an intercultural maturity: persons are not rated by "
        "origin, language or need (General Data Protection Regulation, Art. 9). "
        "Please set it on the organisation.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._club_with_is_company(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._club_with_is_company(vals))

    @api.model
    def _club_with_is_company(self, vals):
        """Odoo sets the kind behind ``company_type`` after the rules were checked."""
        if vals.get("company_type") and "is_company" not in vals:
            return {**vals, "is_company": vals["company_type"] == "company"}
        return vals

    @api.constrains(
        "is_company",
        "target_group_ids",
        "language_ids",
        "intercultural_maturity",
    )
    def _check_persons_are_not_tagged(self):
        # sudo: whoever makes it a person, what is said of it counts; only the name
        # is shown. Archived words too: what nobody sees counts as well.
        for partner in self.sudo().with_context(active_test=False):
            if not partner.is_company and (
                partner.target_group_ids
                or partner.language_ids
                or partner.intercultural_maturity
            ):
                raise ValidationError(
                    self.env._(
                        "“%(name)s” is a person: target groups, languages and maturity "
                        "are set on organisations only, because persons are not "
                        "tagged by origin, language or need (General Data Protection "
                        "Regulation, Art. 9). Please set them on the organisation, or "
                        "count the people in a contact entry.",
                        name=partner.name,
                    )
                )
