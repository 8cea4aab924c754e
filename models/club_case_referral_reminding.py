"""Referrals that nobody answered in time are reminded of once."""

from odoo import api, models
from odoo.fields import Domain

from ..tools.one_by_one import one_by_one
from .club_case_referral_steps import ACTIVITY_ANSWERED, ACTIVITY_OVERDUE

BATCH = 50
TEMPLATE = "club_support.mail_template_case_referral_reminder"


class ClubCaseReferral(models.Model):
    _inherit = "club.case.referral"

    @api.model
    def _cron_remind(self, batch_size=BATCH):
        """One task for the responsible person and one mail for the other side."""
        Cron = self.env["ir.cron"]
        domain = self._overdue_domain()
        Cron._commit_progress(remaining=self.search_count(domain))
        last_id = 0
        while found := self.search(
            domain & Domain("id", ">", last_id), limit=batch_size, order="id"
        ):
            last_id = found[-1].id
            for referral in found.try_lock_for_update():
                one_by_one(referral, type(referral)._remind)
            if not Cron._commit_progress(len(found)):
                break

    @api.model
    def _overdue_domain(self):
        """Not answered, due before today where the case is worked on."""
        waiting = Domain(
            [
                ("state", "=", "sent"),
                ("reminded_on", "=", False),
                ("case_id.active", "=", True),
            ]
        )
        overdue = Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain("answer_until", "<", company._club_today())
            for [company] in self._read_group(waiting, ["company_id"])
        )
        return overdue & waiting

    def _remind(self):
        """Remind of one; both that and its day are kept, or neither."""
        self.reminded_on = self.company_id._club_today()
        self._for_staff()._remind_both_sides()

    def _remind_both_sides(self):
        if self.email:
            # whoever left office since then is not written to any more
            self._address()
        if self.email:
            self._send_mails(TEMPLATE)
        self._tell_responsible(
            ACTIVITY_OVERDUE,
            self.env._(
                "No answer: %(organisation)s", organisation=self.partner_id.name
            ),
        )


class ClubCase(models.Model):
    _inherit = "club.case"

    def _take_back_reminders(self):
        """Nobody has to look at the answers of a case that is closed."""
        result = super()._take_back_reminders()
        # sudo: the task may be a colleague's; the user has just closed the case
        self.sudo().activity_unlink([ACTIVITY_ANSWERED])
        return result
