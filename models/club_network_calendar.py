"""Who organises a network has its meetings in the calendar, and nobody else."""

from collections import defaultdict

from odoo import fields, models
from odoo.fields import Command, Domain

ORGANISERS = {"user_id", "deputy_id", "colleague_ids"}


class ClubNetwork(models.Model):
    _inherit = "club.network"

    def write(self, vals):
        before = {}
        if ORGANISERS & vals.keys():
            before = {network: network._get_staff() for network in self}
        result = super().write(vals)
        if before:
            self._change_staff_of_meetings(before)
        if (ORGANISERS | {"is_restricted"}) & vals.keys():
            self._update_calendars()
        return result

    def _change_staff_of_meetings(self, before):
        """Whoever joins has the meetings ahead in the calendar; whoever leaves, not.

        :param dict before: network: ``res.users`` until now
        """
        # sudo: whoever hands a restricted network on may be out of it by now
        ahead = self.env["club.meeting"].sudo().search(self._get_domain_ahead())
        groups = defaultdict(ahead.browse)
        for meeting in ahead:
            old, new = before[meeting.network_id], meeting.network_id._get_staff()
            left = old - new - meeting.user_id
            if left or new - meeting.staff_ids:
                groups[new, left] |= meeting
        for (new, left), meetings in groups.items():
            commands = [Command.link(user.id) for user in new]
            commands += [Command.unlink(user.id) for user in left]
            meetings.write({"staff_ids": commands})

    def _get_domain_ahead(self):
        return [
            ("network_id", "in", self.ids),
            ("start", ">=", fields.Datetime.now()),
            ("state", "in", ("planned", "tentative")),
        ]

    def _update_calendars(self):
        """The entries of past meetings hide as well when a network is restricted."""
        # sudo: see above
        meetings = self.env["club.meeting"].sudo().with_context(active_test=False)
        in_networks = Domain("network_id", "in", self.ids)
        meetings.search(in_networks)._update_calendar_events()
