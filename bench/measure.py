"""How long what people do every day takes at the size that bench/fill.py makes.

    ./dev shell bench <bench/measure.py

Each line: the best and the middle of three runs after one that fills the server's
caches (records are read anew each time), the processor time of Odoo and of the
database in the best run, queries, and rows. Nothing is committed. The workbook is
written by a process of its own; its memory is the most that process ever held, and
it is written once. Where others work on the machine too, processor time says more.
"""

import os
import resource
import statistics
import tempfile
import time
from datetime import date
from email.message import EmailMessage
from pathlib import Path
from unittest.mock import patch

from dateutil.relativedelta import relativedelta
from lxml import etree

import odoo
from odoo.service.model import call_kw

RUNS = 3
TICKS = os.sysconf("SC_CLK_TCK")

worker = env["res.users"].search([("login", "=", "bench_0")])
lead = env["res.users"].search([("login", "=", "bench_59")])
organiser = env["res.users"].search([("login", "=", "bench_58")])
if not worker:
    raise SystemExit("Please run bench/fill.py on this database first.")


def database_seconds(cursor=env.cr):
    """Processor time of the database's process behind a cursor."""
    stat = Path(f"/proc/{cursor._cnx.get_backend_pid()}/stat")
    if not stat.exists():
        return float("nan")
    user, system = stat.read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / TICKS


def print_row(name, seconds, middle, python, database, queries, rows=""):
    print(
        f"| {name} | {seconds:.2f} | {middle:.2f} | {python:.2f} | {database:.2f} "
        f"| {queries} | {rows} |",
        flush=True,
    )


def measure(name, act, prepare=lambda: None, rows=None):
    """Print one line about a call; what it changes is rolled back.

    :param act: callable that gets what ``prepare`` returns, if anything
    :param rows: callable that tells the number of rows from the answer
    """
    runs = []
    for _run in range(RUNS + 1):
        env.cr.rollback()
        env.invalidate_all()
        prepared = prepare()
        arguments = () if prepared is None else (prepared,)
        env.flush_all()
        env.invalidate_all()
        queries, database = env.cr.sql_log_count, database_seconds()
        start, python = time.perf_counter(), time.process_time()
        answer = act(*arguments)
        env.flush_all()
        runs.append(
            (
                time.perf_counter() - start,
                time.process_time() - python,
                database_seconds() - database,
                env.cr.sql_log_count - queries,
            )
        )
    env.cr.rollback()
    best = min(runs[1:])
    middle = statistics.median(run[0] for run in runs[1:])
    print_row(name, best[0], middle, *best[1:], rows(answer) if rows else "")


def call(model, method, *args, user=worker, **kwargs):
    return call_kw(env(user=user.id)[model], method, list(args), kwargs)


def specify(model, view_type, xml_id=False, user=worker):
    """What the web client asks for when it shows a view."""
    view_id = xml_id and env.ref(xml_id).id
    views = call(model, "get_views", [(view_id, view_type)], user=user)
    return specify_nodes(model, etree.fromstring(views["views"][view_type]["arch"]))


def specify_nodes(model, arch):
    specification = {}
    for node in arch.iter("field"):
        field = env[model]._fields.get(node.get("name"))
        inner = next(node.iterancestors("field"), None)
        if field is None or (inner is not None and inner is not arch):
            continue
        details = {}
        if field.type == "many2one":
            details = {"fields": {"display_name": {}}}
        elif field.relational:
            lines = node.find("list")
            known = {"display_name": {}}
            if lines is not None:
                known = specify_nodes(field.comodel_name, lines)
            details = {"fields": known, "limit": 40}
        specification[field.name] = details
    return specification


def filter_domain(model, name):
    """The domain of a filter of the search view."""
    arch = etree.fromstring(
        call(model, "get_views", [(False, "search")])["views"]["search"]["arch"]
    )
    return eval(arch.xpath(f"//filter[@name='{name}']")[0].get("domain"))  # noqa: S307


def records(answer):
    return len(answer["records"])


