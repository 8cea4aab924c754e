"""Turn a plain database into the demo system; runs inside `odoo shell`.

Odoo's own demo data (``--with-demo``) would bring a foreign company and its
contacts, so the database is made without it and only our files are loaded.
The address of the server comes in CLUB_SUPPORT_URL.
"""

import os

from odoo.modules.module import Manifest
from odoo.tools.convert import convert_file

MODULE = "club_support"
LANG = "de_DE"
TIMEZONE = "Europe/Berlin"

currency = env.ref("base.EUR")
currency.active = True
company = env.ref("base.main_company")
company.write(
    {
        "name": "Landkreis Musterau",
        "street": "Am Marktplatz 1",
        "zip": "99999",
        "city": "Musterau",
        "country_id": env.ref("base.de").id,
        "currency_id": currency.id,
        "paperformat_id": env.ref("base.paperformat_euro").id,
    }
)
company.partner_id.write({"lang": LANG, "tz": TIMEZONE})

users = env["res.users"].with_context(active_test=False)
users.search([]).partner_id.write({"lang": LANG, "tz": TIMEZONE})
for field in ("lang", "tz"):
    value = {"lang": LANG, "tz": TIMEZONE}[field]
    env["ir.default"].set("res.partner", field, value)

if os.environ.get("CLUB_SUPPORT_URL"):
    parameters = env["ir.config_parameter"].sudo()
    parameters.set_param("web.base.url", os.environ["CLUB_SUPPORT_URL"])
    parameters.set_param("web.base.url.freeze", "True")

demo_env = env(context=dict(env.context, lang=None, install_mode=True))
for filename in Manifest.for_addon(MODULE).get("demo") or []:
    convert_file(demo_env, MODULE, filename, {}, mode="init", noupdate=True)

personas = env["ir.model.data"].search(
    [("module", "=", MODULE), ("model", "=", "res.users")]
)
users.browse(personas.mapped("res_id")).exists().write({"tz": TIMEZONE, "lang": LANG})
env.cr.commit()
