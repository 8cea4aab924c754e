from odoo import api, fields, models


class ClubMembershipCountLine(models.Model):
    """Detail of a count, in the age bands by which sports federations ask."""

    _name = "club.membership.count.line"
    _description = "Membership Count Detail"
    _order = "count_id, sport_id, age_band, gender, id"

    count_id = fields.Many2one(
        comodel_name="club.membership.count",
        required=True,
        index=True,
        ondelete="cascade",
    )
    sport_id = fields.Many2one(
        comodel_name="club.sport",
        index="btree_not_null",
        ondelete="restrict",
    )
    age_band = fields.Selection(
        selection=[
            ("00", "up to 6"),
            ("07", "7 to 14"),
            ("15", "15 to 18"),
            ("19", "19 to 26"),
            ("27", "27 to 40"),
            ("41", "41 to 60"),
            ("61", "61 and older"),
        ],
        string="Age",
    )
    gender = fields.Selection(
        selection=[
            ("female", "Female"),
            ("male", "Male"),
            ("diverse", "Diverse"),
        ],
    )
    number = fields.Integer(string="Members", aggregator="sum")

    _number_plausible = models.Constraint(
        "CHECK (number >= 0)",
        "The number of members cannot be below zero. Please correct it.",
    )

    @api.depends("age_band", "gender", "number")
    def _compute_display_name(self):
        for line in self:
            line.display_name = str(line.number)
