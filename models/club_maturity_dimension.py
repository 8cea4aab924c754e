from odoo import fields, models


class ClubMaturityDimension(models.Model):
    """One of the sides by which the intercultural opening of a club is assessed."""

    _name = "club.maturity.dimension"
    _description = "Dimension of Maturity"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    text_0 = fields.Char(string="Level 0 Means", translate=True)
    text_1 = fields.Char(string="Level 1 Means", translate=True)
    text_2 = fields.Char(string="Level 2 Means", translate=True)
    text_3 = fields.Char(string="Level 3 Means", translate=True)
    text_4 = fields.Char(string="Level 4 Means", translate=True)
    active = fields.Boolean(default=True)

    def _level_text(self, level):
        """What a level means here, in words; nothing for no level."""
        return self[f"text_{level}"] if self and level else False
