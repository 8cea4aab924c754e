"""Until when the invited may answer, and how their answers add up."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from .club_invitation_answering import COMING

REMIND_DAYS_LIMIT = 60


class ClubMeeting(models.Model):
    _inherit = "club.meeting"

    answer_until = fields.Datetime(
        compute="_compute_answer_until",
        store=True,
        readonly=False,
        precompute=True,
        help="Until then the invited may answer and change their answer. It moves "
        "along when the meeting is moved.",
    )
    remind_days = fields.Integer(
        string="Remind Days Before",
        compute="_compute_remind_days",
        store=True,
        readonly=False,
        precompute=True,
        aggregator=None,
        help="So many days before the deadline, whoever has not answered is reminded "
        "once by mail. 0: nobody is.",
    )
    yes_count = fields.Integer(string="Yes", compute="_compute_answer_counts")
    perhaps_count = fields.Integer(string="Perhaps", compute="_compute_answer_counts")
    no_count = fields.Integer(string="No", compute="_compute_answer_counts")
    silent_count = fields.Integer(
        string="No Answer Yet", compute="_compute_answer_counts"
    )
    expected_people = fields.Integer(
        string="People Expected",
        compute="_compute_answer_counts",
    )

    _remind_days_plausible = models.Constraint(
        f"CHECK (remind_days BETWEEN 0 AND {REMIND_DAYS_LIMIT})",
        "A reminder leaves 0 to 60 days before the deadline.",
    )

    # ------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------

    def _compute_answer_until(self):
        """The beginning of the meeting, once: afterwards it moves along with it."""
        for meeting in self:
            meeting.answer_until = meeting.answer_until or meeting.start

    @api.onchange("start")
    def _onchange_start(self):
        before = self._origin
        until = self.start
        if self.start and before.start and before.answer_until:
            until = before.answer_until + (self.start - before.start)
        self.answer_until = until

    @api.depends("company_id")
    def _compute_remind_days(self):
        for meeting in self:
            # sudo: a setting of the company, as everybody sees it at work
            days = meeting.company_id.sudo().club_remind_days
            meeting.remind_days = meeting.remind_days if meeting._origin else days

    @api.depends(
        "invitation_ids.answer",
        "invitation_ids.is_withdrawn",
        "invitation_ids.people_count",
    )
    def _compute_answer_counts(self):
        rows = self.env["club.invitation"]._read_group(
            [("meeting_id", "in", self.ids), ("is_withdrawn", "=", False)],
            ["meeting_id", "answer"],
            ["__count", "people_count:sum"],
        )
        counts, people = {}, {}
        for meeting, answer, count, total in rows:
            counts[meeting, answer] = count
            people[meeting, answer] = total
        for meeting in self:
            own = meeting._origin
            meeting.yes_count = sum(counts.get((own, answer), 0) for answer in COMING)
            meeting.perhaps_count = counts.get((own, "perhaps"), 0)
            meeting.no_count = counts.get((own, "no"), 0)
            meeting.silent_count = counts.get((own, "none"), 0)
            meeting.expected_people = sum(
                people.get((own, answer), 0) for answer in COMING
            )

    # ------------------------------------------------------------
    # Deadline
    # ------------------------------------------------------------

    @api.constrains("answer_until")
    def _check_answer_until(self):
        for meeting in self:
            if meeting.answer_until and meeting.answer_until > meeting.start:
                raise ValidationError(
                    self.env._(
                        "The deadline for answers lies after the beginning of "
                        "“%(meeting)s”. Please choose an earlier one.",
                        meeting=meeting.name,
                    )
                )

    def write(self, vals):
        before = {}
        if "start" in vals and "answer_until" not in vals:
            before = {meeting: meeting.start for meeting in self}
        result = super().write(vals)
        if before:
            self._move_deadlines(before)
        return result

    def _move_deadlines(self, before):
        """The deadline stays as far ahead of the meeting as it was.

        :param dict before: by meeting, when it began so far
        """
        moved = self.filtered(lambda m: m.start != before[m] and m.answer_until)
        for until, meetings in moved.grouped(
            lambda m: m.answer_until + (m.start - before[m])
        ).items():
            meetings.answer_until = until

    # ------------------------------------------------------------
    # Reminders
    # ------------------------------------------------------------

    @api.model
    def _remindable_domain(self):
        """Meetings that lie ahead and may still be answered."""
        return Domain(
            [
                ("state", "=", "planned"),
                ("start", ">", "now"),
                ("answer_until", ">", "now"),
            ]
        )

    def _has_begun(self):
        return fields.Datetime.now() >= self.start

    def _is_remind_time(self):
        now = fields.Datetime.now()
        return bool(self.remind_days) and now >= self.answer_until - timedelta(
            days=self.remind_days
        )

    def action_remind_silent(self):
        """Write to those who have not answered yet, now.

        Whoever was reminded today already is left alone.

        :raises UserError: when there is nobody to be reminded
        """
        self.check_access("write")
        open_ones = self.filtered_domain(self._remindable_domain())
        today = self.env.company._club_today()
        silent = self.env["club.invitation"].search(
            Domain("meeting_id", "in", open_ones.ids)
            & self.env["club.invitation"]._silent_domain()
            & Domain("reminded_on", "!=", today)
        )
        if not silent:
            raise UserError(
                self.env._(
                    "There is nobody to be reminded: the meeting is not ahead, all "
                    "have answered, were reminded today, or have no e-mail address."
                )
            )
        silent._remind()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("%(count)s reminders leave.", count=len(silent)),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
