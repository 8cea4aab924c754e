"""Trainings in figures: dates, who took part by club, who did not come. No names."""

from odoo import api, fields, models
from odoo.tools import SQL

from ..models.club_training_booking import VIA
from ..models.club_training_date import STATES
from ..models.club_training_registration import STATUSES

# the day on which a date begins, by its own clock
BEGIN = SQL(
    "(e.date_begin AT TIME ZONE 'UTC' "
    "AT TIME ZONE COALESCE(e.date_tz, 'Europe/Berlin'))::date"
)
COMPANY = SQL("COALESCE(e.company_id, t.company_id)")
# whole minutes of each person over all days; partly present counts what was noted
ATTENDED = SQL(
    """
    LEFT JOIN (
        SELECT a.registration_id,
               SUM(CASE a.presence WHEN 'present' THEN length.minutes
                                   WHEN 'partly'
                                   THEN LEAST(COALESCE(a.minutes, 0), length.minutes)
                                   ELSE 0 END)::int4 AS minutes
          FROM club_training_attendance AS a
          JOIN club_training_day AS d ON d.id = a.day_id
          CROSS JOIN LATERAL (
               SELECT (extract(epoch FROM d.stop - d.start) / 60)::int4 AS minutes
          ) AS length
         GROUP BY a.registration_id
    ) AS attended ON attended.registration_id = r.id
    """
)
REGISTRATIONS = SQL(
    """
    event_registration AS r
    JOIN event_event AS e ON e.id = r.event_id
    JOIN club_training AS t ON t.id = e.training_id
    LEFT JOIN club_training_booking AS b ON b.id = r.booking_id
    LEFT JOIN res_partner AS p ON p.id = r.organisation_id
    %s
    """,
    ATTENDED,
)
DATES = SQL("event_event AS e JOIN club_training AS t ON t.id = e.training_id")
# whoever registered under no known club is told apart by what they wrote
CLUB = SQL("COALESCE(r.organisation_id::varchar, b.typed_club_key)")
COUNTS = (
    "date_count",
    "held_count",
    "called_off_count",
    "seats",
    "registered_count",
    "seat_count",
    "waiting_count",
    "attended_count",
    "missed_count",
    "cancelled_count",
    "certificate_count",
)


