def migrate(cr, version):
    """Remember since when cases wait, before the update writes on all of them."""
    cr.execute(
        """
        CREATE TABLE club_case_waiting_before AS
        SELECT club_case.id AS case_id,
               COALESCE(
                   (
                       SELECT max(message.date)
                         FROM mail_tracking_value tracked
                         JOIN mail_message message
                              ON message.id = tracked.mail_message_id
                         JOIN ir_model_fields field ON field.id = tracked.field_id
                        WHERE message.model = 'club.case'
                          AND message.res_id = club_case.id
                          AND field.name = 'stage_id'
                          AND tracked.new_value_integer = club_case.stage_id
                   ),
                   club_case.write_date
               ) AS since
          FROM club_case
          JOIN ir_model_data data ON data.res_id = club_case.stage_id
         WHERE data.module = 'club_support'
           AND data.model = 'club.case.stage'
           AND data.name = 'club_case_stage_waiting'
        """
    )