def search_read(model, domain, specification, user=worker, **kwargs):
    return call(
        model,
        "web_search_read",
        domain,
        specification,
        user=user,
        limit=80,
        count_limit=10001,
        **kwargs,
    )


# ------------------------------------------------------------
# The workbook, first: its process begins as small as Odoo is
# ------------------------------------------------------------


def write_workbook():
    """Write all figures of some months and print the line about it."""
    cursor = odoo.sql_db.db_connect(env.cr.dbname).cursor()
    own = odoo.api.Environment(cursor, env.ref("base.user_admin").id, {})
    export = own["club.workbook.export"].create(
        {"date_from": "2025-11-01", "date_to": "2026-04-10", "with_clubs": False}
    )
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    queries, database = cursor.sql_log_count, database_seconds(cursor)
    start, python = time.perf_counter(), os.times()
    with tempfile.TemporaryFile() as file:
        counts = export._write_to(file)
        size = file.seek(0, 2) / 2**20
    seconds = time.perf_counter() - start
    python = os.times().user + os.times().system - python.user - python.system
    database = database_seconds(cursor) - database
    queries = cursor.sql_log_count - queries
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rows = f"{sum(counts.values())}; {size:.0f} MB; {most:.0f} MB memory at most, "
    rows += f"{before:.0f} MB before"
    print_row("workbook", seconds, seconds, python, database, queries, rows)
    cursor.rollback()


def in_own_process(act):
    env.cr.rollback()
    env.invalidate_all()
    child = os.fork()
    if not child:
        try:
            # connections are the parent's: neither used nor closed here
            odoo.sql_db._Pool, parents = None, odoo.sql_db._Pool  # noqa: F841
            act()
        finally:
            os._exit(0)
    os.waitpid(child, 0)


print("| what | best s | middle s | Odoo CPU s | database CPU s | queries | rows |")
print("|---|---|---|---|---|---|---|")
in_own_process(write_workbook)

# ------------------------------------------------------------
# Screens
# ------------------------------------------------------------

case_list = specify("club.case", "list")
card = specify("club.case", "kanban")
open_cases = [("is_closed", "=", False)]
mine = ["|", ("user_id", "=", worker.id), ("deputy_id", "=", worker.id)]
own = env(user=worker.id)
case_id = own["club.case"].search(mine + open_cases, limit=1, order="id").id
club_id = own["club.case"].browse(case_id).partner_id.id
timeline = {
    "fields": {name: {} for name in ("icon", "date", "title", "detail", "person")}
}


def read_board():
    groups = call(
        "club.case",
        "web_read_group",
        open_cases,
        ["stage_id"],
        ["__count"],
        auto_unfold=True,
        unfold_read_specification=card,
        unfold_read_default_limit=80,
        context={"read_group_expand": True},
    )["groups"]
    call(
        "club.case",
        "read_progress_bar",
        domain=open_cases,
        group_by="stage_id",
        progress_bar={"field": "activity_state", "colors": {"planned": "success"}},
    )
    return sum(len(group.get("__records", [])) for group in groups)


measure("list", lambda: search_read("club.case", [], case_list), rows=records)
measure(
    "list, lead", lambda: search_read("club.case", [], case_list, lead), rows=records
)
measure("list, mine", lambda: search_read("club.case", mine, case_list), rows=records)
measure("board", read_board, rows=int)
measure(
    "desk",
    lambda: call("club.desk", "web_search_read", [], {"card": {}, "content": {}}),
    rows=records,
)
case_form = specify("club.case", "form")
measure("case form", lambda: call("club.case", "web_read", [case_id], case_form))
measure(
    "timeline",
    lambda: call("club.case", "web_read", [case_id], {"timeline_ids": timeline}),
    rows=lambda answer: len(answer[0]["timeline_ids"]),
)
register = specify(
    "res.partner", "list", "club_support.res_partner_view_list_organisation"
)
measure(
    "register list",
    lambda: search_read("res.partner", [("is_actor", "=", True)], register),
    rows=records,
)
club_form = specify(
    "res.partner", "form", "club_support.res_partner_view_form_organisation"
)
measure("club form", lambda: call("res.partner", "web_read", [club_id], club_form))
measure(
    "club's story",
    lambda: call("res.partner", "web_read", [club_id], {"club_timeline_ids": timeline}),
    rows=lambda answer: len(answer[0]["club_timeline_ids"]),
)
for model, title in (
    ("club.network", "networks list"),
    ("club.meeting", "meetings list"),
    ("club.network.member", "members list"),
    ("club.action.item", "action items list"),
):
    shown = specify(model, "list", user=organiser)
    measure(
        title,
        lambda model=model, shown=shown: search_read(model, [], shown, organiser),
        rows=records,
    )
