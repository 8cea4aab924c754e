"""Forty people want one of twenty seats in the same second, and other crowds.

It commits, so it needs a database that is thrown away afterwards; read bench/README.md
first. Each thread is a request of its own: it arrives, commits, and then seats are
given as they are on a server. After each round the seats are counted, and whether they
went by order of arrival.
"""

import threading
import time
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields
from odoo.service.model import retrying
from odoo.tools import mute_logger

ROUNDS, PEOPLE, SEATS, BATCH, MANY = 5, 40, 20, 200, 20_000

env["ir.mail_server"].search([]).active = False
env["ir.cron"].search([]).active = False
Event, Registration = env["event.event"], env["event.registration"]
course = env["club.training"].create({"name": "Bench", "units": 8})


def make_date(seats, days=60):
    begin = fields.Datetime.now().replace(microsecond=0) + timedelta(days=days)
    event = Event.create(
        {
            "training_id": course.id,
            "date_begin": begin,
            "date_end": begin + timedelta(hours=7),
            "seats_limited": bool(seats),
            "seats_max": seats,
        }
    )
    event.action_open_registration()
    env.cr.commit()
    return event


def press_at_once(acts):
    """Each act is one request; what went wrong, and the seconds until all were done."""
    begin, problems = threading.Barrier(len(acts) + 1), []

    def press(act):
        with env.registry.cursor() as cr:
            own = api.Environment(cr, SUPERUSER_ID, {})
            begin.wait()
            try:
                retrying(lambda: act(own), own)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is told
                cr.rollback()
                problems.append(error)

    threads = [threading.Thread(target=press, args=[act]) for act in acts]
    with mute_logger("odoo.sql_db", "odoo.service.model"):
        for thread in threads:
            thread.start()
        begin.wait()
        since = time.perf_counter()
        for thread in threads:
            thread.join()
    env.cr.rollback()
    env.invalidate_all()
    return problems, time.perf_counter() - since


def register(event, number):
    def act(own):
        own["event.event"].browse(event.id)._club_register(
            [{"name": f"Person {number}"}],
            contact=f"Person {number}",
            email=f"person.{event.id}.{number}@example.org",
            via="page",
        )

    return act


def give_up(registration):
    def act(own):
        booking = own["event.registration"].browse(registration.id).booking_id
        booking._give_up()

    return act


def tell(title, event, problems, seconds):
    people = Registration.search([("event_id", "=", event.id)], order="id")
    states = people.mapped("training_status")
    numbers = people.filtered("seat_number").mapped("seat_number")
    waiting = [state == "waiting" for state in states]
    fair = waiting == sorted(waiting)
    counts = ", ".join(f"{states.count(state)} {state}" for state in sorted({*states}))
    print(
        f"| {title} | {len(numbers)} seats, {len({*numbers})} different | {counts} "
        f"| in order: {fair} | problems: {len(problems)} | {1000 * seconds:.0f} ms |",
        flush=True,
    )
    for problem in problems[:3]:
        print("    ", problem)


for _round in range(ROUNDS):
    event = make_date(SEATS)
    acts = [register(event, number) for number in range(PEOPLE)]
    tell(f"{PEOPLE} at once, {SEATS} seats", event, *press_at_once(acts))

for _round in range(ROUNDS):
    event = make_date(SEATS)
    for number in range(SEATS):
        event._club_register(
            [{"name": f"First {number}"}], email=f"first.{number}@example.org"
        )
    env.cr.commit()
    env.invalidate_all()
    leaving = event.registration_ids[:10]
    acts = [register(event, number) for number in range(20)]
    acts += [give_up(one) for one in leaving]
    tell("20 come, 10 leave", event, *press_at_once(acts))

for size in (1, BATCH):
    event = make_date(0)
    seen = []
    for attempt in range(5):
        queries, cpu, since = (
            env.cr.sql_log_count,
            time.process_time(),
            time.perf_counter(),
        )
        for number in range(size):
            event._club_register(
                [{"name": f"Person {attempt} {number}"}],
                email=f"person.{attempt}.{number}@example.org",
                via="page",
            )
        env.cr.commit()
        seen.append(
            (
                time.perf_counter() - since,
                time.process_time() - cpu,
                env.cr.sql_log_count - queries,
            )
        )
        env.invalidate_all()
    best = min(seen)
    print(
        f"| {size} through the one way in, seats given, mails queued | "
        f"{1000 * best[0] / size:.1f} ms each | "
        f"CPU {1000 * best[1] / size:.1f} ms each | "
        f"{best[2] / size:.1f} queries each |",
        flush=True,
    )

event = make_date(0)
bookings = env["club.training.booking"].create(
    [
        {
            "event_id": event.id,
            "contact_name": f"Batch {number}",
            "email": f"batch.{number}@example.org",
        }
        for number in range(BATCH)
    ]
)
since, cpu = time.perf_counter(), time.process_time()
Registration.create(
    [
        {
            "event_id": event.id,
            "booking_id": booking.id,
            "name": booking.contact_name,
            "email": booking.email,
        }
        for booking in bookings
    ]
)
env.cr.commit()
print(
    f"| a batch of {BATCH}, seats given, mails queued | "
    f"{1000 * (time.perf_counter() - since) / BATCH:.1f} ms each | "
    f"CPU {1000 * (time.process_time() - cpu) / BATCH:.1f} ms each |",
    flush=True,
)
