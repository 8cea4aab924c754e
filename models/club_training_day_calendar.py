"""The days of trainings in the calendars of the staff."""

from markupsafe import Markup

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command


class ClubTrainingDay(models.Model):
    _name = "club.training.day"
    _inherit = ["club.training.day", "club.calendar.mixin"]

    _calendar_triggers = frozenset({"start", "stop", "facility_id"})

    def _get_calendar_vals(self):
        self.ensure_one()
        event = self.event_id
        staff = self._get_calendar_staff()
        user = event.user_id if event.user_id in staff else staff[:1]
        return {
            "name": self._get_calendar_prefix() + event.name + self._say_number(),
            "start": self.start,
            "stop": self.stop,
            "location": self.facility_id.display_name,
            "description": self._get_calendar_text(),
            "user_id": user.id,
            "partner_ids": [Command.set(staff.partner_id.ids)],
            "privacy": False,
            "show_as": "free" if event.training_state == "called_off" else "busy",
            "active": event.active,
        }

    def _get_calendar_staff(self):
        """Whoever is responsible, and trainers who work here."""
        event = self.event_id
        company = event.company_id
        users = event.user_id | event.trainer_ids.user_ids
        return users.filtered(
            lambda user: (
                user.active
                and not user.share
                and (not company or company in user.company_ids)
            )
        )

    def _get_calendar_prefix(self):
        """In the language of whoever is responsible."""
        if self.event_id.training_state != "called_off":
            return ""
        lang = self.event_id.user_id.lang or self.env.lang
        return self.with_context(lang=lang).env._("Called off:") + " "

    def _say_number(self):
        """Which of several days it is."""
        days = self.event_id.training_day_ids.sorted("start")
        if len(days) < 2 or self not in days:
            return ""
        return f" ({days.ids.index(self.id) + 1}/{len(days)})"

    def _get_calendar_text(self):
        event = self.event_id
        # by the address of our list: that of the model opens the form of Odoo's events
        url = f"{self.get_base_url()}/odoo/club-training-dates/{event.id}"
        return Markup('<p><a href="%(url)s">%(url)s</a></p>') % {"url": url}

    def _calendar_moved(self, vals):
        self.ensure_one()
        if vals.keys() - {"start", "stop"}:
            raise UserError(
                self.env._(
                    "Name and place of a training come from its date. Please open the "
                    "date and change them there."
                )
            )
        if self.event_id.training_state not in ("planned", "open"):
            raise UserError(
                self.env._(
                    "“%(name)s” was held or called off, so it cannot be moved in the "
                    "calendar. Please open the date and correct it there.",
                    name=self.event_id.name,
                )
            )
        return super()._calendar_moved(vals)

    def _calendar_staff_changed(self, users):
        """Whoever is asked along in the calendar teaches; the responsible one stays."""
        self.ensure_one()
        event = self.event_id
        # sudo: only which trainers are no users here
        staff = self.sudo()._get_calendar_staff().partner_id
        outside = event.trainer_ids.filtered(lambda one: one.id not in staff.ids)
        inside = users - event.user_id
        if event.user_id.partner_id in event.trainer_ids:
            inside |= users & event.user_id
        # sudo: the contact of a colleague is no secret
        partner_ids = outside.ids + inside.sudo().partner_id.ids
        event.write({"trainer_ids": [Command.set(partner_ids)]})
