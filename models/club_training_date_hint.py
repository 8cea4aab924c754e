"""How a date stands, in one line of numbers above its form."""

from odoo import api, fields, models
from odoo.tools import format_date

from .club_training_date_deadlines import AHEAD


class EventEvent(models.Model):
    _inherit = "event.event"

    training_hint = fields.Char(
        string="How It Stands", compute="_compute_training_hint"
    )

    @api.depends(
        "training_people_count",
        "waiting_count",
        "offered_count",
        "seats_limited",
        "seats_max",
        "seats_min",
        "training_state",
        "training_is_begun",
        "registration_until",
        "decision_on",
        "decided_on",
        "decision_hint",
    )
    @api.depends_context("lang")
    def _compute_training_hint(self):
        for event in self:
            is_ahead = event.training_state in AHEAD and event._origin
            event.training_hint = is_ahead and " · ".join(event._club_list_numbers())

    def _club_list_numbers(self):
        """Seats, waiting list and the days that matter, as far as there are any."""
        self.ensure_one()
        taken, seats = self.training_people_count, self.seats_max
        if self.seats_limited and seats:
            parts = [
                self.env._(
                    "Seats taken: %(taken)s of %(seats)s", taken=taken, seats=seats
                )
            ]
        else:
            parts = [self.env._("Seats taken: %(taken)s", taken=taken)]
        if self.offered_count:
            parts.append(self.env._("Offers open: %(count)s", count=self.offered_count))
        if self.waiting_count:
            parts.append(self.env._("Waiting: %(count)s", count=self.waiting_count))
        if self.training_is_begun:
            return parts
        if self.registration_until:
            day = format_date(self.env, self.registration_until)
            parts.append(self.env._("Registration until %(day)s", day=day))
        is_to_come = not self.decided_on and not self.decision_hint
        if self.seats_min and self.decision_on and is_to_come:
            day = format_date(self.env, self.decision_on)
            parts.append(
                self.env._(
                    "Decision on %(day)s, at least %(least)s people",
                    least=self.seats_min,
                    day=day,
                )
            )
        return parts
