"""What stands on the club sheet: one page about an organisation, for a visit."""

from odoo import api, fields, models
from odoo.tools import format_date

# the sheet is one page, whatever there is to tell
MOST_OFFICES = 9
MOST_COOPERATIONS = 5
MOST_CASES = 5
MOST_ENTRIES = 5
MOST_YEARS = 8
LONGEST_NOTE = 105
# the chart, in its own units
CHART_WIDTH, CHART_HEIGHT, BAR_WIDTH = 240, 60, 20


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _club_get_sheet(self):
        """All that the club sheet shows, cut to what fits on one page."""
        self.ensure_one()
        entries = self.club_contact_entry_ids[:MOST_ENTRIES]
        cooperations = self.cooperation_ids.filtered("is_current")
        return {
            "printed": fields.Datetime.now(),
            "dates": self._club_get_sheet_dates(),
            "bars": self._club_get_sheet_bars(),
            "youth": self._club_get_youth_share(),
            "offices": self.current_office_ids[:MOST_OFFICES],
            "more_offices": len(self.current_office_ids[MOST_OFFICES:]),
            "cooperations": [
                cooperation._club_describe_for(self)
                for cooperation in cooperations[:MOST_COOPERATIONS]
            ],
            "more_cooperations": len(cooperations[MOST_COOPERATIONS:]),
            "cases": [
                (case, case._club_get_next_step())
                for case in self.open_case_ids[:MOST_CASES]
            ],
            "more_cases": len(self.open_case_ids[MOST_CASES:]),
            "entries": [(entry, entry._club_shorten_note()) for entry in entries],
        }

    def _club_get_sheet_dates(self):
        """Register and tax exemption: label, day and whether it has run out."""
        today = fields.Date.context_today(self)
        rows = [
            (self.env._("Register extract until"), self.register_valid_until),
            (self.env._("Tax-exempt until"), self.tax_exempt_until),
        ]
        return [
            (label, format_date(self.env, day), day < today)
            for label, day in rows
            if day
        ]

    def _club_get_sheet_bars(self):
        """The members per year as bars of a small drawing."""
        counts = self.membership_count_ids.filtered(
            lambda count: count.year and not count.needs_review
        ).sorted("year")[-MOST_YEARS:]
        highest = max(counts.mapped("total"), default=0) or 1
        return [
            {
                "x": index * CHART_WIDTH / MOST_YEARS + 5,
                "y": CHART_HEIGHT - round(CHART_HEIGHT * count.total / highest, 1),
                "width": BAR_WIDTH,
                "height": round(CHART_HEIGHT * count.total / highest, 1),
                "year": count.year,
                "total": count.total,
            }
            for index, count in enumerate(counts)
        ]

    def _club_get_youth_share(self):
        """Young members of the latest year that reports them: number and per cent."""
        counts = self.membership_count_ids.filtered(
            lambda count: (
                count.total and count.is_youth_reported and not count.needs_review
            )
        )
        latest = max(counts, key=lambda count: count.year, default=None)
        if latest is None:
            return None
        return {
            "year": latest.year,
            "number": latest.youth,
            "share": round(100 * latest.youth / latest.total),
        }


class ClubCooperation(models.Model):
    _inherit = "club.cooperation"

    def _club_describe_for(self, partner):
        """The other one and what they do, seen from one of the two."""
        other = self.partner_id if self.other_partner_id == partner else None
        name = (other or self.other_partner_id).name
        return f"{name} ({self.kind_id.name})" if self.kind_id else name


class ClubCase(models.Model):
    _inherit = "club.case"

    def _club_get_next_step(self):
        """What is due next in a case, with its day."""
        steps = [
            (activity.date_deadline, activity.summary or activity.activity_type_id.name)
            for activity in self.activity_ids
        ]
        if self.clock_state in ("on_time", "due", "late"):
            steps.append((self.date_reply_by, self.env._("Answer due")))
        day, text = min(steps, default=(None, ""))
        return f"{format_date(self.env, day)}: {text}" if day else ""


class ClubContactEntry(models.Model):
    _inherit = "club.contact.entry"

    @api.model
    def _club_shorten(self, text):
        text = " ".join((text or "").split())
        return text if len(text) <= LONGEST_NOTE else text[: LONGEST_NOTE - 1] + "…"

    def _club_shorten_note(self):
        return self._club_shorten(self.note)
