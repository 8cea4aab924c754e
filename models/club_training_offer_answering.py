"""Offers are accepted, declined, or lapse: each of them once."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class ClubTrainingOffer(models.Model):
    _inherit = "club.training.offer"

    def _accept(self):
        """Whoever was offered seats takes them. Accepting twice changes nothing.

        The caller has checked who asks, by the link or by rights.

        :raises UserError: too late, declined, or the training was called off
        """
        self._lock_answer()
        if self.state == "accepted":
            return True
        self._check_open()
        # sudo: the callers checked who asks; written by steps only
        offer = self.sudo()
        people = offer._get_open_people()
        people.write({"state": "open", "offer_id": False})
        offer.write({"state": "accepted", "date_answered": fields.Datetime.now()})
        self.env["club.training.allotment"]._log(people, "accepted")
        self._tell_seat(people)
        return True

    def _decline(self):
        """Whoever was offered seats does not want them: they go to the next.

        :raises UserError: as for accepting
        """
        self._lock_answer()
        if self.state == "declined":
            return True
        self._check_open()
        self.sudo()._get_open_people()._give_up("declined")
        return True

    def _tell_seat(self, people):
        people.booking_id._club_tell("seat", people)

    def _get_open_people(self):
        return self.registration_ids.filtered(lambda one: one.offer_id == self)

    def _lock_answer(self):
        """Two answers, or an answer and the end, take turns: the second one of them
        fails to serialise, is repeated, and finds what the first one wrote.
        """
        self.ensure_one()
        self.flush_recordset()
        self.env.cr.execute(
            "SELECT id FROM club_training_offer WHERE id = %s FOR UPDATE", [self.id]
        )
        self.invalidate_recordset()

    def _check_open(self):
        """Refuse answers that come too late, in a sentence.

        :raises UserError: when the offer does not wait for an answer any more
        """
        self.ensure_one()
        offer, _ = self.sudo(), self.env._
        if offer.state == "accepted":
            raise UserError(
                self.env._(
                    "This offer was accepted already. Please give the seat up instead."
                )
            )
        if offer.state == "declined":
            raise UserError(
                self.env._(
                    "This offer was declined, and the seat went to whoever was next. "
                    "Please register again if you want to come after all."
                )
            )
        event = offer.event_id
        if event.training_state != "open" or offer.state == "withdrawn":
            raise UserError(
                self.env._(
                    "This offer does not count any more: the seat was given up, or the "
                    "training does not take place. Please look at your registration."
                )
            )
        now = fields.Datetime.now()
        if offer.state == "lapsed" or now >= min(offer.until, event.date_begin):
            raise UserError(
                self.env._(
                    "This offer has ended, and the seat goes to the next. Please "
                    "join the waiting list again if you still want to come."
                )
            )

    # ------------------------------------------------------------
    # Time
    # ------------------------------------------------------------

    @api.model
    def _lapse_due(self, events):
        """Free what nobody answered in time. Called by the allotter.

        :param events: ``event.event`` as superuser
        :return: set of kind of news and ids of the registrations it is for
        """
        due = self.search(
            [
                ("event_id", "in", events.ids),
                ("state", "=", "open"),
                ("until", "<=", fields.Datetime.now()),
            ]
        )
        # whoever answers in this moment is served first
        due = due.try_lock_for_update() if due else due
        people = due.registration_ids.filtered(lambda one: one.offer_id in due)
        if not people:
            return set()
        people._give_up("lapsed")
        return {("lapsed", tuple(people.ids))}

    def _close(self, kind):
        """These have nobody left who could answer.

        :param str kind: why the seats were given up, one of ``CANCEL_KINDS``
        """
        states = {"declined": "declined", "person": "declined", "lapsed": "lapsed"}
        self.write(
            {
                "state": states.get(kind, "withdrawn"),
                "date_answered": fields.Datetime.now() if kind != "lapsed" else False,
            }
        )

    def _wake_when_over(self):
        """Nobody watches: the scheduled action runs when these end."""
        if self:
            cron = self.env.ref("club_support.club_training_offer_cron_lapse")
            cron.sudo()._trigger(sorted(set(self.mapped("until"))))

    @api.model
    def _cron_lapse(self):
        """Offers that ended: their seats go to the next."""
        groups = self._read_group(
            [("state", "=", "open"), ("until", "<=", fields.Datetime.now())],
            ["event_id"],
        )
        if groups:
            self.env["club.training.allotter"]._run_apart(
                self.env.registry, [event.id for (event,) in groups]
            )
