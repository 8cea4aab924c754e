def migrate(cr, version):
    """Cases in the stage “Waiting for Others” wait, with a reason and a day."""
    cr.execute(
        """
        UPDATE club_case_stage stage
           SET is_waiting = TRUE
          FROM ir_model_data data
         WHERE data.module = 'club_support'
           AND data.name = 'club_case_stage_waiting'
           AND data.res_id = stage.id
           AND stage.is_closed IS NOT TRUE
     RETURNING stage.id, stage.name->>'en_US'
        """
    )
    for stage_id, reason in cr.fetchall():
        cr.execute(
            """
            UPDATE club_case
               SET is_waiting = TRUE, waiting_reason = %s,
                   waiting_since = GREATEST(write_date::date, date_open)
             WHERE stage_id = %s
            """,
            [reason, stage_id],
        )
        cr.execute(
            """
            INSERT INTO club_case_waiting (
                case_id, company_id, reason, date_from, create_date, write_date
            )
            SELECT id, company_id, waiting_reason, waiting_since, now(), now()
              FROM club_case
             WHERE stage_id = %s
            """,
            [stage_id],
        )
