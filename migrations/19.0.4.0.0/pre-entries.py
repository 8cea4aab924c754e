def migrate(cr, version):
    """Former entries belong to no network: nothing to compute for any of them."""
    cr.execute(
        """
        ALTER TABLE club_contact_entry
            ADD COLUMN IF NOT EXISTS network_id integer,
            ADD COLUMN IF NOT EXISTS meeting_id integer
        """
    )
