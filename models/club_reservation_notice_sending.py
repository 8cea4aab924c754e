"""Writing the notices: one frame for mail and letter."""

from odoo import fields, models
from odoo.exceptions import UserError

TEMPLATE = "club_support.mail_template_reservation"


class ClubReservationNotice(models.Model):
    _inherit = "club.reservation.notice"

    def _get_template(self):
        return self.env.ref(f"{TEMPLATE}_{self[:1].kind}")

    def _compose(self):
        """Write the texts of new notices, all of one kind."""
        for notice in self:
            notice.topic = notice.with_context(lang=notice.lang)._make_topic()
        return super()._compose()

    def _make_topic(self):
        """What it is about, in a few words: the space and the day, or how many."""
        reservations = self.reservation_ids
        spaces = ", ".join(reservations.facility_id.mapped("display_name")[:3])
        if len(reservations) > 1:
            return self.env._(
                "%(spaces)s, %(count)s times", spaces=spaces, count=len(reservations)
            )
        return f"{spaces}, {reservations._tell_day()}"

    def _get_recipient_name(self):
        return self.recipient_id.name or ""

    def _render_mail(self):
        own = self.with_context(lang=self.lang)
        return own.env["ir.qweb"]._render(
            "club_support.club_reservation_notice_mail",
            {"notice": own, "company": own.company_id},
        )

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
