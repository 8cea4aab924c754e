def migrate(cr, version):
    """No event was a training: nothing to compute for any of them, however many."""
    columns = {
        "event_event": {"training_state": "varchar", "training_mode": "varchar"},
        "event_registration": {
            "training_id": "integer",
            "organisation_id": "integer",
            "training_status": "varchar",
            "training_identity": "varchar",
            "refresher_on": "date",
        },
    }
    for table, names in columns.items():
        for name, kind in names.items():
            cr.execute(f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS {name} {kind}")
