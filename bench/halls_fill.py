"""Fill a database with the halls of a district; read bench/README.md first.

450 units in 150 triple halls on 15 sites, 300 clubs, and 850,500 rows of occupied time
over 45 weeks: two hours of school in the whole hall, four of clubs in each third, each
day, all of 90 minutes. From 20:00 on everything is free. By SQL, for the ORM would take
hours; the exclusion constraint is built once at the end and checks all of it. Whatever
is there already is left alone.
"""

import time
from datetime import timedelta

from odoo.tools import SQL

SITES, HALLS, CLUBS, WEEKS, WEEKS_BEFORE = 15, 10, 300, 45, 13
# when a use begins, in minutes by the clock on the wall
WHOLE, THIRDS = [480, 570], [720, 840, 960, 1080]


def make_people():
    env["res.users"].create(
        {
            "name": "Facility Office",
            "login": "bench_halls",
            "email": "halls@bench.example",
            "tz": "Europe/Berlin",
            "group_ids": [
                (4, env.ref("base.group_user").id),
                (4, env.ref("club_support.club_support_group_officer").id),
            ],
        }
    )
    return env["res.partner"].create(
        [
            {
                "name": f"Bench Club {number:03}",
                "is_company": True,
                "email": f"club{number}@bench.example",
            }
            for number in range(CLUBS)
        ]
    )


def make_places():
    Facility = env["club.facility"]
    sites = Facility.create(
        [{"name": f"Bench {n:02}", "kind": "site"} for n in range(SITES)]
    )
    halls = Facility.create(
        [
            {"name": f"Hall {n:02}", "parent_id": site.id, "is_bookable": True}
            for site in sites
            for n in range(HALLS)
        ]
    )
    Facility.create(
        [
            {"name": f"Third {part}", "parent_id": hall.id, "is_bookable": True}
            for hall in halls
            for part in "ABC"
        ]
    )
    return halls


def fill(halls, clubs):
    today = env.company._club_today()
    first = today - timedelta(days=today.weekday(), weeks=WEEKS_BEFORE)
    env.flush_all()
    env.cr.execute(
        SQL(
            """
            WITH made AS (
                INSERT INTO club_reservation (
                    name, facility_id, partner_id, start, stop, minutes, use, state,
                    company_id, user_id, create_uid, write_uid, create_date, write_date
                )
                SELECT CASE WHEN is_whole THEN 'School ' ELSE 'Group ' END || space.id,
                       space.id,
                       CASE WHEN NOT is_whole THEN (%(clubs)s)[1 + space.id %% %(many)s]
                       END,
                       slot.start AT TIME ZONE space.tz AT TIME ZONE 'UTC',
                       slot.start AT TIME ZONE space.tz AT TIME ZONE 'UTC'
                       + interval '90 min',
                       90, CASE WHEN is_whole THEN 'school' ELSE 'practice' END,
                       'confirmed', space.company_id, %(user)s, 1, 1, now(), now()
                  FROM generate_series(0, %(days)s - 1) AS day
                 CROSS JOIN (
                        SELECT *, id = ANY(%(halls)s) AS is_whole FROM club_facility
                         WHERE id = ANY(%(halls)s) OR parent_id = ANY(%(halls)s)
                       ) AS space
                 CROSS JOIN LATERAL (
                        SELECT %(first)s::timestamp + day * interval '1 day'
                               + minute * interval '1 min' AS start
                          FROM unnest(
                               CASE WHEN is_whole THEN %(whole)s ELSE %(thirds)s END
                          ) AS minute
                       ) AS slot
             RETURNING id, facility_id, start, stop
            )
            INSERT INTO club_occupancy (unit_id, reservation_id, start, stop)
            SELECT unit.id, made.id, made.start, made.stop
              FROM made
              JOIN club_facility AS unit
                ON unit.id = made.facility_id AND unit.parent_id <> ALL(%(sites)s)
                OR unit.parent_id = made.facility_id
            """,
            clubs=clubs.ids,
            many=len(clubs),
            halls=halls.ids,
            sites=halls.parent_id.ids,
            whole=WHOLE,
            thirds=THIRDS,
            days=7 * WEEKS,
            first=first,
            user=env.user.id,
        )
    )


def without_indexes(tables, act):
    """Rows come in several times as fast; what the indexes want is checked after."""
    env.flush_all()
    env.cr.execute(
        """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
          FROM pg_constraint
         WHERE conrelid = ANY(%s::regclass[]) AND contype IN ('x', 'f')
         ORDER BY contype DESC
        """,
        [tables],
    )
    constraints = env.cr.fetchall()
    env.cr.execute(
        """
        SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid)
          FROM pg_index
         WHERE indrelid = ANY(%s::regclass[]) AND NOT indisprimary
           AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
        """,
        [tables],
    )
    indexes = env.cr.fetchall()
    for table, name, _text in constraints:
        env.cr.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    for name, _text in indexes:
        env.cr.execute(f"DROP INDEX {name}")
    act()
    env.cr.execute("SET LOCAL maintenance_work_mem = '512MB'")
    for _name, text in indexes:
        env.cr.execute(text.replace("%", "%%"))
    for table, name, text in constraints:
        text = text.replace("%", "%%")
        env.cr.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {text}")


if not env["club.facility"].search_count([("name", "=", "Bench 00")]):
    begin = time.monotonic()
    env = env(context={**env.context, "tracking_disable": True})
    clubs, halls = make_people(), make_places()
    without_indexes(["club_reservation", "club_occupancy"], lambda: fill(halls, clubs))
    env.cr.commit()
    env.cr._cnx.autocommit = True
    env.cr.execute("VACUUM ANALYZE club_reservation, club_occupancy, club_facility")
    env.cr._cnx.autocommit = False
    env.cr.execute("SELECT count(*), count(DISTINCT unit_id) FROM club_occupancy")
    print(
        "filled in {:.0f} s: {:,} rows on {} units".format(
            time.monotonic() - begin, *env.cr.fetchone()
        ),
        flush=True,
    )
