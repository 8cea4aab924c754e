from odoo import fields, models

from odoo.addons.base.models.res_partner import _tz_get


class ClubMeetingSeries(models.Model):
    """A template of meetings that recur; each date becomes a full meeting."""

    _name = "club.meeting.series"
    _description = "Series of Meetings"
    _inherit = ["mail.thread", "club.network.part.mixin"]
    _order = "network_id, date_from desc, id desc"
    _check_company_auto = True

    name = fields.Char(string="Title", required=True)
    date_from = fields.Date(
        string="First Day",
        required=True,
        default=lambda self: self.env.company._club_today(),
    )
    date_to = fields.Date(string="Last Day")
    hour_from = fields.Float(
        string="Begins At", required=True, default=18.0, help="In local time."
    )
    hour_to = fields.Float(
        string="Ends At", required=True, default=20.0, help="In local time."
    )
    tz = fields.Selection(
        selection=_tz_get,
        string="Time Zone",
        required=True,
        default=lambda self: self.env.company._club_zone().key,
    )
    location = fields.Char(string="Place")
    meeting_ids = fields.One2many(
        comodel_name="club.meeting", inverse_name="series_id", string="Meetings"
    )
    active = fields.Boolean(default=True)

    _hours_plausible = models.Constraint(
        "CHECK (hour_from >= 0 AND hour_from < hour_to AND hour_to <= 24)",
        "The meetings end before they begin. Please correct the hours.",
    )
    _days_plausible = models.Constraint(
        "CHECK (date_from <= date_to)",
        "The last day lies before the first one. Please correct the days.",
    )
