"""Copying, archiving, deleting and opening a date."""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command

from .club_training_date_deadlines import AHEAD, DEADLINES


class EventEvent(models.Model):
    _inherit = "event.event"

    def copy_data(self, default=None):
        """A copy has the days of its model; rooms and deadlines are its own."""
        vals_list = super().copy_data(default)
        given = set(default or {})
        return [
            event._club_complete_copy(vals, given) if event.training_id else vals
            for event, vals in zip(self, vals_list, strict=True)
        ]

    def _club_complete_copy(self, vals, given):
        """
        :param dict vals: what Odoo copies
        :param set given: names of what the copy is to have instead
        """
        # the room is taken at that time already
        own = {"name": self.name, "facility_id": False, "stage_id": False}
        own.update(dict.fromkeys(DEADLINES, False))
        own = {name: value for name, value in own.items() if name not in given}
        vals = {**vals, **own}
        if not vals.get("stage_id"):
            vals.pop("stage_id", None)
        if len(self.training_day_ids) > 1 and "date_end" not in given:
            vals.update(self._club_copy_days(vals))
        return vals

    def _club_copy_days(self, vals):
        """Several days, as far apart as those of this date."""
        begin = self.env["club.reservation"]._read_moment(vals["date_begin"])
        shift = self._club_get_shift(self.date_begin, begin)
        days = [
            (self._club_shift(day.start, shift), self._club_shift(day.stop, shift))
            for day in self.training_day_ids
        ]
        return {
            "date_end": max(stop for _start, stop in days),
            "training_day_ids": [
                Command.create({"start": start, "stop": stop, "facility_id": False})
                for start, stop in days
            ],
        }

    def write(self, vals):
        if "active" in vals and not vals["active"]:
            self._club_check_archiving()
        return super().write(vals)

    def _club_check_archiving(self):
        """
        :raises UserError: when somebody still expects it to take place
        """
        ahead = self.filtered(lambda event: event.training_state in AHEAD)
        # sudo: counted only
        people = ahead.sudo().registration_ids
        waited_for = people.filtered(lambda one: one.state in ("draft", "open"))
        if waited_for:
            raise UserError(
                self.env._(
                    "People have registered for “%(date)s”. Please call it off, then "
                    "they are told and it can be archived.",
                    date=waited_for[0].event_id.name,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_registered(self):
        # sudo: only whether there is anybody
        trainings = self.sudo().with_context(active_test=False).filtered("training_id")
        registered = trainings.filtered(
            lambda event: event.registration_ids or event.booking_ids
        )
        if registered:
            raise UserError(
                self.env._(
                    "People have registered for “%(date)s”, so it stays on record. "
                    "Please call it off or archive it instead of deleting it.",
                    date=registered[0].name,
                )
            )

    def unlink(self):
        trainings = self.filtered("training_id")
        if trainings:
            self.check_access("unlink")
            trainings._unlink_except_registered()
            # rooms and calendars are given back by the days
            trainings.training_day_ids._drop()
        return super().unlink()

    def get_formview_id(self, access_uid=None):
        """Trainings open in their own form, wherever they are opened from."""
        if len(self) == 1 and self.sudo().training_id:
            return self.env.ref("club_support.event_event_view_form_training").id
        return super().get_formview_id(access_uid=access_uid)

    def action_club_view_people(self):
        """Open whoever registered for this date."""
        self.ensure_one().check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "club_support.event_registration_action_training"
        )
        action["domain"] = [("event_id", "=", self.id)]
        action["context"] = {}
        return action


class EventRegistration(models.Model):
    _inherit = "event.registration"

    def get_formview_id(self, access_uid=None):
        """The same for whoever registered."""
        if len(self) == 1 and self.sudo().training_id:
            return self.env.ref("club_support.event_registration_view_form_training").id
        return super().get_formview_id(access_uid=access_uid)
