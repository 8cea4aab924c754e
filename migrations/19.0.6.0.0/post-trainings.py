from odoo import SUPERUSER_ID, api

GROUPS = (
    "club_support.club_support_group_worker,"
    "club_support.club_support_group_management,"
    "club_support.club_support_group_officer"
)
ORGANISER = "club_support.club_support_group_trainingorganiser"
PROTECTED = '[(1, "=", 1)] if user.has_groups("%s") else [("is_protected", "=", False)]'


def migrate(cr, version):
    """Bring along what is no longer overwritten once it is there."""
    _let_organisers_read_volunteers(api.Environment(cr, SUPERUSER_ID, {}))


def _let_organisers_read_volunteers(env):
    """Whoever organises trainings calls those who register; own rules stay."""
    rule = env.ref("club_support.res_partner_rule_protected", raise_if_not_found=False)
    if rule and rule.domain_force == PROTECTED % GROUPS:
        rule.domain_force = PROTECTED % f"{GROUPS},{ORGANISER}"
