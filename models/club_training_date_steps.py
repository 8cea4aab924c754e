"""Go or call off, and holding a date: the decision and what follows from it."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .club_training_date_deadlines import AHEAD

ACTIVITY = "club_support.mail_activity_type_training_decision"
ORGANISERS = "club_support.club_support_group_trainingorganiser"


class EventEvent(models.Model):
    _inherit = "event.event"

    training_asked_on = fields.Date(
        string="Decision Asked For On", readonly=True, copy=False
    )
    training_people_count = fields.Integer(
        string="People with a Seat", compute="_compute_training_people_count"
    )
    decision_hint = fields.Char(
        string="About the Decision", compute="_compute_decision_hint"
    )

    @api.depends("registration_ids.state", "registration_ids.seat_number")
    def _compute_training_people_count(self):
        counts = self._club_count_people()
        for event in self:
            event.training_people_count = counts.get(event._origin.id, 0)

    def _club_count_people(self):
        """How many have a seat, or are kept one.

        :return: dict of the id of a date to a number
        """
        trainings = self.filtered("training_id")
        if not trainings._origin:
            return {}
        # sudo: counted only
        groups = (
            self.env["event.registration"]
            .sudo()
            ._read_group(
                [
                    ("event_id", "in", trainings._origin.ids),
                    ("seat_number", ">", 0),
                    ("state", "!=", "cancel"),
                ],
                ["event_id"],
                ["__count"],
            )
        )
        return {event.id: count for event, count in groups}

    @api.depends("training_people_count", "seats_min", "decision_on", "decided_on")
    @api.depends_context("lang")
    def _compute_decision_hint(self):
        now = fields.Datetime.now()
        for event in self:
            event.decision_hint = False
            people, least = event.training_people_count, event.seats_min
            is_open = event.training_state in AHEAD and not event.decided_on
            if not is_open or people >= least or not event.decision_on:
                continue
            if event.decision_on <= event._club_local(now).date():
                event.decision_hint = self.env._(
                    "%(people)s of at least %(least)s people have a seat. Does the "
                    "training take place? Please decide, or call it off.",
                    people=people,
                    least=least,
                )

    # ------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------

    def action_go(self):
        """Decide that it takes place, however many have registered.

        :raises UserError: when it was held or called off
        """
        self._check_training_step(*AHEAD)
        for day, events in self.grouped(
            lambda event: event._club_local(fields.Datetime.now()).date()
        ).items():
            # sudo: checked above; written by steps only
            events.sudo().write({"decided_on": day})
        self._club_settle_question()
        return True

    def action_call_off(self, reason=None):
        """Call it off: all seats are given up, rooms are free, everybody is told.

        :param str reason: why; whoever registered reads it
        :raises UserError: when it was held or called off already
        """
        self._check_training_step(*AHEAD)
        reason = self.env["club.reservation"]._read_reason(reason)
        # sudo: checked above; written by steps only
        events = self.sudo()
        events.write(
            {
                "training_state": "called_off",
                "call_off_reason": reason,
                "kanban_state": "cancel",
                "decided_on": False,
                "is_change_untold": False,
            }
        )
        offers = events.booking_ids.offer_ids.filtered(lambda one: one.state == "open")
        offers.write({"state": "withdrawn"})
        people = events.with_context(active_test=False).registration_ids
        people.filtered(lambda one: one.state != "cancel")._give_up("called_off")
        self._club_settle_question()
        self._club_tell("called_off", reason)
        return True

    def action_hold(self):
        """Note that it took place.

        :raises UserError: before it begins, and when it was called off
        """
        self._check_training_step(*AHEAD)
        ahead = self.filtered(lambda event: event.date_begin > fields.Datetime.now())
        if ahead:
            raise UserError(
                self.env._(
                    "“%(date)s” has not begun yet. Please note afterwards that it was "
                    "held.",
                    date=ahead[0].name,
                )
            )
        # sudo: checked above; written by steps only, stages are Odoo's
        events = self.sudo()
        events.write({"training_state": "held", "is_change_untold": False})
        events.action_set_done()
        self._club_settle_question()
        return True

    def _club_settle_question(self):
        """Nobody is asked any more."""
        # sudo: the question is ours, whoever it was put to
        self.sudo().activity_ids.filtered(
            lambda one: one.activity_type_id == self.env.ref(ACTIVITY)
        ).unlink()

    # ------------------------------------------------------------
    # The question
    # ------------------------------------------------------------

    @api.model
    def _club_ask_decisions(self):
        """Ask once, on the day of the decision, where too few have a seat.

        Where enough have, it takes place.
        """
        now = fields.Datetime.now()
        latest = fields.Date.add(fields.Date.today(), days=1)
        events = self.search(
            Domain("training_state", "in", AHEAD)
            & Domain("seats_min", ">", 0)
            & Domain("decision_on", "<=", latest)
            & Domain("decided_on", "=", False)
            & Domain("training_asked_on", "=", False)
            & Domain("date_begin", ">", now)
        )
        due = events.filtered(
            lambda event: event.decision_on <= event._club_local(now).date()
        )
        enough = due.filtered(
            lambda event: event.training_people_count >= event.seats_min
        )
        if enough:
            enough.action_go()
        few = due - enough
        few._club_ask()
        few.write({"training_asked_on": fields.Date.today()})

    def _club_ask(self):
        Activity = self.env["mail.activity"].with_context(
            mail_activity_quick_update=True
        )
        Activity.create(
            [
                {
                    "res_model_id": self.env["ir.model"]._get_id(self._name),
                    "res_id": event.id,
                    "activity_type_id": self.env.ref(ACTIVITY).id,
                    "summary": event._club_say_question(user),
                    "date_deadline": event.decision_on,
                    "user_id": user.id,
                }
                for event, user in self._club_get_deciding().items()
            ]
        )

    def _club_get_deciding(self):
        """Who is asked: whoever is responsible for the date, the course, or all of it.

        :return: dict of date to ``res.users``
        """
        organisers = self.env.ref(ORGANISERS).all_user_ids.sorted("id")
        found = {}
        for event in self:
            own = event.user_id | event.training_id.user_id
            anybody = organisers.filtered(
                lambda user, company=event.company_id: company in user.company_ids
            )
            users = (own | anybody).filtered(lambda user: user.active)
            found[event] = users[:1] or self.env.user
        return found

    def _club_say_question(self, user):
        env = self.with_context(lang=user.lang or self.env.lang).env
        return env._(
            "%(people)s of at least %(least)s: does “%(date)s” take place?",
            people=self.training_people_count,
            least=self.seats_min,
            date=self.name,
        )


class ClubTraining(models.Model):
    _inherit = "club.training"

    @api.model
    def _cron_ask_decisions(self):
        """Ask whoever is responsible whether dates with few people take place."""
        self.env["event.event"]._club_ask_decisions()
