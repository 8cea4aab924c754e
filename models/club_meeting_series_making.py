"""A series makes its meetings: once each, also when two people ask at once."""

from odoo import Command, fields, models
from odoo.exceptions import UserError

from .club_meeting_series_planning import DROP, MAKE, MOVE, SKIP

# Nobody is told of forty assignments one by one.
QUIET = {"mail_auto_subscribe_no_notify": True, "mail_create_nosubscribe": True}


class ClubMeetingSeries(models.Model):
    _inherit = "club.meeting.series"

    def action_generate(self):
        """Make the meetings that the rule asks for, and apply a changed rule.

        Made again, it makes nothing twice. What lies behind, was changed by hand or
        is not planned any more stays; ``preview`` tells beforehand.

        :raises UserError: when the series is archived
        """
        self.ensure_one()
        self.check_access("write")
        if not self.active:
            raise UserError(
                self.env._(
                    "This series is archived. Please restore it before it makes "
                    "meetings."
                )
            )
        self._queue_up()
        plan = self._plan()
        by_action = {
            action: [line for line in plan if line.action == action]
            for action in (DROP, MOVE, MAKE, SKIP)
        }
        self._forget_skipped(plan)
        self._drop(by_action[DROP])
        self._keep_places(plan)
        self._move(by_action[MOVE])
        self._skip(by_action[SKIP])
        self._make(by_action[MAKE])
        self._log_made(by_action)
        return True

    def _queue_up(self):
        """Let one after the other make meetings.

        Whoever comes second waits here; then the database refuses their outdated
        view, and Odoo repeats the call, which finds everything made.
        """
        # sudo: checked by the caller; the field is written here only
        self.sudo().date_made = fields.Datetime.now()
        self.flush_recordset(["date_made"])

    def _forget_skipped(self, plan):
        """Delete rows of days that the rule does not name any more."""
        named = {line.day for line in plan}
        today = self.company_id._club_today()
        # sudo: rows are kept by these methods only; the series was checked
        self.sudo().date_ids.filtered(
            lambda row: row.reason and row.date >= today and row.date not in named
        ).unlink()

    def _drop(self, lines):
        rows = self.date_ids.browse().union(*(line.row for line in lines))
        # sudo: rows are kept by these methods only; meetings go as the user
        rows.meeting_id.unlink()
        rows.sudo().unlink()
        self._skip([line._replace(row=None) for line in lines if line.reason])

    def _keep_places(self, plan):
        """Give the days of the new rule to the rows that stand for them now."""
        for line in plan:
            if line.row and line.action != DROP and line.row.date != line.day:
                # sudo: rows are kept by these methods only
                line.row.sudo().date = line.day

    def _move(self, lines):
        rows = self.date_ids.browse().union(*(line.row for line in lines))
        meetings = rows.meeting_id
        meetings.check_access("write")
        for line in lines:
            start, stop = self._get_span(line.day)
            # sudo: checked above; the calendar follows at once
            meeting = line.row.meeting_id.sudo().with_context(
                club_series_follows=True, club_calendar_later=True
            )
            meeting.write({"start": start, "stop": stop})
        meetings._update_calendar_events()

    def _skip(self, lines):
        new = [line for line in lines if not line.row]
        # sudo: rows are kept by these methods only
        rows = self.date_ids.sudo()
        rows.create(
            [
                {
                    "series_id": self.id,
                    "date": line.day,
                    "reason": line.reason,
                    "note": line.note,
                }
                for line in new
            ]
        )
        for line in lines:
            if line.row and (line.row.reason, line.row.note or None) != line[3:]:
                line.row.sudo().write({"reason": line.reason, "note": line.note})

    def _make(self, lines):
        meetings = self._create_meetings([line.day for line in lines])
        # sudo: rows are kept by these methods only
        rows = self.date_ids.sudo()
        made = list(zip(lines, meetings, strict=True))
        rows.create(
            [
                {"series_id": self.id, "date": line.day, "meeting_id": meeting.id}
                for line, meeting in made
                if not line.row
            ]
        )
        for line, meeting in made:
            if line.row:
                line.row.sudo()._fill(meeting)

    def _create_meetings(self, days):
        # sudo: checked by the callers; the series of a meeting is written here only
        Meeting = self.env["club.meeting"].sudo().with_context(**QUIET)
        common = self._get_meeting_vals()
        vals_list = []
        for day in days:
            start, stop = self._get_span(day)
            vals_list.append({**common, "start": start, "stop": stop})
        return Meeting.create(vals_list).sudo(False).with_env(self.env)

    def _get_meeting_vals(self):
        """What all meetings of the series have in common."""
        return {
            "series_id": self.id,
            "network_id": self.network_id.id,
            "kind": "own",
            "staff_ids": [Command.set(self.staff_ids.ids)],
            "agenda_item_ids": [
                Command.create(item._get_agenda_vals()) for item in self.item_ids
            ],
            **self._get_template_vals(),
        }

    def _get_template_vals(self):
        return {"name": self.name, "location": self.location, "tz": self.tz}

    def _log_made(self, by_action):
        counts = {action: len(lines) for action, lines in by_action.items()}
        if not any(counts[action] for action in (MAKE, MOVE, DROP)):
            return
        self._message_log(
            body=self.env._(
                "Meetings made: %(made)s, moved: %(moved)s, deleted: %(deleted)s. "
                "Dates skipped: %(skipped)s.",
                made=counts[MAKE],
                moved=counts[MOVE],
                deleted=counts[DROP],
                skipped=counts[SKIP],
            )
        )
