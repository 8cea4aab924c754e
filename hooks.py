def pre_init_hook(env):
    """Make the PostgreSQL extension that exclusion constraints over ids need."""
    # a trusted extension: the owner of the database may create it
    env.cr.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
