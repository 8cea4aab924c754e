"""How long the facility office waits at the size that bench/halls_fill.py makes.

Read bench/README.md first. What is measured stands at the end, one `measure` or
`committed` for each: a name, a limit in milliseconds or None, what is measured, and
what prepares it from a number that is another one each time. `measure` rolls back,
`committed` does not. ONLY=word measures what has the word in its name.

Each line: the best and the middle of the runs after one that fills the caches of the
server (records are read anew each time), the processor time of Odoo and of the
database in the best run, and queries. The limit counts for the best: where others work
on the machine too, it says most.
"""

import itertools
import os
import statistics
import time
from datetime import date, datetime, timedelta
from pathlib import Path

from lxml import etree

from odoo.exceptions import UserError

from odoo.addons.club_support.models.club_facility_rules import Use
from odoo.addons.club_support.tools.intervals import at_wall

RUNS, LONG_RUNS = 7, 2
ONLY = os.environ.get("ONLY", "")

officer = env["res.users"].search([("login", "=", "bench_halls")])
if not officer:
    raise SystemExit("Please run bench/halls_fill.py on this database first.")
env = env(user=officer.id)
Facility, Reservation = env["club.facility"], env["club.reservation"]
Series, Season = env["club.reservation.series"], env["club.season"]
sites = Facility.search([("name", "=like", "Bench __"), ("kind", "=", "site")])
halls = Facility.search([("parent_id", "in", sites.ids)], order="id")
thirds = Facility.search([("parent_id", "in", halls.ids)], order="id")
clubs = env["res.partner"].search([("name", "=like", "Bench Club ___")], order="id")
zone = halls[0]._get_zone(halls[0])
today = env.company._club_today()
monday = today - timedelta(days=today.weekday()) + timedelta(weeks=1)

# ------------------------------------------------------------
# Measuring
# ------------------------------------------------------------

late = []
# each run books days of its own
numbers = itertools.count(Reservation.search_count([("start", ">=", "2045-01-01")]))


def database_seconds():
    """Processor time of the database's process."""
    stat = Path(f"/proc/{env.cr._cnx.get_backend_pid()}/schedstat")
    return int(stat.read_text().split()[0]) / 1e9 if stat.exists() else float("nan")


def read_clocks():
    return (
        time.perf_counter(),
        time.process_time(),
        database_seconds(),
        env.cr.sql_log_count,
    )


def note(name, limit, seen):
    walls, pythons, databases, queries = zip(*seen[1:], strict=True)
    best, middle, python, database = (
        1000 * each
        for each in (min(walls), statistics.median(walls), min(pythons), min(databases))
    )
    if limit and min(best, python + database) > limit:
        late.append(name)
    print(
        f"| {name} | {limit or ''} | {best:.1f} | {middle:.1f} | {python:.1f} "
        f"| {database:.1f} | {min(queries)} |",
        flush=True,
    )


def run_once(act, argument, commit=False):
    before = read_clocks()
    act(argument)
    env.flush_all()
    if commit:
        env.cr.commit()
    return tuple(
        after - begin for after, begin in zip(read_clocks(), before, strict=True)
    )


def measure(name, limit, act, prepare=lambda number: number, runs=RUNS):
    """Without a commit; ``act`` gets what ``prepare`` made of a number."""
    if ONLY not in name:
        return
    seen = []
    for _run in range(runs + 1):
        savepoint = env.cr.savepoint()
        argument = prepare(next(numbers))
        env.flush_all()
        env.invalidate_all()
        seen.append(run_once(act, argument))
        env.flush_all()
        savepoint.close(rollback=True)
        env.invalidate_all()
    note(name, limit, seen)


def committed(name, limit, act, prepare=lambda number: number, runs=5 * RUNS):
    """One request after the other, each with its commit."""
    if ONLY not in name:
        return
    seen = []
    for _run in range(runs):
        argument = prepare(next(numbers))
        env.cr.commit()
        env.invalidate_all()
        seen.append(run_once(act, argument, commit=True))
    note(name, limit, seen)


# ------------------------------------------------------------
# Times
# ------------------------------------------------------------


def make_vals(facility, day, hour=20, **vals):
    start = at_wall(day, hour * 60, zone)
    return {
        "name": "Handball",
        "facility_id": facility.id,
        "start": start,
        "stop": start + timedelta(minutes=90),
        **vals,
    }


