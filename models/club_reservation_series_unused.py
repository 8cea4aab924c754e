"""Times that a group has and does not use: the office learns of it once."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

ACTIVITY = "club_support.mail_activity_type_series_unused"
# so many counted dates in a row with nobody there
DATES = 3


class ClubReservationSeries(models.Model):
    _name = "club.reservation.series"
    _inherit = ["club.reservation.series", "mail.activity.mixin"]

    is_unused = fields.Boolean(
        string="Not Used",
        compute="_compute_is_unused",
        search="_search_is_unused",
        help="Nobody came to the last three dates that were counted.",
    )
    # when the office was told, so that it is told once
    date_unused = fields.Date(string="Not Used Since", readonly=True, copy=False)

    @api.depends(
        "reservation_ids.state",
        "reservation_ids.is_counted",
        "reservation_ids.people_actual",
        "reservation_ids.start",
    )
    def _compute_is_unused(self):
        self.env["club.reservation"].flush_model()
        unused = {
            row[0] for row in self.env.execute_query(self._query_unused(self.ids))
        }
        for series in self:
            series.is_unused = series._origin.id in unused

    @api.model
    def _search_is_unused(self, operator, value):
        if operator != "in":
            return NotImplemented
        self.env["club.reservation"].flush_model()
        domain = Domain("id", "in", SQL("(%s)", self._query_unused()))
        return Domain.OR([domain if each else ~domain for each in value])

    @api.model
    def _query_unused(self, ids=None):
        """Ids of series whose last counted dates had nobody."""
        return SQL(
            """
            SELECT series_id
              FROM (
                    SELECT series_id, people_actual,
                           row_number() OVER (
                               PARTITION BY series_id ORDER BY start DESC, id DESC
                           ) AS place
                      FROM club_reservation
                     WHERE is_counted AND state = 'confirmed' AND %(chosen)s
                   ) AS counted
             WHERE place <= %(dates)s
             GROUP BY series_id
            HAVING COUNT(*) = %(dates)s AND COALESCE(MAX(people_actual), 0) = 0
            """,
            dates=DATES,
            chosen=SQL("series_id IS NOT NULL")
            if ids is None
            else SQL("series_id IN %s", tuple(ids) or (0,)),
        )

    def _note_use(self):
        """After a count: ask the office once what is to become of unused times."""
        self.invalidate_recordset(["is_unused"])
        unused = self.filtered("is_unused")
        again = (self - unused).filtered("date_unused")
        again.date_unused = False
        again.activity_unlink([ACTIVITY])
        new = unused.filtered(lambda series: not series.date_unused)
        if not new:
            return
        new.date_unused = self.env.company._club_today()
        new._ask_office()

    def _ask_office(self):
        """An activity each for whoever is responsible, if they may decide."""
        Activity = self.env["mail.activity"].with_context(
            mail_activity_quick_update=True
        )
        common = {
            "res_model_id": self.env["ir.model"]._get_id(self._name),
            "activity_type_id": self.env.ref(ACTIVITY).id,
            "date_deadline": self.env.company._club_today(),
            "automated": True,
        }
        Activity.create(
            [
                {
                    **common,
                    "res_id": one.id,
                    "user_id": user.id,
                    "summary": self.env._(
                        "Nobody came three times in a row: %(name)s", name=one.name
                    ),
                }
                for user, series in self.grouped("user_id").items()
                if user.active
                for one in series.with_user(user)._filtered_access("write").sudo()
            ]
        )
