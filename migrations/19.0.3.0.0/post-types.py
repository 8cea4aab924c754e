from odoo import SUPERUSER_ID, Command, api

# What each type that we ship got with its plan: days to reply, whether its cases
# are restricted, results it may end with (none: every result).
TYPES = {
    "short_advice": (2, False, ()),
    "club_development": (5, False, ("achieved", "partly_achieved", "broken_off")),
    "intercultural_opening": (5, False, ("achieved", "partly_achieved", "broken_off")),
    "funding_advice": (3, False, ()),
    "volunteer_recruitment": (5, False, ("achieved", "partly_achieved", "broken_off")),
    "subsidised_post": (
        5,
        False,
        ("achieved", "partly_achieved", "broken_off", "passed_on", "not_responsible"),
    ),
    "foundation": (5, False, ("achieved", "broken_off", "passed_on")),
    "conflict": (2, True, ("achieved", "partly_achieved", "broken_off", "passed_on")),
    "room_need": (3, False, ("achieved", "partly_achieved", "broken_off", "passed_on")),
    "placement": (3, False, ("achieved", "broken_off", "passed_on")),
    "citizen_idea": (5, False, ()),
    "complaint": (3, False, ()),
}
FORMER_DAYS = 5


def migrate(cr, version):
    """The types that we ship get plan, days and results where nobody chose any."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    for key, (days, is_restricted, results) in TYPES.items():
        case_type = _ref(env, f"type_{key}")
        plan = _ref(env, f"plan_{key}")
        if not case_type or not plan or case_type.plan_id:
            continue
        vals = {"plan_id": plan.id}
        if case_type.days_to_reply == FORMER_DAYS:
            vals["days_to_reply"] = days
        if is_restricted:
            vals["is_restricted"] = True
        if not case_type.result_ids:
            found = [_ref(env, f"result_{result}") for result in results]
            vals["result_ids"] = [
                Command.set([result.id for result in found if result])
            ]
        case_type.write(vals)


def _ref(env, name):
    return env.ref(f"club_support.club_case_{name}", raise_if_not_found=False)
