"""Invitations and attendances of people who become one."""

from datetime import datetime

from markupsafe import Markup

from odoo import models

from .club_meeting_recurring import AHEAD

# the one that tells most wins
ATTENDANCE = ["present", "guest", "excused", "absent", "expected"]
ANSWER = ("answer", "answer_note", "people_count", "answered_via", "date_answered")


class ClubInvitation(models.Model):
    _name = "club.invitation"
    _inherit = ["club.invitation", "club.absorb.mixin"]

    def _resolve_merge(self, sources, target):
        merged = sources | target
        invitations = self.search([("partner_id", "in", merged.ids)])
        told = {}
        for meeting, twins in invitations.grouped("meeting_id").items():
            if len(twins) > 1:
                twins._unite()
                told[meeting.id] = Markup("<p>%s</p>") % self.env._(
                    "%(person)s had been invited twice; one invitation remains.",
                    person=target.name,
                )
        self.env["club.meeting"].browse(told)._message_log_batch(bodies=told)

    def _unite(self):
        """Keep the invitation that was told last, with the latest answer.

        The entry of the other one leaves the calendar it stands in.
        """
        ranked = self.sorted(
            lambda row: (row.is_withdrawn, -row.sequence, -row.revision_sent, row.id)
        )
        kept, others = ranked[0], ranked[1:]
        others.filtered(lambda row: row._is_in_a_calendar())._tell("double")
        # nobody's calendar needs these rows any more, so they may go
        others.revision_sent = -1
        answered = self.filtered(lambda row: row.answer != "none").sorted(
            lambda row: row.date_answered or datetime.min
        )
        values = {"organisation_id": kept.organisation_id or others.organisation_id}
        values["member_id"] = kept.member_id or others.member_id
        values = {name: records[:1].id for name, records in values.items()}
        for name in (*ANSWER, "substitute"):
            if answered:
                values[name] = answered[-1][name]
        kept._absorb(others)
        self.env.flush_all()
        kept.write(values)

    def _is_in_a_calendar(self):
        """Whether this person was sent an entry that still stands."""
        return (
            self.channel == "email"
            and self.revision_sent >= 0
            and not self.is_withdrawn
            and self.meeting_id.state in AHEAD
        )

    def _make_subject_and_intro(self, kind, values):
        if kind != "double":
            return super()._make_subject_and_intro(kind, values)
        subject = self.env._(
            "Invited twice: %(meeting)s, %(day)s",
            meeting=values["meeting"],
            day=values["day"],
        )
        sentence = self.env._(
            "You were invited to this meeting twice by mistake. This mail takes the "
            "second entry out of your calendar; your other invitation stays as it is."
        )
        return subject, f"{values['salutation']}\n\n{sentence}"


class ClubAttendance(models.Model):
    _name = "club.attendance"
    _inherit = ["club.attendance", "club.absorb.mixin"]

    def _resolve_merge(self, sources, target):
        merged = sources | target
        rows = self.search(
            [
                "|",
                ("partner_id", "in", merged.ids),
                "&",
                "&",
                ("partner_id", "=", False),
                ("name", "=", False),
                ("organisation_id", "in", merged.ids),
            ]
        )
        by_place = rows.grouped(lambda row: (row.meeting_id, bool(row.partner_id)))
        for twins in by_place.values():
            if len(twins) > 1:
                twins._unite()

    def _unite(self):
        """One row per meeting, with the attendance that says most."""
        ranked = self.sorted(lambda row: (ATTENDANCE.index(row.state), row.id))
        kept, others = ranked[0], ranked[1:]
        values = {
            name: (kept[name] or others[name])[:1].id
            for name in ("organisation_id", "member_id", "invitation_id")
        }
        notes = self._joined_notes()
        values["note"] = notes and notes.replace("\n", "; ")
        kept._absorb(others)
        self.env.flush_all()
        kept.write(values)
