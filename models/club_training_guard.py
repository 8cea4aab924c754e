"""Trainings and Odoo's events share two tables: nothing crosses from one to the other.

What a step writes is brought along by nobody: not in values, not as a default of the
context, not through a field that is only read-only on screen.
"""

from odoo import api, models
from odoo.exceptions import UserError, ValidationError

# mails, tickets, times to choose from and questions of Odoo's events
ODOOS_OWN = frozenset(
    {
        "event_mail_ids",
        "event_slot_ids",
        "event_ticket_ids",
        "event_type_id",
        "is_multi_slots",
        "question_ids",
    }
)
# Odoo's own fields among those of the steps: ordinary events use them as ever
SHARED = frozenset({"state", "date_closed", "barcode", "kanban_state", "active"})
# computed from the steps, or from the date
FOLLOWING = frozenset(
    {"training_id", "training_status", "training_identity", "is_anonymised"}
)


def without_defaults(records, names):
    """The records in a context that brings no values for these fields."""
    kept = {
        key: value
        for key, value in records.env.context.items()
        if not key.startswith("default_") or key[8:] not in names
    }
    if len(kept) == len(records.env.context):
        return records
    return records.with_env(records.env(context=kept))


class EventEvent(models.Model):
    _inherit = "event.event"

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.su:
            return super().create(vals_list)
        steps = self._training_step_fields - SHARED
        vals_list = [
            {name: vals[name] for name in vals if name not in steps}
            for vals in vals_list
        ]
        clean = without_defaults(self, steps)
        events = super(EventEvent, clean).create(vals_list)
        return events.with_env(self.env)

    @api.model
    def _complete_training_vals(self, vals):
        completed = super()._complete_training_vals(vals)
        if self.env.su or completed is vals:
            return completed
        without = {name: vals[name] for name in vals if name not in ODOOS_OWN}
        return {**super()._complete_training_vals(without), "kanban_state": "normal"}

    def write(self, vals):
        if not self.env.su:
            self._check_stays_what_it_is(vals)
        return super().write(vals)

    def _check_stays_what_it_is(self, vals):
        """
        :raises UserError: where an event would become a training, a training an
            event or a date of another course, or where it would get what only
            events of Odoo have
        """
        if "training_id" in vals and any(
            event.training_id.id != (vals["training_id"] or False) for event in self
        ):
            raise UserError(
                self.env._(
                    "A date stays with its course, and an event becomes no training. "
                    "Please plan a new date from the course."
                )
            )
        names = ODOOS_OWN & vals.keys()
        if any(vals[name] for name in names) and self.filtered("training_id"):
            raise UserError(
                self.env._(
                    "Trainings have messages and lists of their own: templates, "
                    "tickets, times and questions of events do not belong there."
                )
            )

    def _check_is_training(self):
        """
        :raises ValidationError: for an event of Odoo's
        """
        # sudo: only whether these are trainings
        if any(not event.training_id for event in self.sudo()):
            raise ValidationError(
                self.env._(
                    "This event is no training. Please choose the date of a course."
                )
            )

    @api.constrains("training_id", "facility_id", "trainer_ids", "company_id")
    def _check_training_company(self):
        trainings = self.filtered("training_id")
        if trainings:
            # Odoo does not ask this of events by itself
            trainings._check_company(["training_id", "facility_id", "trainer_ids"])


class EventRegistration(models.Model):
    _inherit = "event.registration"

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.su:
            return super().create(vals_list)
        steps = self._get_steps_of_people()
        vals_list = [
            {name: vals[name] for name in vals if name not in steps}
            for vals in vals_list
        ]
        clean = without_defaults(self, steps)
        registrations = super(EventRegistration, clean).create(vals_list)
        return registrations.with_env(self.env)

    @api.model
    def _get_steps_of_people(self):
        return (self._training_step_fields | FOLLOWING) - SHARED

    @api.model
    def _arrive(self, vals):
        given = super()._arrive(vals)
        if self.env.su:
            return given
        given.pop("company_id", None)
        # said here, the context does not say otherwise
        return {
            **given,
            "active": True,
            "barcode": self._get_random_barcode(),
            "date_closed": False,
        }

    def write(self, vals):
        if not self.env.su:
            self._check_nothing_crosses_over(vals)
        return super().write(vals)

    def _check_nothing_crosses_over(self, vals):
        """
        :raises UserError: where somebody would be put into a training, or a step
            would be passed by
        """
        crosses = self._get_steps_of_people() & vals.keys()
        trainings = self.filtered("training_id")
        if "active" in vals and trainings.filtered(lambda one: one.state != "cancel"):
            crosses = True
        if "company_id" in vals and trainings:
            crosses = True
        if not crosses and vals.get("event_id") and not trainings:
            # sudo: only whether it is a training
            event = self.env["event.event"].sudo().browse(vals["event_id"])
            crosses = bool(event.training_id)
        if crosses:
            raise UserError(self._get_training_step_hint())

    @api.constrains("booking_id", "event_id")
    def _check_booking(self):
        for registration in self.filtered("booking_id"):
            # sudo: only whether both speak of one date
            if registration.sudo().booking_id.event_id != registration.event_id:
                raise ValidationError(
                    self.env._(
                        "People stay with the date that they were registered for. "
                        "Please register them again for the other date."
                    )
                )


class ClubTrainingBooking(models.Model):
    _inherit = "club.training.booking"

    @api.constrains("event_id")
    def _check_event(self):
        # people first: they are what is lost when a registration moves on
        self.registration_ids._check_booking()
        self.event_id._check_is_training()


class ClubTrainingDay(models.Model):
    _inherit = "club.training.day"

    @api.constrains("event_id")
    def _check_event(self):
        self.event_id._check_is_training()
