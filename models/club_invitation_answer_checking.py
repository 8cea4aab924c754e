"""The log of answers stays as it is; doubtful ones wait for the staff."""

from odoo import api, fields, models
from odoo.exceptions import UserError

ACTIVITY_PROPOSED = "club_support.mail_activity_type_answer_proposed"


class ClubInvitationAnswer(models.Model):
    _inherit = "club.invitation.answer"

    meeting_id = fields.Many2one(
        related="invitation_id.meeting_id",
        store=True,
        index=True,
        precompute=True,
    )
    partner_id = fields.Many2one(related="invitation_id.partner_id")
    sequence = fields.Integer(
        string="Version Answered",
        readonly=True,
        aggregator=None,
        help="Version of the invitation that was answered.",
    )
    stamp = fields.Datetime(
        readonly=True,
        help="When the calendar of whoever answered wrote this; empty for others.",
    )
    doubt = fields.Selection(
        selection=[
            ("sender", "From another address than the invited one"),
            ("version", "Answers an earlier version of the invitation"),
            ("late", "Came after the deadline"),
            ("time", "Proposes another time"),
            ("overtaken", "Overtaken by a later answer"),
            ("closed", "The meeting could not be answered any more"),
        ],
        string="Why It Was Not Taken Over",
        readonly=True,
    )

    def write(self, vals):
        """Only whether a proposal was taken over or dismissed may change."""
        self.check_access("write")
        allowed = {"state", *(field.name for field in self._get_copies())}
        if not vals.keys() <= allowed:
            raise UserError(
                self.env._("What somebody answered stays as it is in this list.")
            )
        return super().write(vals)

    def action_accept(self):
        """Take a proposed answer over: it counts from now on.

        :raises UserError: when it has been decided already
        """
        self._check_proposed()
        # sudo: who may write the invitation decides; the log itself is nobody's
        for answer in self.sudo():
            answer.state = "taken"
            answer.invitation_id._write_accepted(answer)
        self.meeting_id._finish_proposals()
        return True

    def action_dismiss(self):
        """Leave the answer that counted before.

        :raises UserError: when it has been decided already
        """
        self._check_proposed()
        # sudo: who may write the invitation decides; the log itself is nobody's
        self.sudo().write({"state": "dismissed"})
        self.meeting_id._finish_proposals()
        return True

    def _check_proposed(self):
        self.invitation_id.check_access("write")
        if self.filtered(lambda answer: answer.state != "proposed"):
            raise UserError(
                self.env._(
                    "Somebody has decided on this answer already. Please look at it "
                    "again."
                )
            )


class ClubInvitation(models.Model):
    _inherit = "club.invitation"

    def _write_accepted(self, answer):
        """Make the answer of one row in the log the one that counts."""
        self.write(
            {
                "answer": answer.answer,
                "answer_note": answer.note,
                "people_count": answer.people_count,
                "substitute": answer.substitute,
                "answered_via": answer.answered_via,
                "date_answered": answer.date,
                # whoever accepts it has looked at it today
                "answered_revision": self.meeting_id.revision,
            }
        )

    def _settle_proposals(self):
        """Proposals are overtaken by what the invited person answered itself."""
        proposed = self.answer_ids.filtered(lambda answer: answer.state == "proposed")
        if proposed:
            proposed.write({"state": "dismissed"})
            proposed.meeting_id._finish_proposals()


class ClubMeeting(models.Model):
    _inherit = "club.meeting"

    proposed_answer_count = fields.Integer(compute="_compute_proposed_answer_count")

    @api.depends("invitation_ids.answer_ids.state")
    def _compute_proposed_answer_count(self):
        counts = dict(
            self.env["club.invitation.answer"]._read_group(
                [("meeting_id", "in", self.ids), ("state", "=", "proposed")],
                ["meeting_id"],
                ["__count"],
            )
        )
        for meeting in self:
            meeting.proposed_answer_count = counts.get(meeting._origin, 0)

    def action_check_answers(self):
        """Open the proposed answers of these meetings."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "club_support.club_invitation_answer_action_proposed"
        )
        return {**action, "domain": [("meeting_id", "in", self.ids)], "context": {}}

    def _get_organiser(self):
        """Whoever organises the meeting today, and may read it therefore."""
        network = self.network_id
        users = self.user_id | network.user_id | network.deputy_id
        if network.is_restricted:
            users &= network._get_staff()
        return (users | network.colleague_ids).filtered("active")[:1]

    def _tell_organiser(self, activity, summary):
        """One task for whoever organises it, not a second one while it is open."""
        activity_type = self.env.ref(activity)
        user = self._get_organiser()
        open_ones = self.activity_ids.filtered(
            lambda task: task.activity_type_id == activity_type
        )
        if user and not open_ones:
            # quick update: the mail that came in must not wait for a mail server
            self.with_context(mail_activity_quick_update=True).activity_schedule(
                activity, user_id=user.id, summary=summary
            )

    def _finish_proposals(self):
        """Nobody has to check what has been decided."""
        self.invalidate_recordset(["proposed_answer_count"])
        done = self.filtered(lambda meeting: not meeting.proposed_answer_count)
        # sudo: the task may be a colleague's
        done.sudo().activity_unlink([ACTIVITY_PROPOSED])
