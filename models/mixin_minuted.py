from odoo import api, models


class ClubMinutedMixin(models.AbstractModel):
    """Parts of a meeting that its minutes tell of: once these are sent, they stay."""

    _name = "club.minuted.mixin"
    _description = "Part of the Minutes"

    # fields that the minutes do not tell of
    _not_in_minutes = frozenset()

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts._check_minutes_open()
        return parts

    def write(self, vals):
        if vals.keys() - self._not_in_minutes:
            self._check_minutes_open()
        result = super().write(vals)
        if "meeting_id" in vals:
            self._check_minutes_open()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_minutes(self):
        self._check_minutes_open()

    def _check_minutes_open(self):
        """Refuse to change by hand what was sent to others.

        :raises UserError: when the minutes of one of the meetings are sent
        """
        if self.env.su:
            return
        for meeting in self.meeting_id:
            if meeting.minutes_state in ("sent", "approved"):
                meeting._raise_minutes_sent()
