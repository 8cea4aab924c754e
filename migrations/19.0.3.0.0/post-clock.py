def migrate(cr, version):
    """Cases in the stage “Waiting for Others” wait, with a reason and a day.

    Dates to reply by were entered by hand so far and stay as they are.
    """
    cr.execute(
        "UPDATE club_case SET is_reply_by_manual = TRUE WHERE date_reply_by IS NOT NULL"
    )
    cr.execute(
        """
        UPDATE club_case_stage stage
           SET is_waiting = TRUE
          FROM ir_model_data data
         WHERE data.module = 'club_support'
           AND data.model = 'club.case.stage'
           AND data.name = 'club_case_stage_waiting'
           AND data.res_id = stage.id
           AND stage.is_closed IS NOT TRUE
     RETURNING stage.id
        """
    )
    for (stage_id,) in cr.fetchall():
        _begin_waiting(cr, stage_id)
    cr.execute("DROP TABLE IF EXISTS club_case_waiting_before")


def _begin_waiting(cr, stage_id):
    cr.execute(
        """
        UPDATE club_case
           SET is_waiting = TRUE,
               waiting_reason = COALESCE(
                   stage.name->>partner.lang, stage.name->>'en_US'
               ),
               waiting_since = GREATEST(
                   (before.since AT TIME ZONE 'UTC'
                    AT TIME ZONE COALESCE(partner.tz, 'Europe/Berlin'))::date,
                   club_case.date_open
               )
          FROM club_case_waiting_before before, club_case_stage stage,
               res_company company, res_partner partner
         WHERE before.case_id = club_case.id
           AND stage.id = club_case.stage_id
           AND company.id = club_case.company_id
           AND partner.id = company.partner_id
           AND club_case.stage_id = %s
        """,
        [stage_id],
    )
    cr.execute(
        """
        INSERT INTO club_case_waiting (
            case_id, company_id, reason, date_from, create_date, write_date
        )
        SELECT id, company_id, waiting_reason, waiting_since, now(), now()
          FROM club_case
         WHERE is_waiting
           AND stage_id = %s
        """,
        [stage_id],
    )
