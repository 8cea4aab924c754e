"""What the page behind the link of a booking shows and takes."""

from datetime import UTC, timedelta

from babel.dates import format_datetime

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.misc import babel_locale_parse

from ..tools.itip import Invitation, Person, make_calendar
from .club_training_date_page import DAYS

SEATED = ("registered", "attended")
# longer than the public page takes a form
KEPT = timedelta(days=1)


class ClubTrainingBooking(models.Model):
    _inherit = "club.training.booking"

    # keyed hash of the form on the public page that made this booking
    form_key = fields.Char(copy=False, index="btree_not_null", groups=fields.NO_ACCESS)

    @api.model
    def _page_find_sent(self, event, key):
        """The booking that this very form has made; none once it was given up."""
        # sudo: whoever has the form has filled it in
        made = self.sudo().search(
            [("event_id", "=", event.id), ("form_key", "=", key)], limit=1
        )
        is_on = any(one.state != "cancel" for one in made.registration_ids)
        return made if is_on else made.browse()

    @api.autovacuum
    def _gc_form_keys(self):
        """No form is taken so long after it was opened: its key is not needed."""
        before = fields.Datetime.now() - KEPT
        old = self.search([("form_key", "!=", False), ("create_date", "<", before)])
        old.form_key = False

    @api.model
    def _page_count_day(self, email):
        """How many bookings came by the public page for this postbox since yesterday.

        What follows a plus is another address of the same postbox.
        """
        postbox, domain = (
            part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
            for part in email.rsplit("@", 1)
        )
        postbox = postbox.partition("+")[0]
        same = Domain("email_normalized", "=like", f"{postbox}@{domain}")
        same |= Domain("email_normalized", "=like", f"{postbox}+%@{domain}")
        since = fields.Datetime.now() - timedelta(days=1)
        # sudo: a number only
        return self.sudo().search_count(
            same & Domain("via", "=", "page") & Domain("create_date", ">", since)
        )

    def _page_people(self):
        """Everybody of the booking, those who gave up their seats last."""
        return self.registration_ids.filtered("active").sorted(
            lambda one: (one.state == "cancel", one.id)
        )

    def _page_seated(self):
        """Those who have a seat: only they learn how to get in."""
        return self._page_people().filtered(lambda one: one.training_status in SEATED)

    def _page_is_over(self):
        """Whether nothing can be changed any more."""
        event = self.event_id
        is_open = event.training_state == "open" and event.active
        return not is_open or event.date_begin <= fields.Datetime.now()

    def _page_can_give_up(self):
        """Those who can still say that they do not come."""
        if self._page_is_over():
            return self.registration_ids.browse()
        return self._page_people().filtered(lambda one: one.state in ("draft", "open"))

    def _page_offers(self):
        """What waits for an answer; an offer that is over does not."""
        if self._page_is_over():
            return self.offer_ids.browse()
        now = fields.Datetime.now()
        return self.offer_ids.filtered(
            lambda offer: offer.state == "open" and offer.until > now
        )

    def _page_can_queue_again(self):
        """Whether an offer lapsed, and the date still takes registrations."""
        lapsed = self._page_people().filtered(
            lambda one: one.state == "cancel" and one.cancel_kind == "lapsed"
        )
        return bool(lapsed) and not self.event_id._club_get_barred()

    def _page_can_part(self):
        """Whether it matters for those who wait that they stay together."""
        waiting = self._page_can_give_up().filtered(lambda one: one.state == "draft")
        return len(waiting) > 1 and not waiting.offer_id

    def _page_moment(self, moment):
        """A moment in words, as the clock on the wall shows it there."""
        locale = babel_locale_parse(self.env.lang)
        day = DAYS.get(locale.language, DAYS["en"])
        local = self.event_id._club_local(moment)
        return format_datetime(local, f"{day}, HH:mm", locale=locale)

    def _page_calendar(self, day):
        """One day as a file that any calendar opens; it asks nothing back.

        :param day: ``club.training.day`` of the date
        """
        event, company = self.event_id, self.company_id
        places = event._club_get_page_places(is_whole=True)
        invitation = Invitation(
            # the entry that the mail brought along, where there was one
            uid=f"{self.training_uid or self.id}-{day.id}@club-support",
            sequence=max(self.training_sequence - 1, 0),
            stamp=fields.Datetime.now().replace(tzinfo=UTC),
            start=day.start.replace(tzinfo=UTC),
            stop=day.stop.replace(tzinfo=UTC),
            zone=event.date_tz or "UTC",
            summary=event.name,
            # who also calls in the mails: calendars hold both for one entry
            organizer=Person(
                self.env["club.training.notice"]._get_mailbox(company, event.user_id)
                or event.user_id.email_normalized
                or "",
                company.name,
            ),
            attendee=Person(self.email or "", self.contact_name or ""),
            location="; ".join(filter(None, (*places, event.event_url))),
        )
        return make_calendar("PUBLISH", invitation)
