"""Noting who was there: one tap per person and day.

Whoever may read an attendance may note it: trainers read those of their own dates,
organisers all. Nobody writes one directly.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

SEATED = ("open", "done")


class ClubTrainingAttendance(models.Model):
    _inherit = "club.training.attendance"

    organisation_name = fields.Char(
        string="Club", compute="_compute_organisation_name", compute_sudo=True
    )

    @api.depends(
        "registration_id.organisation_id.name",
        "registration_id.booking_id.organisation_name",
    )
    def _compute_organisation_name(self):
        for row in self:
            row.organisation_name = row.registration_id._club_get_organisation_name()

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        """People by name, as they are looked for on the day; not as they arrived."""
        if field_name != "registration_id":
            return super()._order_field_to_sql(
                alias, field_name, direction, nulls, query
            )
        field = self._fields[field_name]
        People, people = field.join(self, alias, query)
        name = People._field_to_sql(people, "name", query)
        own = self._field_to_sql(alias, field_name, query)
        return SQL("%s %s %s, %s", name, direction, nulls, own)

    # ------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------

    def action_present(self):
        """Note that they were there all day.

        :raises AccessError: for whoever may not read the attendance
        :raises UserError: when it cannot be noted, as a sentence
        """
        return self._note("present")

    def action_absent(self):
        """Note that they were not there; raises as ``action_present``."""
        return self._note("absent")

    def action_forget(self):
        """Take back what was noted; raises as ``action_present``."""
        return self._note(False)

    def action_partly(self, minutes=None):
        """Note that they were there for a part of the day.

        :param int minutes: how long; without them a dialog asks
        :raises UserError: as ``action_present``, and for more minutes than the day has
        """
        if minutes is None:
            self.ensure_one().check_access("read")
            action = self.env["ir.actions.act_window"]._for_xml_id(
                "club_support.club_training_minutes_action"
            )
            return {**action, "context": {"default_attendance_id": self.id}}
        self.check_access("read")
        longest = min((row.day_id._get_minutes() for row in self), default=0)
        if not isinstance(minutes, int) or not 0 < minutes <= longest:
            raise UserError(
                self.env._(
                    "The day has %(longest)s minutes. Please enter how many of them "
                    "the person was there.",
                    longest=longest,
                )
            )
        return self._note("partly", minutes)

    def _note(self, presence, minutes=0):
        self._check_noting()
        # sudo: checked above; written by these steps only
        noted = self.sudo()
        noted.write({"presence": presence, "minutes": minutes})
        noted.registration_id._club_settle_attendance()
        return True

    def _check_noting(self):
        self.check_access("read")
        # sudo: only whether it can be noted; the names are those of the rows
        rows = self.sudo()
        rows.event_id._club_check_attendable()
        rows.day_id._check_has_come()
        for registration in rows.registration_id:
            if registration.state not in SEATED or not registration.active:
                raise UserError(
                    self.env._(
                        "No seat on this date is held by %(name)s. Please look at the "
                        "list of participants again.",
                        name=registration.display_name,
                    )
                )
            if registration.certificate_number:
                raise UserError(
                    self.env._(
                        "The certificate %(number)s of %(name)s says who was there. "
                        "Please revoke it first.",
                        name=registration.display_name,
                        number=registration.certificate_number,
                    )
                )


class ClubTrainingDay(models.Model):
    _inherit = "club.training.day"

    def _get_minutes(self):
        """How long the day lasts, in minutes."""
        self.ensure_one()
        return int((self.stop - self.start).total_seconds() // 60)

    def _get_local_dates(self):
        """First and last date of the day, in the time zone of the training."""
        self.ensure_one()
        local = self.event_id._club_local
        return local(self.start).date(), local(self.stop).date()

    def _has_come(self):
        """Whether this day is today or was before."""
        self.ensure_one()
        now = self.event_id._club_local(fields.Datetime.now())
        return self._get_local_dates()[0] <= now.date()

    def _check_has_come(self):
        if any(not day._has_come() for day in self):
            raise UserError(
                self.env._(
                    "This day of the training is still to come. Please note the "
                    "attendance when it has begun."
                )
            )

    def action_view_attendance(self):
        """The list to tap on, with the people of this day."""
        self.ensure_one().check_access("read")
        return self.event_id._club_open_attendance(self)
