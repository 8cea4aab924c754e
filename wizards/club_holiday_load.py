import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import holiday_sources


class ClubHolidayLoad(models.TransientModel):
    _name = "club.holiday.load"
    _description = "Load Holidays"

    state_id = fields.Many2one(
        comodel_name="res.country.state",
        string="Federal State",
        required=True,
        domain="[('country_id.code', '=', 'DE')]",
        default=lambda self: self._default_state_id(),
    )
    source = fields.Selection(
        selection=[
            ("package", "Built-in Calendar"),
            ("ics", "Calendar File (.ics)"),
        ],
        required=True,
        default="package",
    )
    year_from = fields.Integer(
        string="From Year",
        required=True,
        default=lambda self: fields.Date.context_today(self).year,
    )
    year_to = fields.Integer(
        string="To Year",
        required=True,
        default=lambda self: fields.Date.context_today(self).year + 1,
    )
    kind = fields.Selection(
        selection=[
            ("public", "Public Holidays"),
            ("school", "School Holidays"),
        ],
        string="Content",
        required=True,
        default="school",
    )
    file = fields.Binary(string="Calendar File")
    filename = fields.Char()

    @api.model
    def _default_state_id(self):
        state = self.env.company.state_id
        return state.filtered(lambda state: state.country_id.code == "DE")

    def action_load(self):
        """Add what is missing to the list of holidays and open the list.

        :raises UserError: when the source is missing, unreadable or empty
        """
        self.ensure_one()
        spans = self._read_file() if self.source == "ics" else self._read_package()
        self.env["club.holiday"]._add_missing(
            [
                {
                    "state_id": self.state_id.id,
                    "kind": kind,
                    "name": name,
                    "date_from": first,
                    "date_to": last,
                }
                for kind, name, first, last in spans
            ]
        )
        return self.env["ir.actions.act_window"]._for_xml_id(
            "club_support.club_holiday_action"
        )

    def _read_package(self):
        first, last = self.year_from, self.year_to
        if not (2000 <= first <= last <= 2100 and last - first < 10):
            raise UserError(
                self.env._(
                    "Please enter years from 2000 to 2100, in order and no more than "
                    "ten at once."
                )
            )
        if self.state_id.country_id.code != "DE":
            raise UserError(
                self.env._(
                    "The built-in calendar does not know %(state)s. Please choose a "
                    "German state or a calendar file.",
                    state=self.state_id.name,
                )
            )
        code = self.state_id.code.rpartition("-")[2]
        try:
            return holiday_sources.from_package(code, range(first, last + 1))
        except ImportError as error:
            raise UserError(
                self.env._(
                    "The built-in calendar needs the Python package “holidays” on the "
                    "server (pip install holidays). Without it, choose a calendar "
                    "file (.ics) from your ministry of education, or import a list "
                    "(CSV) under Configuration > Holidays."
                )
            ) from error

    def _read_file(self):
        if not self.file:
            raise UserError(self.env._("Please choose a calendar file (.ics)."))
        try:
            content = base64.b64decode(self.file)
            return holiday_sources.from_ics(content, self.kind)
        except ImportError as error:
            raise UserError(
                self.env._(
                    "Reading calendar files needs the Python package “vobject” on the "
                    "server (pip install vobject)."
                )
            ) from error
        except ValueError as error:
            raise UserError(
                self.env._(
                    "“%(file)s” could not be read as a calendar file (.ics). Please "
                    "download it again and choose the iCal format.",
                    file=self.filename or "?",
                )
            ) from error
