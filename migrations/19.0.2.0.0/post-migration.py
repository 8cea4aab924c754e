def migrate(cr, version):
    """Organisations that were worked with belong into the register."""
    cr.execute(
        """
        UPDATE res_partner partner
           SET is_actor = TRUE
         WHERE partner.is_company
           AND (
               EXISTS (SELECT FROM club_case WHERE partner_id = partner.id)
               OR EXISTS (SELECT FROM club_contact_entry WHERE partner_id = partner.id)
           )
        """
    )
