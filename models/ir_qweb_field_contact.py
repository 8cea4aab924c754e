from odoo import api, models


class IrQwebFieldContact(models.AbstractModel):
    _inherit = "ir.qweb.field.contact"

    @api.model
    def value_to_html(self, value, options):
        """Pages and documents read contacts as superuser: of volunteers the name."""
        if value and value._club_withheld(self.env.user):
            options = {**options, "fields": ["name"]}
        return super().value_to_html(value, options)
