from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ClubTraining(models.Model):
    """A course for all clubs: what is taught to whom. Its dates are events of Odoo."""

    _name = "club.training"
    _description = "Training Course"
    _inherit = ["mail.thread", "mail.activity.mixin", "club.scope.mixin"]
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    aims = fields.Html(help="What participants can do afterwards.")
    contents = fields.Html()
    audience = fields.Char(
        help="For whom it is, such as treasurers and newly elected board members."
    )
    units = fields.Float(
        string="Teaching Units",
        digits=(6, 1),
        aggregator=None,
        help="Of 45 minutes each.",
    )
    trainer_ids = fields.Many2many(
        comodel_name="res.partner",
        relation="club_training_trainer_rel",
        string="Trainers",
        domain="[('is_company', '=', False)]",
        check_company=True,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    fee = fields.Monetary(
        string="Fee per Person", aggregator=None, help="0: it costs nothing."
    )
    cost = fields.Monetary(
        string="Cost per Date",
        aggregator=None,
        help="Trainer, room and material: what a date costs whoever offers it.",
    )
    refresher_months = fields.Integer(
        string="Refresher after (Months)",
        aggregator=None,
        help="0: what was learnt does not lapse.",
    )
    seats_max = fields.Integer(
        string="Seats per Date", default=20, aggregator=None, help="0: no limit."
    )
    seats_min = fields.Integer(
        string="Minimum Number",
        aggregator=None,
        help="With fewer registrations somebody decides whether it takes place.",
    )
    seats_per_club = fields.Integer(
        string="Seats per Club at First",
        aggregator=None,
        help="0: no limit. So many people of one club get a seat before the quota "
        "ends; then whoever waits is next.",
    )
    quota_days = fields.Integer(
        string="Quota Ends (Days Before)", default=14, aggregator=None
    )
    decision_days = fields.Integer(
        string="Decision (Days Before)", default=7, aggregator=None
    )
    closing_days = fields.Integer(
        string="Registration Ends (Days Before)", default=3, aggregator=None
    )
    offer_hours = fields.Integer(
        string="Offers Last (Hours)",
        default=48,
        aggregator=None,
        help="So long a freed seat is kept for whoever is next.",
    )
    attendance_share = fields.Integer(
        string="Attendance for a Certificate (%)", default=80, aggregator=None
    )
    survey_id = fields.Many2one(
        comodel_name="survey.survey",
        string="Feedback Survey",
        index="btree_not_null",
        ondelete="restrict",
    )
    is_public = fields.Boolean(
        string="In the Public Programme",
        default=True,
        help="Dates that are open for registration are shown to everybody.",
    )
    session_ids = fields.One2many(
        comodel_name="event.event", inverse_name="training_id", string="Dates"
    )

    _numbers_plausible = models.Constraint(
        "CHECK (units >= 0 AND refresher_months >= 0 AND seats_max >= 0 "
        "AND seats_min >= 0 AND seats_per_club >= 0 AND quota_days >= 0 "
        "AND decision_days >= 0 AND closing_days >= 0 AND offer_hours > 0 "
        "AND attendance_share BETWEEN 0 AND 100 AND fee >= 0 AND cost >= 0)",
        "Numbers of a training cannot be negative, offers last an hour at least, and "
        "attendance is between 0 and 100 percent. Please correct them.",
    )

    @api.constrains("seats_max", "seats_min")
    def _check_seats(self):
        for training in self:
            if 0 < training.seats_max < training.seats_min:
                raise ValidationError(
                    self.env._(
                        "“%(training)s” needs more people than it has seats. Please "
                        "correct the minimum number or the seats.",
                        training=training.name,
                    )
                )