class ClubTrainingReport(models.Model):
    """One row per date, and one per person who registered, without name.

    Months and days are those on which a date begins, by its own clock.
    """

    _name = "club.training.report"
    _description = "Figures of Trainings"
    _auto = False
    _order = "date desc, id desc"
    _depends = {
        "club.training": [
            "area_id",
            "company_id",
            "field_of_action_id",
            "units",
        ],
        "club.training.attendance": ["minutes", "presence", "registration_id"],
        "club.training.booking": ["typed_club_key", "via"],
        "club.training.day": ["start", "stop"],
        "event.event": [
            "active",
            "company_id",
            "date_begin",
            "date_tz",
            "seats_limited",
            "seats_max",
            "training_id",
            "training_state",
        ],
        "event.registration": [
            "active",
            "booking_id",
            "certificate_number",
            "event_id",
            "organisation_id",
            "training_status",
        ],
        "res.partner": ["actor_type_id", "area_id"],
    }

    kind = fields.Selection(
        selection=[("date", "Training Date"), ("person", "Registered Person")],
        string="Counts",
        readonly=True,
    )
    date = fields.Date(readonly=True, help="On which the training begins.")
    active = fields.Boolean(readonly=True)
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    training_id = fields.Many2one(
        comodel_name="club.training", string="Training Course", readonly=True
    )
    event_id = fields.Many2one(
        comodel_name="event.event", string="Date of a Course", readonly=True
    )
    training_state = fields.Selection(
        selection=STATES, string="State of the Date", readonly=True
    )
    training_status = fields.Selection(
        selection=STATUSES, string="Status of the Seat", readonly=True
    )
    via = fields.Selection(selection=VIA, string="Came By", readonly=True)
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Organisation", readonly=True
    )
    actor_type_id = fields.Many2one(comodel_name="club.actor.type", readonly=True)
    area_id = fields.Many2one(
        comodel_name="club.area",
        readonly=True,
        help="Of the organisation where it is known, else of the course.",
    )
    field_of_action_id = fields.Many2one(
        comodel_name="club.field.of.action", string="Field of Action", readonly=True
    )
    date_count = fields.Integer(string="Training Dates", readonly=True)
    held_count = fields.Integer(string="Dates Held", readonly=True)
    called_off_count = fields.Integer(string="Dates Called Off", readonly=True)
    units = fields.Float(
        string="Units Held", readonly=True, help="Teaching units of the dates held."
    )
    seats = fields.Integer(
        string="Seats Offered",
        readonly=True,
        help="Of dates with a limit, if not called off.",
    )
    registered_count = fields.Integer(string="Registrations", readonly=True)
    seat_count = fields.Integer(
        string="Seats Given", readonly=True, help="Whoever has a seat or took part."
    )
    waiting_count = fields.Integer(
        string="Waiting People",
        readonly=True,
        help="On the waiting list, those who were offered a seat among them.",
    )
    attended_count = fields.Integer(string="Took Part", readonly=True)
    missed_count = fields.Integer(string="Did Not Come", readonly=True)
    cancelled_count = fields.Integer(string="Seats Given Up", readonly=True)
    certificate_count = fields.Integer(string="Certificates", readonly=True)
    attended_hours = fields.Float(
        string="Hours Attended",
        readonly=True,
        help="Hours of all people together, by the clock.",
    )
    club_key = fields.Char(
        string="Clubs Reached",
        aggregator="count_distinct",
        readonly=True,
        help="Clubs of which somebody took part, each counted once. Those not in the "
        "register count by the name they wrote.",
    )

    @property
    def _table_query(self):
        return SQL("%s UNION ALL %s", self._select_dates(), self._select_people())

    @api.depends("training_id", "kind")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for row in self:
            row.display_name = kinds.get(row.kind)

    @api.model
    def _select_dates(self):
        return self._select(
            SQL("e.id::int8 * 2"),
            "date",
            SQL("%s WHERE e.training_id IS NOT NULL", DATES),
            active=SQL("COALESCE(e.active, FALSE)"),
            area_id=SQL("t.area_id"),
            date_count=SQL("1"),
            held_count=SQL("(e.training_state = 'held')::int4"),
            called_off_count=SQL("(e.training_state = 'called_off')::int4"),
            units=SQL("CASE WHEN e.training_state = 'held' THEN t.units::float8 END"),
            seats=SQL(
                "CASE WHEN e.seats_limited AND e.training_state != 'called_off' "
                "THEN e.seats_max END"
            ),
        )

    @api.model
    def _select_people(self):
        took_part = SQL("r.training_status = 'attended'")
        return self._select(
            SQL("r.id::int8 * 2 + 1"),
            "person",
            SQL("%s WHERE r.training_id IS NOT NULL", REGISTRATIONS),
            active=SQL("COALESCE(e.active AND r.active, FALSE)"),
            training_status=SQL("r.training_status"),
            via=SQL("b.via"),
            partner_id=SQL("r.organisation_id"),
            actor_type_id=SQL("p.actor_type_id"),
            area_id=SQL("COALESCE(p.area_id, t.area_id)"),
            registered_count=SQL("1"),
            seat_count=self._count_status("registered", "attended", "missed"),
            waiting_count=self._count_status("arrived", "waiting", "offered"),
            attended_count=self._count_status("attended"),
            missed_count=self._count_status("missed"),
            cancelled_count=self._count_status("cancelled"),
            certificate_count=SQL("(r.certificate_number IS NOT NULL)::int4"),
            attended_hours=SQL(
                "CASE WHEN %s THEN COALESCE(attended.minutes, 0) / 60.0 END", took_part
            ),
            club_key=SQL("CASE WHEN %s THEN %s END", took_part, CLUB),
        )

    @api.model
    def _count_status(self, *statuses):
        return SQL("(r.training_status = ANY(%s))::int4", list(statuses))

    @api.model
    def _select(self, record, kind, source, **values):
        """A SELECT of one kind of rows; what is not given stays empty."""
        columns = {
            "id": record,
            "kind": SQL("%s::varchar", kind),
            "date": BEGIN,
            "active": SQL("TRUE"),
            "company_id": COMPANY,
            "training_id": SQL("e.training_id"),
            "event_id": SQL("e.id"),
            "training_state": SQL("e.training_state"),
            "field_of_action_id": SQL("t.field_of_action_id"),
            "training_status": SQL("NULL::varchar"),
            "via": SQL("NULL::varchar"),
            "partner_id": SQL("NULL::int4"),
            "actor_type_id": SQL("NULL::int4"),
            "area_id": SQL("NULL::int4"),
            "units": SQL("0::float8"),
            "attended_hours": SQL("0::float8"),
            "club_key": SQL("NULL::varchar"),
            **dict.fromkeys(COUNTS, SQL("0")),
            **values,
        }
        return SQL(
            "SELECT %s FROM %s",
            SQL(", ").join(
                SQL("%s AS %s", value, SQL.identifier(name))
                for name, value in columns.items()
            ),
            source,
        )
