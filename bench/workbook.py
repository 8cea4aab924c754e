"""How long a workbook of 100,000 rows takes, how much memory, and the figures.

Run it on a database that may be thrown away:
``./dev db bench && ./dev shell bench < bench/workbook.py``
Creates 20,000 cases and 200,000 contact entries the first time.
"""

import resource
import tempfile
import time

CASES, ENTRIES, ROWS = 20_000, 200_000, 100_000

company = env["res.company"].search([], limit=1)
user = env.ref("base.user_admin")
cr = env.cr
if env["club.contact.entry"].search_count([]) < ENTRIES:
    areas = env["club.area"].create([{"name": f"Ort {i}"} for i in range(40)])
    fields_of_action = env["club.field.of.action"].create(
        [{"name": f"Feld {i}"} for i in range(12)]
    )
    groups = env["club.target.group"].create(
        [{"name": f"Gruppe {i}"} for i in range(10)]
    )
    clubs = env["res.partner"].create(
        [
            {"name": f"SV {i} e.V.", "is_company": True, "is_actor": True}
            for i in range(1000)
        ]
    )
    types = env["club.case.type"].search([])
    stage = env.ref("club_support.club_case_stage_new")
    users = (
        env["res.users"].create(
            [{"name": f"Person {i}", "login": f"bench{i}"} for i in range(12)]
        )
        | user
    )
    env.flush_all()

    def one_of(records, factor):
        ids = ",".join(map(str, records.ids))
        return f"(ARRAY[{ids}])[1 + (g * {factor} % {len(records)})]"

    cr.execute(f"""
        INSERT INTO club_case (name, number, company_id, stage_id, type_id, area_id,
            field_of_action_id, partner_id, user_id, origin, date_open, active,
            is_restricted, is_closed, priority)
        SELECT 'Fall ' || g, 'B' || g, {company.id}, {stage.id},
            {one_of(types, 3)}, {one_of(areas, 7)}, {one_of(fields_of_action, 5)},
            {one_of(clubs, 11)}, {one_of(users, 13)}, 'phone',
            DATE '2026-01-01' + (g * 17 % 365), TRUE, g % 50 = 0, FALSE, '0'
        FROM generate_series(1, {CASES}) AS g""")
    cr.execute("SELECT min(id) FROM club_case WHERE number = 'B1'")
    first = cr.fetchone()[0]
    cr.execute(f"""
        INSERT INTO club_contact_entry (company_id, case_id, area_id,
            field_of_action_id, partner_id, user_id, channel, date, minutes_logged,
            people_count, active, note)
        SELECT {company.id},
            CASE WHEN g % 4 = 0 THEN NULL ELSE {first} + (g * 13 % {CASES}) END,
            {one_of(areas, 7)}, {one_of(fields_of_action, 5)}, {one_of(clubs, 11)},
            {one_of(users, 13)},
            (ARRAY['phone','email','visit','consultation','event'])[1 + g % 5],
            TIMESTAMP '2026-01-01' + (g * 157 % 525600) * INTERVAL '1 minute',
            5 + g % 90, g % 30, TRUE, 'Notiz ' || g
        FROM generate_series(1, {ENTRIES}) AS g""")
    cr.execute(f"""
        INSERT INTO club_contact_entry_club_target_group_rel
        SELECT e.id, t.id FROM club_contact_entry AS e
        JOIN unnest(ARRAY{groups.ids}) AS t(id) ON (e.id + t.id) % 7 < 1""")
    cr.execute("ANALYZE")
    cr.commit()

report = env(user=user)["club.activity.report"]
measures = ["opened_count:sum", "closed_count:sum", "entry_count:sum", "minutes:sum"]
for grouping in (
    [["date:month", "type_id"], ["date:month"], []],
    [["target_group_ids"], []],
    [["field_of_action_id"], []],
):
    for _run in range(2):
        start = time.monotonic()
        report.formatted_read_grouping_sets([], grouping, measures)
        seconds = time.monotonic() - start
    print(f"pivot by {grouping[0]}: {seconds:.2f} s")
start = time.monotonic()
rows = report.search_fetch([], ["date", "kind", "minutes", "partner_id"], limit=80)
print(f"list: {time.monotonic() - start:.2f} s")

export = env(user=user)["club.workbook.export"].create(
    {"date_from": "2026-01-01", "date_to": "2026-06-15", "with_clubs": False}
)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
with tempfile.TemporaryFile() as file:
    start = time.monotonic()
    counts = export._write_to(file)
    seconds = time.monotonic() - start
    size = file.seek(0, 2) / 2**20
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(
    f"workbook of {sum(counts.values())} rows {counts}: {seconds:.1f} s, {size:.1f} MB"
)
print(f"memory: {before:.0f} MB before, {after:.0f} MB at most")
cr.rollback()
