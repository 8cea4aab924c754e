"""How long bookings take in a district with many halls.

    ./dev db halls && ./dev shell halls <bench/halls.py

The first run fills the database: 450 units, of which 90 make 30 triple halls, and
850,000 rows of occupied time; it commits, so the database is thrown away afterwards.
Later runs measure only.

What is measured stands at the end, one `measure` or `committed` for each: a name, a
limit in milliseconds or None, what is measured, and what prepares it from a number
that is another one each time. `measure` rolls back, `committed` does not. A median
above its limit is an error.
"""

import statistics
import time
from datetime import datetime, timedelta

UNITS, THIRDS, ROWS = 450, 90, 850_000
RUNS = 15
# uses of an hour and a half, day by day from seven to ten in the evening
PER_DAY = 10
MONDAY = datetime(2045, 3, 6, 7)

Facility = env["club.facility"].with_context(tracking_disable=True)
Reservation = env["club.reservation"]

# ------------------------------------------------------------
# Filling
# ------------------------------------------------------------


def make_places():
    site = Facility.create({"name": "Bench", "kind": "site"})
    triple = Facility.create(
        [
            {"name": f"Hall {number:02}", "parent_id": site.id, "is_bookable": True}
            for number in range(THIRDS // 3)
        ]
    )
    Facility.create(
        [
            {"name": f"Third {third}", "parent_id": hall.id, "is_bookable": True}
            for hall in triple
            for third in "ABC"
        ]
    )
    Facility.create(
        [
            {"name": f"Room {number:03}", "parent_id": site.id, "is_bookable": True}
            for number in range(UNITS - THIRDS)
        ]
    )
    return site


def fill(site):
    """Past and coming years alike; by SQL, for the ORM would take an hour."""
    days = -(-ROWS // (UNITS * PER_DAY))
    env.flush_all()
    # the index is built once, and all rows are checked with it
    constraint = "club_occupancy_taken_once"
    env.cr.execute(
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s",
        [constraint],
    )
    definition = env.cr.fetchone()[0]
    env.cr.execute(f"ALTER TABLE club_occupancy DROP CONSTRAINT {constraint}")
    env.cr.execute(
        """
        WITH made AS (
            INSERT INTO club_reservation (
                name, facility_id, start, stop, minutes, use, state, company_id,
                user_id, create_uid, write_uid, create_date, write_date
            )
            SELECT 'Group ' || unit.id %% 97, unit.id, day + slot * interval '90 min',
                   day + (slot + 1) * interval '90 min', 90, 'practice', 'confirmed',
                   unit.company_id, %(user)s, 1, 1, now(), now()
              FROM club_facility AS unit,
                   generate_series(0, %(slots)s - 1) AS slot,
                   generate_series(
                       date_trunc('day', now() AT TIME ZONE 'UTC')
                       - %(days)s / 2 * interval '1 day' + interval '6 h',
                       date_trunc('day', now() AT TIME ZONE 'UTC')
                       + (%(days)s - %(days)s / 2 - 1) * interval '1 day'
                       + interval '6 h',
                       interval '1 day'
                   ) AS day
             WHERE unit.parent_path LIKE %(path)s AND unit.is_bookable
               AND NOT EXISTS (
                   SELECT FROM club_facility_unit_rel AS rel
                    WHERE rel.facility_id = unit.id
               )
            RETURNING id, facility_id, start, stop
        )
        INSERT INTO club_occupancy (unit_id, reservation_id, start, stop)
        SELECT facility_id, id, start, stop FROM made
        """,
        {
            "user": env.user.id,
            "slots": PER_DAY,
            "days": days,
            "path": f"{site.id}/%",
        },
    )
    # what the insert leaves to the end of the transaction
    env.cr.execute("SET CONSTRAINTS ALL IMMEDIATE")
    env.cr.execute(
        f"ALTER TABLE club_occupancy ADD CONSTRAINT {constraint} {definition}"
    )
    env.cr.commit()
    env.cr.execute("ANALYZE club_reservation, club_occupancy, club_facility")
    env.cr.commit()
    env.invalidate_all()


site = Facility.search([("name", "=", "Bench"), ("kind", "=", "site")], limit=1)
if not site:
    begin = time.monotonic()
    site = make_places()
    fill(site)
    print(f"filled in {time.monotonic() - begin:.0f} s", flush=True)
spaces = Facility.search([("id", "child_of", site.ids), ("is_bookable", "=", True)])
halls = spaces.filtered("unit_ids").with_env(env)
units = (spaces - halls).with_env(env)
SATURDAY_NIGHT = datetime.combine(datetime.now(), datetime.min.time()) + timedelta(
    days=5 - datetime.now().weekday() + 7, hours=22
)

# ------------------------------------------------------------
# Measuring
# ------------------------------------------------------------

figures = []
numbers = iter(range(100_000))


def _note(name, limit, runs):
    milliseconds = [1000 * seconds for seconds, _queries in runs]
    figures.append(
        (name, limit, statistics.median(milliseconds), max(milliseconds), runs[0][1])
    )


def _time(act, argument):
    queries, start = env.cr.sql_log_count, time.perf_counter()
    act(argument)
    env.flush_all()
    return start, queries


def measure(name, limit, act, prepare=lambda number: number, runs=RUNS):
    """Without a commit; ``act`` gets what ``prepare`` made of a number."""
    seen = []
    for _run in range(runs):
        savepoint = env.cr.savepoint()
        argument = prepare(next(numbers))
        env.flush_all()
        env.invalidate_all()
        start, queries = _time(act, argument)
        seen.append((time.perf_counter() - start, env.cr.sql_log_count - queries))
        savepoint.close(rollback=True)
    _note(name, limit, seen)


def committed(name, limit, act, prepare=lambda number: number, runs=3 * RUNS):
    """One request after the other, each with its commit."""
    seen = []
    for _run in range(runs):
        argument = prepare(next(numbers))
        env.cr.commit()
        env.invalidate_all()
        start, queries = _time(act, argument)
        env.cr.commit()
        seen.append((time.perf_counter() - start, env.cr.sql_log_count - queries))
    _note(name, limit, seen)


# ------------------------------------------------------------
# The engine
# ------------------------------------------------------------


def make_vals(number, facility):
    start = MONDAY + timedelta(hours=2 * number)
    return {
        "name": "Handball",
        "facility_id": facility.id,
        "start": start,
        "stop": start + timedelta(minutes=90),
    }


def make_dates(number, count=42):
    """Drafts, week by week, in a triple hall at a time that is free."""
    start = SATURDAY_NIGHT
    return Reservation.create(
        [
            {
                "name": "Handball",
                "facility_id": halls[number % len(halls)].id,
                "start": start + timedelta(weeks=week),
                "stop": start + timedelta(weeks=week, minutes=90),
            }
            for week in range(count)
        ]
    )


def make_asked(number):
    return Reservation.create(make_vals(number, units[number % len(units)]))


def make_booked_whole(number):
    booking = Reservation.create(make_vals(number, halls[number % len(halls)]))
    booking.action_confirm()
    return booking


def lose(number):
    unit = units[number % len(units)]
    taken = env["club.occupancy"].search([("unit_id", "=", unit.id)], limit=1)
    loser = Reservation.create(
        {**make_vals(number, unit), "start": taken.start, "stop": taken.stop}
    )
    env.flush_all()
    return loser


def try_to_confirm(loser):
    try:
        loser.action_confirm()
    except Exception as error:
        if type(error).__name__ != "UserError":
            raise
    else:
        raise SystemExit("This time was taken, and it was booked twice.")


env.cr.execute("SELECT count(*), count(DISTINCT unit_id) FROM club_occupancy")
print("{:,} rows on {} units".format(*env.cr.fetchone()), flush=True)
committed(
    "a request confirmed and committed",
    10,
    lambda booking: booking.action_confirm(),
    make_asked,
)
measure("42 dates of a triple hall taken", 60, lambda some: some._occupy(), make_dates)
measure("42 dates confirmed", None, lambda some: some.action_confirm(), make_dates)
measure(
    "a triple hall moved", None, lambda one: one.action_shift(30), make_booked_whole
)
measure("a time that is taken refused", None, try_to_confirm, lose)

env.cr.rollback()

print("| what | limit ms | median ms | slowest ms | queries |")
print("| --- | --- | --- | --- | --- |")
for name, limit, median, slowest, queries in figures:
    print(f"| {name} | {limit or ''} | {median:.1f} | {slowest:.1f} | {queries} |")
late = [name for name, limit, median, *_rest in figures if limit and median > limit]
if late:
    raise SystemExit(f"Too slow: {', '.join(late)}")
