"""Whoever gives the seats: one at a time, after everybody has arrived.

A check followed by a write oversells, and so does a lock followed by a count: the
snapshot is older than the lock. So registrations only arrive; then, in a transaction
of its own that begins with the lock, the allotter looks at all that have. The rules
are in ``tools/seats.py``.
"""

import logging
import random
import threading
import time
from collections import defaultdict

from psycopg2 import errors

from odoo import api, fields, models

from ..tools.seats import Party, allot

_logger = logging.getLogger(__name__)

TRIES = 6
AGAIN = (
    errors.SerializationFailure,
    errors.DeadlockDetected,
    errors.LockNotAvailable,
    errors.UniqueViolation,
)
# Within one process one run at a time, for everybody who has arrived until then: a
# crowd would take up all connections to the database otherwise.
_gate = defaultdict(threading.Lock)
_arrived = defaultdict(set)


class ClubTrainingAllotter(models.Model):
    """No rows: the table is what the allotters lock, and nobody else."""

    _name = "club.training.allotter"
    _description = "Gives the Seats"
    _log_access = False

    # ------------------------------------------------------------
    # When
    # ------------------------------------------------------------

    @api.model
    def _run_later(self, events):
        """Give seats as soon as what happens now is committed.

        :param events: ``event.event``; others than trainings are left alone
        """
        if not events or self.env.context.get("club_training_is_allotting"):
            return
        waiting = self.env.cr.postcommit.data.setdefault("club_training_events", set())
        if not waiting:
            registry = self.env.registry
            self.env.cr.postcommit.add(lambda: self._run_apart(registry, waiting))
        waiting.update(events.ids)

    @api.model
    def _run_apart(self, registry, event_ids):
        """Give seats in a transaction that begins with the lock.

        What happened before is committed: an error here is no failure of it, and the
        next run of the scheduled action makes up for it.
        """
        name = registry.db_name
        _arrived[name].update(event_ids)
        with _gate[name]:
            if _arrived[name].isdisjoint(event_ids):
                # taken along by somebody who began after they were committed
                return
            ids = frozenset(_arrived[name])
            _arrived[name] -= ids
            self._run_patiently(registry, sorted(ids))

    @api.model
    def _run_patiently(self, registry, ids):
        """Try again while somebody gives up a seat or answers in the same moment."""
        for attempt in range(TRIES):
            try:
                return self._run_locked(registry, ids)
            except AGAIN:
                time.sleep(random.uniform(0, 0.05 * 2**attempt))  # noqa: S311
            except Exception:
                if len(ids) > 1:
                    # one date that fails does not stop the others
                    for event_id in ids:
                        self._run_patiently(registry, [event_id])
                    return None
                _logger.exception("No seats were given for the events %s", ids)
                return None
        _logger.warning("Seats for the events %s are given by the next run", ids)
        return None

    @api.model
    def _run_locked(self, registry, event_ids):
        with registry.cursor() as cr:
            cr.execute("LOCK TABLE club_training_allotter IN EXCLUSIVE MODE")
            env = api.Environment(cr, api.SUPERUSER_ID, {})
            env[self._name]._run(env["event.event"].browse(event_ids).exists())

    @api.model
    def _cron_catch_up(self):
        """Give seats wherever somebody waits: a quota ended, a run failed."""
        groups = self.env["event.registration"]._read_group(
            [
                ("training_id", "!=", False),
                ("state", "=", "draft"),
                ("seat_number", "=", 0),
                ("event_id.training_state", "!=", "held"),
                ("event_id.date_end", ">", fields.Datetime.now()),
            ],
            ["event_id"],
        )
        if groups:
            self._run_apart(self.env.registry, [event.id for (event,) in groups])

    # ------------------------------------------------------------
    # What
    # ------------------------------------------------------------

    @api.model
    def _run(self, events):
        """Give what is free to those who are next. The lock must be held.

        :param events: ``event.event`` as superuser
        """
        # seats that were given up are free in the database before they are given again
        self.env.flush_all()
        allotter = self.with_context(
            club_training_is_allotting=True, tracking_disable=True
        )
        events = events.with_env(allotter.env).filtered("training_id")
        allotter._turn_away(events)
        events = events.filtered(
            lambda one: one.training_state in ("planned", "open") and one.active
        )
        told = allotter.env["club.training.offer"]._lapse_due(events)
        people = allotter.env["event.registration"].with_context(active_test=False)
        people = people.search(
            [("event_id", "in", events.ids), ("state", "!=", "cancel")], order="id"
        ).with_env(allotter.env)
        by_event = people.grouped("event_id")
        plans = [
            outcome
            for event in events
            for outcome in allotter._plan(event, by_event.get(event, people.browse()))
        ]
        told |= allotter._apply(plans)
        # positions depend on others, too
        people.invalidate_model(["waiting_position"], flush=False)
        events.invalidate_model(["waiting_count", "offered_count"], flush=False)
        allotter._tell(told)

    @api.model
    def _turn_away(self, events):
        """Whoever arrived in the moment when it was called off is told so as well."""
        gone = events.filtered(lambda one: one.training_state == "called_off")
        late = gone.registration_ids.filtered(
            lambda one: one.state != "cancel" and one.active
        )
        late._give_up("called_off")
        for event, people in late.grouped("event_id").items():
            people.booking_id._club_tell("called_off", people, event.call_off_reason)

    @api.model
    def _plan(self, event, people):
        """What becomes of everybody who waits for this date."""
        waiting = people.filtered(
            lambda one: one.active and one.state == "draft" and not one.seat_number
        )
        if event.date_begin <= fields.Datetime.now():
            waiting = waiting.filtered("is_out_of_turn")
        numbers = self._get_free_numbers(event, people, len(waiting))
        held = {}
        for one in people.filtered("seat_number"):
            club = one.booking_id._get_club_key()
            held[club] = held.get(club, 0) + 1
        parties = [
            Party(
                party,
                len(party),
                party.booking_id._get_club_key(),
                party[:1].is_out_of_turn,
            )
            for party in self._get_parties(waiting)
        ]
        return allot(parties, numbers, self._get_quota(event), held)

    @api.model
    def _get_quota(self, event):
        """How many seats one club may hold today; 0 for any number."""
        today = event._club_local(fields.Datetime.now()).date()
        is_over = event.quota_until and today > event.quota_until
        return 0 if is_over else event.seats_per_club

    @api.model
    def _get_free_numbers(self, event, people, wanted):
        """The free seats; whoever sits beyond the last one moves up first."""
        held = people.filtered("seat_number")
        taken = set(held.mapped("seat_number"))
        limit = event.seats_max if event.seats_limited else 0
        last = limit or wanted + max(taken, default=0)
        free = [number for number in range(1, last + 1) if number not in taken]
        beyond = held.filtered(lambda one: one.seat_number > last)
        for registration, number in zip(beyond, free, strict=False):
            registration.seat_number = number
        return free[len(beyond) :]

    @api.model
    def _get_parties(self, waiting):
        """Those who get seats together: first whom staff prefers, then by arrival."""
        waiting = waiting.sorted(lambda one: (not one.is_out_of_turn, one.id))
        parties = {}
        for one in waiting:
            booking = one.booking_id
            key = booking if booking.stays_together else one
            parties.setdefault(key, []).append(one.id)
        prefetched = waiting.browse().with_prefetch(waiting.ids)
        return [prefetched.browse(ids) for ids in parties.values()]

    # ------------------------------------------------------------
    # Take effect
    # ------------------------------------------------------------

    @api.model
    def _apply(self, outcomes):
        """Write what was decided, and why.

        :return: set of kind of news and ids of the registrations it is for
        """
        given = [one for one in outcomes if one.kind == "seat"]
        passed = [one for one in outcomes if one.kind != "seat"]
        kept = [one for one in given if self._is_offered(one.key)]
        at_once = [one for one in given if one not in kept]
        lines = [self._make_line(one, "seat") for one in at_once]
        lines += [self._make_line(one, "offered") for one in kept]
        lines += [
            self._make_line(one, one.kind)
            for one in passed
            if one.is_passed or set(one.key.mapped("training_wait")) != {one.kind}
        ]
        told = {
            ("seat", self._get_ids(at_once)),
            ("offered", self._get_ids(kept)),
            ("waiting", self._get_ids(passed, lambda one: not one.is_looked_at)),
        }
        self._seat(given, at_once)
        self._offer(kept)
        self._keep_waiting(passed)
        self.env["club.training.allotment"].create(lines)
        return told

    @api.model
    def _get_ids(self, outcomes, condition=None):
        return tuple(
            one.id
            for outcome in outcomes
            for one in outcome.key
            if not condition or condition(one)
        )

    @api.model
    def _is_offered(self, party):
        """Who waited may have other plans by now; who just came has not."""
        return any(party.mapped("is_looked_at")) and not party[:1].is_out_of_turn

    @api.model
    def _make_line(self, outcome, kind):
        return self.env["club.training.allotment"]._make_line(
            outcome.key,
            kind,
            free=outcome.free if outcome.key.event_id.seats_limited else 0,
        )

    @api.model
    def _seat(self, given, at_once):
        Registration = self.env["event.registration"]
        for outcome in given:
            for registration, number in zip(outcome.key, outcome.numbers, strict=True):
                registration.seat_number = number
        Registration.browse(self._get_ids(given)).write(
            {"is_looked_at": True, "training_wait": False, "is_out_of_turn": False}
        )
        Registration.browse(self._get_ids(at_once)).write({"state": "open"})

    @api.model
    def _offer(self, kept):
        now = fields.Datetime.now()
        offers = self.env["club.training.offer"].create(
            [
                {
                    "booking_id": outcome.key.booking_id.id,
                    "registration_ids": [fields.Command.set(outcome.key.ids)],
                    "until": min(
                        fields.Datetime.add(
                            now, hours=outcome.key.event_id.offer_hours or 48
                        ),
                        outcome.key.event_id.date_begin,
                    ),
                }
                for outcome in kept
            ]
        )
        for offer, outcome in zip(offers, kept, strict=True):
            outcome.key.offer_id = offer
        offers._wake_when_over()

    @api.model
    def _keep_waiting(self, passed):
        Registration = self.env["event.registration"]
        for kind in ("full", "quota", "group"):
            people = Registration.browse(
                self._get_ids([one for one in passed if one.kind == kind])
            )
            people = people.filtered(
                lambda one, kind=kind: one.training_wait != kind or not one.is_looked_at
            )
            people.write({"training_wait": kind, "is_looked_at": True})

    @api.model
    def _tell(self, told):
        """Mails about it; whatever goes wrong there, the seats stay given."""
        self.env.flush_all()
        for kind, ids in sorted(told):
            people = self.env["event.registration"].browse(ids)
            if not people:
                continue
            try:
                with self.env.cr.savepoint():
                    people.booking_id._club_tell(kind, people)
            except Exception:
                _logger.exception("Nobody was told (%s) about %s", kind, people)
