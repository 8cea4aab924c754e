"""The data that bench/measure.py measures with; fills the database it runs on.

    ./dev db bench
    ./dev shell bench <bench/fill.py
    ./dev shell bench <bench/measure.py

20,000 cases, 200,000 contact entries, 200,000 messages, 2,000 organisations with a
chair each, 60 colleagues; 300 networks with 10,000 memberships and 3,000 meetings,
most of them held, with people and action items. A third of the cases is closed, some
of the others wait, 2 % are restricted. It takes some minutes and commits: the database
is thrown away afterwards. The numbers say which row gets what, so each run makes the
same data.
"""

CASES, ENTRIES, MESSAGES, CLUBS, USERS = 20_000, 200_000, 200_000, 2_000, 60
PLANNED = 1_000
NETWORKS, MEMBERS, MEETINGS = 300, 10_000, 3_000

if env["res.users"].search_count([("login", "=", "bench_0")]):
    raise SystemExit("This database is filled already.")

worker_group = env.ref("club_support.club_support_group_worker")
lead_group = env.ref("club_support.club_support_group_lead")
organiser_group = env.ref("club_support.club_support_group_organiser")
# without passwords: hashing sixty of them takes longer than all the rest
users = env["res.users"].create(
    [
        {
            "name": f"Bench {i}",
            "login": f"bench_{i}",
            "email": f"bench_{i}@landkreis.example.org",
            # the last one leads, the one before organises networks
            "group_ids": [
                (4, {1: lead_group, 2: organiser_group}.get(USERS - i, worker_group).id)
            ],
        }
        for i in range(USERS)
    ]
)
team = env["club.team"].create(
    {
        "name": "Bench",
        "email": "bench@landkreis.example.org",
        "member_ids": [(6, 0, users.ids)],
    }
)
areas = env["club.area"].create([{"name": f"Ort {i}"} for i in range(40)])
fields_of_action = env["club.field.of.action"].create(
    [{"name": f"Feld {i}"} for i in range(12)]
)
groups = env["club.target.group"].create([{"name": f"Gruppe {i}"} for i in range(10)])
env.flush_all()

