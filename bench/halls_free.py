"""How long it takes to say what is free, and who has what is not.

    ./dev db halls && ./dev shell halls <bench/halls_free.py

Fills the database on its first run: 150 triple halls (450 units) and 850,500 rows of
occupied time over 378 days, each with its reservation. It commits, so the database is
thrown away afterwards. Each line: the best and the middle of five runs after one that
fills the server's caches (records are read anew each time), queries, and rows. Where
others work on the machine too, the best says more.
"""

import statistics
import time
from datetime import date, datetime, timedelta

from odoo.tools import SQL

from odoo.addons.club_support.models.club_facility_rules import Use
from odoo.addons.club_support.tools.intervals import at_wall

RUNS = 5
HALLS, DAYS = 150, 378
FIRST = date(2026, 9, 1)
# hours in UTC at which 90 minutes are taken on each day in each unit
HOURS = [7, 9, 11, 14, 17]

Facility = env["club.facility"]
Reservation = env["club.reservation"]


def fill():
    site = Facility.create({"name": "Bench", "kind": "site"})
    halls = Facility.create(
        [
            {"name": f"Halle {i:03}", "parent_id": site.id, "is_bookable": True}
            for i in range(HALLS)
        ]
    )
    Facility.create(
        [
            {"name": f"Drittel {part}", "parent_id": hall.id, "is_bookable": True}
            for hall in halls
            for part in "ABC"
        ]
    )
    env.flush_all()
    # what is made here holds anyway: checked in one go at the end, by building the
    # constraint anew
    env.cr.execute(
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE conname = 'club_occupancy_taken_once'"
    )
    definition = SQL(env.cr.fetchone()[0].replace("%", "%%"))
    env.cr.execute(
        "ALTER TABLE club_occupancy DROP CONSTRAINT club_occupancy_taken_once"
    )
    env.cr.execute(
        SQL(
            """
            WITH taken AS (
                INSERT INTO club_reservation (
                    name, facility_id, start, stop, minutes, use, state, company_id,
                    create_uid, write_uid, create_date, write_date
                )
                SELECT 'Gruppe ' || unit.id, unit.id, slot.start,
                       slot.start + interval '90 minutes', 90, 'practice',
                       'confirmed', %s, 1, 1, now(), now()
                  FROM club_facility AS unit
                 CROSS JOIN (
                        SELECT %s::timestamp + day * interval '1 day'
                               + hour * interval '1 hour' AS start
                          FROM generate_series(0, %s) AS day
                         CROSS JOIN unnest(%s) AS hour
                       ) AS slot
                 WHERE unit.parent_id IN %s
             RETURNING id, facility_id, start, stop
            )
            INSERT INTO club_occupancy (unit_id, start, stop, reservation_id)
            SELECT facility_id, start, stop, id FROM taken
            """,
            env.company.id,
            FIRST,
            DAYS - 1,
            HOURS,
            halls._ids,
        )
    )
    env.cr.execute(
        SQL(
            "ALTER TABLE club_occupancy ADD CONSTRAINT club_occupancy_taken_once %s",
            definition,
        )
    )
    env.cr.commit()
    env.cr._cnx.autocommit = True
    env.cr.execute("VACUUM ANALYZE club_reservation")
    env.cr.execute("VACUUM ANALYZE club_occupancy")
    env.cr._cnx.autocommit = False


def measure(name, act):
    """Print one line about a call that answers with its number of rows."""
    seconds = []
    for _run in range(RUNS + 1):
        env.invalidate_all()
        before = env.cr.sql_log_count
        begin = time.perf_counter()
        rows = act()
        seconds.append(time.perf_counter() - begin)
        queries = env.cr.sql_log_count - before
    best, middle = min(seconds[1:]), statistics.median(seconds[1:])
    print(
        f"| {name} | {best * 1000:.1f} | {middle * 1000:.1f} | {queries} | {rows} |",
        flush=True,
    )


if not Facility.search_count([("name", "=", "Bench")]):
    fill()
hall = Facility.search([("name", "=", "Halle 007")])
units = Facility.search([("parent_id.parent_id.name", "=", "Bench")])
zone = hall._get_zone(hall)
month = datetime(2027, 3, 1)
tuesdays = [FIRST + timedelta(days=7 * week) for week in range(42)]
uses = [
    Use(key, hall, at_wall(day, 18 * 60, zone), at_wall(day, 20 * 60, zone))
    for key, day in enumerate(tuesdays)
]


def preview_series():
    return sum(len(each) for each in Reservation._find_obstacles_of(uses).values())


def find_free_of_month():
    return len(hall.free_slots(month, month + timedelta(days=31), 90))


def find_any():
    found = units._free_slots_many(month, month + timedelta(days=7), 90)
    return sum(map(len, found.values()))


def find_alternatives():
    return len(hall._find_alternatives(uses[30]))


env.cr.execute("SELECT count(*) FROM club_occupancy")
print(f"{env.cr.fetchone()[0]} rows of occupied time, {len(units)} units")
print("| what | best ms | middle ms | queries | rows |\n|---|---|---|---|---|")
measure("preview of 42 dates of a triple hall, with names", preview_series)
measure("free times of a triple hall in a month", find_free_of_month)
measure("any free 90 minutes, 450 units, a week", find_any)
measure("alternatives to one time", find_alternatives)
env.cr.rollback()