network_id = (
    env(user=organiser.id)["club.network"]
    .search([("user_id", "=", organiser.id)], limit=1, order="id")
    .id
)
network_form = specify("club.network", "form", user=organiser)
measure(
    "network form",
    lambda: call(
        "club.network", "web_read", [network_id], network_form, user=organiser
    ),
)
meeting_form = specify("club.meeting", "form", user=organiser)


def find_meeting():
    domain = [("state", "=", "held")]
    return env(user=organiser.id)["club.meeting"].search(domain, limit=1, order="id")


def invite_many():
    """A meeting to which 200 people are invited; most of them have answered."""
    meeting = env(user=organiser.id)["club.meeting"].search(
        [("state", "=", "planned"), ("user_id", "=", organiser.id)], limit=1, order="id"
    )
    guests = env["res.partner"].search(
        [("name", "=like", "Verein %")], limit=200, order="id"
    )
    meeting._invite(meeting._find_audience(env["club.network"], people=guests))
    for place, line in enumerate(meeting.invitation_ids):
        if place % 5:
            line.sudo()._take_answer("no" if place % 4 else "yes", "phone")
    return meeting


for title, prepare in (
    ("meeting form", find_meeting),
    ("meeting form, 200 invitations", invite_many),
):
    measure(
        title,
        lambda meeting: call(
            "club.meeting", "web_read", meeting.ids, meeting_form, user=organiser
        ),
        prepare,
        rows=lambda answer: len(answer[0]["invitation_ids"]),
    )
networks = specify("club.network", "kanban", user=organiser)
measure(
    "networks kanban",
    lambda: search_read("club.network", [], networks, organiser),
    rows=records,
)
month = date.today().replace(day=1)
shown = specify("club.meeting", "calendar", user=organiser)
measure(
    "meetings, calendar of a month",
    lambda: call(
        "club.meeting",
        "web_search_read",
        [
            ("start", ">=", str(month)),
            ("start", "<", str(month + relativedelta(months=1))),
        ],
        shown,
        user=organiser,
    ),
    rows=records,
)
measure(
    "desk of an organiser",
    lambda: call(
        "club.desk",
        "web_search_read",
        [],
        {"card": {}, "content": {}},
        user=organiser,
    ),
    rows=records,
)
endings = specify("club.ending", "list")
measure("all that ends", lambda: search_read("club.ending", [], endings), rows=records)
for title, domain in (
    ("filter: late", [("clock_state", "in", ["late"])]),
    ("filter: due", [("clock_state", "in", ["due"])]),
    ("filter: new mail, all cases", filter_domain("club.case", "new_mail")),
    ("filter: possible duplicates", [("has_duplicates", "=", True)]),
):
    measure(
        title,
        lambda domain=domain: search_read("club.case", domain, case_list),
        rows=lambda answer: answer["length"],
    )
measure("case by number", lambda: call("club.case", "name_search", "B-1234"), rows=len)
measure("case by word", lambda: call("club.case", "name_search", "fall 77"), rows=len)

# ------------------------------------------------------------
# Figures
# ------------------------------------------------------------

measures = ["opened_count:sum", "closed_count:sum", "entry_count:sum", "minutes:sum"]
for title, grouping in (
    ("pivot month by type", [["date:month", "type_id"], ["date:month"], []]),
    ("pivot by target group", [["target_group_ids"], []]),
    ("pivot by field of action", [["field_of_action_id"], []]),
):
    measure(
        title,
        lambda grouping=grouping: call(
            "club.activity.report",
            "formatted_read_grouping_sets",
            [],
            grouping,
            measures,
        ),
        rows=lambda answer: sum(map(len, answer)),
    )
