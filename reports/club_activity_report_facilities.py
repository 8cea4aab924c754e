"""What facilities contribute to the figures: confirmed uses."""

from odoo import api, fields, models
from odoo.tools import SQL

from ..models.club_reservation import USES
from .club_activity_report_branches import COLUMNS, SLOTS

USE = 16


class ClubActivityReport(models.Model):
    """A use counts once, in hours, on the day by the clock of the space.

    Whose use it is stands here only where the plan of the space says it, for whoever
    reads the figures need not be of the facility office.
    """

    _inherit = "club.activity.report"
    _depends = {
        "club.facility": ["area_id", "plan_shows", "tz"],
        "club.reservation": [
            "company_id",
            "facility_id",
            "is_counted",
            "minutes",
            "partner_id",
            "people_actual",
            "start",
            "state",
            "use",
        ],
    }

    kind = fields.Selection(selection_add=[("use", "Use of a Space")])
    facility_id = fields.Many2one(
        comodel_name="club.facility", string="Space", readonly=True
    )
    facility_use = fields.Selection(selection=USES, string="Kind of Use", readonly=True)
    use_count = fields.Integer(string="Uses", aggregator="sum", readonly=True)
    use_minutes = fields.Integer(
        string="Minutes of Use",
        aggregator="sum",
        readonly=True,
        help="Of confirmed uses of halls and rooms; each counts once, whether it takes "
        "a part or the whole.",
    )

    @api.model
    def _get_branches(self):
        return [*super()._get_branches(), self._use_branch()]

    @api.model
    def _use_branch(self):
        named = SQL("CASE WHEN f.plan_shows = 'name' THEN %s END", SQL("r.partner_id"))
        values = {
            **{name: SQL(empty) for name, empty in COLUMNS.items()},
            "company_id": SQL("r.company_id"),
            "date": SQL("(r.start AT TIME ZONE 'UTC' AT TIME ZONE f.tz)::date"),
            "area_id": SQL("f.area_id"),
            "partner_id": named,
            "actor_type_id": SQL(
                "CASE WHEN f.plan_shows = 'name' THEN p.actor_type_id END"
            ),
            "facility_id": SQL("r.facility_id"),
            "facility_use": SQL("r.use"),
            "use_count": SQL("1"),
            "use_minutes": SQL("r.minutes"),
        }
        return SQL(
            "SELECT r.id::int8 * %s + %s AS id, 'use'::varchar AS kind, %s "
            "FROM club_reservation AS r "
            "JOIN club_facility AS f ON f.id = r.facility_id "
            "LEFT JOIN res_partner AS p ON p.id = r.partner_id "
            "WHERE r.state = 'confirmed'",
            SQL(str(SLOTS)),
            USE,
            self._select_columns(values),
        )
