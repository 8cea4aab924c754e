"""Let the database speak English; runs inside `odoo shell`.

Odoo's own tests compare sentences with what stands in its source.
"""

env["res.lang"]._activate_lang("en_US")
env["ir.default"].set("res.partner", "lang", "en_US")
env["res.partner"].with_context(active_test=False).search([]).lang = "en_US"
env.cr.commit()
