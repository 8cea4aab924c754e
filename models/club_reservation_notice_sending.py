"""Writing the notices: texts of the mail templates, one frame for mail and letter."""

import logging

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import formataddr, plaintext2html

TEMPLATE = "club_support.mail_template_reservation"
_logger = logging.getLogger(__name__)


class ClubReservationNotice(models.Model):
    _inherit = "club.reservation.notice"

    def _compose(self):
        """Write the texts of new notices, all of one kind."""
        for notice in self:
            notice.topic = notice.with_context(lang=notice.lang)._make_topic()
        template = self.env.ref(f"{TEMPLATE}_{self[:1].kind}")
        try:
            with self.env.cr.savepoint():
                subjects = template._render_field(
                    "subject", self.ids, compute_lang=True
                )
                bodies = template._render_field(
                    "body_html", self.ids, compute_lang=True
                )
        except psycopg2.OperationalError:
            raise
        except Exception:
            # a text that somebody spoiled does not keep the office from deciding
            _logger.exception("No notice from template %s", template.id)
            self.write({"has_failed": True, "subject": template.name})
            return
        for notice in self:
            notice.write({"subject": subjects[notice.id], "body": bodies[notice.id]})

    def _make_topic(self):
        """What it is about, in a few words: the space and the day, or how many."""
        reservations = self.reservation_ids
        spaces = ", ".join(reservations.facility_id.mapped("display_name")[:3])
        if len(reservations) > 1:
            return self.env._(
                "%(spaces)s, %(count)s times", spaces=spaces, count=len(reservations)
            )
        return f"{spaces}, {reservations._tell_day()}"

    def _queue_mails(self):
        """One mail each for those that have an address."""
        mailed = self.filtered(
            lambda one: one.channel == "email" and not one.has_failed
        )
        if not mailed:
            return
        senders = {company: self._get_sender(company) for company in mailed.company_id}
        mails = self.env["mail.mail"].create(
            [one._prepare_mail_vals(senders[one.company_id]) for one in mailed]
        )
        for notice, mail in zip(mailed, mails, strict=True):
            notice.mail_id = mail
        self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()

    def _prepare_mail_vals(self, sender):
        return {
            "model": self._name,
            "res_id": self.id,
            "record_name": self.subject,
            "subject": self.subject,
            "body": plaintext2html(self.subject or ""),
            "body_html": self._render_mail(),
            "author_id": self.user_id.partner_id.id,
            "email_from": sender,
            "reply_to": sender,
            "email_to": formataddr((self.recipient_id.name or "", self.email)),
            "message_type": "email_outgoing",
            "subtype_id": self.env.ref("mail.mt_note").id,
            "is_internal": True,
            # a mail that comes back is told by its message, so both stay
            "auto_delete": False,
            "headers": repr({"X-Auto-Response-Suppress": "OOF, AutoReply"}),
        }

    def _render_mail(self):
        own = self.with_context(lang=self.lang)
        return own.env["ir.qweb"]._render(
            "club_support.club_reservation_notice_mail",
            {"notice": own, "company": own.company_id},
        )

    @api.model
    def _get_sender(self, company):
        """The mailbox that answers go to: of the user's team, else of another one."""
        Team = self.env["club.team"]
        teams = Team.search(
            [("company_id", "=", company.id), ("email_normalized", "!=", False)]
        )
        own = teams.filtered(lambda team: self.env.user in team.member_ids)
        office = company.partner_id.email_normalized
        address = (own or teams)[:1].email_normalized or office
        if not address:
            return self.env.user.email_formatted
        return formataddr((company.name, address))

    def _get_signer(self):
        """Whose name stands below: officers sign, others do not write for the town."""
        user = self.user_id
        is_officer = user.has_group("club_support.club_support_group_officer")
        return user.name if is_officer and user._is_internal() else ""

    # ------------------------------------------------------------
    # Letters and mails that came back
    # ------------------------------------------------------------

    def action_print_letters(self):
        """The letters as one PDF; they count as printed then.

        Also those whose mail came back become letters.

        :raises UserError: when none of these can be a letter
        """
        self._check_office()
        letters = self.filtered(lambda one: one.address and one.body)
        letters = letters.filtered(lambda one: one.delivery not in ("queued", "sent"))
        if not letters:
            raise UserError(
                self.env._(
                    "There are no letters to print. Letters go to those whom no mail "
                    "reaches and who have a postal address."
                )
            )
        # sudo: checked above; written by methods only
        letters.sudo().write(
            {"channel": "letter", "date_printed": fields.Datetime.now()}
        )
        report = self.env.ref("club_support.club_reservation_notice_report_letters")
        return report.report_action(letters)

    def action_mark_done(self):
        """Somebody told the club otherwise; the notice leaves the desk."""
        self._check_office()
        # sudo: checked above; written by methods only
        self.sudo().is_done = True
        return True

    def _check_office(self):
        self.env["club.reservation"]._check_officer()
        self.check_access("read")


class ClubIncomingMail(models.Model):
    _inherit = "club.incoming.mail"

    def _handle_bounce(self, message, parsed):
        """Note on the notice that its mail came back."""
        outcome = super()._handle_bounce(message, parsed)
        bounced = parsed.get("bounced_message") or self._find_mailing_message(parsed)
        if bounced and bounced.model == "club.reservation.notice":
            notices = self.env[bounced.model].browse(bounced.res_id).exists()
            notices.filtered(
                lambda one: one.company_id == self.company_id
            ).is_bounced = True
        return outcome
