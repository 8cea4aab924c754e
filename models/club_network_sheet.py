"""What stands on the network sheet: one page about a network."""

from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import format_date

# the sheet is one page, whatever there is to tell
MOST_MEMBERS = 24
MOST_MEETINGS = 4
MOST_ITEMS = 6
MOST_DECISIONS = 5
MOST_QUARTERS = 8
# the chart, in its own units
CHART_WIDTH, CHART_HEIGHT, BAR_WIDTH = 240, 60, 20


class ClubNetwork(models.Model):
    _inherit = "club.network"

    def _club_get_sheet(self):
        """All that the network sheet shows, cut to what fits on one page.

        Names of organisations and people, nobody's address.
        """
        self.ensure_one()
        members = self.current_member_ids.sorted(
            lambda member: (member.role_id.sequence, member.partner_id.name or "")
        )
        now = fields.Datetime.now()
        meetings = self.meeting_ids.filtered(lambda row: row.state != "called_off")
        ahead = meetings.filtered(lambda row: row.stop >= now and row.state != "held")
        held = meetings.filtered(lambda row: row.state == "held")
        items = self.action_item_ids.filtered(lambda item: item.state == "open")
        decisions = self.decision_ids.filtered(lambda row: row.state == "adopted")
        return {
            "printed": now,
            "bars": self._club_get_sheet_bars(held),
            "members": members[:MOST_MEMBERS],
            "more_members": len(members[MOST_MEMBERS:]),
            "ahead": [
                (row, self._club_describe_time(row))
                for row in ahead.sorted("start")[:MOST_MEETINGS]
            ],
            "held": [
                (row, self._club_describe_time(row))
                for row in held.sorted("start", reverse=True)[:MOST_MEETINGS]
            ],
            "items": items[:MOST_ITEMS],
            "more_items": len(items[MOST_ITEMS:]),
            "decisions": decisions[:MOST_DECISIONS],
        }

    @api.model
    def _club_describe_time(self, meeting):
        start = meeting._local(meeting.start)
        return f"{format_date(self.env, start.date())}, {start:%H:%M}"

    @api.model
    def _club_get_sheet_bars(self, held):
        """How far members carried the meetings, by quarter, as a small drawing."""
        shares = defaultdict(list)
        for meeting in held:
            day = meeting._local(meeting.start)
            shares[day.year, (day.month - 1) // 3 + 1].append(meeting.carried_share)
        quarters = sorted(shares)[-MOST_QUARTERS:]
        bars = []
        for index, quarter in enumerate(quarters):
            share = sum(shares[quarter]) / len(shares[quarter])
            height = round(CHART_HEIGHT * share / 100, 1)
            bars.append(
                {
                    "x": index * CHART_WIDTH / MOST_QUARTERS + 5,
                    "y": CHART_HEIGHT - height,
                    "width": BAR_WIDTH,
                    "height": height,
                    "quarter": f"{quarter[1]}/{quarter[0] % 100:02}",
                    "share": round(share),
                }
            )
        return bars
