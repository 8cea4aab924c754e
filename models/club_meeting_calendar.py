"""The meeting in the calendars of the staff."""

from markupsafe import Markup

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command


class ClubMeeting(models.Model):
    _name = "club.meeting"
    _inherit = ["club.meeting", "club.calendar.mixin"]

    _calendar_triggers = frozenset(
        {
            "active",
            "location",
            "name",
            "network_id",
            "staff_ids",
            "start",
            "state",
            "stop",
            "user_id",
        }
    )

    def _get_calendar_vals(self):
        self.ensure_one()
        restricted = self.network_id.is_restricted
        called_off = self.state == "called_off"
        staff = self._get_calendar_staff()
        user = self.user_id if self.user_id in staff else staff[:1]
        return {
            "name": self._get_calendar_prefix() + self.name,
            "start": self.start,
            "stop": self.stop,
            "location": self.location,
            "description": self._get_calendar_text(),
            "user_id": user.id,
            "partner_ids": [Command.set(staff.partner_id.ids)],
            "privacy": "private" if restricted else False,
            "show_as": "free" if called_off else "busy",
            "active": self.active,
        }

    def _get_calendar_staff(self):
        """Employees only, and for a restricted network only those who know of it."""
        staff = (self.user_id | self.staff_ids).filtered(lambda user: not user.share)
        if self.network_id.is_restricted:
            return staff & self.network_id._get_staff()
        return staff

    def _get_calendar_prefix(self):
        """What stands before the name in the calendar, in the organiser's language."""
        lang = self.user_id.lang or self.env.lang
        env = self.with_context(lang=lang).env
        if self.state == "called_off":
            return env._("Called off:") + " "
        if self.state == "tentative":
            return env._("Tentative:") + " "
        return ""

    def _get_calendar_text(self):
        url = f"{self.get_base_url()}/odoo/{self._name}/{self.id}"
        return Markup('<p><a href="%(url)s">%(url)s</a></p>') % {"url": url}

    def _calendar_moved(self, vals):
        if {"start", "stop"} & vals.keys() and self.state in ("held", "called_off"):
            raise UserError(
                self.env._(
                    "“%(meeting)s” was held or called off, so it cannot be moved in "
                    "the calendar. Please open the meeting if it is to take place at "
                    "another time.",
                    meeting=self.name,
                )
            )
        if vals.get("name"):
            name = vals["name"].removeprefix(self._get_calendar_prefix())
            vals = {**vals, "name": name}
        return super()._calendar_moved(vals)

    def _calendar_staff_changed(self, users):
        self.ensure_one()
        self.write({"staff_ids": [Command.set(users.ids)]})