def make_far_vals(number, **vals):
    day = date(2045, 3, 6) + timedelta(days=number)
    return make_vals(thirds[number % len(thirds)], day, **vals)


def make_asked(number):
    asked = Reservation.create(make_far_vals(number))
    asked.action_request()
    return asked


def book(number):
    Reservation.create(make_far_vals(number)).action_confirm()


def make_dates(number):
    """Drafts, week by week, in a triple hall at a time that is free."""
    hall = halls[number % len(halls)]
    return Reservation.create(
        [make_vals(hall, monday + timedelta(weeks=week)) for week in range(42)]
    )


def make_booked_whole(number):
    booking = Reservation.create(make_vals(halls[number % len(halls)], monday))
    booking.action_confirm()
    return booking


def try_to_confirm(loser):
    try:
        loser.action_confirm()
    except UserError:
        return
    raise SystemExit("This time was taken, and it was booked twice.")


def make_uses(number):
    """42 evenings in a triple hall, each taken by three groups."""
    hall = halls[number % len(halls)]
    days = (monday + timedelta(weeks=week - 13) for week in range(42))
    return [
        Use(key, hall, at_wall(day, 18 * 60, zone), at_wall(day, 19 * 60 + 30, zone))
        for key, day in enumerate(days)
    ]


def make_series(number, count=42):
    return Series.create(
        {
            "name": "Handball",
            "facility_id": halls[number % len(halls)].id,
            "partner_id": clubs[0].id,
            "date_from": monday,
            "date_to": monday + timedelta(days=7 * count - 1),
            "rrule": "FREQ=WEEKLY;BYDAY=TU",
            "hour_from": 20.0,
            "hour_to": 21.5,
        }
    )


def make_confirmed_series(number):
    series = make_series(number)
    series.action_confirm()
    return series


start_of_week = at_wall(monday, 0, zone)


def show_board(places, days):
    def act(_number):
        places.get_board(monday.isoformat(), (monday + timedelta(days)).isoformat())

    return act


def get_list_fields():
    arch = Reservation.get_view(view_type="list")["arch"]
    fields = {node.get("name") for node in etree.fromstring(arch).iter("field")}
    return {
        name: {"fields": {"display_name": {}}}
        if Reservation._fields[name].type == "many2one"
        else {}
        for name in fields
    }


def list_reservations(_number):
    Reservation.web_search_read([], get_list_fields(), limit=80, count_limit=10_001)


def list_ahead(_number):
    Reservation.web_search_read(
        [("stop", ">=", datetime.now())],
        get_list_fields(),
        limit=80,
        count_limit=10_001,
    )


def count_heat(_number):
    first = start_of_week - timedelta(weeks=14)
    heat = env["club.occupancy.hour"]._get_heat(
        thirds, first, first + timedelta(days=366)
    )
    if not heat:
        raise SystemExit("The map is empty.")


def make_closure_vals(_number):
    """A hall closed for 16 days: 224 uses, 192 of them of clubs."""
    return {
        "name": "Water in the floor",
        "facility_id": halls[0].id,
        "start": start_of_week,
        "stop": start_of_week + timedelta(days=16),
    }


def make_closure(number):
    return env["club.closure"].create(make_closure_vals(number))


def make_settled(number):
    closure = make_closure(number)
    closure.action_settle()
    return closure


def draw_plan(_number):
    paper = {"ids": halls[:30].ids, "paper": "a4", "kind": "week"}
    paper["date"] = monday.isoformat()
    env["ir.actions.report"]._render_qweb_html(
        "club_support.club_facility_plan_a4", halls[:30].ids, data=paper
    )


def make_season(number, previous=None, weeks=0):
    first = monday + timedelta(weeks=weeks)
    return Season.create(
        {
            "name": f"Season {number}.{weeks}",
            "date_from": first,
            "date_to": first + timedelta(days=7 * 24 - 1),
            "previous_id": previous and previous.id,
        }
    )


