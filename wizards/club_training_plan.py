from datetime import timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools import recurrence

YEARS = range(1990, 2100)


class ClubTrainingPlan(models.TransientModel):
    """Gives a course its dates: on one day, on several, or by a rule."""

    _name = "club.training.plan"
    _description = "Plan Dates of a Training"
    _inherit = ["club.plausible.date.mixin"]

    training_id = fields.Many2one(
        comodel_name="club.training",
        string="Course",
        required=True,
        default=lambda self: self._default_training_id(),
    )
    date_from = fields.Date(
        string="First Day",
        required=True,
        default=lambda self: self.env.company._club_today() + timedelta(days=28),
    )
    hour_from = fields.Float(string="Begins At", default=9.0)
    hour_to = fields.Float(string="Ends At", default=16.0)
    days = fields.Integer(string="Days in a Row", default=1)
    recurs = fields.Selection(
        selection=[
            ("once", "Once"),
            ("week", "Every So Many Weeks"),
            ("month", "Every So Many Months"),
        ],
        required=True,
        default="once",
        help="By months it is the same weekday again, such as the second Tuesday.",
    )
    interval = fields.Integer(string="Every", default=1)
    times = fields.Integer(string="How Many Times", default=4)
    is_one_date = fields.Boolean(
        string="All of It Is One Date",
        help="Whoever registers comes on all of these days. Otherwise each is a date "
        "of its own.",
    )
    facility_id = fields.Many2one(
        comodel_name="club.facility",
        string="Room",
        domain="[('is_bookable', '=', True)]",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible",
        domain="[('share', '=', False)]",
        compute="_compute_user_id",
        store=True,
        readonly=False,
    )
    line_ids = fields.One2many(
        comodel_name="club.training.plan.line",
        inverse_name="plan_id",
        string="Days",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    problem_count = fields.Integer(compute="_compute_problem_count")

    _numbers_plausible = models.Constraint(
        "CHECK (days BETWEEN 1 AND 31 AND interval BETWEEN 1 AND 52 "
        "AND times BETWEEN 1 AND 60)",
        "A date has between 1 and 31 days in a row, and recurs up to 60 times. Please "
        "correct the numbers.",
    )
    _hours_plausible = models.Constraint(
        "CHECK (hour_from >= 0 AND hour_from < hour_to AND hour_to <= 24)",
        "The training ends before it begins. Please correct the hours.",
    )

    @api.model
    def _default_training_id(self):
        """The course the dialog was opened from, for those who may change it."""
        training = self.env["club.training"]
        if self.env.context.get("active_model") == training._name:
            training = training.browse(self.env.context.get("active_id") or [])
        return training._filtered_access("write")

    @api.depends("training_id")
    def _compute_user_id(self):
        for plan in self:
            plan.user_id = plan.training_id.sudo(False).user_id or self.env.user

    @api.depends(
        "training_id",
        "date_from",
        "hour_from",
        "hour_to",
        "days",
        "recurs",
        "interval",
        "times",
        "is_one_date",
    )
    def _compute_line_ids(self):
        for plan in self:
            lines = [Command.create(line) for line in plan._prepare_lines()]
            plan.line_ids = [Command.clear(), *lines]

    @api.depends("line_ids.problem")
    def _compute_problem_count(self):
        for plan in self:
            plan.problem_count = len(plan.line_ids.filtered("problem"))

    @api.constrains("training_id")
    def _check_training_id(self):
        """Only who may edit a course learns of it from the dialog."""
        self.training_id.sudo(False).check_access("write")

    # ------------------------------------------------------------
    # Which days
    # ------------------------------------------------------------

    def _prepare_lines(self):
        """Values of a line for each day, numbered by date."""
        self.ensure_one()
        fits = 0 <= self.hour_from < self.hour_to <= 24
        if not (fits and self.date_from and self.date_from.year in YEARS):
            return []
        # sudo: the zone of an office is no secret
        tz = self.sudo().training_id.company_id.partner_id.tz
        zone = ZoneInfo(tz or "Europe/Berlin")
        lines = []
        for number, first in enumerate(self._get_first_days(), start=1):
            for offset in range(min(max(self.days, 1), 31)):
                start, stop = recurrence.span(
                    first + timedelta(days=offset), self.hour_from, self.hour_to, zone
                )
                number = 1 if self.is_one_date else number
                lines.append({"number": number, "start": start, "stop": stop})
        return lines

    def _get_first_days(self):
        """The first day of each time it takes place."""
        anchor = self.date_from
        if self.recurs not in ("week", "month"):
            return [anchor]
        times, interval = min(max(self.times, 1), 60), min(max(self.interval, 1), 52)
        rule = recurrence.Rule(recurrence.WEEK, interval, (anchor.weekday(),))
        if self.recurs == "month":
            ordinal = (anchor.day + 6) // 7
            ordinal = recurrence.LAST if ordinal == 5 else ordinal
            rule = recurrence.Rule(
                recurrence.MONTH_WEEKDAY, interval, (anchor.weekday(),), ordinal
            )
        # no month is longer
        last = anchor + timedelta(days=31 * interval * times)
        days = recurrence.occurrences(rule, anchor, anchor, last)
        return [one.day for one in days if not one.reason][:times]

    # ------------------------------------------------------------
    # Making
    # ------------------------------------------------------------

    def action_make(self):
        """Make the dates with their days, rooms and deadlines.

        :return: action that shows them
        :raises UserError: when there is no day, or a room is taken
        """
        self.ensure_one()
        self.check_access("write")
        if not self.line_ids:
            raise UserError(
                self.env._(
                    "A date needs one day at least. Please say when it takes place."
                )
            )
        # what the user may do decides, whatever the dialog says
        Event = self.env["event.event"].sudo(False)
        events = Event.create(
            [
                self._prepare_event(lines.sorted("start"))
                for lines in self.line_ids.grouped("number").values()
            ]
        )
        return self._show(events)

    def _prepare_event(self, lines):
        return {
            "training_id": self.training_id.id,
            "user_id": self.user_id.id,
            "facility_id": self.facility_id.id,
            "date_begin": lines[0].start,
            "date_end": max(lines.mapped("stop")),
            "training_day_ids": [
                Command.create(
                    {
                        "start": line.start,
                        "stop": line.stop,
                        "facility_id": self.facility_id.id,
                    }
                )
                for line in lines
            ],
        }

    def _show(self, events):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "club_support.event_event_action_training"
        )
        action["context"] = {}
        if len(events) == 1:
            form = self.env.ref("club_support.event_event_view_form_training")
            action.update(res_id=events.id, views=[(form.id, "form")])
        else:
            action["domain"] = [("id", "in", events.ids)]
        return action
