"""After the retention period nobody knows any more who took part, only how many."""

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain

BATCH = 500
LONGEST_MONTHS = 600
NAMED = [("is_anonymised", "=", False)]


class ResCompany(models.Model):
    _inherit = "res.company"

    training_retention_months = fields.Integer(
        string="Keep Names of Participants (Months)",
        default=24,
        help="So long after a training, names, addresses and mails of its "
        "participants are kept. Whoever needs a refresher is known until it is due. "
        "0: they are never removed.",
    )

    _training_retention_plausible = models.Constraint(
        f"CHECK (training_retention_months BETWEEN 0 AND {LONGEST_MONTHS})",
        "Names of participants are kept between 0 and 600 months; 0 means always.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    training_retention_months = fields.Integer(
        related="company_id.training_retention_months", readonly=False
    )


class ClubTrainingBooking(models.Model):
    _inherit = "club.training.booking"

    is_anonymised = fields.Boolean(string="Names Removed", readonly=True, copy=False)

    @api.model
    def _cron_anonymise(self):
        """Remove names, addresses and mails once the retention period has passed.

        Counts, organisations, attendance and certificate numbers stay. In batches: the
        next one follows by itself.
        """
        companies = self.env["res.company"].search(
            [("training_retention_months", ">", 0)]
        )
        is_more = False
        for company in companies:
            over = self._get_domain_over(company)
            people = self.env["event.registration"].with_context(active_test=False)
            people = people.search(
                over & self._get_domain_not_needed(company), order="id", limit=BATCH
            )
            people._anonymise()
            unnamed = ~Domain("registration_ids", "any", NAMED)
            bookings = self.with_context(active_test=False).search(
                over & unnamed, order="id", limit=BATCH
            )
            bookings._anonymise()
            is_more = is_more or BATCH in (len(people), len(bookings))
        if is_more:
            self.env.ref("club_support.club_training_booking_cron_anonymise")._trigger()

    @api.model
    def _get_domain_over(self, company):
        today = company._club_today()
        months = relativedelta(months=company.training_retention_months)
        end = fields.Datetime.to_datetime(today - months)
        return (
            Domain("is_anonymised", "=", False)
            & Domain("event_id.training_id", "!=", False)
            & Domain("event_id.company_id", "=", company.id)
            & Domain("event_id.date_end", "<", end)
        )

    @api.model
    def _get_domain_not_needed(self, company):
        """All but those who are to be told that their refresher is due."""
        return ~(
            Domain("refresher_on", ">=", company._club_today())
            & Domain("is_refresher_open", "=", True)
        )

    def _anonymise(self):
        """Forget who asked, and make the links void.

        A club that was typed only is counted by its key from now on.
        """
        self.env["club.training.notice"]._forget([("booking_id", "in", self.ids)])
        self._club_forget_traces()
        self.env["club.training.allotment"].search(
            [("booking_id", "in", self.ids), ("reason", "!=", False)]
        ).reason = False
        self.action_revoke_links()
        self.with_context(tracking_disable=True).write(
            {
                "contact_name": False,
                "email": False,
                "phone": False,
                "note": False,
                "organisation_name": False,
                "is_anonymised": True,
            }
        )


class EventRegistration(models.Model):
    _inherit = "event.registration"

    def _anonymise(self):
        """Forget who took part; that somebody did, and of which club, stays."""
        self.env["club.training.notice"]._forget([("registration_ids", "in", self.ids)])
        self._club_forget_traces()
        self.registration_answer_ids.unlink()
        self.with_context(tracking_disable=True).write(
            {
                "partner_id": False,
                "name": False,
                "email": False,
                "phone": False,
                "company_name": False,
                "registration_properties": False,
                "is_anonymised": True,
            }
        )


class ClubTrainingNotice(models.Model):
    _inherit = "club.training.notice"

    @api.model
    def _forget(self, domain):
        """Remove these notices with their mails, files and messages."""
        # sudo: called by the cron that removes personal data
        notices = self.sudo().search(domain)
        if not notices:
            return
        written = [("model", "=", self._name), ("res_id", "in", notices.ids)]
        messages = self.env["mail.message"].sudo().search(written)
        messages |= notices.mail_id.mail_message_id
        # before the mails, which would leave their files behind
        messages.attachment_ids.unlink()
        messages.unlink()
        notices.unlink()


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    def _club_forget_traces(self):
        """Remove what was written about these records, and to whom."""
        if not self:
            return
        for model, field in (
            ("mail.message", "model"),
            ("mail.activity", "res_model"),
            ("mail.followers", "res_model"),
            ("ir.attachment", "res_model"),
        ):
            domain = [(field, "=", self._name), ("res_id", "in", self.ids)]
            # sudo: called by the cron that removes personal data
            self.env[model].sudo().with_context(active_test=False).search(
                domain
            ).unlink()
