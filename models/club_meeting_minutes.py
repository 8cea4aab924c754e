"""The minutes of a meeting: draft, sent, approved in the next meeting."""

from odoo import api, fields, models
from odoo.exceptions import UserError

FILLED_BY_STEPS = {
    "minutes_version",
    "minutes_sent_on",
    "minutes_approved_on",
    "minutes_approved_in_id",
}
# in front of all that is carried over or planned
FIRST = 0


class ClubMeeting(models.Model):
    _inherit = "club.meeting"

    minutes_version = fields.Integer(
        readonly=True,
        copy=False,
        aggregator=None,
        help="How often the minutes were sent.",
    )
    minutes_sent_on = fields.Date(readonly=True, copy=False)
    minutes_approved_on = fields.Date(readonly=True, copy=False)
    minutes_approved_in_id = fields.Many2one(
        comodel_name="club.meeting",
        string="Approved In",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    # ------------------------------------------------------------
    # What stays
    # ------------------------------------------------------------

    @api.model
    def _check_by_hand(self, names):
        if not self.env.su and FILLED_BY_STEPS & set(names):
            raise UserError(
                self.env._(
                    "Sending and approving minutes is noted by its own steps only. "
                    "Please use “Send Minutes” or “Approve Minutes”."
                )
            )
        return super()._check_by_hand(names)

    def write(self, vals):
        if "minutes_text" in vals and not self.env.su:
            for meeting in self:
                if meeting.minutes_state in ("sent", "approved"):
                    meeting._raise_minutes_sent()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_minutes_sent(self):
        for meeting in self:
            if meeting.minutes_state in ("sent", "approved"):
                raise UserError(
                    self.env._(
                        "The minutes of “%(meeting)s” were sent, so it stays. Please "
                        "archive it instead.",
                        meeting=meeting.name,
                    )
                )

    def _raise_minutes_sent(self):
        raise UserError(
            self.env._(
                "The minutes of “%(meeting)s” were sent and stay as they are. Please "
                "use “Revise Minutes” first, and send them again afterwards.",
                meeting=self.name,
            )
        )

    # ------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------

    def action_hold(self):
        """Own meetings have minutes, a draft at first."""
        result = super().action_hold()
        own = self.filtered(
            lambda meeting: meeting.kind == "own" and meeting.minutes_state == "none"
        )
        # sudo: checked by the step; the state changes through steps only
        own.sudo().write({"minutes_state": "draft"})
        return result

    def action_send_minutes(self, by_hand=False):
        """Send the minutes to whoever was there, excused, or represents a member.

        One mail each, with the PDF. From then on the minutes stay as they are.

        :param bool by_hand: they were given out on paper, no mail leaves
        :raises UserError: when they are no draft or nobody can be reached
        """
        self.ensure_one()
        self.check_access("write")
        self._check_minutes_state("draft")
        # sudo: checked above; the state changes through steps only. The row is
        # taken first: of two requests at a time the second one fails, is repeated
        # by Odoo, and finds the minutes sent.
        self.sudo().write(
            {
                "minutes_state": "sent",
                "minutes_version": self.minutes_version + 1,
                "minutes_sent_on": self.company_id._club_today(),
            }
        )
        self.flush_recordset()
        if by_hand:
            self._message_log(body=self.env._("The minutes were given out by hand."))
        else:
            self._send_minutes()
        self._put_minutes_on_next_agenda()
        return True

    def action_send_minutes_by_hand(self):
        """Note that the minutes were given out on paper."""
        return self.action_send_minutes(by_hand=True)

    def action_revise_minutes(self):
        """Make a draft of minutes that were sent, in order to correct them."""
        self.check_access("write")
        self._check_minutes_state("sent", "approved")
        # sudo: checked above; the state changes through steps only
        self.sudo().write(
            {
                "minutes_state": "draft",
                "minutes_approved_on": False,
                "minutes_approved_in_id": False,
            }
        )
        return True

    def action_approve_minutes(self):
        """Note that the minutes are approved, in the meeting that has them on top.

        :raises UserError: when they are not sent yet or approved already
        """
        self.ensure_one()
        items = self._get_minutes_items().filtered(lambda item: item.state == "open")
        return self._approve_minutes(items[-1:])

    def _approve_minutes(self, item):
        """
        :param item: the ``club.agenda.item`` about the minutes, may be empty
        """
        self.check_access("write")
        self._check_minutes_state("sent")
        # sudo: checked above; the state changes through steps only
        self.sudo().write(
            {
                "minutes_state": "approved",
                "minutes_approved_on": self.company_id._club_today(),
                "minutes_approved_in_id": item.meeting_id.id,
            }
        )
        # sudo: the items are done by approving; they may stand in a colleague's meeting
        items = self._get_minutes_items().sudo()
        items.filtered(lambda row: row.state == "open").state = "done"
        return True

    def _check_minutes_state(self, *states):
        labels = dict(self._fields["minutes_state"]._description_selection(self.env))
        for meeting in self:
            if meeting.minutes_state not in states:
                raise UserError(
                    self.env._(
                        "The minutes of “%(meeting)s” have the state “%(state)s”, and "
                        "this step does not follow from it. Please look at them again.",
                        meeting=meeting.name,
                        state=labels[meeting.minutes_state],
                    )
                )

    # ------------------------------------------------------------
    # The next meeting
    # ------------------------------------------------------------

    def _get_carried_item_vals(self):
        """The next meeting begins with the minutes that wait for approval."""
        others, waiting = [], []
        for vals in super()._get_carried_item_vals():
            source = self.env["club.agenda.item"].browse(vals.get("carried_from_id"))
            minutes_of = source.minutes_of_id
            if not minutes_of:
                others.append(vals)
            elif minutes_of.minutes_state != "approved":
                waiting.append({**vals, "minutes_of_id": minutes_of.id})
        if self.minutes_state in ("draft", "sent"):
            waiting.append(self._get_minutes_item_vals())
        return [{**vals, "sequence": FIRST} for vals in waiting] + others

    def _get_minutes_item_vals(self):
        return {
            "name": self.env._("Minutes of %(meeting)s", meeting=self.display_name),
            "minutes_planned": 5,
            "minutes_of_id": self.id,
        }

    def _get_minutes_items(self):
        """The items of other meetings in which these minutes are approved."""
        return self.env["club.agenda.item"].search(
            [("minutes_of_id", "in", self.ids)], order="id"
        )

    def _put_minutes_on_next_agenda(self):
        """Let the next meeting begin with these minutes, if it is planned already."""
        after = self._get_following()[self]
        items = self._get_minutes_items()
        if not after or items.filtered(lambda item: item.state == "open"):
            return
        sequences = after.agenda_item_ids.mapped("sequence")
        # sudo: whoever sends the minutes need not be in charge of the next meeting
        self.env["club.agenda.item"].sudo().create(
            {
                **self._get_minutes_item_vals(),
                "meeting_id": after.id,
                "sequence": min(sequences, default=10) - 1,
            }
        )
