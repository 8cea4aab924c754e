"""How long list, board, desk and timeline take with 20,000 cases.

Runs inside `odoo shell` on a database that is thrown away afterwards:

    ./dev db bench_desk
    ./dev shell bench_desk <bench/desk.py

It adds 20,000 cases, 200,000 contact entries and 200,000 messages, nothing is
committed.
"""

import time

from odoo.service.model import call_kw

CASES, ENTRIES, MESSAGES, CLUBS = 20_000, 200_000, 200_000, 2_000

group = env.ref("club_support.club_support_group_worker")
# without passwords: hashing sixty of them takes longer than all the rest
users = env["res.users"].create(
    [
        {"name": f"Bench {i}", "login": f"bench_{i}", "group_ids": [(4, group.id)]}
        for i in range(60)
    ]
)
worker = users[0]
team = env["club.team"].create({"name": "Bench", "member_ids": [(6, 0, worker.ids)]})
env.flush_all()
values = {
    "company": env.company.id,
    "users": users.ids,
    "team": team.id,
    "stage": env.ref("club_support.club_case_stage_in_progress").id,
    "comment": env.ref("mail.mt_comment").id,
    "note": env.ref("mail.mt_note").id,
    "cases": CASES,
    "entries": ENTRIES,
    "messages": MESSAGES,
    "clubs": CLUBS,
    "uid": worker.id,
}
env.cr.execute(
    """
    INSERT INTO res_partner (name, complete_name, is_company, is_actor, active,
                             actor_state, user_id, company_id, create_date)
    SELECT 'Verein ' || i, 'Verein ' || i, TRUE, TRUE, TRUE, 'active',
           (%(users)s)[1 + i %% 60], %(company)s, now()
      FROM generate_series(1, %(clubs)s) i;

    CREATE TEMP TABLE bench_club ON COMMIT DROP AS
    SELECT id, row_number() OVER (ORDER BY id) - 1 AS n
      FROM res_partner WHERE name LIKE 'Verein %%';
    CREATE UNIQUE INDEX ON bench_club (n);

    INSERT INTO club_case (name, number, company_id, stage_id, team_id, partner_id,
                           user_id, deputy_id, origin, priority, active, is_closed,
                           is_restricted, date_open, date_reply_by, create_date,
                           create_uid)
    SELECT 'Fall ' || i, 'B-' || i, %(company)s, %(stage)s, %(team)s, c.id,
           CASE WHEN i %% 50 = 0 THEN NULL ELSE (%(users)s)[1 + i %% 60] END,
           (%(users)s)[1 + (i + 7) %% 60], 'phone', '0', TRUE, FALSE, i %% 100 = 0,
           current_date - i %% 400, current_date - 200 + i %% 400, now(), %(uid)s
      FROM generate_series(1, %(cases)s) i
      JOIN bench_club c ON c.n = i %% %(clubs)s;

    CREATE TEMP TABLE bench_case ON COMMIT DROP AS
    SELECT id, partner_id, user_id, row_number() OVER (ORDER BY id) - 1 AS n
      FROM club_case WHERE number LIKE 'B-%%';
    CREATE UNIQUE INDEX ON bench_case (n);

    INSERT INTO club_contact_entry (date, channel, note, case_id, partner_id,
                                    user_id, company_id, active, minutes)
    SELECT now() - (i %% 5000) * interval '1 hour', 'phone', 'Vermerk ' || i, c.id,
           c.partner_id, c.user_id, %(company)s, TRUE, 10
      FROM generate_series(1, %(entries)s) i
      JOIN bench_case c ON c.n = i %% %(cases)s;

    INSERT INTO mail_message (model, res_id, message_type, subtype_id, date, body,
                              subject, email_from, is_internal, create_uid,
                              create_date)
    SELECT 'club.case', c.id,
           (ARRAY['email', 'comment', 'notification'])[1 + i %% 3],
           CASE WHEN i %% 3 = 2 THEN %(note)s ELSE %(comment)s END,
           now() - (i %% 4000) * interval '1 hour', '<p>Text ' || i || '</p>',
           'Betreff', 'a@example.org', FALSE, %(uid)s, now()
      FROM generate_series(1, %(messages)s) i
      JOIN bench_case c ON c.n = i %% %(cases)s;

    ANALYZE club_case, club_contact_entry, mail_message, res_partner;
    """,
    values,
)
env.invalidate_all()
env.registry.clear_cache()
case_id = env["club.case"].with_user(worker).search([], limit=1).id
club_id = env["club.case"].browse(case_id).sudo().partner_id.id


def fields_of(model, view_type, xml_id=None):
    """The fields of a view as the web client asks for them."""
    view = env["ir.ui.view"].browse(env.ref(xml_id).id if xml_id else False)
    arch, _view = env[model].with_user(worker)._get_view(view.id, view_type)
    specification = {}
    for node in arch.iter("field"):
        if next(node.iterancestors("field"), None) is None:
            field = env[model]._fields[node.get("name")]
            details = {"fields": {"display_name": {}}} if field.relational else {}
            specification[field.name] = details
    return specification


def measure(name, model, method, *args, **kwargs):
    """Print the second of two calls; the first fills the caches of the server."""
    for _attempt in range(2):
        env.flush_all()
        env.invalidate_all()
        queries, start = env.cr.sql_log_count, time.perf_counter()
        answer = call_kw(env(user=worker.id)[model], method, list(args), kwargs)
        seconds = time.perf_counter() - start
    rows = answer.get("length", "") if isinstance(answer, dict) else len(answer)
    count = env.cr.sql_log_count - queries
    print(f"{name:12} {seconds:6.2f} s {count:4} queries {rows:>7} rows")


mine = ["|", ("user_id", "=", worker.id), ("deputy_id", "=", worker.id)]
board = fields_of("club.case", "kanban")
measure(
    "list", "club.case", "web_search_read", [], fields_of("club.case", "list"), limit=80
)
measure("list, mine", "club.case", "web_search_read", mine, board, limit=80)
measure(
    "board",
    "club.case",
    "web_read_group",
    [("is_closed", "=", False)],
    ["stage_id"],
    ["__count"],
    auto_unfold=True,
    unfold_read_specification=board,
    unfold_read_default_limit=40,
)
measure("desk", "club.desk", "web_search_read", [], {"card": {}, "content": {}})
timeline = {
    "fields": {name: {} for name in ("icon", "date", "title", "detail", "person")}
}
measure("timeline", "club.case", "web_read", [case_id], {"timeline_ids": timeline})
measure(
    "club's story",
    "res.partner",
    "web_read",
    [club_id],
    {"club_timeline_ids": timeline},
)
for name in ("new_mail", "silent"):
    arch, _view = env["club.case"]._get_view(False, "search")
    domain = arch.xpath(f"//filter[@name='{name}']")[0].get("domain")
    domain = eval(domain)  # noqa: S307 - our own view
    measure(name, "club.case", "web_search_read", domain, {"name": {}}, limit=80)

rows = env["club.case.timeline"].with_user(worker)
query = rows._search([("case_id", "=", case_id)])
select = query.select()
env.cr.execute("EXPLAIN ANALYZE " + select.code, select.params)
plan = [line for (line,) in env.cr.fetchall()]
scans = [line.strip() for line in plan if "Seq Scan" in line]
print(plan[-1], "; sequential scans:", scans or "none")
env.cr.rollback()
