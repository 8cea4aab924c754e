"""Many do the same thing at once: no gap, no double, no error.

    ./dev db race && ./dev shell race <bench/race.py

It commits, so it needs a database that is thrown away afterwards. Each thread has
its own cursor. First, threads adopt decisions as fast as they can; what PostgreSQL
refuses, because another thread was first, is repeated and counted. Then come people,
each with one request, repeated as Odoo repeats it: five tries at most.
"""

import random
import threading
import time
from datetime import datetime, timedelta

from psycopg2 import OperationalError

from odoo import SUPERUSER_ID, api
from odoo.service.model import retrying
from odoo.tools import mute_logger

THREADS = 8
EACH = 25
ROUNDS = 10
CLUBS = 20
START = "2026-03-02 17:00:00"

# ------------------------------------------------------------
# Threads that adopt without a break
# ------------------------------------------------------------

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

# ------------------------------------------------------------
# People, each with one request
# ------------------------------------------------------------


def press_at_once(acts):
    """Run callables that get an environment, each as one request, all at once.

    :return: how often Odoo repeated, the longest wait in seconds, and the errors
    """
    begin = threading.Barrier(len(acts))
    tries, waits, errors = [], [], []

    def press(act):
        with env.registry.cursor() as cr:
            own = api.Environment(cr, SUPERUSER_ID, {})

            def request():
                tries.append(act)
                # the request has begun before one of the others is through
                cr.execute("SELECT 1")
                if tries.count(act) == 1:
                    begin.wait()
                return act(own)

            start = time.monotonic()
            try:
                retrying(request, own)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is told
                errors.append(error)
            waits.append(time.monotonic() - start)

    threads = [threading.Thread(target=press, args=(act,)) for act in acts]
    with mute_logger("odoo.sql_db", "odoo.service.model"):
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    env.cr.rollback()
    env.invalidate_all()
    return len(tries) - len(acts), max(waits), errors


def repeat(title, prepare, check):
    """Some rounds of pressing at once; each is checked, and they are told as one."""
    repeated, longest, errors, wrong = 0, 0, [], []
    for _round in range(ROUNDS):
        record, acts = prepare()
        env.cr.commit()
        more, wait, failed = press_at_once(acts)
        repeated, longest = repeated + more, max(longest, wait)
        errors += failed
        wrong += check(record)
    print(
        f"{title}, {ROUNDS} times: {repeated} repeated by Odoo, longest wait "
        f"{longest:.1f} s, {len(errors)} errors, {len(wrong)} wrong",
        flush=True,
    )
    if errors or wrong:
        raise SystemExit(f"{errors[:1]} {wrong[:1]}")


def do(record, name, *args, **kwargs):
    """A request that calls a method of a record; never equal to another one."""
    return lambda own: getattr(own[record._name].browse(record.id), name)(
        *args, **kwargs
    )


def prepare_decisions():
    drafts = env["club.decision"].create(
        [{"meeting_id": meeting.id, "name": "At once"} for _place in range(THREADS)]
    )
    return drafts, [do(draft, "action_adopt") for draft in drafts]


def check_numbers(drafts):
    numbers = sorted(drafts.mapped("sequence_number"))
    first = counter.last_number - THREADS + 1
    return [] if numbers == list(range(first, first + THREADS)) else [numbers]


team = env["club.team"].create(
    {"name": "Race", "email": f"race{network.id}@kreis.example.org"}
)
clubs = env["res.partner"].create(
    [
        {
            "name": f"Club {number}",
            "email": f"club{number}@example.net",
            "is_company": True,
            "is_actor": True,
        }
        for number in range(CLUBS)
    ]
)
env["club.network.member"].create(
    [{"network_id": network.id, "partner_id": club.id} for club in clubs]
)


def make_meeting():
    return env["club.meeting"].create(
        {
            "network_id": network.id,
            "team_id": team.id,
            "start": datetime.now().replace(microsecond=0) + timedelta(days=30),
        }
    )


def prepare_inviting():
    coming = make_meeting()
    return coming, [do(coming, "action_invite") for _person in range(2)]


def check_mails(coming):
    lines = coming.invitation_ids
    mails = env["mail.mail"].search(
        [("model", "=", lines._name), ("res_id", "in", lines.ids)]
    )
    once = sorted(mails.mapped("res_id")) == sorted(lines.ids)
    return [] if once and lines.partner_id == clubs else [(len(lines), len(mails))]


def prepare_answers():
    coming = make_meeting()
    coming._invite({clubs[0]: {"partner_id": clubs[0].id}})
    line = coming.invitation_ids
    answers = [("yes", "link"), ("no", "phone")]
    return line, [do(line, "_take_answer", *answer) for answer in answers]


def check_answers(line):
    last = line.answer_ids.sorted("id")[-1:]
    both = sorted(line.answer_ids.mapped("answer")) == ["no", "yes"]
    told = [(row.answer, row.state) for row in line.answer_ids]
    return [] if both and line.answer == last.answer else [(line.answer, told)]


repeat(f"{THREADS} people adopt", prepare_decisions, check_numbers)
repeat(f"2 people invite {CLUBS}", prepare_inviting, check_mails)
repeat("2 people answer for one", prepare_answers, check_answers)