values = {
    "company": env.company.id,
    "users": users.ids,
    "team": team.id,
    "areas": areas.ids,
    "fields_of_action": fields_of_action.ids,
    "groups": groups.ids,
    "types": env["club.case.type"].search([("is_restricted", "=", False)]).ids,
    "kinds": env["club.deadline.kind"].search([]).ids,
    "open": env.ref("club_support.club_case_stage_in_progress").id,
    "waiting": env["club.case.stage"].search([("is_waiting", "=", True)], limit=1).id,
    "closed": env["club.case.stage"].search([("is_closed", "=", True)], limit=1).id,
    "result": env["club.case.result"].search([], limit=1).id,
    "chair": env["club.office.function"].search([], limit=1).id,
    "todo": env.ref("mail.mail_activity_data_todo").id,
    "case_model": env["ir.model"]._get_id("club.case"),
    "comment": env.ref("mail.mt_comment").id,
    "note": env.ref("mail.mt_note").id,
    "cases": CASES,
    "entries": ENTRIES,
    "messages": MESSAGES,
    "clubs": CLUBS,
    "role": env["club.network.role"].search([], limit=1).id,
    "networks": NETWORKS,
    "members": MEMBERS,
    "meetings": MEETINGS,
}
ORGANISATIONS = """
    INSERT INTO res_partner (name, complete_name, is_company, is_actor, active, type,
                             actor_state, user_id, company_id, email, email_normalized,
                             create_date)
    SELECT 'Verein ' || i, 'Verein ' || i, TRUE, TRUE, TRUE, 'contact', 'active',
           (%(users)s)[1 + i %% 60], %(company)s, 'verein' || i || '@example.net',
           'verein' || i || '@example.net', now()
      FROM generate_series(1, %(clubs)s) i;

    INSERT INTO res_partner (name, complete_name, is_company, is_actor, active, type,
                             company_id, create_date)
    SELECT 'Vorstand ' || i, 'Vorstand ' || i, FALSE, FALSE, TRUE, 'contact',
           %(company)s, now()
      FROM generate_series(1, %(clubs)s) i;

    CREATE TEMP TABLE bench_club ON COMMIT DROP AS
    SELECT c.id, p.id AS person_id, substr(c.name, 8)::int - 1 AS n
      FROM res_partner c JOIN res_partner p ON p.name = 'Vorstand ' || substr(c.name, 8)
     WHERE c.name ~ '^Verein [0-9]+$';
    CREATE UNIQUE INDEX ON bench_club (n);

    INSERT INTO club_office (partner_id, person_id, function_id, company_id, date_from)
    SELECT id, person_id, %(chair)s, %(company)s, DATE '2024-01-01'
      FROM bench_club;
"""
CASES_WITH_PARTS = """
    CREATE TEMP TABLE bench_plan ON COMMIT DROP AS
    SELECT i, i %% 3 = 0 AS is_closed, i %% 3 <> 0 AND i %% 10 = 1 AS is_waiting,
           current_date - (i * 17 %% 400) AS date_open
      FROM generate_series(1, %(cases)s) i;

    INSERT INTO club_case (name, number, company_id, stage_id, team_id, type_id,
                           area_id, field_of_action_id, partner_id, user_id, deputy_id,
                           origin, priority, active, is_closed, date_closed, result_id,
                           is_waiting, waiting_since, waiting_reason, is_restricted,
                           date_open, date_reply_by, create_date)
    SELECT 'Fall ' || i, 'B-' || i, %(company)s,
           CASE WHEN is_closed THEN %(closed)s WHEN is_waiting THEN %(waiting)s
                ELSE %(open)s END,
           %(team)s,
           (%(types)s)[1 + (i %% 2000 + i / 4000) * 7 %% cardinality(%(types)s)],
           (%(areas)s)[1 + i * 11 %% 40], (%(fields_of_action)s)[1 + i * 5 %% 12], c.id,
           CASE WHEN i %% 50 <> 7 THEN (%(users)s)[1 + i * 13 %% 59] END,
           (%(users)s)[1 + (i * 13 + 7) %% 59],
           (ARRAY['phone', 'email', 'visit'])[1 + i * 19 %% 3],
           CASE WHEN i %% 37 = 0 THEN '1' ELSE '0' END, TRUE, is_closed,
           CASE WHEN is_closed THEN least(date_open + 40, current_date) END,
           CASE WHEN is_closed THEN %(result)s END, is_waiting,
           CASE WHEN is_waiting THEN least(date_open + 3, current_date) END,
           CASE WHEN is_waiting THEN 'Unterlagen' END, i %% 50 = 13, date_open,
           date_open + 5 + i / 7 %% 200, now()
      FROM bench_plan JOIN bench_club c ON c.n = i * 23 %% %(clubs)s;

    CREATE TEMP TABLE bench_case ON COMMIT DROP AS
    SELECT c.*, substr(number, 3)::int - 1 AS n FROM club_case c
     WHERE number LIKE 'B-%%';
    CREATE UNIQUE INDEX ON bench_case (n);

    INSERT INTO club_case_waiting (case_id, company_id, reason, date_from, date_to)
    SELECT id, company_id, 'Unterlagen', waiting_since, NULL::date FROM bench_case
     WHERE is_waiting
     UNION ALL
    SELECT id, company_id, 'Rückruf', date_open + 4, date_open + 9 FROM bench_case
     WHERE NOT is_waiting AND n %% 5 = 0;

    INSERT INTO club_case_deadline (case_id, company_id, kind_id, name, date, active,
                                    days_before, date_remind)
    SELECT id, company_id, (%(kinds)s)[1 + n %% cardinality(%(kinds)s)], 'Antrag',
           current_date + n * 29 %% 300, TRUE, 14, current_date + n * 29 %% 300 - 14
      FROM bench_case WHERE n %% 4 = 0;

    INSERT INTO mail_activity (res_model, res_model_id, res_id, res_name, summary,
                               activity_type_id, user_id, date_deadline, active)
    SELECT 'club.case', %(case_model)s, id, name, 'Anrufen', %(todo)s, user_id,
           current_date - 20 + n * 31 %% 60, TRUE
      FROM bench_case WHERE NOT is_closed AND user_id IS NOT NULL AND n %% 2 = 0;

    INSERT INTO mail_followers (res_model, res_id, partner_id)
    SELECT 'club.case', c.id, u.partner_id
      FROM bench_case c JOIN res_users u ON u.id IN (c.user_id, c.deputy_id);

    INSERT INTO club_case_club_target_group_rel (club_case_id, club_target_group_id)
    SELECT c.id, t.id FROM bench_case c
      JOIN unnest(%(groups)s) AS t(id) ON (c.n + t.id) %% 9 = 0;
"""
ENTRIES_AND_MESSAGES = """
    INSERT INTO club_contact_entry (date, channel, note, case_id, partner_id, user_id,
                                    company_id, area_id, field_of_action_id, active,
                                    minutes_logged, people_count)
    SELECT now() - (i * 37 %% 9000) * interval '1 hour',
           (ARRAY['phone', 'email', 'visit', 'consultation', 'event'])[1 + i %% 5],
           'Vermerk ' || i, CASE WHEN i %% 4 <> 0 THEN c.id END, c.partner_id,
           coalesce(c.user_id, c.deputy_id), %(company)s, c.area_id,
           c.field_of_action_id, TRUE, 5 + i %% 90, i %% 30
      FROM generate_series(1, %(entries)s) i
      JOIN bench_case c ON c.n = i * 7 %% %(cases)s;

    INSERT INTO club_contact_entry_club_target_group_rel
                (club_contact_entry_id, club_target_group_id)
    SELECT e.id, t.id FROM club_contact_entry e
      JOIN unnest(%(groups)s) AS t(id) ON (e.id + t.id) %% 7 = 0;

    INSERT INTO club_contact_entry_people (entry_id, company_id, target_group_id, count)
    SELECT id, company_id, (%(groups)s)[1 + id %% 10], 1 + id %% 5
      FROM club_contact_entry WHERE people_count > 5 AND id %% 2 = 0;

    INSERT INTO mail_message (model, res_id, message_type, subtype_id, date, body,
                              subject, author_id, email_from, is_internal, create_date)
    SELECT 'club.case', c.id, kind,
           CASE WHEN kind = 'notification' THEN %(note)s ELSE %(comment)s END,
           now() - (%(messages)s - i) * interval '2 minutes',
           '<p>Text ' || i || '</p>', 'Betreff',
           CASE WHEN kind <> 'email' THEN u.partner_id END, 'a@example.net', FALSE,
           now()
      FROM generate_series(1, %(messages)s) i
      JOIN bench_case c ON c.n = i * 3 %% %(cases)s
      JOIN res_users u ON u.id = c.deputy_id
      CROSS JOIN LATERAL (SELECT (ARRAY['email', 'comment', 'notification'])
                                 [1 + (i + i / %(cases)s) %% 3] AS kind) AS k;
"""
NETWORKS_WITH_PARTS = """
    INSERT INTO club_network (name, kind, level, maturity, company_id, area_id,
                              field_of_action_id, user_id, deputy_id, team_id,
                              is_restricted, date_start, date_target, active,
                              create_date)
    SELECT 'Netzwerk ' || i,
           (ARRAY['round_table', 'working_group', 'distribution_list'])[1 + i %% 3],
           (ARRAY['steering', 'coordination', 'action'])[1 + i %% 3],
           (ARRAY['initiated', 'supported', 'shared', 'self_supporting'])[1 + i %% 4],
           %(company)s, (%(areas)s)[1 + i %% 40], (%(fields_of_action)s)[1 + i %% 12],
           (%(users)s)[1 + i %% 60], (%(users)s)[1 + (i + 7) %% 60], %(team)s,
           i %% 50 = 13, current_date - (i * 7 %% 900),
           current_date - (i * 7 %% 900) + 365, TRUE,
           now() + i * interval '1 millisecond'
      FROM generate_series(1, %(networks)s) i;

    CREATE TEMP TABLE bench_network ON COMMIT DROP AS
    SELECT n.*, substr(name, 10)::int - 1 AS n FROM club_network n
     WHERE name ~ '^Netzwerk [0-9]+$';

    -- each tenth left
    INSERT INTO club_network_member (network_id, company_id, partner_id,
                                     representative_id, role_id, state, date_from,
                                     date_to, create_date)
    SELECT b.id, b.company_id, c.id, c.person_id, %(role)s,
           CASE WHEN i %% 10 = 0 THEN 'left' ELSE 'member' END,
           least(current_date - 2,
                 greatest(b.date_start, current_date - (i * 3 %% 700))),
           CASE WHEN i %% 10 = 0 THEN current_date - 1 END,
           now() + i * interval '1 millisecond'
      FROM generate_series(1, %(members)s) i
      JOIN bench_network b ON b.n = i %% %(networks)s
      JOIN bench_club c ON c.n = (i * 7 + i / 300) %% %(clubs)s;

    INSERT INTO club_meeting (name, network_id, company_id, kind, start, stop, tz,
                              location, state, minutes_state, user_id, area_id,
                              field_of_action_id, team_id, people_count, revision,
                              active, create_date)
    SELECT 'Treffen ' || i, b.id, b.company_id,
           CASE WHEN i %% 5 = 0 THEN 'external' ELSE 'own' END, t.start,
           t.start + interval '2 hours', 'Europe/Berlin', 'Rathaus',
           CASE WHEN t.start > now() THEN 'planned'
                WHEN i %% 12 = 0 THEN 'called_off' ELSE 'held' END,
           CASE WHEN t.start > now() THEN 'none' WHEN i %% 4 = 0 THEN 'draft'
                ELSE 'sent' END,
           b.user_id, b.area_id, b.field_of_action_id, b.team_id, i %% 40, 0, TRUE,
           now()
      FROM generate_series(1, %(meetings)s) i
      JOIN bench_network b ON b.n = i %% %(networks)s
      CROSS JOIN LATERAL (SELECT date_trunc('hour', now())
                                 + (90 - i * 37 %% 900) * interval '1 day' AS start)
                         AS t;

    CREATE TEMP TABLE bench_meeting ON COMMIT DROP AS
    SELECT m.*, substr(name, 9)::int AS n FROM club_meeting m
     WHERE name ~ '^Treffen [0-9]+$';

    INSERT INTO club_meeting_res_users_rel (club_meeting_id, res_users_id)
    SELECT id, user_id FROM bench_meeting;

    INSERT INTO club_attendance (meeting_id, network_id, company_id, partner_id,
                                 organisation_id, member_id, state)
    SELECT m.id, m.network_id, m.company_id, p.representative_id, p.partner_id, p.id,
           CASE WHEN p.id %% 4 = 0 THEN 'excused' ELSE 'present' END
      FROM bench_meeting m JOIN club_network_member p ON p.network_id = m.network_id
     WHERE m.state = 'held';

    INSERT INTO club_action_item (name, network_id, meeting_id, company_id, state,
                                  date_due, active)
    SELECT 'Auftrag ' || n, network_id, id, company_id,
           CASE WHEN n %% 3 = 0 THEN 'open' ELSE 'done' END,
           start::date + 30, TRUE
      FROM bench_meeting;

    UPDATE club_contact_entry e
       SET network_id = m.network_id, meeting_id = m.id
      FROM bench_meeting m
     WHERE e.case_id IS NULL AND m.n = 1 + e.id %% %(meetings)s;
"""
for statements in (
    ORGANISATIONS,
    CASES_WITH_PARTS,
    ENTRIES_AND_MESSAGES,
    NETWORKS_WITH_PARTS,
):
    env.cr.execute(statements, values)
env.invalidate_all()
cases = env["club.case"].search(
    [("is_closed", "=", False), ("is_restricted", "=", False)],
    limit=PLANNED,
    order="id",
)
for start in range(0, PLANNED, 100):
    cases[start : start + 100].action_apply_plan()
    env.flush_all()
    env.invalidate_all()
env.cr.commit()
env.cr.execute("ANALYZE")
env.cr.commit()
print("filled")
