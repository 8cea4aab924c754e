"""Seats of a date as staff sees and changes them."""

from odoo import api, fields, models
from odoo.exceptions import UserError

# what the allotter looks at
SEATS = frozenset(
    {
        "seats_max",
        "seats_limited",
        "seats_per_club",
        "quota_until",
        "training_state",
        "active",
        "date_begin",
    }
)


class EventEvent(models.Model):
    _inherit = "event.event"

    waiting_count = fields.Integer(
        string="Waiting", compute="_compute_waiting_count", aggregator=None
    )
    offered_count = fields.Integer(
        string="Offers Open", compute="_compute_waiting_count", aggregator=None
    )

    @api.depends("registration_ids.training_status")
    def _compute_waiting_count(self):
        counts = {}
        trainings = self.filtered("training_id")
        if trainings:
            # sudo: numbers without names; who reads the date may know them
            groups = (
                self.env["event.registration"]
                .sudo()
                ._read_group(
                    [
                        ("event_id", "in", trainings.ids),
                        ("training_status", "in", ("arrived", "waiting", "offered")),
                    ],
                    ["event_id", "training_status"],
                    ["__count"],
                )
            )
            for event, status, count in groups:
                key = event.id, "offered" if status == "offered" else "waiting"
                counts[key] = counts.get(key, 0) + count
        for event in self:
            event.waiting_count = counts.get((event._origin.id, "waiting"), 0)
            event.offered_count = counts.get((event._origin.id, "offered"), 0)

    def write(self, vals):
        trainings = self.filtered("training_id") if SEATS & vals.keys() else self[:0]
        if trainings and {"seats_max", "seats_limited"} & vals.keys():
            trainings._check_seats_held(vals)
        result = super().write(vals)
        self.env["club.training.allotter"]._run_later(trainings)
        return result

    def _check_seats_held(self, vals):
        """Refuse fewer seats than are held.

        The allotter waits meanwhile, and what it gave until now is counted from
        outside: this transaction would still see what was before.

        :raises UserError: when more seats are held
        """
        lowered = self.filtered(lambda event: self._is_lowered(event, vals))
        if not lowered:
            return
        self.env.cr.execute("LOCK TABLE club_training_allotter IN EXCLUSIVE MODE")
        held = lowered._count_seats_held()
        for event in lowered:
            seats = vals.get("seats_max", event.seats_max)
            if held.get(event.id, 0) > seats:
                raise UserError(
                    self.env._(
                        "“%(date)s” cannot have %(seats)s seats: %(held)s are held or "
                        "offered. Please cancel registrations first.",
                        held=held[event.id],
                        date=event.name,
                        seats=seats,
                    )
                )

    @api.model
    def _is_lowered(self, event, vals):
        endless = float("inf")
        before = event.seats_max if event.seats_limited else 0
        is_limited = vals.get("seats_limited", event.seats_limited)
        after = vals.get("seats_max", event.seats_max) if is_limited else 0
        return (after or endless) < (before or endless)

    def _count_seats_held(self):
        """Seats held now per id of a date, as this and any other transaction sees."""
        self.env["event.registration"].flush_model(["event_id", "seat_number"])
        query = (
            "SELECT event_id, count(*) FROM event_registration "
            "WHERE event_id = ANY(%s) AND seat_number > 0 GROUP BY event_id"
        )
        self.env.cr.execute(query, [self.ids])
        held = dict(self.env.cr.fetchall())
        with self.env.registry.cursor() as cr:
            cr.execute(query, [self.ids])
            for event_id, count in cr.fetchall():
                held[event_id] = max(count, held.get(event_id, 0))
        return held
