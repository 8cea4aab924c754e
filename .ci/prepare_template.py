"""Keep attachments in the database; runs inside `odoo shell`.

A copy of the database is then complete without a copy of the file store.
"""

env["ir.config_parameter"].set_param("ir_attachment.location", "db")  # noqa: F821
env["ir.attachment"].force_storage()  # noqa: F821
env.cr.commit()  # noqa: F821
