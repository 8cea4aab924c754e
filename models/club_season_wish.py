from odoo import fields, models


class ClubSeasonWish(models.Model):
    """A time that a group wishes, as first or second choice."""

    _name = "club.season.wish"
    _description = "Wish"
    _order = "application_id, slot, choice, id"
    _check_company_auto = True

    application_id = fields.Many2one(
        comodel_name="club.season.application",
        required=True,
        index=True,
        ondelete="cascade",
    )
    season_id = fields.Many2one(
        related="application_id.season_id", store=True, index=True, precompute=True
    )
    company_id = fields.Many2one(
        related="application_id.company_id", store=True, index=True, precompute=True
    )
    slot = fields.Integer(
        string="Time No.",
        default=1,
        help="A group that wishes two times a week has time 1 and time 2.",
    )
    choice = fields.Selection(
        selection=[("1", "First Choice"), ("2", "Second Choice")],
        required=True,
        default="1",
    )
    facility_id = fields.Many2one(
        comodel_name="club.facility",
        string="Space",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('is_bookable', '=', True)]",
        check_company=True,
        help="Empty: any that fits.",
    )
    weekday = fields.Selection(
        selection=[
            ("0", "Monday"),
            ("1", "Tuesday"),
            ("2", "Wednesday"),
            ("3", "Thursday"),
            ("4", "Friday"),
            ("5", "Saturday"),
            ("6", "Sunday"),
        ],
        required=True,
        default="0",
    )
    hour_from = fields.Float(string="Begins At", required=True, default=18.0)
    hour_to = fields.Float(string="Ends At", required=True, default=19.5)

    _hours_plausible = models.Constraint(
        "CHECK (hour_from >= 0 AND hour_from < hour_to AND hour_to <= 24)",
        "The time ends before it begins. Please correct the hours.",
    )
