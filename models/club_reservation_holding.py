"""Holds end: the club and whoever asked for the time know it before."""

from odoo import api, fields, models

from .club_reservation_telling import MOVE_MINUTES

ACTIVITY = "club_support.mail_activity_type_reservation_hold"
WARN_DAYS = 3
BATCH = 100


class ClubReservation(models.Model):
    _inherit = "club.reservation"

    def _let_lapse(self):
        self._tell("lapsed")
        return super()._let_lapse()

    def _take_step(self, state, **vals):
        warned = self.filtered("is_hold_warned")
        result = super()._take_step(state, **vals)
        # sudo: the reminder is of yesterday once something was decided
        warned.sudo().activity_unlink([ACTIVITY])
        return result

    @api.model
    def _cron_end_holds(self):
        """Free what nobody confirmed in time, warn before, and tell of moves."""
        now = fields.Datetime.now()
        held = [("state", "=", "held")]
        self._end_holds([*held, ("hold_until", "<=", now)], "_let_lapse")
        soon = fields.Datetime.add(now, days=WARN_DAYS)
        warned = [
            *held,
            ("hold_until", ">", now),
            ("hold_until", "<=", soon),
            ("is_hold_warned", "=", False),
        ]
        self._end_holds(warned, "_warn_of_end")
        quiet = fields.Datetime.subtract(now, minutes=MOVE_MINUTES)
        self._end_holds([("date_moved", "<=", quiet)], "_tell_moved")

    @api.model
    def _end_holds(self, domain, method):
        """Work off in batches; what is done must leave the domain."""
        Cron = self.env["ir.cron"]
        Cron._commit_progress(remaining=self.search_count(domain))
        while holds := self.search(domain, limit=BATCH).try_lock_for_update():
            getattr(holds, method)()
            if not Cron._commit_progress(len(holds)):
                break

    def _warn_of_end(self):
        """Tell the clubs, and put it on the desk of whoever asked for the time."""
        self._tell("lapsing")
        self.write({"is_hold_warned": True})
        Activity = self.env["mail.activity"].with_context(
            mail_activity_quick_update=True
        )
        common = {
            "res_model_id": self.env["ir.model"]._get_id(self._name),
            "activity_type_id": self.env.ref(ACTIVITY).id,
            "automated": True,
        }
        Activity.create(
            [
                {
                    **common,
                    "res_id": one.id,
                    "user_id": user.id,
                    "summary": self.env._("Held time ends: %(name)s", name=one.name),
                    "date_deadline": one._local(one.hold_until).date(),
                }
                for user, holds in self.grouped("user_id").items()
                if user.active
                for one in holds.with_user(user)._filtered_access("read").sudo()
            ]
        )
