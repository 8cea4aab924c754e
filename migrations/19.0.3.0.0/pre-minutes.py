from odoo.tools import sql


def migrate(cr, version):
    """Minutes move into a column that nobody reads directly."""
    table = "club_contact_entry"
    if sql.column_exists(cr, table, "minutes"):
        sql.rename_column(cr, table, "minutes", "minutes_logged")
