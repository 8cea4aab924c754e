from odoo import fields, models


class ClubTrainingAttendance(models.Model):
    """Whether one person was there on one day."""

    _name = "club.training.attendance"
    _description = "Attendance at a Training"
    _order = "day_id, registration_id"
    _rec_name = "registration_id"
    _check_company_auto = True

    registration_id = fields.Many2one(
        comodel_name="event.registration",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    day_id = fields.Many2one(
        comodel_name="club.training.day",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    event_id = fields.Many2one(
        related="day_id.event_id", store=True, index=True, precompute=True
    )
    company_id = fields.Many2one(
        related="day_id.company_id", store=True, index=True, precompute=True
    )
    presence = fields.Selection(
        selection=[
            ("present", "Present"),
            ("partly", "Partly Present"),
            ("absent", "Absent"),
        ],
        index=True,
    )
    minutes = fields.Integer(
        string="Minutes Present", help="Of those who were there partly."
    )

    _once_per_day = models.UniqueIndex(
        "(registration_id, day_id)",
        "The attendance of this person on that day is noted already.",
    )
    _minutes_plausible = models.Constraint(
        "CHECK (COALESCE(minutes, 0) BETWEEN 0 AND 1440)",
        "Minutes present are between none and a day. Please correct the number.",
    )
