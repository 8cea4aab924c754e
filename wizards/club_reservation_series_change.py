from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..models.club_reservation import USES
from ..models.club_reservation_series_change import CHANGEABLE
from ..tools import rrules


class ClubReservationSeriesChange(models.TransientModel):
    """Asks what is to change: this date, all from here on, or all ahead."""

    _name = "club.reservation.series.change"
    _description = "Change a Series"

    series_id = fields.Many2one(
        comodel_name="club.reservation.series",
        string="Series of Times",
        required=True,
        readonly=True,
        default=lambda self: self._default_origin("club.reservation.series"),
    )
    reservation_id = fields.Many2one(
        comodel_name="club.reservation",
        readonly=True,
        default=lambda self: self._default_origin("club.reservation"),
    )
    scope = fields.Selection(
        selection=[
            ("this", "This Date Only"),
            ("ahead", "All Dates from Here On"),
            ("all", "All Dates Ahead"),
        ],
        string="What Changes",
        required=True,
        default="all",
    )
    date_from = fields.Date(
        string="From", compute="_compute_values", store=True, readonly=False
    )
    facility_id = fields.Many2one(
        comodel_name="club.facility",
        string="Space",
        compute="_compute_values",
        store=True,
        readonly=False,
        domain="[('is_bookable', '=', True)]",
    )
    rrule = fields.Char(
        string="Rule", compute="_compute_values", store=True, readonly=False
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
        compute="_compute_weekday",
        readonly=False,
    )
    hour_from = fields.Float(
        string="Begins At", compute="_compute_values", store=True, readonly=False
    )
    hour_to = fields.Float(
        string="Ends At", compute="_compute_values", store=True, readonly=False
    )
    date_to = fields.Date(
        string="Last Day", compute="_compute_values", store=True, readonly=False
    )
    name = fields.Char(
        string="Group", compute="_compute_values", store=True, readonly=False
    )
    use = fields.Selection(
        selection=USES, compute="_compute_values", store=True, readonly=False
    )
    people_expected = fields.Integer(
        compute="_compute_values", store=True, readonly=False
    )
    instructor_id = fields.Many2one(
        comodel_name="res.partner",
        compute="_compute_values",
        store=True,
        readonly=False,
        domain="[('is_company', '=', False)]",
    )
    preview_html = fields.Html(
        string="What Happens", compute="_compute_preview", sanitize=False
    )

    @api.model
    def _default_origin(self, name):
        """The record that the dialog was opened from, for those who may change it."""
        model, ids = self.env.context.get("active_model"), self._get_active_ids()
        origin = self.env[name]
        if model == "club.reservation":
            dates = self.env[model].browse(ids).exists()._filtered_access("write")
            origin = dates if name == model else dates.series_id
        elif model == name:
            origin = origin.browse(ids).exists()
        return origin._filtered_access("write")[:1]

    @api.model
    def _get_active_ids(self):
        active_id = self.env.context.get("active_id")
        return [active_id] if type(active_id) is int else []

    @api.constrains("series_id", "reservation_id")
    def _check_origin(self):
        """Only who may edit a series learns from the dialog which one it is."""
        for dialog in self.sudo(False):
            dialog.series_id.check_access("write")
            dialog.reservation_id.check_access("write")
            if dialog.reservation_id.series_id - dialog.series_id:
                raise UserError(
                    self.env._(
                        "This date belongs to another series. Please open the dialog "
                        "from it again."
                    )
                )

    @api.depends("series_id", "reservation_id")
    def _compute_values(self):
        for dialog in self:
            series = dialog.series_id.sudo(False)
            one = dialog.reservation_id.sudo(False)
            for name in self._get_change_names():
                dialog[name] = series[name]
            dialog.date_from = one.series_date or self.env.company._club_today()

    @api.model
    def _get_change_names(self):
        return sorted(CHANGEABLE & self._fields.keys())

    @api.depends("rrule")
    def _compute_weekday(self):
        for dialog in self:
            numbers, _interval = rrules.read_weekly(dialog.rrule) or ((), 1)
            dialog.weekday = str(*numbers) if len(numbers) == 1 else False

    @api.onchange("weekday")
    def _onchange_weekday(self):
        _numbers, interval = rrules.read_weekly(self.rrule) or ((), 1)
        if self.weekday:
            self.rrule = rrules.weekly([int(self.weekday)], interval)

    def _get_changes(self):
        """What differs from the series as it is.

        :rtype: dict
        """
        series = self.series_id.sudo(False)
        return {
            name: self._fields[name].convert_to_write(self[name], self)
            for name in self._get_change_names()
            if self[name] != series[name]
        }

    # ------------------------------------------------------------
    # Preview
    # ------------------------------------------------------------

    @api.depends(
        "scope",
        "series_id",
        "date_from",
        "facility_id",
        "rrule",
        "hour_from",
        "hour_to",
        "date_to",
    )
    @api.depends_context("lang", "uid")
    def _compute_preview(self):
        for dialog in self:
            lines = dialog._get_preview_lines()
            dialog.preview_html = self.env["ir.qweb"]._render(
                "club_support.club_reservation_series_preview", {"lines": lines}
            )

    def _get_preview_lines(self):
        series = self.series_id.sudo(False)._origin
        if self.scope == "this" or not series or not self._is_complete():
            return []
        first = series._get_first(self.date_from if self.scope == "ahead" else None)
        pattern = series._get_pattern()._replace(
            facility=self.facility_id.sudo(False)._origin,
            **{
                name: self[name]
                for name in ("rrule", "hour_from", "hour_to", "date_to")
            },
        )
        moving = series._get_moving(first)
        return series._describe_lines(series._plan_change(pattern, moving, first))

    def _is_complete(self):
        try:
            rrules.read(self.rrule)
        except rrules.RuleError:
            return False
        latest = self.date_to and fields.Date.subtract(self.date_to, years=3)
        is_plausible = latest and latest < self.series_id.date_from
        return (
            is_plausible
            and self.facility_id
            and (self.scope != "ahead" or self.date_from)
            and 0 <= self.hour_from < self.hour_to <= 24
        )

    # ------------------------------------------------------------
    # Changing
    # ------------------------------------------------------------

    def action_apply(self):
        """Change what was chosen.

        :raises UserError: when nothing differs, or this date alone cannot be had
        """
        self.ensure_one()
        if self.scope == "this":
            self._change_this()
            return {"type": "ir.actions.act_window_close"}
        vals = self._get_changes()
        if not vals:
            raise UserError(
                self.env._(
                    "Everything is as before. Please enter what is to change first."
                )
            )
        day = self.date_from if self.scope == "ahead" else None
        series = self.series_id.sudo(False).action_change(vals, day)
        if series == self.series_id:
            return {"type": "ir.actions.act_window_close"}
        return series.get_formview_action()

    def _change_this(self):
        one = self.reservation_id.sudo(False)
        if not one:
            raise UserError(
                self.env._(
                    "Only one date is to change, and none was chosen. Please open the "
                    "date and press the button there."
                )
            )
        day = self.date_from or one.series_date
        pattern = (
            self.series_id.sudo(False)
            ._get_pattern()
            ._replace(hour_from=self.hour_from, hour_to=self.hour_to)
        )
        line = pattern.get_line(day)
        if not line.start:
            raise UserError(
                self.env._(
                    "The clock leaves this hour out on %(day)s. Please choose another "
                    "hour.",
                    day=format_date(self.env, day),
                )
            )
        one.write(
            {
                "start": line.start,
                "stop": line.stop,
                "facility_id": self.facility_id.id,
                "name": self.name,
                "use": self.use,
                "people_expected": self.people_expected,
                "instructor_id": self.instructor_id.id,
            }
        )