def make_applications(number):
    """300 groups, each with a first choice that is free, all of them given."""
    season = make_season(number)
    applications = env["club.season.application"].create(
        [
            {
                "season_id": season.id,
                "partner_id": club.id,
                "name": f"Group {place}",
                "people_count": 20,
                "wish_ids": [
                    (
                        0,
                        0,
                        {
                            "facility_id": thirds[place].id,
                            "weekday": str(place % 5),
                            "hour_from": 20.0,
                            "hour_to": 21.5,
                        },
                    )
                ],
            }
            for place, club in enumerate(clubs)
        ]
    )
    applications.action_serve()
    return season


def make_confirmed_season(number):
    season = make_applications(number)
    season.with_context(club_tell_clubs=False).series_ids.action_confirm()
    return make_season(number, season, weeks=24)


def make_carried(number):
    season = make_confirmed_season(number)
    season.action_carry_over()
    return season


env.cr.execute("SELECT count(*), count(DISTINCT unit_id) FROM club_occupancy")
print("{:,} rows of occupied time on {} units".format(*env.cr.fetchone()))
print("| what | limit ms | best ms | middle ms | Odoo ms | database ms | queries |")
print("| --- | --- | --- | --- | --- | --- | --- |", flush=True)

committed("a time made, confirmed and committed", None, book)
committed(
    "a request confirmed and committed",
    10,
    lambda asked: asked.action_confirm(),
    make_asked,
)
measure("42 dates of a triple hall taken", 60, lambda some: some._occupy(), make_dates)
measure("42 dates confirmed", None, lambda some: some.action_confirm(), make_dates)
measure("a whole hall moved", None, lambda one: one.action_shift(30), make_booked_whole)
measure(
    "a time that is taken refused, with alternatives",
    None,
    try_to_confirm,
    lambda number: Reservation.create(
        make_vals(thirds[number % len(thirds)], monday, hour=18)
    ),
)
measure(
    "series of 42 dates × triple hall: preview",
    40,
    lambda series: series.preview(),
    make_series,
)
measure(
    "series of 42 dates × triple hall: confirmed",
    60,
    lambda series: series.action_confirm(),
    make_series,
)
measure(
    "series of 42 dates × triple hall: all changed",
    None,
    lambda series: series.action_change({"hour_from": 20.25}),
    make_confirmed_series,
)
measure(
    "preview of 42 dates × triple hall, all taken, with names",
    40,
    Reservation._find_obstacles_of,
    make_uses,
)
measure(
    "free times of a triple hall in a month",
    30,
    lambda number: halls[number % len(halls)].free_slots(
        start_of_week, start_of_week + timedelta(days=31), 90
    ),
)
measure(
    "any free 90 minutes, 450 units × week",
    1000,
    lambda _number: thirds._free_slots_many(
        start_of_week, start_of_week + timedelta(days=7), 90
    ),
)
measure(
    "alternatives to one time",
    None,
    lambda uses: uses[20].facility._find_alternatives(uses[20]),
    make_uses,
)
measure("board: a hall, a week", None, show_board(halls[0], 7))
measure("board: ten halls, a day", None, show_board(sites[0], 1))
measure("board: ten halls, a week", None, show_board(sites[0], 7))
measure("board: choosing among 150 halls", None, lambda _n: Facility.get_board_halls())
measure("list of 80 reservations", None, list_reservations)
measure("list of 80 reservations ahead", None, list_ahead)
measure("heat map: 450 units × year", 500, count_heat)
measure("plan on paper: 30 halls, as HTML", None, draw_plan, runs=LONG_RUNS)
measure(
    "closure over 224 uses: listed with proposals",
    None,
    lambda number: make_closure(number),
    runs=LONG_RUNS,
)
measure(
    "closure over 224 uses: settled, clubs told",
    None,
    lambda closure: closure.action_settle(),
    make_closure,
    runs=LONG_RUNS,
)
measure(
    "closure over 224 uses: taken back",
    None,
    lambda closure: closure.action_undo(),
    make_settled,
    runs=LONG_RUNS,
)
measure(
    "season of 300 applications: carried over",
    None,
    lambda season: season.action_carry_over(),
    make_confirmed_season,
    runs=1,
)
measure(
    "season of 300 applications: confirmed, clubs told",
    None,
    lambda season: season.action_confirm(),
    make_carried,
    runs=1,
)

env.cr.rollback()
if late:
    raise SystemExit(f"Too slow: {', '.join(late)}")
