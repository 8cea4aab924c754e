"""Deadlines of a date: so many days before it, as its course says."""

from datetime import timedelta

from odoo import api, fields, models

# each with the days of the course, and whether it may lie behind
DEADLINES = {
    "registration_until": ("closing_days", False),
    "quota_until": ("quota_days", True),
    "decision_on": ("decision_days", False),
}
AHEAD = ("planned", "open")


class EventEvent(models.Model):
    _inherit = "event.event"

    @api.model
    def _complete_training_vals(self, vals):
        vals = super()._complete_training_vals(vals)
        default = self.env.context.get("default_date_begin")
        begin = fields.Datetime.to_datetime(vals.get("date_begin", default))
        if not begin or not vals.get("training_id"):
            return vals
        training = self.env["club.training"].browse(vals["training_id"])
        deadlines = self._club_get_deadlines(training, begin, vals.get("date_tz"))
        given = {name for name in DEADLINES if vals.get(name)}
        return {
            **vals,
            **{name: day for name, day in deadlines.items() if name not in given},
        }

    @api.model
    def _club_get_deadlines(self, training, begin, tz):
        """
        :param training: ``club.training``
        :param datetime begin: of the first day, naive UTC
        :param str tz: time zone of the date
        :return: dict of field to day
        """
        zoned = self.new({"date_tz": tz})
        first = zoned._club_local(begin).date()
        today = zoned._club_local(fields.Datetime.now()).date()
        deadlines = {}
        for name, (days, may_lie_behind) in DEADLINES.items():
            day = first - timedelta(days=training[days])
            if not may_lie_behind:
                # a date at short notice can still be registered for
                day = min(max(day, today), first)
            deadlines[name] = day
        return deadlines

    @api.onchange("training_id", "date_begin", "date_tz")
    def _onchange_training_deadlines(self):
        """What a new date takes over from its course, as soon as it has one."""
        if not self.training_id or self._origin:
            return
        if not self.name or self.name == self.training_id.name:
            taken = self._complete_training_vals({"training_id": self.training_id.id})
            # Odoo takes seats over from the type, the course decides on them
            self.event_type_id = taken.pop("event_type_id")
            # mails and states are nothing to choose
            shown = taken.keys() - {"training_id", "training_state", "event_mail_ids"}
            self.update({name: taken[name] for name in shown})
        if self.date_begin:
            deadlines = self._club_get_deadlines(
                self.training_id._origin, self.date_begin, self.date_tz
            )
            self.update(deadlines)

    def write(self, vals):
        if "date_begin" not in vals:
            return super().write(vals)
        trainings = self.filtered(lambda event: event.training_state in AHEAD)
        before = {event: event._club_local(event.date_begin) for event in trainings}
        result = super().write(vals)
        for event in trainings:
            event._club_move_deadlines(before[event], vals)
        return result

    def _club_move_deadlines(self, before, given):
        """Let the deadlines keep their distance to the first day.

        :param before: the begin until now, in the time zone of the date
        :param given: fields that somebody has just chosen
        """
        self.ensure_one()
        first = self._club_local(self.date_begin).date()
        moved = first - before.date()
        if not moved:
            return
        today = self._club_local(fields.Datetime.now()).date()
        vals = {}
        for name, (_days, may_lie_behind) in DEADLINES.items():
            if self[name] and name not in given:
                day = self[name] + moved
                vals[name] = day if may_lie_behind else min(max(day, today), first)
        self.write(vals)
