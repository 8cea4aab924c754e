"""The day itself: who has a seat stands on the list, and whoever teaches taps on it."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from .club_training_attendance_noting import SEATED


class EventEvent(models.Model):
    _inherit = "event.event"

    training_can_note = fields.Boolean(
        string="Attendance Can Be Noted",
        compute="_compute_training_can_note",
        help="You organise trainings, or teach on this date.",
    )

    @api.depends("training_id", "trainer_ids", "training_state", "training_day_ids")
    @api.depends_context("uid")
    def _compute_training_can_note(self):
        for event in self:
            event.training_can_note = (
                event.training_id
                and event.training_state in ("open", "held")
                and event._club_may_note()
                and any(day._has_come() for day in event.training_day_ids)
            )

    # ------------------------------------------------------------
    # Who, when
    # ------------------------------------------------------------

    def _club_may_note(self):
        """Whether the user organises trainings, or teaches on this date."""
        self.ensure_one()
        user = self.env.user
        if self.env.su or user.has_group(
            "club_support.club_support_group_trainingorganiser"
        ):
            return True
        is_trainer = user.has_group("club_support.club_support_group_trainer")
        # sudo: only whether the user is one of them
        return is_trainer and user.partner_id in self.sudo().trainer_ids

    def _club_check_noting(self):
        """Refuse whoever neither organises trainings nor teaches on these dates.

        :raises AccessError: for them, and for events that are no trainings
        """
        self.check_access("read")
        if not all(event.training_id and event._club_may_note() for event in self):
            raise AccessError(
                self.env._(
                    "Only the trainers of a date and whoever organises trainings note "
                    "who was there. Please ask one of them."
                )
            )

    def _club_check_attendable(self):
        """Refuse dates that do not take place.

        :raises UserError: when one was called off, or was never open
        """
        for event in self:
            if event.training_state not in ("open", "held"):
                raise UserError(
                    self.env._(
                        "“%(date)s” does not take place, or is not open yet, so nobody "
                        "can be there. Please look at its state.",
                        date=event.display_name,
                    )
                )

    def _club_get_days_today(self):
        """The days of the date that are today, in its own time zone."""
        self.ensure_one()
        today = self._club_local(fields.Datetime.now()).date()

        def is_today(day):
            first, last = day._get_local_dates()
            return first <= today <= last

        return self.training_day_ids.filtered(is_today)

    # ------------------------------------------------------------
    # List
    # ------------------------------------------------------------

    def _club_make_attendance(self):
        """A row for everybody with a seat and every day, as far as it is missing.

        Rows that are there already stay; two who open the list at once do not meet.
        """
        trainings = self.filtered("training_id")
        if not trainings:
            return
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO club_training_attendance
                    (registration_id, day_id, event_id, company_id,
                     create_uid, create_date, write_uid, write_date)
                SELECT person.id, day.id, day.event_id, day.company_id,
                       %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM event_registration person
                  JOIN club_training_day day ON day.event_id = person.event_id
                 WHERE person.event_id IN %(events)s
                   AND person.active AND person.state IN ('open', 'done')
                 ORDER BY day.id, person.id
                    ON CONFLICT DO NOTHING
                """,
                uid=self.env.uid,
                now=self.env.cr.now(),
                events=tuple(trainings.ids),
            )
        )
        if self.env.cr.rowcount:
            self.env["event.registration"].invalidate_model(["attendance_ids"])
            self.env["club.training.day"].invalidate_model(["attendance_ids"])

    def action_club_view_attendance(self):
        """Open the list to tap on: today's day, or the last one that has begun.

        :raises AccessError: for whoever may not note attendance here
        """
        self.ensure_one()._club_check_noting()
        return self._club_open_attendance(self._club_get_day_to_note())

    def _club_get_day_to_note(self):
        days = self.training_day_ids.sorted("start")
        come = days.filtered(lambda day: day._has_come())
        return (self._club_get_days_today() or come or days[:1])[-1:]

    def _club_open_attendance(self, day):
        self._club_check_noting()
        self._club_check_attendable()
        self._club_make_attendance()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "club_support.club_training_attendance_action"
        )
        seated = [("registration_id.state", "in", ("open", "done"))]
        return {
            **action,
            "domain": [("event_id", "=", self.id), *seated],
            "context": {"search_default_day_id": day.id, "active_id": self.id},
        }

    def action_club_all_present(self):
        """Note everybody as present of whom nothing is noted yet.

        It means today's day, or the last one that has begun.

        :raises AccessError: for whoever may not note attendance here
        :raises UserError: when the date does not take place, or has not begun
        """
        self.ensure_one()._club_check_noting()
        self._club_check_attendable()
        day = self._club_get_day_to_note()
        day._check_has_come()
        self._club_make_attendance()
        # sudo: checked above; rows without a seat any more are left alone
        rows = day.sudo().attendance_ids.filtered(
            lambda row: (
                not row.presence
                and row.registration_id.state in SEATED
                and not row.registration_id.certificate_number
            )
        )
        rows.action_present()
        return True
