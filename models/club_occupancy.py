from odoo import api, fields, models
from odoo.tools import SQL

# advisory locks of ours: this class, and the id of a unit
LOCKS = 190_006


class ClubOccupancy(models.Model):
    """A unit is taken from a moment to a moment, and by nobody else.

    A row is there exactly as long as its reservation takes the time; only the
    reservation writes it.
    """

    _name = "club.occupancy"
    _description = "Occupied Time"
    _order = "start, unit_id"
    _rec_name = "unit_id"
    # lean: there are many, and the reservation knows who did what when
    _log_access = False
    # no row comes in through the lines of another record, whoever saves it
    _allow_sudo_commands = False

    unit_id = fields.Many2one(
        comodel_name="club.facility",
        string="Space or Part",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    reservation_id = fields.Many2one(
        comodel_name="club.reservation",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    start = fields.Datetime(required=True, readonly=True)
    stop = fields.Datetime(required=True, readonly=True)

    _start_before_stop = models.Constraint(
        "CHECK (start < stop)",
        "The use ends before it begins. Please correct the times.",
    )
    # half open: what ends at eight leaves room for what begins at eight
    _taken_once = models.Constraint(
        "EXCLUDE USING gist (unit_id WITH =, tsrange(start, stop, '[)') WITH &&) "
        "DEFERRABLE INITIALLY IMMEDIATE",
        "This time was taken a moment ago. Please choose another time or space.",
    )

    @api.model
    def _lock_units(self, units, reservations=()):
        """Let bookings of the same units come one after the other.

        Against deadlocks only; what holds is the constraint. Whoever locks more than
        once in a transaction begins with all of it.

        :param units: ids of ``club.facility``
        :param reservations: ids of reservations, whose rows are locked as well
        """
        self.env.cr.execute(
            SQL(
                """
                SELECT pg_advisory_xact_lock(%s, wanted.unit)
                  FROM (SELECT unnest(%s::int[]) AS unit
                         UNION
                        SELECT unit_id FROM club_occupancy WHERE reservation_id IN %s
                         ORDER BY unit) AS wanted
                """,
                LOCKS,
                list(units),
                tuple(reservations) or (0,),
            )
        )
