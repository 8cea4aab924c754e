"""Install, uninstall, install; runs inside `odoo shell` on a database without us.

Whatever table or column an uninstall leaves behind is reported as an error.
"""

import logging

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry

MODULE = "club_support"
_logger = logging.getLogger(MODULE)
database = env.cr.dbname
env.cr.close()


def immediately(operation):
    with Registry(database).cursor() as cr:
        module = api.Environment(cr, SUPERUSER_ID, {})["ir.module.module"].search(
            [("name", "=", MODULE)]
        )
        getattr(module, f"button_immediate_{operation}")()


def columns():
    with Registry(database).cursor() as cr:
        cr.execute(
            """
            SELECT table_name || '.' || column_name
              FROM information_schema.columns
             WHERE table_schema = current_schema
            """
        )
        return {column for (column,) in cr.fetchall()}


def references():
    with Registry(database).cursor() as cr:
        cr.execute("SELECT name FROM ir_model_data WHERE module = %s", [MODULE])
        return {name for (name,) in cr.fetchall()}


before = columns()
immediately("install")
immediately("uninstall")
for leftover in sorted(columns() - before):
    _logger.error("column left over by the uninstall: %s", leftover)
for leftover in sorted(before - columns()):
    _logger.error("column of another module lost by the uninstall: %s", leftover)
for leftover in sorted(references()):
    _logger.error("external ID left over by the uninstall: %s", leftover)
immediately("install")
