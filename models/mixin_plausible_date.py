from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.working_days import is_plausible


class ClubPlausibleDateMixin(models.AbstractModel):
    """Refuses dates that cannot be meant, before anything is counted from them."""

    _name = "club.plausible.date.mixin"
    _description = "Plausible Dates"

    # whether forms count from the dates before anything is saved
    _counts_in_forms = False

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_plausible_dates(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_plausible_dates(vals)
        return super().write(vals)

    def onchange(self, values, field_names, fields_spec):
        if self._counts_in_forms:
            self._check_plausible_dates(values)
        return super().onchange(values, field_names, fields_spec)

    @api.model
    def _check_plausible_dates(self, vals, owner=None):
        """
        :param owner: records of another model whose values these are
        :raises ValidationError: when a value is no day between 1900 and 2199
        """
        known = (self if owner is None else owner)._fields
        for name, value in vals.items():
            field = known.get(name)
            if not value or field is None or field.type not in ("date", "datetime"):
                continue
            try:
                is_meant = is_plausible(fields.Date.to_date(value))
            except (TypeError, ValueError):
                is_meant = False
            if not is_meant:
                raise ValidationError(
                    self.env._(
                        "“%(value)s” cannot be meant for “%(field)s”. Please enter a "
                        "day between 1900 and 2199.",
                        value=value,
                        field=field._description_string(self.env),
                    )
                )
