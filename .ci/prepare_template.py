"""Keep attachments in the database; runs inside `odoo shell`.

A copy of the database is then complete without a copy of the file store.
"""

env["ir.config_parameter"].set_param("ir_attachment.location", "db")
env["ir.attachment"].force_storage()
env.cr.commit()
