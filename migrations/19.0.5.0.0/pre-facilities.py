def migrate(cr, version):
    """Former entries happened at no place: nothing to compute for any of them."""
    cr.execute(
        "ALTER TABLE club_contact_entry ADD COLUMN IF NOT EXISTS facility_id integer"
    )
