"""The steps of a meeting: tentative, confirmed, postponed, called off, held."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class ClubMeeting(models.Model):
    _inherit = "club.meeting"

    # a change of time is read in the chatter
    start = fields.Datetime(tracking=True)
    stop = fields.Datetime(tracking=True)
    reason = fields.Char(tracking=True)
    is_past = fields.Boolean(compute="_compute_is_past")
    # from the morning of its day on, attendance is taken and nobody is invited
    is_due = fields.Boolean(compute="_compute_is_past")

    # the web client's calendar knows these two names
    is_striked = fields.Boolean(compute="_compute_is_striked")
    is_hatched = fields.Boolean(compute="_compute_is_striked")

    @api.depends("state")
    def _compute_is_striked(self):
        for meeting in self:
            meeting.is_striked = meeting.state == "called_off"
            meeting.is_hatched = meeting.state == "tentative"

    @api.depends("start", "tz")
    def _compute_is_past(self):
        now = fields.Datetime.now()
        for meeting in self:
            start = meeting.start
            meeting.is_past = bool(start) and start <= now
            meeting.is_due = bool(start) and (
                meeting._local(start).date() <= meeting._local(now).date()
            )

    def action_mark_tentative(self, reason=None):
        """Say that it is open whether the meeting takes place, and tell the invited.

        :param str reason: why, for everybody who is invited
        :raises UserError: when it is not planned
        """
        self._check_step("planned")
        self._take_step("tentative", reason)
        return True

    def action_confirm(self):
        """Say that the meeting takes place after all, and tell the invited."""
        self._check_step("tentative")
        self._take_step("planned", None)
        return True

    def action_postpone(self, start, stop=None, reason=None):
        """Move the meeting to other times, and tell the invited.

        :param datetime start: naive UTC
        :param datetime stop: naive UTC; without it the meeting lasts as long
        :param str reason: why, for everybody who is invited
        :raises UserError: when it is held or called off
        """
        self.ensure_one()
        self._check_step("planned", "tentative")
        start = fields.Datetime.to_datetime(start)
        stop = fields.Datetime.to_datetime(stop) or start + (self.stop - self.start)
        self.write({"start": start, "stop": stop})
        # sudo: checked above; the reason is written by steps only
        self.sudo().write({"reason": reason or False})
        self._inform_invited(reason)
        return True

    def action_call_off(self, reason=None):
        """Call the meeting off, and tell the invited.

        :param str reason: why, for everybody who is invited
        """
        self._check_step("planned", "tentative")
        self._take_step("called_off", reason)
        return True

    def action_restore(self):
        """Take a call-off back, and tell the invited."""
        self._check_step("called_off")
        self._take_step("planned", None)
        return True

    def action_hold(self):
        """Note that the meeting took place, and offer to note the own effort.

        :return: the dialog for the effort where the current user attended, else True
        :raises UserError: when it was called off or noted already
        """
        self._check_step("planned", "tentative")
        # sudo: checked above; the state changes through steps only
        self.sudo().write({"state": "held", "reason": False})
        if len(self) == 1 and self.is_effort_missing:
            return self.action_note_effort()
        return True

    def action_reopen(self):
        """Take back that the meeting took place.

        :raises UserError: when its minutes were sent already
        """
        self._check_step("held")
        sent = self.filtered(
            lambda meeting: meeting.minutes_state not in ("none", "draft")
        )
        if sent:
            raise UserError(
                self.env._(
                    "The minutes of “%(meeting)s” were sent already, so it did take "
                    "place. Please correct the meeting and its minutes instead.",
                    meeting=sent[0].name,
                )
            )
        # sudo: checked above; the state changes through steps only
        self.sudo().write({"state": "planned"})
        return True

    def _check_step(self, *states):
        """Refuse whoever may not edit, and steps that do not follow.

        :raises UserError: when one of the meetings is in another state
        """
        self.check_access("write")
        labels = dict(self._fields["state"]._description_selection(self.env))
        for meeting in self:
            if meeting.state not in states:
                raise UserError(
                    self.env._(
                        "“%(meeting)s” has the state “%(state)s”, and this step does "
                        "not follow from it. Please look at it again.",
                        meeting=meeting.name,
                        state=labels[meeting.state],
                    )
                )

    def _take_step(self, state, reason):
        # sudo: checked by the callers; the state changes through steps only
        self.sudo().write({"state": state, "reason": reason or False})
        self._inform_invited(reason)