in_meetings = ["own_meeting_count:sum", "external_meeting_count:sum"]
in_meetings += ["meeting_people_count:sum", "network_minutes:sum"]
in_meetings += ["network_key:count_distinct", "member_key:count_distinct"]
measure(
    "pivot of networks by month",
    lambda: call(
        "club.activity.report",
        "formatted_read_grouping_sets",
        ["|", ("kind", "in", ["meeting", "member"]), ("network_minutes", "!=", 0)],
        [["date:month"], []],
        in_meetings,
    ),
    rows=lambda answer: sum(map(len, answer)),
)
measure(
    "graph",
    lambda: call(
        "club.activity.report",
        "formatted_read_group",
        [],
        ["date:month", "channel"],
        ["entry_count:sum"],
    ),
    rows=len,
)
figures = specify("club.activity.report", "list")
measure(
    "list of figures",
    lambda: search_read("club.activity.report", [], figures),
    rows=records,
)

# ------------------------------------------------------------
# What changes many
# ------------------------------------------------------------


def find_unplanned(limit):
    domain = [("step_ids", "=", False), ("is_restricted", "=", False), *open_cases]
    return env(user=lead.id)["club.case"].search(domain, limit=limit, order="id")


def apply_in_hundreds(cases):
    counts = []
    for start in range(0, len(cases), 100):
        before = env.cr.sql_log_count
        cases[start : start + 100].action_apply_plan()
        env.flush_all()
        counts.append(env.cr.sql_log_count - before)
    return f"{len(cases)}; {min(counts)} to {max(counts)} queries per 100"


def prepare_desk(count):
    """A colleague with so many open cases, and the dialog that gives them away."""
    giver, taker = env["res.users"].search(
        [("login", "in", ("bench_1", "bench_2"))], order="id"
    )
    env.cr.execute("UPDATE club_case SET user_id = NULL WHERE user_id = %s", [giver.id])
    env.cr.execute(
        "UPDATE club_case SET user_id = %s WHERE id IN (SELECT id FROM club_case"
        " WHERE NOT is_closed AND NOT is_restricted ORDER BY id LIMIT %s)",
        [giver.id, count],
    )
    env.invalidate_all()
    return env(user=lead.id)["club.case.hand.over"].create(
        {"user_id": giver.id, "successor_id": taker.id, "note": "Bis bald"}
    )


def make_mail():
    message = EmailMessage()
    message["From"] = "Verein 5 <verein5@example.net>"
    message["To"] = "bench@landkreis.example.org"
    message["Subject"] = "Frage"
    message["Message-ID"] = f"<{time.time()}@example.net>"
    message.set_content("Guten Tag")
    return message.as_bytes()


measure(
    "plan to 1,000 cases, in hundreds",
    apply_in_hundreds,
    lambda: find_unplanned(1000),
    rows=str,
)
measure(
    "plan to 1,000 cases at once",
    lambda cases: cases.action_apply_plan(),
    lambda: find_unplanned(1000),
)
for count in (200, 1000):
    measure(
        f"hand over {count} cases",
        lambda dialog: dialog.action_hand_over(),
        lambda count=count: prepare_desk(count),
    )
# a cron commits each portion; here everything is rolled back
with patch.object(type(env["ir.cron"]), "_commit_progress", return_value=float("inf")):
    measure("cron: deadlines", lambda: env["club.case.deadline"]._cron_remind())
    measure("cron: plans", lambda: env["club.case.plan.step"]._cron_catch_up())
measure(
    "a mail becomes a case",
    lambda raw: env["mail.thread"].message_process("club.case", raw),
    make_mail,
)
env.cr.rollback()
load = ", ".join(f"{number:.1f}" for number in os.getloadavg())
print(f"{os.cpu_count()} processors; load of the last 1, 5 and 15 minutes: {load}")
