"""Agenda and minutes on paper: names and organisations, nobody's address."""

from odoo import models
from odoo.fields import Domain
from odoo.tools import format_date

from ..tools.file_names import safe_name

AGENDA = "club_support.club_meeting_report_agenda"
MINUTES = "club_support.club_meeting_report_minutes"
# states of the attendance list in the order of the minutes
ON_PAPER = ("present", "guest", "excused", "absent")


class ClubMeeting(models.Model):
    _inherit = "club.meeting"

    def _render_agenda_pdf(self):
        """The agenda on paper, in the language of the environment.

        :return: (name of the file, bytes)
        """
        return self._render_paper(AGENDA, self._get_agenda_name())

    def _render_minutes_pdf(self):
        """The minutes on paper, in the language of the environment.

        :return: (name of the file, bytes)
        """
        return self._render_paper(MINUTES, self._get_minutes_name())

    def _render_paper(self, report, name):
        self.ensure_one()
        content = self.env["ir.actions.report"]._render_qweb_pdf(report, self.ids)[0]
        return f"{name}.pdf", content

    def _get_agenda_name(self):
        """The name of the file, without its ending."""
        return self._get_paper_name(self.env._("Agenda"))

    def _get_minutes_name(self):
        """The name of the file, without its ending."""
        return self._get_paper_name(self.env._("Minutes of Meeting"))

    def _get_paper_name(self, kind):
        """Such as “Agenda 2027-03-02 Round Table”."""
        day = self._local(self.start).date().isoformat()
        return safe_name(f"{kind} {day} {self.name}")[:100]

    # ------------------------------------------------------------
    # What stands there
    # ------------------------------------------------------------

    def _get_paper_head(self):
        """Rows of label and text: what, when and where."""
        labels = {
            "network": self.env._("Network"),
            "when": self.env._("Date and time"),
            "where": self.env._("Place"),
            "convened": self.env._("Convened by"),
            "hosted": self.env._("Hosted by"),
        }
        texts = {
            "network": self.network_id.name,
            "when": self._describe_times(),
            "where": self.location,
            "convened": self._get_name_on_paper(self.convened_by_id),
            "hosted": self._get_name_on_paper(self.host_id),
        }
        return [(labels[key], text) for key, text in texts.items() if text]

    def _describe_times(self):
        """Day and local times, such as “Tuesday, March 2, 2027, 18:00 – 20:00”."""
        begins, ends = self._local(self.start), self._local(self.stop)
        day = format_date(self.env, begins.date(), date_format="full")
        until = ends.strftime("%H:%M")
        if ends.date() != begins.date():
            until = f"{format_date(self.env, ends.date())} {until}"
        return f"{day}, {begins.strftime('%H:%M')} – {until}"

    def _get_name_on_paper(self, partner):
        """A name; contacts that a mail made may be named by their address."""
        name = partner.name or ""
        return "" if "@" in name else name

    def _get_minutes_mark(self):
        """Whether they may still change, or did."""
        if self.minutes_state in ("none", "draft"):
            return self.env._("Draft")
        if self.minutes_version > 1:
            return self.env._(
                "revised, version %(number)s", number=self.minutes_version
            )
        return ""

    def _get_minutes_groups(self):
        """Who was there, by group.

        :return: list of (label, list of lines)
        """
        labels = dict(
            self.env["club.attendance"]
            ._fields["state"]
            ._description_selection(self.env)
        )
        by_state = self.attendance_ids.grouped("state")
        return [
            (labels[state], [self._describe_attendance(row) for row in by_state[state]])
            for state in ON_PAPER
            if state in by_state
        ]

    def _describe_attendance(self, row):
        """Such as “Hanna Berg, TSV Grünbach”."""
        person = self._get_name_on_paper(row.partner_id) or row.name or ""
        if row.substitute and row.state == "present":
            person = self.env._(
                "%(substitute)s for %(person)s",
                substitute=row.substitute,
                person=person or self._get_name_on_paper(row.organisation_id),
            )
        organisation = self._get_name_on_paper(row.organisation_id)
        return ", ".join(dict.fromkeys(filter(None, [person, organisation])))

    def _get_minutes_parts(self):
        """The agenda with its outcomes, decisions and action items.

        :return: list of (item, decisions, action items); the last one without an
            item, for what belongs to none
        """
        decisions = self.decision_ids.sorted(lambda row: (row.sequence_number, row.id))
        decisions = decisions.grouped("agenda_item_id")
        actions = self.action_item_ids.grouped("agenda_item_id")
        agenda = self._get_agenda()
        items = [*agenda, agenda.browse()]
        return [
            (
                item,
                decisions.get(item, self.decision_ids.browse()),
                actions.get(item, self.action_item_ids.browse()),
            )
            for item in items
        ]

    def _get_next_on_paper(self):
        """The meeting of the network that comes next, for the end of the minutes."""
        return self.search(
            Domain("network_id", "=", self.network_id.id)
            & Domain("network_id", "!=", False)
            & Domain("start", ">", self.start)
            & Domain("state", "!=", "called_off"),
            order="start, id",
            limit=1,
        )
