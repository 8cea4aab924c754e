"""Entries for the calendars of those who have a seat, day by day.

Whoever is written to has an entry per day: what was told last is kept, so that a day
that moved is sent as a newer version and a day that is gone is cancelled.
"""

from dataclasses import dataclass
from datetime import UTC
from uuid import uuid4

from odoo import fields, models

from ..tools import itip

INVITE = "invite"
# which notices bring entries along; the others only take them away
ASKING = ("seat", "moved")


@dataclass(frozen=True)
class Attachment:
    """A file of a mail."""

    name: str
    content: bytes
    mimetype: str


class ClubTrainingToldMixin(models.AbstractModel):
    """Whose calendar has entries of a training: a sender, or one of the people."""

    _name = "club.training.told.mixin"
    _description = "Has Entries in a Calendar"

    training_uid = fields.Char(
        copy=False, index="btree_not_null", groups=fields.NO_ACCESS
    )
    # the version that is sent next
    training_sequence = fields.Integer(copy=False, groups=fields.NO_ACCESS)
    # day, begin, end and place of each entry that the calendar has
    training_told = fields.Json(copy=False, groups=fields.NO_ACCESS)

    def _diff_entries(self, entries, kind):
        """What a notice tells the calendar, and note that it was told.

        :param dict entries: id of a day to begin, end (ISO) and place; those that
            the calendar should have after it
        :param str kind: of ``club.training.notice``
        :return: list of method, id of the day, its entry, in order
        """
        # called as superuser; nobody else reads or writes these fields
        self.ensure_one()
        told = self.training_told or {}
        is_changed = kind == "moved" or told != entries
        asked = entries if kind in ASKING and is_changed else {}
        gone = {} if kind == "reminder" else told.keys() - entries.keys()
        changes = [("REQUEST", day, entry) for day, entry in asked.items()]
        changes += [("CANCEL", day, told[day]) for day in sorted(gone, key=int)]
        if changes:
            kept = {day: told[day] for day in told if day not in gone}
            self.write(
                {
                    "training_uid": self.training_uid or str(uuid4()),
                    "training_sequence": self.training_sequence + 1,
                    "training_told": {**kept, **asked},
                }
            )
        return changes


class EventRegistration(models.Model):
    _name = "event.registration"
    _inherit = ["event.registration", "club.training.told.mixin"]


class ClubTrainingBooking(models.Model):
    _name = "club.training.booking"
    _inherit = ["club.training.booking", "club.training.told.mixin"]


class ClubTrainingNotice(models.Model):
    _inherit = "club.training.notice"

    def _make_entries(self, holder, entries, links, organizer):
        """The files for the calendar of a recipient; none where nothing changes.

        :param holder: booking or registration that keeps what was told
        :param dict entries: see ``_diff_entries``
        :param links: pairs of text and address
        :param organizer: ``itip.Person`` who answers go to
        :return: list of ``Attachment``; the first is shown beside the text
        """
        changes = holder._diff_entries(entries, self.kind)
        if not changes:
            return []
        stamp = fields.Datetime.now().replace(tzinfo=UTC)
        shared = {
            "sequence": holder.training_sequence - 1,
            "stamp": stamp,
            "zone": self.event_id.date_tz or "Europe/Berlin",
            "summary": self.event_id.name,
            "description": self._make_plain(links),
            "organizer": organizer,
            "attendee": itip.Person(self.email, self.recipient or ""),
            # whoever has a seat has said that they come
            "partstat": "ACCEPTED",
        }
        return [
            self._make_file(number, method, holder.training_uid, day, entry, shared)
            for number, (method, day, entry) in enumerate(changes, 1)
        ]

    def _make_file(self, number, method, uid, day, entry, shared):
        start, stop, place = entry
        text = itip.make_calendar(
            method,
            itip.Invitation(
                uid=f"{uid}-{day}@club-support",
                start=fields.Datetime.to_datetime(start).replace(tzinfo=UTC),
                stop=fields.Datetime.to_datetime(stop).replace(tzinfo=UTC),
                location=place,
                status="CANCELLED" if method == "CANCEL" else "CONFIRMED",
                **shared,
            ),
        )
        # only one calendar can stand beside the text of a mail
        is_first = number == 1
        kind = "text/calendar" if is_first else "application/ics"
        return Attachment(
            name=f"{INVITE}.ics" if is_first else f"{INVITE}-{number}.ics",
            content=text.encode(),
            mimetype=f"{kind}; method={method}; charset=utf-8",
        )
