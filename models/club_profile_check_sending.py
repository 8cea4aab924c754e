import logging
from datetime import timedelta

import psycopg2
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain

_logger = logging.getLogger(__name__)

BATCH = 50
REMIND_AFTER = timedelta(days=21)
# less than a year: who answered late is asked in the same month again
PAUSE = relativedelta(months=8)


class ClubProfileCheck(models.Model):
    _inherit = "club.profile.check"

    # ------------------------------------------------------------
    # The yearly round
    # ------------------------------------------------------------

    @api.model
    def _cron_yearly(self, batch_size=BATCH):
        """Ask the active organisations of companies whose month it is, and remind."""
        today = fields.Date.context_today(self)
        companies = self.env["res.company"].search(
            [
                ("club_profile_check", "=", True),
                ("club_profile_check_month", "=", str(today.month)),
            ]
        )
        for company in companies:
            self.with_company(company)._start_round(today, batch_size)
        self._send_reminders(today, batch_size)

    def _start_round(self, today, batch_size):
        Cron = self.env["ir.cron"]
        Partner = self.env["res.partner"]
        domain = self._round_domain(today)
        Cron._commit_progress(remaining=Partner.search_count(domain))
        while partners := Partner.search(domain, limit=batch_size, order="id"):
            checks = self._ask(partners, today.year)
            if not checks or not Cron._commit_progress(len(partners)):
                break

    @api.model
    def _round_domain(self, today):
        """Active organisations that nobody asked and that did not answer of late."""
        domain = Domain(
            [
                ("is_actor", "=", True),
                ("actor_state", "=", "active"),
                ("company_id", "in", [self.env.company.id, False]),
                # also those of other companies: one mail a year is enough
                ("profile_check_ids", "not any", [("year", "=", today.year)]),
                ("profile_check_ids", "not any", [("date_asked", ">", today - PAUSE)]),
            ]
        )
        return domain & (
            Domain("profile_confirmed_on", "=", False)
            | Domain("profile_confirmed_on", "<=", today - PAUSE)
        )

    # ------------------------------------------------------------
    # Mails
    # ------------------------------------------------------------

    @api.model
    def _cron_send(self, batch_size=BATCH):
        """Put the mails of new checks into Odoo's queue, batch by batch."""
        domain = self._still_asked() & Domain("state", "=", "queued")
        template = self.env.ref("club_support.mail_template_profile_check")
        today = fields.Date.context_today(self)
        self._send_batches(domain, template, {"date_sent": today}, batch_size)

    def _send_reminders(self, today, batch_size):
        domain = self._still_asked() & Domain(
            [
                ("state", "=", "sent"),
                ("date_sent", "<=", today - REMIND_AFTER),
                ("date_reminded", "=", False),
                ("valid_until", ">", today),
                ("is_undeliverable", "=", False),
            ]
        )
        template = self.env.ref("club_support.mail_template_profile_check_reminder")
        self._send_batches(domain, template, {"date_reminded": today}, batch_size)

    @api.model
    def _still_asked(self):
        return Domain(
            [
                ("partner_id.active", "=", True),
                ("partner_id.is_actor", "=", True),
                ("partner_id.actor_state", "!=", "dissolved"),
                ("has_failed", "=", False),
                ("email", "!=", False),
            ]
        )

    def _send_batches(self, domain, template, done, batch_size):
        """Queue mails; what is done or failed must leave the domain."""
        Cron = self.env["ir.cron"]
        Cron._commit_progress(remaining=self.search_count(domain))
        while checks := self.search(domain, limit=batch_size).try_lock_for_update():
            checks._whose_recipient_left()._address_anew()
            checks.filtered("email")._queue_mails(template, done)
            if not Cron._commit_progress(len(checks)):
                break

    def _address_anew(self):
        """Write to whoever is in charge today."""
        recipients = self.partner_id._profile_check_recipients()
        for check in self:
            person, email = recipients[check.partner_id]
            check.write({"recipient_id": person.id, "email": email})

    def _queue_mails(self, template, done):
        """One mail per check; one that cannot be written stops no other."""
        try:
            with self.env.cr.savepoint():
                template.send_mail_batch(self.ids)
                self.write(done)
        except psycopg2.OperationalError:
            raise
        except Exception:
            if len(self) > 1:
                for check in self:
                    check._queue_mails(template, done)
                return
            _logger.exception("No mail for data check %s", self.id)
            self.has_failed = True
