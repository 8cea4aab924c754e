def migrate(cr, version):
    """Databases of the first version lack the extension that offices need."""
    cr.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
