"""Who attends a meeting of ours is decided there, and Odoo writes to nobody."""

from odoo import api, models


class CalendarAttendee(models.Model):
    _inherit = "calendar.attendee"

    @api.model_create_multi
    def create(self, vals_list):
        attendees = super().create(vals_list)
        attendees._check_not_of_club()
        return attendees

    def write(self, vals):
        if {"partner_id", "event_id"} & vals.keys():
            self._check_not_of_club()
        result = super().write(vals)
        if "event_id" in vals:
            self._check_not_of_club()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_club(self):
        self._check_not_of_club()

    def _check_not_of_club(self):
        """
        :raises UserError: when they attend what only its own record decides on
        """
        events = self.event_id
        if not events._is_club_bridge() and events._get_club_owners():
            raise events._make_club_decided_error()

    def _notify_attendees(self, mail_template, notify_author=False, force_send=False):
        """No mail of Odoo leaves for our meetings: they tell of changes themselves."""
        # sudo: only whether there is a meeting behind
        others = self.filtered(lambda guest: not guest.sudo().event_id.club_model)
        if not others:
            return False
        return super(CalendarAttendee, others)._notify_attendees(
            mail_template, notify_author=notify_author, force_send=force_send
        )
