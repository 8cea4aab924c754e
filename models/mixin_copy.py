from odoo import api, models


class ClubCopyMixin(models.AbstractModel):
    """Stored copies of related fields follow their source, whatever is written.

    Constraints and record rules rest on such copies, but Odoo lets programs
    overwrite them: in values, or by defaults of the context.
    """

    _name = "club.copy.mixin"
    _description = "Copies That Follow Their Source"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._follow_sources()
        return records

    def write(self, vals):
        result = super().write(vals)
        if any(field.name in vals for field in self._get_copies()):
            self._follow_sources()
        return result

    def _get_copies(self):
        return [
            field for field in self._fields.values() if field.related and field.store
        ]

    def _follow_sources(self):
        for field in self._get_copies():
            self.env.add_to_compute(field, self)
