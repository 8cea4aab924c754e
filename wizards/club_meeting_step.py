from odoo import api, fields, models
from odoo.exceptions import UserError


class ClubMeetingStep(models.TransientModel):
    """Asks for what postponing, calling off or doubting a meeting needs."""

    _name = "club.meeting.step"
    _description = "Change a Meeting"

    meeting_id = fields.Many2one(
        comodel_name="club.meeting",
        required=True,
        readonly=True,
        default=lambda self: self._default_meeting_id(),
    )
    step = fields.Selection(
        selection=[
            ("tentative", "Tentative"),
            ("postpone", "Postpone"),
            ("call_off", "Call Off"),
        ],
        required=True,
        readonly=True,
        default="postpone",
    )
    start = fields.Datetime(
        string="Begins", compute="_compute_start", store=True, readonly=False
    )
    stop = fields.Datetime(
        string="Ends", compute="_compute_stop", store=True, readonly=False
    )
    reason = fields.Char(help="Everybody invited reads it.")
    invited_count = fields.Integer(compute="_compute_invited_count")

    @api.model
    def _default_meeting_id(self):
        """The meeting the dialog was opened from, for those who may change it."""
        meeting = self.env["club.meeting"]
        if self.env.context.get("active_model") == meeting._name:
            meeting = meeting.browse(self.env.context.get("active_id") or [])
        return meeting._filtered_access("write")

    @api.depends("meeting_id")
    def _compute_start(self):
        for dialog in self:
            dialog.start = dialog.meeting_id.sudo(False).start

    @api.depends("start")
    def _compute_stop(self):
        """The meeting lasts as long as before."""
        for dialog in self:
            meeting = dialog.meeting_id.sudo(False)
            lasts = meeting and meeting.stop - meeting.start
            dialog.stop = dialog.start and lasts and dialog.start + lasts

    @api.depends("meeting_id")
    def _compute_invited_count(self):
        for dialog in self:
            invitations = dialog.meeting_id.sudo(False).invitation_ids
            told = invitations.filtered(
                lambda one: not one.is_withdrawn and one.revision_sent >= 0
            )
            dialog.invited_count = len(told)

    @api.constrains("meeting_id")
    def _check_meeting_id(self):
        """Only who may edit a meeting learns from the dialog which one it is."""
        self.meeting_id.sudo(False).check_access("write")

    def action_apply(self):
        """Take the step, and tell everybody invited.

        :raises UserError: when nothing was entered
        """
        self.ensure_one()
        reason = (self.reason or "").strip()
        if not reason:
            raise UserError(
                self.env._(
                    "Everybody invited wants to know why. Please enter the reason in a "
                    "few words."
                )
            )
        if self.step == "postpone":
            self._postpone(reason)
        elif self.step == "call_off":
            self.meeting_id.action_call_off(reason)
        else:
            self.meeting_id.action_mark_tentative(reason)
        return {"type": "ir.actions.act_window_close"}

    def _postpone(self, reason):
        meeting = self.meeting_id
        if not self.start or (self.start, self.stop) == (meeting.start, meeting.stop):
            raise UserError(
                self.env._(
                    "The times are the same as before. Please enter when the meeting "
                    "takes place now."
                )
            )
        meeting.action_postpone(self.start, self.stop, reason)
