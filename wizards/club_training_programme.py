from datetime import date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..reports.club_training_programme import PARTS, SHOWN


class ClubTrainingProgramme(models.TransientModel):
    """What the printed programme of a year, or of half a year, shows."""

    _name = "club.training.programme"
    _description = "Print Programme"

    year = fields.Integer(
        required=True, default=lambda self: self.env.company._club_today().year
    )
    part = fields.Selection(
        selection=[
            ("year", "Whole Year"),
            ("first", "January to June"),
            ("second", "July to December"),
        ],
        string="Part of the Year",
        required=True,
        default="year",
    )
    with_planned = fields.Boolean(
        string="With Dates Not Open Yet",
        default=True,
        help="Dates that are planned, but where nobody can register so far.",
    )
    with_internal = fields.Boolean(
        string="With Courses That Are Not Public",
        help="For your own walls: these do not stand in the public programme.",
    )
    with_contents = fields.Boolean(string="Contents of Courses")
    with_trainers = fields.Boolean(string="Names of Trainers", default=True)
    with_fee = fields.Boolean(string="Fees", default=True)
    with_contact = fields.Boolean(string="Contact Persons", default=True)
    event_count = fields.Integer(string="Dates in It", compute="_compute_event_count")

    @api.depends("year", "part", "with_planned", "with_internal")
    def _compute_event_count(self):
        for programme in self:
            programme.event_count = len(programme._get_events())

    @api.constrains("year")
    def _check_year(self):
        if any(not programme._is_year_meant() for programme in self):
            raise ValidationError(
                self.env._("Please enter the year with four digits, such as 2027.")
            )

    def _is_year_meant(self):
        return 1900 <= self.year < 2200

    def _get_events(self):
        """The dates that begin in the period, by their own clock, in their order."""
        self.ensure_one()
        if not self._is_year_meant():
            return self.env["event.event"]
        first, last = get_period(self.year, self.part)
        states = ["open", "held"] + ["planned"] * self.with_planned
        domain = (
            Domain("training_id", "!=", False)
            & Domain("company_id", "=", self.env.company.id)
            & Domain("training_state", "in", states)
            # wherever it takes place, its clock is less than a day from ours
            & Domain("date_begin", ">=", _midnight(first) - timedelta(days=1))
            & Domain("date_begin", "<", _midnight(last) + timedelta(days=2))
        )
        if not self.with_internal:
            domain &= Domain("training_id.is_public", "=", True)
        events = self.env["event.event"].search(domain, order="date_begin, id")
        return events.filtered(
            lambda event: first <= event._club_local(event.date_begin).date() <= last
        )

    def action_print(self):
        """Print the programme.

        :raises UserError: when no date begins in the period
        """
        self.ensure_one()
        events = self._get_events()
        if not events:
            raise UserError(
                self.env._(
                    "No date begins in this period. Please choose another one, or plan "
                    "dates first."
                )
            )
        data = {
            "ids": events.ids,
            "year": self.year,
            "part": self.part,
            "shown": [name for name in SHOWN if self[f"with_{name}"]],
        }
        report = self.env.ref("club_support.event_event_report_programme")
        action = report.report_action(events, data=data, config=False)
        # the dialog has done its work
        return {**action, "close_on_report_download": True}


def get_period(year, part):
    """First and last day of a part of a year."""
    month, length = PARTS[part]
    first = date(year, month, 1)
    return first, first + relativedelta(months=length, days=-1)


def _midnight(day):
    return datetime.combine(day, time.min)
