"""What whoever holds a booking does with its seats."""

from odoo import api, models
from odoo.exceptions import UserError

from ..tools.actor_names import fold

QUEUES = frozenset({"stays_together", "partner_id", "organisation_name"})


class ClubTrainingBooking(models.Model):
    _inherit = "club.training.booking"

    def write(self, vals):
        result = super().write(vals)
        if QUEUES & vals.keys() and "is_anonymised" not in vals:
            # sudo: whoever may write here need not read events
            self.env["club.training.allotter"]._run_later(self.sudo().event_id)
        return result

    def _get_club_key(self):
        """What the quota of one club counts by; None for people without a club."""
        self.ensure_one()
        if self.partner_id:
            return self.partner_id.id
        return " ".join(fold(self.organisation_name).split()) or None

    def _give_up(self, registrations=None):
        """Whoever registered does not come, or some of them do not.

        The caller has checked who asks. Who gave up already is left alone.

        :param registrations: some of this booking; all of them when left out
        :raises UserError: when the training has begun or is over
        """
        self.ensure_one()
        # sudo: the link is the right
        own = self.sudo().registration_ids
        people = own if registrations is None else own & registrations.sudo()
        people = people.filtered(lambda one: one.state in ("draft", "open"))
        if people:
            people._check_can_cancel()
            people._give_up("person")
        return people

    def _queue_again(self):
        """Whoever did not answer in time, or said no, joins the queue at its end.

        The caller has checked who asks.

        :return: the new registrations, ``event.registration``
        :raises UserError: when one cannot register any more
        """
        self.ensure_one()
        booking = self.sudo()
        barred = booking.event_id._club_get_barred()
        if barred:
            raise UserError(barred)
        return booking._queue_people_again(
            booking.registration_ids.filtered(
                lambda one: one.cancel_kind in ("lapsed", "declined")
            )
        )

    @api.model
    def _queue_people_again(self, people):
        """New registrations for people whose seats are gone; ids are the order."""
        known = {
            (one.event_id, one.training_identity)
            for one in people.event_id.registration_ids
            if one.state != "cancel" and one.training_identity
        }
        back = people.filtered(
            lambda one: (
                one.active
                and one.state == "cancel"
                and (one.event_id, one.training_identity) not in known
            )
        )
        if not back:
            return back
        # what was is history; the page shows those who come
        back.write({"active": False})
        return back.create(
            [
                {
                    "event_id": one.event_id.id,
                    "booking_id": one.booking_id.id,
                    "name": one.name,
                    "email": one.email,
                    "phone": one.phone,
                    "partner_id": one.partner_id.id,
                }
                for one in back
            ]
        )
