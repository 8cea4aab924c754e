"""What the public programme tells about dates of trainings."""

from babel.dates import format_date, format_datetime, get_timezone_name

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.misc import babel_locale_parse

from .club_training_room import ROOM

DAYS = {"de": "EEEE, d. MMMM y", "en": "EEEE, d MMMM y"}
MONTHS = "LLLL y"
SEATED = ("offered", "registered", "attended", "missed")
WAITING = ("arrived", "waiting")


class EventEvent(models.Model):
    _inherit = "event.event"

    @api.model
    def _club_is_published(self):
        """Whether the room of trainings is open, and with it its public pages."""
        return self.env["res.groups"].sudo()._club_is_room_on(ROOM)

    @api.model
    def _club_get_programme(self, company=None):
        """The dates that everybody may see and has not missed, in order.

        :param company: ``res.company``; without one, those of all companies
        """
        # sudo: the programme is public, nobody needs an account to read it
        Event = self.sudo()
        if not self._club_is_published():
            return Event.browse()
        domain = (
            Domain("training_id.is_public", "=", True)
            & Domain("training_id.active", "=", True)
            & Domain("training_state", "=", "open")
            & Domain("date_begin", ">", fields.Datetime.now())
        )
        if company:
            domain &= Domain("company_id", "=", company.id)
        return Event.search(domain, order="date_begin, id")

    @api.model
    def _club_find_published(self, event_id):
        """A date of the programme by its id, also when it is over or called off.

        :return: ``event.event`` as superuser, empty where there is nothing to see
        """
        # sudo: see `_club_get_programme`
        event = self.sudo().browse()
        if self._club_is_published() and 0 < event_id < 2**31:
            event = event.browse(event_id).exists()
        training = event.training_id
        is_shown = event.active and training.active and training.is_public
        return event if is_shown and event.training_state != "planned" else event[:0]

    def _club_get_seat_news(self):
        """By id of the date: whether seats are limited, how many are free, who waits.

        :return: dict of id to dict ``is_limited, free, waiting``
        """
        counted = {event.id: {"seated": 0, "waiting": 0} for event in self}
        # sudo: numbers only, for everybody
        for event, status, count in (
            self.env["event.registration"]
            .sudo()
            ._read_group(
                [
                    ("event_id", "in", self.ids),
                    ("training_status", "in", SEATED + WAITING),
                ],
                ["event_id", "training_status"],
                ["__count"],
            )
        ):
            kind = "seated" if status in SEATED else "waiting"
            counted[event.id][kind] += count
        return {
            event.id: {
                "is_limited": event.seats_limited and event.seats_max > 0,
                "free": max(event.seats_max - counted[event.id]["seated"], 0),
                "waiting": counted[event.id]["waiting"],
            }
            for event in self
        }

    # ------------------------------------------------------------
    # Words
    # ------------------------------------------------------------

    def _club_get_page_days(self):
        """Day and hours of each day, as the clock on the wall there shows them.

        :return: list of dict ``id, day, hours, zone``; the zone only where it is not
            the one of the office
        """
        self.ensure_one()
        locale = babel_locale_parse(self.env.lang)
        pattern = DAYS.get(locale.language, DAYS["en"])
        is_elsewhere = self.date_tz != self.company_id._club_zone().key
        days = []
        for day in self.training_day_ids.sorted("start"):
            start, stop = self._club_local(day.start), self._club_local(day.stop)
            until = stop.strftime("%H:%M")
            if stop.date() != start.date():
                until = f"{format_datetime(stop, pattern, locale=locale)}, {until}"
            days.append(
                {
                    "id": day.id,
                    "day": format_datetime(start, pattern, locale=locale),
                    "hours": f"{start.strftime('%H:%M')} – {until}",
                    "zone": get_timezone_name(start, locale=locale)
                    if is_elsewhere
                    else "",
                }
            )
        return days

    def _club_get_page_month(self):
        """The month of the begin in words, as a heading."""
        begin = self._club_local(self.date_begin)
        locale = babel_locale_parse(self.env.lang)
        return format_datetime(begin, MONTHS, locale=locale)

    def _club_get_page_places(self, is_whole=False):
        """Where it is held, each place once.

        :param is_whole: with street, for those who have a seat
        """
        places = []
        for facility in self.training_day_ids.facility_id or self.facility_id:
            lineage = facility
            while lineage.parent_id and not (lineage.street or lineage.city):
                lineage = lineage.parent_id
            town = " ".join(filter(None, (lineage.zip, lineage.city)))
            street = is_whole and lineage.street
            town = town if is_whole else lineage.city
            names = filter(None, (facility.complete_name, street, town))
            places.append(", ".join(names))
        if not places and self.address_id and self.training_mode != "online":
            whole = self.address_inline or self.address_id.name
            places.append(whole if is_whole else self.address_id.city or whole)
        return places

    def _club_get_page_deadline(self):
        """The last day for registrations in words."""
        if not self.registration_until:
            return ""
        locale = babel_locale_parse(self.env.lang)
        pattern = DAYS.get(locale.language, DAYS["en"])
        return format_date(self.registration_until, pattern, locale=locale)
