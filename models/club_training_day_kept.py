"""What was noted about a day, and certified, stays true."""

from odoo import api, models
from odoo.exceptions import UserError


class ClubTrainingDay(models.Model):
    _inherit = "club.training.day"

    def write(self, vals):
        if {"start", "stop"} & vals.keys():
            self._check_nothing_certified()
        return super().write(vals)

    def _check_nothing_certified(self):
        """
        :raises UserError: when a certificate says how long it was
        """
        # sudo: only whether there is one
        people = self.sudo().event_id.registration_ids
        if people.filtered("certificate_number"):
            raise UserError(
                self.env._(
                    "Certificates say how long this training was. Please revoke them "
                    "before you change its times."
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_noted(self):
        # sudo: only whether anything was noted
        if self.sudo().attendance_ids.filtered("presence"):
            raise UserError(
                self.env._(
                    "It is noted who was there on this day. Please take that back "
                    "before you delete the day."
                )
            )
