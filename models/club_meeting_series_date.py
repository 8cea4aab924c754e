from odoo import api, fields, models
from odoo.exceptions import UserError


class ClubMeetingSeriesDate(models.Model):
    """One date of a series: its meeting, or why there is none.

    Kept by the methods of the series. It remembers what was changed or left out by
    hand, so that making meetings again respects it.
    """

    _name = "club.meeting.series.date"
    _description = "Date of a Series of Meetings"
    _inherit = ["club.copy.mixin"]
    _order = "series_id, date"
    _rec_name = "date"

    series_id = fields.Many2one(
        comodel_name="club.meeting.series",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    network_id = fields.Many2one(
        related="series_id.network_id", store=True, index=True, precompute=True
    )
    company_id = fields.Many2one(
        related="series_id.company_id", store=True, index=True, precompute=True
    )
    date = fields.Date(
        required=True, readonly=True, help="The day that the rule names."
    )
    meeting_id = fields.Many2one(
        comodel_name="club.meeting",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    start = fields.Datetime(related="meeting_id.start", string="Begins")
    reason = fields.Selection(
        selection=[
            ("school", "School Holidays"),
            ("public", "Public Holiday"),
            ("missing", "No Such Day in This Month"),
        ],
        string="Skipped",
        readonly=True,
    )
    note = fields.Char(string="Holiday", readonly=True)
    is_touched = fields.Boolean(
        string="Changed by Hand",
        readonly=True,
        help="Title, times, place or staff of the meeting were changed by hand, so "
        "changes of the series leave it alone.",
    )
    status = fields.Selection(
        selection=[
            ("planned", "Planned"),
            ("moved", "Moved"),
            ("changed", "Changed by Hand"),
            ("tentative", "Tentative"),
            ("held", "Held"),
            ("called_off", "Called Off"),
            ("skipped", "Skipped"),
            ("deleted", "Left Out"),
        ],
        compute="_compute_status",
    )

    _once_per_day = models.UniqueIndex(
        "(series_id, date)",
        "The series has this date already. Please reload the page.",
    )
    _one_date_per_meeting = models.UniqueIndex(
        "(meeting_id) WHERE meeting_id IS NOT NULL",
        "A meeting stands for one date of a series only. Please reload the page.",
    )

    @api.depends("date", "reason", "is_touched", "meeting_id.start", "meeting_id.state")
    def _compute_status(self):
        for row in self:
            row.status = row._get_status()

    def _get_status(self):
        meeting = self.meeting_id
        if not meeting:
            return "skipped" if self.reason else "deleted"
        if meeting.state != "planned":
            return meeting.state
        if meeting._local(meeting.start).date() != self.date:
            return "moved"
        return "changed" if self.is_touched else "planned"

    def _is_ahead(self):
        """Whether there is a meeting that lies ahead."""
        return self.meeting_id and self.meeting_id.start > fields.Datetime.now()

    def _follows(self):
        """Whether the meeting follows what changes in its series."""
        return (
            self._is_ahead()
            and self.meeting_id.state == "planned"
            and not self.is_touched
        )

    def _may_go(self):
        """Whether nothing is lost when the meeting is deleted."""
        meeting = self.meeting_id
        return (
            self._follows()
            and not meeting.invitation_ids
            and not meeting.attendance_ids
            and not meeting.decision_ids
            and not meeting.action_item_ids
            and all(item._is_from_series() for item in meeting.agenda_item_ids)
        )

    def _fill(self, meeting, by_hand=False):
        """Note the meeting of a date that had none."""
        self.write(
            {
                "meeting_id": meeting.id,
                "reason": False,
                "note": False,
                "is_touched": by_hand,
            }
        )

    def action_make_meeting(self):
        """Make the meeting of a date that was skipped or left out, and open it.

        :raises UserError: when there is one, or the month has no such day
        """
        self.ensure_one()
        self.series_id.check_access("write")
        if self.meeting_id or self.reason == "missing":
            raise UserError(
                self.env._(
                    "No meeting can be made on this date: there is one already, or "
                    "the month has no such day."
                )
            )
        self.series_id._queue_up()
        meeting = self.series_id._create_meetings([self.date])
        # sudo: rows are kept by the methods of the series only; checked above
        self.sudo()._fill(meeting, by_hand=True)
        return self.action_open()

    def action_open(self):
        """Open the meeting of this date."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "club.meeting",
            "res_id": self.meeting_id.id,
            "views": [(False, "form")],
        }
