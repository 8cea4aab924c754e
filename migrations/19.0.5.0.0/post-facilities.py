from odoo import SUPERUSER_ID, api

# sports we ship that cannot be played outdoors
SPORTS = (
    "gymnastics",
    "handball",
    "volleyball",
    "basketball",
    "table_tennis",
    "badminton",
    "judo",
    "karate",
    "ju_jutsu",
    "taekwondo",
    "boxing",
    "wrestling",
    "fencing",
    "weightlifting",
)
WORKER = "club_support.club_support_group_worker"
MANAGEMENT = "club_support.club_support_group_management"
OFFICER = "club_support.club_support_group_officer"
PROTECTED = '[(1, "=", 1)] if user.has_groups("%s") else [("is_protected", "=", False)]'


def migrate(cr, version):
    """Bring along what is no longer overwritten once it is there."""
    _mark_sports(cr)
    _let_officers_read_volunteers(api.Environment(cr, SUPERUSER_ID, {}))


def _mark_sports(cr):
    """The sports that we ship need a hall, unless somebody has said otherwise."""
    cr.execute(
        """
        UPDATE club_sport AS sport
           SET needs_hall = TRUE
          FROM ir_model_data AS data
         WHERE data.module = 'club_support'
           AND data.model = 'club.sport'
           AND data.name = ANY(%s)
           AND data.res_id = sport.id
           AND sport.needs_hall IS NULL
        """,
        [[f"club_sport_{name}" for name in SPORTS]],
    )


def _let_officers_read_volunteers(env):
    """The facility office calls the people of a club; a rule of one's own stays."""
    rule = env.ref("club_support.res_partner_rule_protected", raise_if_not_found=False)
    if rule and rule.domain_force == PROTECTED % f"{WORKER},{MANAGEMENT}":
        rule.domain_force = PROTECTED % f"{WORKER},{MANAGEMENT},{OFFICER}"
