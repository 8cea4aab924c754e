"""How much time is used: by whom, for what, where, when."""

from odoo import api, fields, models
from odoo.tools import SQL

from ..models.club_reservation import USES

WEEKDAYS = [
    ("0", "Monday"),
    ("1", "Tuesday"),
    ("2", "Wednesday"),
    ("3", "Thursday"),
    ("4", "Friday"),
    ("5", "Saturday"),
    ("6", "Sunday"),
]
# hours of a row of occupied time have numbers of their own: beyond a year's booking
# nobody asks for hours
HOURS = 16384


class ClubOccupancyReport(models.Model):
    """One row per confirmed use; its minutes count once, however many units it takes.

    Days are those of the space.
    """

    _name = "club.occupancy.report"
    _description = "Use of Facilities"
    _auto = False
    _order = "date desc, id desc"
    _depends = {
        "club.facility": ["tz", "parent_path"],
        "club.occupancy": ["reservation_id"],
        "club.reservation": [
            "age_group",
            "company_id",
            "facility_id",
            "is_counted",
            "minutes",
            "partner_id",
            "people_actual",
            "people_expected",
            "season_id",
            "series_id",
            "sport_id",
            "start",
            "state",
            "use",
        ],
    }

    reservation_id = fields.Many2one(comodel_name="club.reservation", readonly=True)
    date = fields.Date(readonly=True, help="The day by the clock of the space.")
    weekday = fields.Selection(selection=WEEKDAYS, readonly=True)
    facility_id = fields.Many2one(
        comodel_name="club.facility", string="Space", readonly=True
    )
    site_id = fields.Many2one(comodel_name="club.facility", readonly=True)
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Organisation", readonly=True
    )
    use = fields.Selection(selection=USES, readonly=True)
    sport_id = fields.Many2one(comodel_name="club.sport", readonly=True)
    age_group = fields.Char(readonly=True)
    season_id = fields.Many2one(comodel_name="club.season", readonly=True)
    series_id = fields.Many2one(
        comodel_name="club.reservation.series",
        string="Series of Times",
        readonly=True,
    )
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    use_count = fields.Integer(string="Uses", readonly=True)
    hours = fields.Float(
        readonly=True, help="Each use once, whether it takes a third or the whole hall."
    )
    unit_hours = fields.Float(
        string="Hours × Units",
        readonly=True,
        help="An hour in a whole triple hall counts as three.",
    )
    unused_hours = fields.Float(
        string="Hours Not Used",
        readonly=True,
        help="Confirmed, but somebody noted that nobody came.",
    )
    people_expected = fields.Integer(readonly=True)
    people_actual = fields.Integer(string="People Who Came", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT r.id, r.id AS reservation_id,
                   (r.start AT TIME ZONE 'UTC' AT TIME ZONE f.tz)::date AS date,
                   (extract(isodow FROM r.start AT TIME ZONE 'UTC' AT TIME ZONE f.tz)
                    - 1)::int::varchar AS weekday,
                   r.facility_id, split_part(f.parent_path, '/', 1)::int AS site_id,
                   r.partner_id, r.use, r.sport_id, r.age_group, r.season_id,
                   r.series_id, r.company_id, 1 AS use_count,
                   r.minutes / 60.0 AS hours,
                   r.minutes * units.number / 60.0 AS unit_hours,
                   CASE WHEN r.is_counted AND COALESCE(r.people_actual, 0) = 0
                        THEN r.minutes / 60.0 ELSE 0 END AS unused_hours,
                   COALESCE(r.people_expected, 0) AS people_expected,
                   COALESCE(r.people_actual, 0) AS people_actual
              FROM club_reservation AS r
              JOIN club_facility AS f ON f.id = r.facility_id
              CROSS JOIN LATERAL (
                   SELECT count(*) AS number FROM club_occupancy AS o
                    WHERE o.reservation_id = r.id
              ) AS units
             WHERE r.state = 'confirmed'
            """
        )


class ClubOccupancyHour(models.Model):
    """One row per unit and hour of the day, for maps of weekday by hour.

    Hours are those of the clock on the wall, where each hour begins; they are cut in
    UTC, so that the day on which the clock changes adds up as well.
    """

    _name = "club.occupancy.hour"
    _description = "Occupied Hours"
    _auto = False
    _order = "id"
    _depends = {
        "club.facility": ["tz"],
        "club.occupancy": ["reservation_id", "start", "stop", "unit_id"],
        "club.reservation": ["company_id", "partner_id", "season_id", "state", "use"],
    }

    date = fields.Date(readonly=True, help="The day by the clock of the space.")
    weekday = fields.Selection(selection=WEEKDAYS, readonly=True)
    hour = fields.Integer(
        readonly=True, aggregator=None, help="18 is from six to seven in the evening."
    )
    hour_label = fields.Char(string="Time of Day", readonly=True)
    unit_id = fields.Many2one(
        comodel_name="club.facility", string="Space or Part", readonly=True
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Organisation", readonly=True
    )
    use = fields.Selection(selection=USES, readonly=True)
    season_id = fields.Many2one(comodel_name="club.season", readonly=True)
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    unit_hours = fields.Float(string="Hours × Units", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT o.id::int8 * %s + piece.number AS id,
                   piece.wall::date AS date,
                   (extract(isodow FROM piece.wall) - 1)::int::varchar AS weekday,
                   extract(hour FROM piece.wall)::int AS hour,
                   to_char(piece.wall, 'HH24":00"') AS hour_label,
                   o.unit_id, r.partner_id, r.use, r.season_id, r.company_id,
                   extract(epoch FROM piece.length) / 3600.0 AS unit_hours
              FROM club_occupancy AS o
              JOIN club_reservation AS r ON r.id = o.reservation_id
              JOIN club_facility AS f ON f.id = o.unit_id
              CROSS JOIN LATERAL (
                   SELECT number, GREATEST(o.start, hour) AT TIME ZONE 'UTC'
                          AT TIME ZONE f.tz AS wall,
                          LEAST(o.stop, hour + INTERVAL '1 hour')
                          - GREATEST(o.start, hour) AS length
                     FROM generate_series(date_trunc('hour', o.start),
                          o.stop - INTERVAL '1 microsecond', INTERVAL '1 hour')
                          WITH ORDINALITY AS piece (hour, number)
              ) AS piece
             WHERE r.state = 'confirmed'
            """,
            SQL(str(HOURS)),
        )

    @api.model
    def _get_heat(self, units, start, stop):
        """How many minutes each hour of the week is taken, over all of these units.

        Equal times are counted first and cut into hours then: several times as fast
        as row by row, with the same sums.

        :param units: ``club.facility`` that the reader may know of
        :param datetime start: naive UTC; a use counts by its beginning
        :param datetime stop: naive UTC, not included
        :return: dict of (weekday 0 to 6, hour 0 to 23) to minutes
        """
        if not units:
            return {}
        self.env.flush_all()
        # room for all times of a year in one hash, instead of sorting a million rows
        self.env.cr.execute("SET LOCAL jit = off; SET LOCAL work_mem = '64MB'")
        self.env.cr.execute(
            SQL(
                """
                WITH same AS MATERIALIZED (
                    SELECT o.start, o.stop, f.tz, count(*) AS number
                      FROM club_occupancy AS o
                      JOIN club_facility AS f ON f.id = o.unit_id
                     WHERE o.unit_id = ANY(%s) AND o.start >= %s AND o.start < %s
                       -- what takes time is confirmed unless it is held
                       AND o.reservation_id NOT IN (
                           SELECT id FROM club_reservation WHERE state = 'held')
                     GROUP BY o.start, o.stop, f.tz
                )
                SELECT (extract(isodow FROM wall) - 1)::int,
                       extract(hour FROM wall)::int, SUM(number * length)
                  FROM (
                    SELECT number, GREATEST(same.start, hour) AT TIME ZONE 'UTC'
                           AT TIME ZONE tz AS wall,
                           extract(epoch FROM LEAST(same.stop, hour + INTERVAL '1 hour')
                           - GREATEST(same.start, hour)) / 60 AS length
                      FROM same, generate_series(date_trunc('hour', same.start),
                           same.stop - INTERVAL '1 microsecond', INTERVAL '1 hour')
                           AS hour
                  ) AS pieces
                 GROUP BY 1, 2
                """,
                units.ids,
                start,
                stop,
            )
        )
        return {(row[0], row[1]): round(row[2]) for row in self.env.cr.fetchall()}
