from odoo import fields, models
from odoo.exceptions import AccessError


class ClubTrainingDay(models.Model):
    """One day of a date, with its room and its entry in the staff's calendars."""

    _name = "club.training.day"
    _description = "Day of a Training"
    _inherit = ["club.part.mixin"]
    _order = "start, id"
    _rec_name = "start"
    _check_company_auto = True

    _part_of = "event_id"

    event_id = fields.Many2one(
        comodel_name="event.event",
        string="Training Date",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="event_id.company_id", store=True, index=True, precompute=True
    )
    start = fields.Datetime(required=True, index=True)
    stop = fields.Datetime(required=True)
    facility_id = fields.Many2one(
        comodel_name="club.facility",
        string="Room",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('is_bookable', '=', True)]",
        check_company=True,
    )
    # what was booked for it, by its own steps only
    reservation_id = fields.Many2one(
        comodel_name="club.reservation",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    attendance_ids = fields.One2many(
        comodel_name="club.training.attendance", inverse_name="day_id"
    )

    _start_before_stop = models.Constraint(
        "CHECK (start < stop)",
        "The day ends before it begins. Please correct the times.",
    )

    def _make_part_error(self):
        return AccessError(
            self.env._(
                "Only who organises trainings may change this. Please ask whoever is "
                "responsible for the date."
            )
        )
