"""Many at a time adopt decisions of one network: no gap, no double.

    ./dev db race && ./dev shell race <bench/race.py

It commits, so it needs a database that is thrown away afterwards. Each thread has
its own cursor and adopts one decision per transaction. What PostgreSQL refuses,
because another thread was first, is repeated and counted.
"""

import random
import threading
import time

from psycopg2 import OperationalError

from odoo import SUPERUSER_ID, api
from odoo.tools import mute_logger

THREADS = 8
EACH = 25
START = "2026-03-02 17:00:00"

network = env["club.network"].create({"name": "Race", "user_id": env.user.id})
meeting = env["club.meeting"].create({"network_id": network.id, "start": START})
decisions = env["club.decision"].create(
    [
        {"meeting_id": meeting.id, "name": f"Decision {number}"}
        for number in range(THREADS * EACH)
    ]
)
env.cr.commit()
refused, crashed = [0] * THREADS, []
begin = threading.Barrier(THREADS)


def adopt(decision_id):
    """One transaction, as one request is."""
    with env.registry.cursor() as cr:
        own = api.Environment(cr, SUPERUSER_ID, {})
        own["club.decision"].browse(decision_id).action_adopt()


def run(place):
    begin.wait()
    waiting = decisions.ids[place::THREADS]
    while waiting:
        try:
            adopt(waiting[0])
        except OperationalError:
            refused[place] += 1
            time.sleep(random.uniform(0, 0.05))  # noqa: S311 - nothing is secret
            continue
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told
            crashed.append(error)
        waiting.pop(0)


threads = [threading.Thread(target=run, args=(place,)) for place in range(THREADS)]
seconds = time.monotonic()
with mute_logger("odoo.sql_db"):
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
seconds = time.monotonic() - seconds
env.invalidate_all()
env.cr.rollback()

numbers = sorted(decisions.mapped("sequence_number"))
wanted = list(range(1, THREADS * EACH + 1))
counter = env["club.network.counter"].search([("network_id", "=", network.id)])
print(
    f"{THREADS} threads × {EACH} adoptions in {seconds:.1f} s, "
    f"{sum(refused)} times refused and repeated, {len(crashed)} crashed"
)
print(
    f"numbers {numbers[0]}–{numbers[-1]}, {len(wanted) - len({*numbers})} missing, "
    f"{len(numbers) - len({*numbers})} double, counter {counter.last_number}"
)
if crashed or numbers != wanted or counter.last_number != wanted[-1]:
    raise SystemExit(f"The numbers are wrong: {crashed[:1]}")
