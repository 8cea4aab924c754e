from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.base.models.res_partner import _tz_get

from ..tools import recurrence

YEARS_AHEAD = 3


class ClubMeetingSeries(models.Model):
    """A template of meetings that recur; each date becomes a full meeting."""

    _name = "club.meeting.series"
    _description = "Meeting Series"
    _inherit = ["mail.thread", "club.network.part.mixin"]
    _order = "network_id, date_from desc, id desc"
    _check_company_auto = True
    _counts_in_forms = True

    name = fields.Char(required=True, tracking=True)
    repeat = fields.Selection(
        selection=[
            (recurrence.WEEK, "Weekly"),
            (recurrence.MONTH_WEEKDAY, "Monthly, on a Weekday"),
            (recurrence.MONTH_DAY, "Monthly, on a Day of the Month"),
        ],
        string="Repeats",
        required=True,
        default=recurrence.MONTH_WEEKDAY,
        tracking=True,
    )
    interval = fields.Integer(
        string="Every",
        required=True,
        default=1,
        tracking=True,
        help="Every how many weeks or months; 2 is every second one, counted from the "
        "first day.",
    )
    ordinal = fields.Selection(
        selection=[
            ("1", "First"),
            ("2", "Second"),
            ("3", "Third"),
            ("4", "Fourth"),
            ("5", "Fifth"),
            ("-1", "Last"),
        ],
        string="Which One",
        required=True,
        default="1",
        tracking=True,
        help="A month without a fifth one is skipped, and the preview says so.",
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
        default="1",
        tracking=True,
    )
    month_day = fields.Integer(
        string="Day of the Month",
        required=True,
        default=1,
        tracking=True,
        help="1 to 31. A month without that day is skipped, and the preview says so.",
    )
    skip_public = fields.Boolean(
        string="Not on Public Holidays",
        default=True,
        tracking=True,
        help="Those of the federal state of your office.",
    )
    skip_school = fields.Boolean(
        string="Not in School Holidays",
        tracking=True,
        help="Those of the federal state of your office.",
    )
    date_from = fields.Date(
        string="First Day",
        required=True,
        default=lambda self: self.env.company._club_today(),
        tracking=True,
    )
    date_to = fields.Date(
        string="Last Day",
        compute="_compute_date_to",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        tracking=True,
        help="At most three years ahead; one click adds a year.",
    )
    hour_from = fields.Float(
        string="Begins At", required=True, default=18.0, help="In local time."
    )
    hour_to = fields.Float(
        string="Ends At", required=True, default=20.0, help="In local time."
    )
    tz = fields.Selection(
        selection=_tz_get,
        string="Time Zone",
        compute="_compute_tz",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    location = fields.Char(string="Place", tracking=True)
    staff_ids = fields.Many2many(
        comodel_name="res.users",
        string="Staff Attending",
        compute="_compute_staff_ids",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="The meetings stand in their calendars.",
    )
    item_ids = fields.One2many(
        comodel_name="club.meeting.series.item",
        inverse_name="series_id",
        string="Agenda",
        copy=True,
    )
    date_ids = fields.One2many(
        comodel_name="club.meeting.series.date",
        inverse_name="series_id",
        string="Dates",
    )
    meeting_ids = fields.One2many(
        comodel_name="club.meeting", inverse_name="series_id", string="Meetings"
    )
    meeting_count = fields.Integer(compute="_compute_meeting_count")
    date_made = fields.Datetime(string="Meetings Made On", readonly=True, copy=False)
    active = fields.Boolean(default=True)

    _name_not_blank = models.Constraint(
        "CHECK (btrim(name) <> '')",
        "A series of meetings needs a title. Please enter one.",
    )
    _hours_plausible = models.Constraint(
        "CHECK (hour_from >= 0 AND hour_from < hour_to AND hour_to <= 24)",
        "The meetings end before they begin. Please correct the hours.",
    )
    _days_plausible = models.Constraint(
        "CHECK (date_from <= date_to)",
        "The last day lies before the first one. Please correct the days.",
    )
    _interval_plausible = models.Constraint(
        "CHECK (interval BETWEEN 1 AND 52)",
        "Meetings repeat every 1 to 52 weeks or months. Please correct the number.",
    )
    _month_day_plausible = models.Constraint(
        "CHECK (month_day BETWEEN 1 AND 31)",
        "The day of the month is a number from 1 to 31. Please correct it.",
    )

    @api.depends("date_from")
    def _compute_date_to(self):
        for series in self:
            if series.date_from and not series.date_to:
                series.date_to = fields.Date.add(series.date_from, years=1, days=-1)

    @api.depends("network_id")
    def _compute_tz(self):
        """The zone of the network's company, whichever one is being worked in."""
        for series in self:
            if not (series.tz and series._origin):
                company = series.network_id.company_id or self.env.company
                series.tz = company._club_zone().key

    @api.depends("network_id")
    def _compute_staff_ids(self):
        for series in self:
            series.staff_ids |= series.network_id._get_staff()

    @api.depends("meeting_ids")
    def _compute_meeting_count(self):
        counts = self.env["club.meeting"]._read_group(
            [("series_id", "in", self.ids)], ["series_id"], ["__count"]
        )
        by_series = {series.id: count for series, count in counts}
        for series in self:
            series.meeting_count = by_series.get(series._origin.id, 0)

    @api.constrains("date_to")
    def _check_date_to(self):
        for series in self:
            today = series.company_id._club_today()
            latest = fields.Date.add(today, years=YEARS_AHEAD)
            if series.date_to > latest:
                raise ValidationError(
                    self.env._(
                        "“%(series)s” ends more than three years ahead. Please choose "
                        "an earlier last day; you can extend it later.",
                        series=series.name,
                    )
                )

    @api.constrains("network_id")
    def _check_network_id(self):
        for series in self:
            if series.meeting_ids.network_id - series.network_id:
                raise ValidationError(
                    self.env._(
                        "“%(series)s” has meetings of its network already. Please set "
                        "up a series of its own for the other network.",
                        series=series.name,
                    )
                )

    def copy_data(self, default=None):
        """A copy begins anew: it has no dates and no meetings."""
        return [
            {**vals, "name": self.env._("%(series)s (copy)", series=series.name)}
            for series, vals in zip(self, super().copy_data(default), strict=True)
        ]

    def action_view_meetings(self):
        """Open the meetings of the series."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "club_support.club_meeting_action"
        )
        views = [(False, "list"), (False, "calendar"), (False, "form")]
        return {
            **action,
            "display_name": self.name,
            "domain": [("series_id", "=", self.id)],
            "views": views,
            "view_mode": "list,calendar,form",
        }

    def action_extend(self):
        """Let the series end a year later, and make the meetings of that year.

        :raises UserError: when it would end more than three years ahead
        """
        self.ensure_one()
        self.check_access("write")
        if not self.active:
            raise UserError(
                self.env._(
                    "This series is archived. Please restore it before you extend it."
                )
            )
        self.date_to = fields.Date.add(self.date_to, years=1)
        return self.action_generate()
