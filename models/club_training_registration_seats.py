"""Seats given up, given out of turn, and the place in the queue."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

WAITS = [
    ("full", "No Seat Free"),
    ("group", "Too Few Seats for the Group"),
    ("quota", "Quota of the Club Used Up"),
]
# people who told us themselves, or whom staff removed, are told so
TOLD = ("person", "staff", "declined")


class EventRegistration(models.Model):
    _inherit = "event.registration"

    is_out_of_turn = fields.Boolean(
        string="First in Line",
        readonly=True,
        copy=False,
        help="Staff decided that the next free seat is for this person.",
    )
    training_wait = fields.Selection(
        selection=WAITS, string="Why They Wait", readonly=True, copy=False
    )
    waiting_position = fields.Integer(
        string="Position on the Waiting List", compute="_compute_waiting_position"
    )
    allotment_ids = fields.Many2many(
        comodel_name="club.training.allotment",
        relation="club_training_allotment_event_registration_rel",
        column1="event_registration_id",
        column2="club_training_allotment_id",
        string="How It Came About",
        readonly=True,
        copy=False,
        groups="club_support.club_support_group_trainingorganiser",
    )

    @api.depends("training_status", "is_out_of_turn", "event_id")
    def _compute_waiting_position(self):
        """How many are ahead, and one; 0 for whoever does not wait."""
        waiting = self.filtered(
            lambda one: one.training_status in ("arrived", "waiting")
        )
        positions = waiting._read_positions()
        for registration in self:
            registration.waiting_position = positions.get(registration._origin.id, 0)

    def _read_positions(self):
        """Only numbers: nobody learns who is ahead."""
        if not self:
            return {}
        self.flush_model()
        # ROW_NUMBER counts in SQL what rules would hide: others who wait
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, position FROM (
                    SELECT id, ROW_NUMBER() OVER (
                        PARTITION BY event_id
                        ORDER BY is_out_of_turn IS NOT TRUE, id
                    ) AS position
                    FROM event_registration
                    WHERE event_id = ANY(%(events)s) AND active AND state = 'draft'
                        AND COALESCE(seat_number, 0) = 0
                        AND training_id IS NOT NULL
                ) AS queue WHERE id = ANY(%(ids)s)
                """,
                events=self.event_id._origin.ids,
                ids=self._origin.ids,
            )
        )
        return dict(rows)

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    def write(self, vals):
        if vals.get("active") is False:
            self._check_can_archive()
        return super().write(vals)

    def unlink(self):
        events = self.filtered("training_id").event_id
        result = super().unlink()
        self.env["club.training.allotter"]._run_later(events)
        return result

    def _check_can_archive(self):
        if self.filtered(
            lambda one: one.training_id and one.state in ("draft", "open")
        ):
            raise UserError(
                self.env._(
                    "Whoever waits or has a seat is not archived: the seat would be "
                    "lost. Please cancel instead."
                )
            )

    # ------------------------------------------------------------
    # Giving up
    # ------------------------------------------------------------

    def _give_up(self, kind):
        people = self.sudo().filtered(lambda one: one.state != "cancel")
        seated = people.filtered("seat_number")
        offers = people.offer_id
        log = self.env["club.training.allotment"]
        if kind in ("declined", "lapsed", "called_off"):
            log._log(people, kind)
        else:
            log._log(seated, "given_up")
            log._log(people - seated, "left")
        result = super(EventRegistration, people)._give_up(kind)
        people.write(
            {"training_wait": False, "is_out_of_turn": False, "is_looked_at": True}
        )
        people.invalidate_model(["waiting_position"], flush=False)
        answerable = people.browse(
            self.sudo().search([("offer_id", "in", offers.ids)]).ids
        ).offer_id
        (offers - answerable)._close(kind)
        if kind in TOLD and people:
            people.booking_id._club_tell("given_up", people)
        return result

    def _check_can_cancel(self):
        """Refuse to give up what has been used.

        :raises UserError: when a training has begun, is over or was attended
        """
        now = fields.Datetime.now()
        if self.filtered(lambda one: one.event_id.date_begin <= now):
            raise UserError(
                self.env._(
                    "This training has begun or is over: seats cannot be given up any "
                    "more. Please call us."
                )
            )

    def action_club_cancel(self):
        """Staff gives up the seats of these people, or takes them off the list.

        :raises UserError: when somebody took part or the training is over
        """
        self._check_club_seats()
        people = self.filtered(lambda one: one.state != "cancel")
        if people.filtered(
            lambda one: one.state == "done" or one.event_id.training_state == "held"
        ):
            raise UserError(
                self.env._(
                    "Whoever took part cannot be cancelled. Please correct the "
                    "attendance first."
                )
            )
        people._give_up("staff")
        return True

    # ------------------------------------------------------------
    # Out of turn
    # ------------------------------------------------------------

    def action_club_give_seat(self, reason=None):
        """The next free seats are for these people, at once if there are any.

        An open offer is accepted on their behalf. Groups that stay together are
        treated as one.

        :param str reason: why; needed unless they are next in line or were offered
            a seat
        :raises UserError: without a reason, or for people who do not wait
        """
        self._check_club_seats()
        reason = reason.strip() if isinstance(reason, str) else ""
        # sudo: checked above; seats are given by steps only
        people = self.sudo()
        for offer in people.offer_id:
            offer._accept()
        people = people.filtered(lambda one: one.state not in ("open", "done"))
        people |= people.booking_id.filtered(
            "stays_together"
        ).registration_ids.filtered(
            lambda one: one.state == "draft" and not one.seat_number
        )
        people._check_can_be_preferred(reason)
        if people:
            people.write({"is_out_of_turn": True})
            self.env["club.training.allotment"]._log(
                people,
                "by_hand",
                reason=reason or self.env._("next in line"),
                user_id=self.env.uid,
            )
            people.invalidate_model(["waiting_position"], flush=False)
            self.env["club.training.allotter"]._run_later(people.event_id)
        return True

    def _check_can_be_preferred(self, reason):
        if self.filtered(
            lambda one: one.state != "draft" or one.event_id.training_state != "open"
        ):
            raise UserError(
                self.env._(
                    "Seats are given to people who wait for a date that is open for "
                    "registration. Please register them again first."
                )
            )
        ahead = self.filtered(
            lambda one: (
                one.waiting_position
                > max(1, len(self & one.booking_id.registration_ids))
            )
        )
        if ahead and not reason:
            raise UserError(
                self.env._(
                    "Others are ahead on the waiting list. Please enter the reason "
                    "why these people are preferred; it is kept."
                )
            )

    def _check_club_seats(self):
        """Refuse whoever may not edit registrations, and those of other events.

        :raises AccessError: without the right to edit, or for events of others
        """
        self.check_access("write")
        if any(not one.training_id for one in self):
            raise AccessError(
                self.env._("Only registrations for trainings have this step.")
            )

    # ------------------------------------------------------------
    # Odoo's own buttons
    # ------------------------------------------------------------

    def action_cancel(self):
        trainings = self.filtered("training_id")
        if not trainings:
            return super().action_cancel()
        trainings.action_club_cancel()
        others = self - trainings
        return super(EventRegistration, others).action_cancel() if others else True

    def action_confirm(self):
        trainings = self.filtered("training_id")
        if not trainings:
            return super().action_confirm()
        trainings.action_club_give_seat()
        others = self - trainings
        return super(EventRegistration, others).action_confirm() if others else True

    def action_set_draft(self):
        trainings = self.filtered("training_id")
        if not trainings:
            return super().action_set_draft()
        trainings.action_club_queue_again()
        others = self - trainings
        return super(EventRegistration, others).action_set_draft() if others else True

    def action_club_queue_again(self):
        """Staff puts people who gave up their seats at the end of the queue.

        :raises UserError: when somebody did not give up, or the date is not open
        """
        self._check_club_seats()
        if self.filtered(lambda one: one.state != "cancel"):
            raise UserError(
                self.env._(
                    "Whoever waits or has a seat is registered already. Only people "
                    "who gave up their seats join the queue again."
                )
            )
        # sudo: checked above; arriving is a step of our own
        for event in self.sudo().event_id:
            event._check_club_staff_may_register()
        self.env["club.training.booking"]._queue_people_again(self.sudo())
        return True
