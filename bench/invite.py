"""What inviting up to 500 people to a meeting takes, and sending it to them.

    ./dev shell club_support <bench/invite.py

Each line: seconds, queries, and queries of the last hundred more; first pressing
Invite, then the queue that works in the background, with a mail server that takes
everything at once. An agenda goes with each mail. Nothing is committed.
"""

import time
from datetime import date, datetime, timedelta
from unittest.mock import patch

COUNTS = (100, 200, 300, 400, 500)

env = env(user=env.ref("base.user_admin").id)
team = env["club.team"].create({"name": "Bench", "email": "bench@kreis.example.org"})
start = datetime.combine(date.today() + timedelta(days=30), datetime.min.time())


def make_meeting(count):
    network = env["club.network"].create({"name": "Bench", "team_id": team.id})
    clubs = env["res.partner"].create(
        [
            {"name": f"Club {count}/{number}", "is_company": True, "is_actor": True}
            for number in range(count)
        ]
    )
    people = env["res.partner"].create(
        [
            {"name": f"Person {club.name}", "email": f"p{club.id}@example.net"}
            for club in clubs
        ]
    )
    env["club.network.member"].create(
        [
            {
                "network_id": network.id,
                "partner_id": club.id,
                "representative_id": person.id,
            }
            for club, person in zip(clubs, people, strict=True)
        ]
    )
    return env["club.meeting"].create(
        {
            "network_id": network.id,
            "start": start,
            "team_id": team.id,
            "agenda_item_ids": [(0, 0, {"name": "Begrüßung"})],
        }
    )


def measure(act):
    """Seconds and queries of a call that finds nothing in the caches."""
    env.flush_all()
    env.invalidate_all()
    queries, begin = env.cr.sql_log_count, time.perf_counter()
    act()
    env.flush_all()
    return time.perf_counter() - begin, env.cr.sql_log_count - queries


def send(meeting):
    mails = meeting.invitation_ids.mail_id
    Server = type(env["ir.mail_server"])
    with (
        patch.object(Server, "_connect__", lambda *args, **kwargs: None),
        patch.object(Server, "send_email", lambda self, message, **kw: message["To"]),
    ):
        # as the queue does, in Odoo's own portions
        mails.send()
    states = set(mails.mapped("state"))
    if states != {"sent"} or meeting.told_share != 100:
        raise SystemExit(f"Not everything was sent: {states}")


# the first use of templates and reports is not measured
make_meeting(1).action_invite()
print(
    "| people | invite s | queries | per 100 more | send s | queries | per 100 more |"
)
print("|---|---|---|---|---|---|---|")
before = None
for count in COUNTS:
    meeting = make_meeting(count)
    invited = measure(meeting.action_invite)
    sent = measure(lambda meeting=meeting: send(meeting))
    more = ["", ""]
    if before:
        more = [invited[1] - before[0], sent[1] - before[1]]
    before = invited[1], sent[1]
    print(
        f"| {count} | {invited[0]:.1f} | {invited[1]} | {more[0]} "
        f"| {sent[0]:.1f} | {sent[1]} | {more[1]} |",
        flush=True,
    )
env.cr.rollback()
