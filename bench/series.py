"""How long a series takes for 42 meetings, beside what Odoo itself needs.

    ./dev shell club_support <bench/series.py

Compared are 42 plain calendar events plus 42 plain records, each made in one batch,
of a model with chatter and of one without. Each line: the best of five runs, its
queries, and the ratio of the series to it. Nothing is committed.
"""

import time
from datetime import datetime, timedelta

RUNS = 5
COUNT = 42

organiser = env.ref("base.user_admin")
env = env(user=organiser.id)
today = datetime.now().date()
network = env["club.network"].create({"name": "Bench"})
starts = [
    datetime.combine(today, datetime.min.time()) + timedelta(days=7 * number, hours=17)
    for number in range(COUNT)
]


def measure(act, prepare=lambda: None):
    """Seconds and queries of the best run; what it makes is rolled back."""
    runs = []
    for _run in range(RUNS):
        savepoint = env.cr.savepoint()
        argument = prepare()
        env.flush_all()
        env.invalidate_all()
        queries, start = env.cr.sql_log_count, time.perf_counter()
        act(argument)
        env.flush_all()
        runs.append((time.perf_counter() - start, env.cr.sql_log_count - queries))
        savepoint.close(rollback=True)
        env.invalidate_all()
    return min(runs)


def prepare_series():
    return env["club.meeting.series"].create(
        {
            "name": "Bench",
            "network_id": network.id,
            "repeat": "week",
            "skip_public": False,
            "date_from": today,
            "date_to": today + timedelta(days=7 * COUNT - 1),
            "item_ids": [(0, 0, {"name": "Begrüßung"}), (0, 0, {"name": "Berichte"})],
        }
    )


def make_events(_argument):
    env["calendar.event"].create(
        [
            {
                "name": "Bench",
                "start": start,
                "stop": start + timedelta(hours=2),
                "partner_ids": [(6, 0, organiser.partner_id.ids)],
            }
            for start in starts
        ]
    )


def make_records(model):
    env[model].create([{"name": f"Bench {number}"} for number in range(COUNT)])


def make_series(series):
    series.action_generate()
    if len(series.meeting_ids) != COUNT:
        raise SystemExit("The series made another number of meetings.")


series = measure(make_series, prepare_series)
events = measure(make_events)
with_chatter = measure(lambda _argument: make_records("res.partner"))
without_chatter = measure(lambda _argument: make_records("res.partner.category"))
print("| what | ms | queries | series : this |")
print(f"| series of {COUNT} meetings | {series[0] * 1000:.0f} | {series[1]} | |")
for name, (seconds, queries) in {
    "calendar events": events,
    "plain records with chatter (contacts)": with_chatter,
    "plain records without (tags)": without_chatter,
    "events + contacts": tuple(map(sum, zip(events, with_chatter, strict=True))),
    "events + tags": tuple(map(sum, zip(events, without_chatter, strict=True))),
}.items():
    print(
        f"| {COUNT} {name} | {seconds * 1000:.0f} | {queries} "
        f"| {series[0] / seconds:.2f} |"
    )
env.cr.rollback()
