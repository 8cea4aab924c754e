from odoo import SUPERUSER_ID, api, fields, models


class CalendarAttendee(models.Model):
    _inherit = "calendar.attendee"

    # Odoo reads and searches both as superuser, for every guest of an event
    email = fields.Char(
        related=None,
        compute="_compute_reachability",
        search="_search_email",
        compute_sudo=True,
    )
    phone = fields.Char(
        related=None,
        compute="_compute_reachability",
        search="_search_phone",
        compute_sudo=True,
    )

    @api.depends("partner_id.email", "partner_id.phone", "partner_id.is_protected")
    @api.depends_context("uid", "club_support_for_all_guests")
    def _compute_reachability(self):
        reader = None
        if self.env.context.get("club_support_for_all_guests"):
            reader = self.env["res.users"]
        withheld = self.partner_id._club_withheld(reader)
        for attendee in self:
            hidden = attendee.partner_id in withheld
            attendee.email = not hidden and attendee.partner_id.email
            attendee.phone = not hidden and attendee.partner_id.phone

    def _search_email(self, operator, value):
        return [("partner_id.email", operator, value)]

    def _search_phone(self, operator, value):
        return [("partner_id.phone", operator, value)]

    def _notify_attendees(self, mail_template, notify_author=False, force_send=False):
        """Volunteers learn of changes by colleagues who do not see their address."""
        withheld_ids = set(self.partner_id._club_withheld().ids)
        withheld = self.filtered(lambda guest: guest.partner_id.id in withheld_ids)
        options = {"notify_author": notify_author, "force_send": force_send}
        # as Odoo itself: mails are made and sent, nothing is shown to the user
        as_odoo = withheld.with_user(SUPERUSER_ID)
        super(CalendarAttendee, as_odoo)._notify_attendees(mail_template, **options)
        return super(CalendarAttendee, self - withheld)._notify_attendees(
            mail_template, **options
        )
