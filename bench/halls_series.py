"""How long a series of 42 dates in a triple hall takes, and its preview.

    ./dev shell DB <bench/halls_series.py

Each line: the best of seven runs with its queries; nothing is committed. Against
850,000 rows of occupied time it runs in a database that was filled before.
"""

import time
from datetime import timedelta

RUNS = 7
COUNT = 42

env = env(user=env.ref("base.user_admin").id)
today = env.company._club_today()
Facility = env["club.facility"]
site = Facility.create({"name": "Bench", "kind": "site"})
hall = Facility.create({"name": "Hall", "parent_id": site.id, "is_bookable": True})
Facility.create(
    [
        {"name": f"Third {name}", "parent_id": hall.id, "is_bookable": True}
        for name in "ABC"
    ]
)


def prepare():
    series = env["club.reservation.series"].create(
        {
            "name": "Bench",
            "facility_id": hall.id,
            "date_from": today,
            "date_to": today + timedelta(days=7 * COUNT - 1),
        }
    )
    env.flush_all()
    return series


def measure(act):
    """Milliseconds and queries of the best run; what it does is rolled back."""
    runs = []
    for _run in range(RUNS):
        savepoint = env.cr.savepoint()
        series = prepare()
        env.invalidate_all()
        queries, start = env.cr.sql_log_count, time.perf_counter()
        act(series)
        env.flush_all()
        took = time.perf_counter() - start
        runs.append((round(took * 1000, 1), env.cr.sql_log_count - queries))
        savepoint.close(rollback=True)
        env.invalidate_all()
    return min(runs)


def confirm(series):
    series.action_confirm()
    if len(series.reservation_ids.occupancy_ids) != 3 * COUNT:
        raise SystemExit("The series took another number of units.")


def change(series):
    series.action_confirm()
    series.action_change({"hour_from": 17.0})


env.cr.execute("SELECT count(*) FROM club_occupancy")
print(f"rows of occupied time: {env.cr.fetchone()[0]}")
print("| what | ms | queries |")
for name, act in {
    "preview": lambda series: series.preview(),
    "confirm": confirm,
    "confirm and change all": change,
}.items():
    took, queries = measure(act)
    print(f"| {name} of {COUNT} dates × triple hall | {took} | {queries} |")
