"""Eight people want the same hall in the same second, sixty times: one gets it.

It commits, so it needs a database that is thrown away afterwards, empty or filled; read
bench/README.md first. Each thread has its
own cursor, and each booking is a request as Odoo runs it: made, confirmed, committed,
and repeated where PostgreSQL refuses it. In the first round wholes, pairs and thirds
are mixed so that all eight meet in one third of the hall; in the second one anything
goes; in the third one people move what they have, back and forth between the halls,
while units join and leave. Then random bookings are compared with a count by hand.
"""

import random
import threading
import time
from collections import Counter
from datetime import datetime, timedelta

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.service.model import retrying
from odoo.tools import mute_logger

THREADS, SLOTS, RANDOM = 8, 60, 10_000
MONDAY = datetime(2045, 3, 6, 8)
HOUR = timedelta(hours=1)
rnd = random.Random(6)  # noqa: S311 - nothing is secret

Facility = env["club.facility"]
site = Facility.create({"name": "Race", "kind": "site"})


def add(name, parent, **vals):
    return Facility.create(
        {"name": name, "parent_id": parent.id, "is_bookable": True, **vals}
    )


halls, spaces_with = [], {}
for place in range(2):
    hall = add(f"Hall {place}", site)
    thirds = [add(f"Third {name}", hall) for name in "ABC"]
    pairs = [
        add("Pair", hall, unit_ids=[(6, 0, [one.id, other.id])])
        for one, other in zip(thirds, thirds[1:] + thirds[:1], strict=True)
    ]
    halls.append((hall, thirds, pairs))
units_of = {
    space.id: frozenset((space.unit_ids or space).ids)
    for hall, thirds, pairs in halls
    for space in (hall, *thirds, *pairs)
}
env.cr.commit()
hall, thirds, pairs = halls[0]


def press_at_once(acts):
    """Each act is one request; what became of each, and how often Odoo repeated."""
    begin, outcomes, tries = threading.Barrier(len(acts)), [None] * len(acts), []

    def press(place, act):
        with env.registry.cursor() as cr:
            own, first = api.Environment(cr, SUPERUSER_ID, {}), [True]

            def request():
                tries.append(place)
                # all have looked before one of them begins
                cr.execute("SELECT FROM club_occupancy LIMIT 1")
                if first:
                    first.clear()
                    begin.wait()
                return act(own)

            try:
                outcomes[place] = retrying(request, own)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is told
                cr.rollback()
                outcomes[place] = error

    threads = [threading.Thread(target=press, args=each) for each in enumerate(acts)]
    with mute_logger("odoo.sql_db", "odoo.service.model"):
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    env.cr.rollback()
    env.invalidate_all()
    return outcomes, len(tries) - len(acts)


def book(facility_id, start, hours=1):
    def act(own):
        booking = own["club.reservation"].create(
            {
                "name": "Handball",
                "facility_id": facility_id,
                "start": start,
                "stop": start + hours * HOUR,
            }
        )
        booking.action_confirm()
        return booking.id

    return act


def check():
    """No unit is taken twice, and rows are what the reservations say."""
    env.cr.execute(
        """
        SELECT count(*) FROM club_occupancy AS one JOIN club_occupancy AS other
            ON one.unit_id = other.unit_id AND one.id < other.id
           AND one.start < other.stop AND other.start < one.stop
         WHERE one.unit_id = ANY(%s)
        """,
        [env["club.facility"].search([("id", "child_of", site.ids)]).ids],
    )
    double = env.cr.fetchone()[0]
    taking = env["club.reservation"].search(
        [("facility_id", "child_of", site.ids), ("state", "in", ("held", "confirmed"))]
    )
    units = taking.facility_id._get_units()
    untrue = [
        one.id
        for one in taking
        if one.occupancy_ids.unit_id != units[one.facility_id]
        or {*one.occupancy_ids.mapped("start")} != {one.start}
        or {*one.occupancy_ids.mapped("stop")} != {one.stop}
    ]
    if double or untrue:
        raise SystemExit(f"{double} double, not true: {untrue[:5]}")
    return len(taking)


def tell(title, begin, outcomes, repeated):
    kinds = Counter(
        "done" if isinstance(each, (int, bool)) else type(each).__name__
        for each in outcomes
    )
    print(
        f"{title} in {time.monotonic() - begin:.1f} s: {dict(kinds)}, {repeated} "
        f"repeated by Odoo, {check()} taken, 0 double",
        flush=True,
    )
    if kinds.keys() - {"done", "UserError"}:
        raise SystemExit([each for each in outcomes if isinstance(each, Exception)][:1])


