"""What somebody attended, and Odoo's own check-in on trainings."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class EventRegistration(models.Model):
    _inherit = "event.registration"

    training_units = fields.Float(
        string="Units Attended",
        digits=(6, 1),
        aggregator=None,
        compute="_compute_training_units",
        compute_sudo=True,
        help="Teaching units of 45 minutes, by the share of the time.",
    )
    training_share = fields.Integer(
        string="Time Attended (%)",
        aggregator=None,
        compute="_compute_training_units",
        compute_sudo=True,
    )

    @api.depends(
        "attendance_ids.presence",
        "attendance_ids.minutes",
        "event_id.training_day_ids.start",
        "event_id.training_day_ids.stop",
        "training_id.units",
    )
    def _compute_training_units(self):
        for registration in self:
            attended, total = registration._club_get_minutes()
            share = attended / total if total else 0
            registration.training_units = registration.training_id.units * share
            registration.training_share = int(100 * share)

    def _club_get_minutes(self):
        """Minutes attended, and minutes that all days of the date have."""
        self.ensure_one()
        attended = 0
        for row in self.attendance_ids:
            longest = row.day_id._get_minutes()
            if row.presence == "present":
                attended += longest
            elif row.presence == "partly":
                attended += min(row.minutes, longest)
        days = self.event_id.training_day_ids
        return attended, sum(day._get_minutes() for day in days)

    def _club_get_organisation_name(self):
        """The club somebody comes from, as known or as written; may be empty."""
        self.ensure_one()
        # sudo: the name alone; trainers read neither contacts' data nor bookings
        registration = self.sudo()
        written = registration.booking_id.organisation_name
        return registration.organisation_id.name or written or ""

    # ------------------------------------------------------------
    # What follows from the list
    # ------------------------------------------------------------

    def _club_settle_attendance(self):
        """Who was there on a day took part; who was absent on all did not come.

        Called as superuser by the steps of attendance.
        """
        for state, is_missed, people in self._club_sort_by_attendance():
            changed = people.filtered(
                lambda one, to=(state, is_missed): (one.state, one.is_missed) != to
            )
            vals = {"state": state, "is_missed": is_missed}
            if state == "open":
                vals["date_closed"] = False
            if changed:
                changed.with_context(mail_notrack=True).write(vals)

    def _club_sort_by_attendance(self):
        def took_part(one):
            return {"present", "partly"} & set(one.attendance_ids.mapped("presence"))

        def was_absent(one):
            absent = one.attendance_ids.filtered(lambda row: row.presence == "absent")
            return absent.day_id == one.event_id.training_day_ids

        attended = self.filtered(took_part)
        rest = self - attended
        missed = rest.filtered(was_absent)
        return [
            ("done", False, attended),
            ("open", True, missed),
            ("open", False, rest - missed),
        ]

    # ------------------------------------------------------------
    # Check-in
    # ------------------------------------------------------------

    def action_club_attend(self):
        """Note that these people are there today, all day.

        :raises AccessError: for whoever may not note attendance there
        :raises UserError: when the date has no day today, as a sentence
        """
        self._club_get_rows_today().action_present()
        return True

    def action_club_undo_attend(self):
        """Take back that these people are there today; raises as the step itself."""
        self._club_get_rows_today().action_forget()
        return True

    def _club_get_rows_today(self):
        self.check_access("read")
        self.event_id._club_check_noting()
        self.event_id._club_make_attendance()
        # sudo: checked above; the rows are those of these people
        people = self.sudo()
        rows = people.attendance_ids.browse()
        for event, there in people.grouped("event_id").items():
            days = event._club_get_days_today()
            if not days:
                raise UserError(
                    self.env._(
                        "“%(date)s” has no day today. Please note who was there in "
                        "its attendance list.",
                        date=event.display_name,
                    )
                )
            there._club_check_seated()
            rows |= there.attendance_ids.filtered(lambda row, on=days: row.day_id in on)
        return rows

    def _club_check_seated(self):
        for registration in self:
            if registration.state not in ("open", "done"):
                raise UserError(
                    self.env._(
                        "No seat on this date is held by %(name)s. Please look at the "
                        "list of participants again.",
                        name=registration.display_name,
                    )
                )

    @api.model
    def register_attendee(self, barcode, event_id):
        """Odoo's check-in; at a training it counts for today's day."""
        result = super().register_attendee(barcode, event_id)
        if result.get("status") != "already_registered":
            return result
        attendee = self.browse(result["id"])
        if not attendee.training_id or event_id not in (
            False,
            None,
            attendee.event_id.id,
        ):
            return result
        rows = attendee._club_get_rows_today()
        if all(row.presence == "present" for row in rows):
            return result
        rows.action_present()
        return {**result, "status": "confirmed_registration"}

    def action_set_done(self):
        """Odoo's step; at a training it notes today's day."""
        trainings = self.filtered("training_id")
        if not trainings:
            return super().action_set_done()
        trainings.action_club_attend()
        others = self - trainings
        return super(EventRegistration, others).action_set_done() if others else None

    def action_confirm(self):
        """Odoo's step; at a training it takes back a check-in of today."""
        checked_in = self.filtered(lambda one: one.training_id and one.state == "done")
        if not checked_in:
            return super().action_confirm()
        checked_in.action_club_undo_attend()
        others = self - checked_in
        return super(EventRegistration, others).action_confirm() if others else None

    def _get_registration_summary(self):
        if not self.training_id or self.env.su:
            return super()._get_registration_summary()
        # sudo: of a registration the user may read; without Odoo's event rights its
        # questions and tickets cannot be, and trainings have none
        summary = super(EventRegistration, self.sudo())._get_registration_summary()
        return {**summary, "company_name": self._club_get_organisation_name()}
