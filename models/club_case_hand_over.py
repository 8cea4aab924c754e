"""Cases pass from one colleague to another, many at a time."""

from collections import defaultdict

from odoo import models
from odoo.exceptions import ValidationError

ROLES = ("user_id", "deputy_id", "supervisor_id")


class ClubCase(models.Model):
    _inherit = "club.case"

    def _hand_over(self, giver, taker, roles, body):
        """Let one colleague take over what another one does in these cases.

        Trusts its caller: whether the cases may be handed over is checked there. The
        number of queries does not grow with the number of cases.

        :param giver: ``res.users`` who gives the roles away
        :param taker: ``res.users`` who takes them over
        :param roles: names of the fields that change, out of ``ROLES``
        :param body: note that stays in every case
        """
        # sudo: who gives a case away loses the right to it half-way
        cases = self.sudo().with_context(
            mail_auto_subscribe_no_notify=True, mail_notrack=True
        )
        cases._hand_over_activities(giver, taker)
        by_vals = defaultdict(cases.browse)
        for case in cases:
            vals = case._prepare_hand_over_vals(giver, taker, roles)
            by_vals[tuple(vals.items())] |= case
        for vals, group in by_vals.items():
            group.write(dict(vals))
        cases.message_subscribe(partner_ids=taker.sudo().partner_id.ids)
        left = cases.filtered(lambda case: giver not in case._get_people())
        left.message_unsubscribe(partner_ids=giver.sudo().partner_id.ids)
        # written by somebody: belongs to the story of the case, as any note
        cases._message_log_batch(
            bodies=dict.fromkeys(cases.ids, body), message_type="comment"
        )

    def _prepare_hand_over_vals(self, giver, taker, roles):
        vals = {role: taker.id for role in roles if self[role] == giver}
        # whoever is responsible does not stand in for themselves
        people = {role: vals.get(role, self[role].id) for role in ROLES}
        if people["deputy_id"] and people["deputy_id"] == people["user_id"]:
            vals["deputy_id"] = False
        return vals

    def _hand_over_activities(self, giver, taker):
        """What the giver still had to do in these cases."""
        activities = self.env["mail.activity"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("user_id", "=", giver.id),
            ]
        )
        # one message tells of all of them
        activities.with_context(mail_activity_quick_update=True).write(
            {"user_id": taker.id}
        )

    def _get_people(self):
        """Everybody who has a role in these cases."""
        return self.user_id | self.deputy_id | self.supervisor_id

    def _check_taker(self, taker):
        """Refuse colleagues who could not work on these cases.

        :raises ValidationError: with a sentence that says who can
        """
        # sudo: only whether and where that colleague works
        colleague = taker.sudo()
        works = (
            colleague.active
            and not colleague.share
            and colleague._is_club_staff()
            and self.with_user(colleague).browse().has_access("write")
        )
        if not works or self.sudo().company_id - colleague.company_ids:
            raise ValidationError(
                self.env._(
                    "%(name)s cannot take over cases here. Please choose a colleague "
                    "who is active, works on cases and belongs to the company.",
                    name=colleague.name,
                )
            )
