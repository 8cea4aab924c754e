"""Closures that shut out what is booked: somebody has to see to it."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class ClubClosure(models.Model):
    _inherit = "club.closure"

    is_displacing = fields.Boolean(
        string="Displaces Bookings",
        compute="_compute_is_displacing",
        search="_search_is_displacing",
        help="Something is held or confirmed in this house while it is closed.",
    )

    @api.depends("facility_id", "start", "stop", "active")
    def _compute_is_displacing(self):
        found = {row[0] for row in self.env.execute_query(self._query_displacing())}
        for closure in self:
            closure.is_displacing = closure._origin.id in found

    @api.model
    def _search_is_displacing(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = Domain("id", "in", SQL("(%s)", self._query_displacing()))
        return Domain.OR([domain if each else ~domain for each in value])

    @api.model
    def _query_displacing(self):
        """Ids of closures ahead during which times are taken."""
        for model in ("club.closure", "club.facility", "club.reservation"):
            self.env[model].flush_model()
        return SQL(
            """
            SELECT closure.id
              FROM club_closure AS closure
              JOIN club_facility AS house ON house.id = closure.facility_id
             WHERE closure.active AND closure.stop > %(now)s
               AND EXISTS (
                    SELECT 1
                      FROM club_facility AS space
                      JOIN club_reservation AS reservation
                        ON reservation.facility_id = space.id
                     WHERE space.parent_path LIKE house.parent_path || '%%'
                       AND reservation.state IN ('held', 'confirmed')
                       AND reservation.start < closure.stop
                       AND reservation.stop > closure.start
                       AND reservation.stop > %(now)s
                   )
            """,
            now=fields.Datetime.now(),
        )
