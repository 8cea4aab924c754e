"""Whoever gives the seats: one at a time, after everybody has arrived.

A check followed by a write oversells, and so does a lock followed by a count: the
snapshot is older than the lock. So registrations only arrive; then, in a transaction
of its own that begins with the lock, the allotter looks at all that have.
"""

from datetime import timedelta

from odoo import api, fields, models


class ClubTrainingAllotter(models.Model):
    """No rows: the table is what the allotters lock, and nobody else."""

    _name = "club.training.allotter"
    _description = "Gives the Seats"
    _log_access = False

    @api.model
    def _run_later(self, events):
        """Give seats as soon as what happens now is committed.

        :param events: ``event.event``; others than trainings are left alone
        """
        waiting = self.env.cr.postcommit.data.setdefault("club_training_events", set())
        if not waiting:
            registry = self.env.registry
            self.env.cr.postcommit.add(lambda: self._run_apart(registry, waiting))
        waiting.update(events.ids)

    @api.model
    def _run_apart(self, registry, event_ids):
        """Give seats in a transaction that begins with the lock."""
        with registry.cursor() as cr:
            cr.execute("LOCK TABLE club_training_allotter IN EXCLUSIVE MODE")
            env = api.Environment(cr, api.SUPERUSER_ID, {})
            env[self._name]._run(env["event.event"].browse(sorted(event_ids)).exists())

    @api.model
    def _run(self, events):
        """Give what is free to those who are next. The lock must be held.

        :param events: ``event.event`` as superuser
        """
        # seats that were given up are free in the database before they are given again
        self.env.flush_all()
        for event in events.filtered("training_id"):
            self._run_one(event)

    @api.model
    def _run_one(self, event):
        people = event.registration_ids.filtered("active").sorted("id")
        free_numbers = self._get_free_numbers(event, people)
        for party in self._get_parties(people):
            if len(free_numbers) < len(party):
                party.is_looked_at = True
                continue
            numbers, free_numbers = (
                free_numbers[: len(party)],
                free_numbers[len(party) :],
            )
            is_new = not any(party.mapped("is_looked_at"))
            for registration, number in zip(party, numbers, strict=True):
                registration.seat_number = number
            party.is_looked_at = True
            if is_new:
                party.state = "open"
            else:
                self._offer(event, party)

    @api.model
    def _get_free_numbers(self, event, people):
        taken = set(people.mapped("seat_number"))
        limit = event.seats_max if event.seats_limited else 0
        limit = limit or len(people) + max(taken, default=0)
        return [number for number in range(1, limit + 1) if number not in taken]

    @api.model
    def _get_parties(self, people):
        """Those who get seats together, in order of arrival."""
        waiting = people.filtered(
            lambda one: one.state == "draft" and not one.seat_number
        )
        parties, seen = [], set()
        for registration in waiting:
            booking = registration.booking_id
            if not booking.stays_together:
                parties.append(registration)
            elif booking.id not in seen:
                seen.add(booking.id)
                parties.append(
                    waiting.filtered(lambda one, own=booking: one.booking_id == own)
                )
        return parties

    @api.model
    def _offer(self, event, party):
        until = fields.Datetime.now() + timedelta(hours=event.offer_hours or 48)
        offer = self.env["club.training.offer"].create(
            {
                "booking_id": party.booking_id.id,
                "registration_ids": [fields.Command.set(party.ids)],
                "until": min(until, event.date_begin),
            }
        )
        party.offer_id = offer
