"""Turn a plain database into the demo system; runs inside `odoo shell`.

Odoo's own demo data (``--with-demo``) would bring a foreign company and its
contacts, so the database is made without it and only our files are loaded.
The address of the server comes in CLUB_SUPPORT_URL.
"""

import os

from odoo.modules.module import Manifest
from odoo.tools.convert import convert_file

MODULE = "club_support"
GERMAN = {"lang": "de_DE", "tz": "Europe/Berlin"}

currency = env.ref("base.EUR")
currency.active = True
company = env.ref("base.main_company")
company.write(
    {
        "name": "Landkreis Musterau",
        "country_id": env.ref("base.de").id,
        "currency_id": currency.id,
        "paperformat_id": env.ref("base.paperformat_euro").id,
    }
)
company.partner_id.write(GERMAN)
for field, value in GERMAN.items():
    env["ir.default"].set("res.partner", field, value)

if os.environ.get("CLUB_SUPPORT_URL"):
    parameters = env["ir.config_parameter"]
    parameters.set_param("web.base.url", os.environ["CLUB_SUPPORT_URL"])
    parameters.set_param("web.base.url.freeze", "True")

# English is the language of the records' source terms
demo_env = env(context={"install_mode": True})
for filename in Manifest.for_addon(MODULE).get("demo") or []:
    convert_file(demo_env, MODULE, filename, {}, mode="init", noupdate=True)

# what is wrong with a row of a list is told in the language of whoever reads it
env["club.import"].with_context(lang="de_DE").search([]).action_check_again()

users = env["res.users"].with_context(active_test=False).search([])
users.partner_id.write(GERMAN)
# Odoo's guided tour and chat robot would cover what one came to see
users.write({"tour_enabled": False})
if "odoobot_state" in users:
    users.write({"odoobot_state": "disabled"})
env.cr.commit()
