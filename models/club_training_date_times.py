"""Begin and end of a date follow its days, and its days follow when it moves."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .club_reservation_occupying import TOGETHER
from .club_training_date import UTC

UNIT = timedelta(minutes=45)
SPAN = {"date_begin", "date_end"}
# what whoever registered has to know
TOLD = {"training_mode", "event_url"}
# the entries of the staff's calendars are made of these
IN_CALENDAR = {"name", "user_id", "trainer_ids", "active", "training_state"}


class EventEvent(models.Model):
    _inherit = "event.event"

    training_day_count = fields.Integer(
        string="Number of Days", compute="_compute_training_day_count"
    )
    training_is_begun = fields.Boolean(
        string="Has Begun", compute="_compute_training_is_begun"
    )
    training_is_over = fields.Boolean(
        string="Lies Behind", compute="_compute_training_is_begun"
    )
    training_room_hint = fields.Text(
        string="About the Rooms", compute="_compute_training_room_hint"
    )
    is_change_untold = fields.Boolean(
        string="Change Not Told Yet",
        readonly=True,
        copy=False,
        help="Times, room or way changed after people had registered.",
    )

    @api.depends("training_day_ids")
    def _compute_training_day_count(self):
        for event in self:
            event.training_day_count = len(event.training_day_ids)

    @api.depends("date_begin", "date_end")
    def _compute_training_is_begun(self):
        now = fields.Datetime.now()
        for event in self:
            event.training_is_begun = bool(event.date_begin and event.date_begin <= now)
            event.training_is_over = bool(event.date_end and event.date_end <= now)

    @api.depends("training_day_ids.room_hint", "training_state")
    @api.depends_context("uid", "lang")
    def _compute_training_room_hint(self):
        for event in self:
            is_ahead = event.training_state in ("planned", "open")
            days = event.training_day_ids if is_ahead else event.training_day_ids[:0]
            hints = days.filtered("room_hint").mapped("room_hint")
            event.training_room_hint = "\n".join(dict.fromkeys(hints))

    @api.onchange("date_begin")
    def _onchange_training_begin(self):
        """As long as the course asks for, until somebody says otherwise."""
        if not self.training_id or self._origin or not self.date_begin:
            return
        if not self.date_end or self.date_end <= self.date_begin:
            units = self.training_id.units or 4
            self.date_end = self.date_begin + units * UNIT

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    def write(self, vals):
        trainings = self.filtered("training_id")
        if not trainings:
            return super().write(vals)
        spans = {event: (event.date_begin, event.date_end) for event in trainings}
        rooms = {event: event.facility_id for event in trainings}
        events = self
        if "training_day_ids" in vals:
            # days may be taken away before others come
            events = self.with_context(club_days=TOGETHER)
        result = super(EventEvent, events).write(vals)
        if "training_day_ids" in vals:
            trainings._club_check_days()
            trainings._club_follow_days()
        is_moved = SPAN & vals.keys() and "training_day_ids" not in vals
        is_moved = is_moved and self.env.context.get("club_days") is not TOGETHER
        if "facility_id" in vals:
            trainings._club_pass_room_on(rooms, together=is_moved)
        for event in trainings if is_moved else ():
            event._club_move_days(*spans[event])
        trainings._club_follow_write(vals)
        return result

    def _club_follow_write(self, vals):
        """Keep rooms and calendars as these dates are now."""
        if TOLD & vals.keys():
            self._club_note_change()
        if {"active", "training_state"} & vals.keys():
            self.training_day_ids._follow_rooms(again=False)
        if IN_CALENDAR & vals.keys():
            self.training_day_ids._update_calendar_events()
        if "name" in vals:
            # sudo: the room is booked for the date, whoever keeps the rooms
            self.sudo().training_day_ids.reservation_id.write({"name": vals["name"]})

    # ------------------------------------------------------------
    # Days
    # ------------------------------------------------------------

    def _club_check_days(self):
        """
        :raises UserError: when one of these has no day left
        """
        for event in self.filtered("training_id"):
            if not event.training_day_ids:
                raise UserError(
                    self.env._(
                        "“%(date)s” needs one day at least. Please call it off if it "
                        "does not take place.",
                        date=event.name,
                    )
                )

    def _club_follow_days(self):
        """Let begin and end be those of the first and the last day."""
        for event in self.filtered("training_id"):
            days = event.training_day_ids
            if not days:
                continue
            begin, end = min(days.mapped("start")), max(days.mapped("stop"))
            if (event.date_begin, event.date_end) != (begin, end):
                event.with_context(club_days=TOGETHER).write(
                    {"date_begin": begin, "date_end": end}
                )

    def _club_move_days(self, begin, end):
        """Let the days follow begin and end that were moved.

        :param datetime begin: before, naive UTC
        :param datetime end: the same
        :raises UserError: when several days cannot tell which of them changed
        """
        self.ensure_one()
        days = self.training_day_ids
        if len(days) == 1:
            times = {days: (self.date_begin, self.date_end)}
        else:
            shift = self._club_get_shift(begin, self.date_begin)
            if shift != self._club_get_shift(end, self.date_end):
                raise UserError(
                    self.env._(
                        "“%(date)s” has several days. Please change the times of its "
                        "days, or move all of it.",
                        date=self.name,
                    )
                )
            times = {
                day: (
                    self._club_shift(day.start, shift),
                    self._club_shift(day.stop, shift),
                )
                for day in days
            }
        days._move_to(times)

    def _club_get_shift(self, before, after):
        """How much later by the clock on the wall."""
        before, after = self._club_local(before), self._club_local(after)
        return after.replace(tzinfo=None) - before.replace(tzinfo=None)

    def _club_shift(self, moment, shift):
        """So much later by the clock on the wall, as naive UTC."""
        local = self._club_local(moment) + shift
        return local.astimezone(UTC).replace(tzinfo=None)

    def _club_pass_room_on(self, before, together):
        """Days in the room of the date move with it.

        :param dict before: date to the room it had
        :param bool together: whether their times move as well
        """
        events = self.with_context(club_moving=TOGETHER) if together else self
        for event in events:
            days = event.training_day_ids.filtered(
                lambda day, room=before[event]: day.facility_id == room
            )
            if event.facility_id != before[event]:
                days.write({"facility_id": event.facility_id.id})

    # ------------------------------------------------------------
    # Moving and telling
    # ------------------------------------------------------------

    def action_move(self, start, stop=None, facility=None):
        """Move this date; several days move together by the clock on the wall.

        :param start: naive UTC, the new begin; a datetime or its text
        :param stop: the same, only for a date of one day; default: as long as before
        :param facility: the new room or its id; default: the same as before
        :return: True
        :raises UserError: when it was held or called off, or a room is not free
        """
        self.ensure_one()
        self._check_training_step("planned", "open")
        Reservation = self.env["club.reservation"]
        start = Reservation._read_moment(start)
        stop = Reservation._read_moment(stop) if stop else None
        shift = self._club_get_shift(self.date_begin, start)
        vals = {
            "date_begin": start,
            "date_end": stop or self._club_shift(self.date_end, shift),
        }
        if facility:
            vals["facility_id"] = Reservation._read_space(facility).id
        self.write(vals)
        return True

    def _club_note_change(self):
        """Whoever registered for these has to be told something."""
        ahead = self.filtered(
            lambda event: (
                event.training_state == "open"
                and not event.is_change_untold
                and event.date_end > fields.Datetime.now()
            )
        )
        if not ahead:
            return
        # sudo: only whether anybody is there to be told; noted by steps only
        groups = (
            self.env["event.registration"]
            .sudo()
            ._read_group(
                [("event_id", "in", ahead.ids), ("state", "!=", "cancel")], ["event_id"]
            )
        )
        events = self.sudo().browse([event.id for (event,) in groups])
        if events:
            events.write({"is_change_untold": True})

    def action_club_tell_everybody(self):
        """Tell whoever registered where and when it takes place now."""
        self._check_training_step("open")
        changed = self.filtered("is_change_untold")
        if not changed:
            raise UserError(
                self.env._("Everybody knows all of it already; nothing has changed.")
            )
        changed._club_tell("moved")
        # sudo: checked above; noted by steps only
        changed.sudo().write({"is_change_untold": False})
        return True