begin, told, repeated, waits = time.monotonic(), [], 0, []
for slot in range(SLOTS):
    third = slot % 3
    # the whole, the third, and both pairs that it is in
    meeting = [hall.id, thirds[third].id, pairs[third].id, pairs[third - 1].id]
    wanted = [meeting[place % 4] for place in range(THREADS)]
    rnd.shuffle(wanted)
    start = time.monotonic()
    outcomes, more = press_at_once([book(one, MONDAY + slot * HOUR) for one in wanted])
    waits.append(time.monotonic() - start)
    told, repeated = told + outcomes, repeated + more
    if sum(isinstance(each, int) for each in outcomes) != 1:
        raise SystemExit(f"not exactly one winner: {outcomes}")
tell(f"{THREADS} × {SLOTS}, one winner each", begin, told, repeated)
print(f"the longest slot took {max(waits):.2f} s")

begin, told, repeated = time.monotonic(), [], 0
for slot in range(SLOTS):
    start = MONDAY + timedelta(days=30) + slot * HOUR
    wanted = [rnd.choice(list(units_of)) for _place in range(THREADS)]
    outcomes, more = press_at_once([book(one, start) for one in wanted])
    told, repeated = told + outcomes, repeated + more
    won = [
        units_of[one]
        for one, each in zip(wanted, outcomes, strict=True)
        if type(each) is int
    ]
    lost = [
        units_of[one]
        for one, each in zip(wanted, outcomes, strict=True)
        if type(each) is not int
    ]
    if any(all(not units & others for others in won) for units in lost):
        raise SystemExit("Somebody lost a time that nobody took.")
tell(f"{THREADS} × {SLOTS}, anything", begin, told, repeated)


def move(booking_id, facility_id, start):
    return lambda own: (
        own["club.reservation"]
        .browse(booking_id)
        .action_move(start, facility=facility_id)
    )


def change(facility_id, unit_id):
    def act(own):
        pair = own["club.facility"].browse(facility_id)
        units = pair.unit_ids.ids
        kept = units[:2] if unit_id in units else [*units, unit_id]
        pair.unit_ids = [(6, 0, kept)]
        return True

    return act


begin, told, repeated = time.monotonic(), [], 0
later = MONDAY + timedelta(days=60)
mine = []
for place in range(THREADS - 1):
    act = book(halls[place % 2][1][place % 3].id, later + place // 2 * HOUR)
    mine.append(act(env))
env.cr.commit()
for _slot in range(SLOTS // 2):
    acts = [
        move(one, rnd.choice(list(units_of)), later + rnd.randrange(5) * HOUR)
        for one in mine
    ]
    acts.append(change(pairs[0].id, thirds[2].id))
    outcomes, more = press_at_once(acts)
    told, repeated = told + outcomes, repeated + more
tell(f"{THREADS} × {SLOTS // 2}, moved while units change", begin, told, repeated)

# ------------------------------------------------------------
# Beside a count by hand
# ------------------------------------------------------------

begin, taken, won = time.monotonic(), {}, 0
env["club.facility"].browse(pairs[0].id).unit_ids = [
    (6, 0, sorted(units_of[pairs[0].id]))
]
quiet = env(context={"tracking_disable": True})
with mute_logger("odoo.sql_db"):
    for _number in range(RANDOM):
        space = rnd.choice(list(units_of))
        minutes = 15 * rnd.randrange(60 * 24 * 4)
        start = MONDAY + timedelta(days=90, minutes=minutes)
        hours = rnd.randrange(1, 6)
        day = [
            row
            for key in range(-1, 2)
            for row in taken.get((start + timedelta(days=key)).date(), ())
        ]
        free = not any(
            units_of[space] & units and start < stop and first < start + hours * HOUR
            for units, first, stop in day
        )
        try:
            with env.cr.savepoint():
                book(space, start, hours)(quiet)
        except UserError:
            booked = False
        else:
            booked = True
            row = (units_of[space], start, start + hours * HOUR)
            taken.setdefault(start.date(), []).append(row)
        if booked != free:
            raise SystemExit(f"{space} at {start}: {booked}, by hand {free}")
        won += booked
seconds = time.monotonic() - begin
print(f"{RANDOM} random bookings in {seconds:.0f} s: {won} done, as counted by hand")
check()
env.cr.rollback()
