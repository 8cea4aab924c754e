"""The room of a day: booked, moved and released by our own reservations.

The facility office decides on times as ever: who is not of the office asks for the
room, and asks again when the day moves.
"""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .club_facility_rules import OFFICER, Use
from .club_reservation_occupying import TOGETHER

AHEAD = ("planned", "open")
GONE = ("rejected", "cancelled")
# what a reservation is made of
PLACE = ("facility_id", "start", "stop", "setup_minutes", "cleanup_minutes")


class ClubTrainingDay(models.Model):
    _inherit = "club.training.day"

    setup_minutes = fields.Integer(
        string="Set-Up (Minutes)", help="The room is booked so much earlier."
    )
    cleanup_minutes = fields.Integer(
        string="Clear-Up (Minutes)", help="The room is booked so much longer."
    )
    room_state = fields.Selection(
        related="reservation_id.state", string="State of the Room"
    )
    room_hint = fields.Text(string="About the Room", compute="_compute_room_hint")

    _minutes_plausible = models.Constraint(
        "CHECK (COALESCE(setup_minutes, 0) BETWEEN 0 AND 1440 "
        "AND COALESCE(cleanup_minutes, 0) BETWEEN 0 AND 1440)",
        "Set-up and clear-up last between no minutes and a day. Please correct them.",
    )

    # ------------------------------------------------------------
    # What became of it
    # ------------------------------------------------------------

    @api.depends(*PLACE, "reservation_id.state", "event_id.training_state")
    @api.depends_context("uid", "lang")
    def _compute_room_hint(self):
        # sudo: whose the times are is told to those only who may know
        obstacles = self.sudo()._find_room_obstacles()
        for day in self:
            day.room_hint = day.sudo()._say_room() or " ".join(
                problem.text for problem in obstacles.get(day.id, [])
            )

    def _say_room(self):
        """What the facility office decided other than asked for; empty otherwise."""
        booked = self.reservation_id
        if not booked:
            return ""
        if booked.state in GONE:
            return self.env._(
                "“%(room)s” is not booked for this day any more: %(reason)s. Please "
                "choose another room or time.",
                room=booked.facility_id.name,
                reason=booked.reason or self.env._("no reason given"),
            )
        if booked.facility_id != self.facility_id:
            return self.env._(
                "The facility office moved this day to “%(room)s”. Please choose that "
                "room here as well, or ask the office.",
                room=booked.facility_id.name,
            )
        return ""

    def _find_room_obstacles(self):
        """Why rooms that were only asked for cannot be had.

        :return: dict of the id of a day to a list of ``Problem``
        """
        asked = self.filtered(lambda day: day.reservation_id.state == "requested")
        uses = [
            Use(
                day.id,
                day.facility_id,
                day.reservation_id.start,
                day.reservation_id.stop,
            )
            for day in asked
        ]
        Reservation = self.env["club.reservation"]
        return Reservation._find_obstacles_of(uses, asked.reservation_id.ids)

    # ------------------------------------------------------------
    # Following the day
    # ------------------------------------------------------------

    def _follow_rooms(self, again=True):
        """Book, move and release rooms, so that they are as these days say.

        :param bool again: whether to ask again for what the office refused
        :raises UserError: when a time is taken; nothing is changed then
        :raises ValidationError: when the rules of a room do not allow it
        """
        now = fields.Datetime.now()
        # sudo: whoever plans the date books for it; the office decides as ever
        days = self.sudo()
        idle = days.filtered(lambda day: not day._wants_room())
        idle._release_rooms()
        wanting = (days - idle).filtered(lambda day: day.stop > now)
        new = wanting.filtered(lambda day: not day.reservation_id)
        new._book_rooms()
        moved = (wanting - new).filtered(lambda day: day._is_room_elsewhere())
        if not again:
            moved = moved.filtered(lambda day: day.reservation_id.state not in GONE)
        moved._move_rooms()

    def _wants_room(self):
        event = self.event_id
        is_kept = event.training_state in AHEAD or event.training_state == "held"
        return bool(self.facility_id and event.active and is_kept)

    def _prepare_place(self):
        return {
            "facility_id": self.facility_id.id,
            "start": self.start - timedelta(minutes=self.setup_minutes),
            "stop": self.stop + timedelta(minutes=self.cleanup_minutes),
            "setup_minutes": self.setup_minutes,
            "cleanup_minutes": self.cleanup_minutes,
        }

    def _is_room_elsewhere(self):
        booked = self.reservation_id
        place = self._prepare_place()
        return (
            booked.state in GONE
            or booked.facility_id.id != place["facility_id"]
            or any(booked[name] != place[name] for name in PLACE[1:])
        )

    def _book_rooms(self):
        if not self:
            return
        Reservation = self.env["club.reservation"]
        reservations = Reservation.create(
            [
                {
                    **day._prepare_place(),
                    "name": day.event_id.name,
                    "use": "event",
                    "people_expected": day._count_expected(),
                    "user_id": day.event_id.user_id.id or self.env.uid,
                }
                for day in self
            ]
        )
        for day, reservation in zip(self, reservations, strict=True):
            day.reservation_id = reservation
        self._take_rooms(reservations)

    def _count_expected(self):
        """As many as there are seats, where the room holds them."""
        event = self.event_id
        seats = event.seats_max if event.seats_limited else 0
        capacity = self.facility_id.capacity
        return min(seats, capacity) if capacity else seats

    def _take_rooms(self, reservations):
        """The office takes a time, everybody else asks for it."""
        if not reservations:
            return
        if self._is_office():
            reservations.action_confirm()
        else:
            reservations.action_request()

    @api.model
    def _is_office(self):
        user = self.env.user
        return user._is_superuser() or user.has_group(OFFICER)

    def _move_rooms(self):
        if not self:
            return
        reservations = self.reservation_id
        kept = reservations.browse()
        if self._is_office():
            kept = reservations.filtered(lambda one: one.state in one._taking_states)
        asked = reservations - kept
        reservations._queue(reservations.facility_id | self.facility_id)
        # what the office did not decide on itself is asked for again
        asked._take_step("draft")
        for day in self:
            place = day._prepare_place()
            day.reservation_id.with_context(club_moving=TOGETHER).write(place)
        kept._take_again()
        self._take_rooms(asked)

    def _release_rooms(self):
        """Give back what lies ahead; what was used stays on record."""
        now = fields.Datetime.now()
        booked = self.sudo().filtered(lambda day: day.reservation_id)
        reservations = booked.reservation_id.filtered(
            lambda one: one.state not in GONE and one.stop > now
        )
        if reservations:
            reservations.action_cancel(
                self.env._("The training does not need the room any more.")
            )
        booked.write({"reservation_id": False})

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any(vals.get("reservation_id") for vals in vals_list):
            raise self._make_room_error()
        # not by a default of the context either
        days = super().create([{**vals, "reservation_id": False} for vals in vals_list])
        days._follow_rooms()
        return days

    def write(self, vals):
        if not self.env.su and "reservation_id" in vals:
            raise self._make_room_error()
        result = super().write(vals)
        is_alone = self.env.context.get("club_moving") is not TOGETHER
        if is_alone and set(PLACE) & vals.keys():
            self._follow_rooms()
        return result

    def unlink(self):
        # whoever may not delete them gives no room back either
        self.check_access("unlink")
        self._release_rooms()
        return super().unlink()

    def _make_room_error(self):
        return UserError(
            self.env._(
                "The room is booked by the day itself. Please choose the room and the "
                "times only."
            )
        )
