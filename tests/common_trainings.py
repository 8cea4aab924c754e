"""One course, dates and people who register: shared by the tests of trainings."""

from datetime import datetime, timedelta

from odoo import fields
from odoo.fields import Command

from .common import ClubSupportCommon


class TrainingsCommon(ClubSupportCommon):
    """A course of eight units, and helpers for dates and registrations."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.teacher = cls.trainer.partner_id
        cls.training = cls.env["club.training"].create(
            {
                "name": "Child Protection in the Club",
                "units": 8,
                "user_id": cls.trainingorganiser.id,
                "trainer_ids": [Command.set(cls.teacher.ids)],
            }
        )

    @classmethod
    def _create_date(cls, days=30, is_open=True, **vals):
        """A date of the course from nine to four, so many days from today."""
        day = fields.Date.today() + timedelta(days=days)
        begin = datetime.combine(day, datetime.min.time()) + timedelta(hours=8)
        event = cls.env["event.event"].create(
            {
                "training_id": cls.training.id,
                "date_begin": begin,
                "date_end": begin + timedelta(hours=7),
                "user_id": cls.trainingorganiser.id,
                **vals,
            }
        )
        if is_open:
            event.action_open_registration()
        return event

    @classmethod
    def _register(cls, event, *names, allot=True, **booking):
        """One booking for the people with these names; returns their registrations.

        :param allot: whether the allotter runs afterwards, as it does on commit
        """
        address = "{}@verein.example.org".format(names[0].lower().replace(" ", "."))
        own = cls.env["club.training.booking"].create(
            {
                "event_id": event.id,
                "contact_name": names[0],
                "email": address,
                **booking,
            }
        )
        people = cls.env["event.registration"].create(
            [
                {
                    "event_id": event.id,
                    "booking_id": own.id,
                    "name": name,
                    "email": "{}@verein.example.org".format(
                        name.lower().replace(" ", ".")
                    ),
                }
                for name in names
            ]
        )
        if allot:
            cls._allot(event)
        return people

    @classmethod
    def _allot(cls, events):
        """What happens on commit."""
        cls.env["club.training.allotter"].sudo()._run(events.sudo())
