"""Writing notices of trainings: who, what and when, in the recipient's language."""

from odoo import api, models
from odoo.fields import Command
from odoo.tools import format_date

from ..tools import itip

# what makes older mails about the same people void
OVERTAKING = ("moved", "called_off", "given_up", "lapsed")
# where the online link stands; others have no seat, or are past it
WITH_ACCESS = ("seat", "moved", "reminder")
WAITING = ("arrived", "waiting")


class ClubTrainingNotice(models.Model):
    _inherit = "club.training.notice"

    @api.model
    def _tell(self, kind, recipients, reason=None, files=None):
        """Queue one mail or letter for each of these.

        :param str kind: of ``club.training.notice``
        :param recipients: list of ``Told``
        :param str reason: why, for them to read
        :param dict files: registration to list of ``Attachment``
        :return: the notices
        """
        known = self._find_known(recipients)
        notices = self.create(
            [self._prepare_notice_vals(kind, one, reason) for one in recipients]
        )
        if not notices:
            return notices
        notices._give_up_older_mails()
        notices._write_facts()
        notices._compose()
        mailed = {
            notice: one
            for notice, one in zip(notices, recipients, strict=True)
            if notice.channel == "email" and not notice.has_failed
        }
        links = {notice: notice._make_links() for notice in mailed}
        attached = notices._make_attachments(mailed, links, files or {})
        notices._queue_all(links, attached, self._make_privacy(mailed, known))
        return notices

    def _give_up_older_mails(self):
        """What could not be sent so far is not true any more."""
        overtaking = self.filtered(lambda one: one.kind in OVERTAKING)
        if not overtaking:
            return
        failed = self.search(
            [
                ("booking_id", "in", overtaking.booking_id.ids),
                ("mail_id.state", "=", "exception"),
            ]
        )
        told = {}
        for one in overtaking:
            told.setdefault((one.booking_id, one.is_to_sender), set()).update(
                one.registration_ids.ids
            )
        older = failed.filtered(
            lambda one: (
                told.get((one.booking_id, one.is_to_sender), set())
                >= set(one.registration_ids.ids)
            )
        )
        older.is_done = True
        older.mail_id.cancel()

    def _prepare_notice_vals(self, kind, told, reason):
        user = self.env.user
        is_told_by_hand = user._is_internal() and not user._is_superuser()
        env = self.with_context(lang=told.lang).env
        named = env._("Dear %(name)s,", name=told.name) if told.name else ""
        return {
            "kind": kind,
            "event_id": told.booking.event_id.id,
            "booking_id": told.booking.id,
            "registration_ids": [Command.set(told.people.ids)],
            "is_to_sender": told.is_sender,
            "recipient": told.name,
            "email": told.email,
            "channel": told.channel,
            "address": told.address,
            "lang": told.lang,
            "salutation": named or env._("Hello,"),
            "topic": told.booking.event_id._club_get_topic(told.lang),
            "reason": reason or False,
            "user_id": user.id if is_told_by_hand else False,
        }

    # ------------------------------------------------------------
    # Words
    # ------------------------------------------------------------

    def _write_facts(self):
        positions = self._get_positions()
        for notice in self:
            own = notice.with_context(lang=notice.lang)
            notice.facts = own.env["ir.qweb"]._render(
                "club_support.club_training_notice_facts",
                {"facts": own._make_facts(positions)},
            )

    def _make_facts(self, positions):
        """What the table of a notice holds.

        :param dict positions: registration to its place on the waiting list
        :return: pairs of label and list of lines
        """
        event = self.event_id
        has_seat = any(one.state in ("open", "done") for one in self.registration_ids)
        facts = [
            (self.env._("Training Course"), [event.name]),
            (self.env._("When"), event._club_get_times()),
            (self.env._("Where"), event._club_get_place().splitlines()),
        ]
        if self.kind in WITH_ACCESS and has_seat and event.event_url:
            facts.append((self.env._("Online"), [event.event_url]))
        facts.append(self._make_people_fact(positions))
        if self.kind == "offered":
            until = event._club_tell_moment(self.registration_ids.offer_id[:1].until)
            facts.append((self.env._("Please accept by"), [until]))
        if self.reason:
            facts.append((self.env._("Reason"), [self.reason]))
        if event.user_id:
            facts.append((self.env._("Your contact"), [event.user_id.name]))
        return [(label, lines) for label, lines in facts if any(lines)]

    def _make_people_fact(self, positions):
        label = self.env._("For")
        return label, [
            self.env._(
                "%(name)s, position %(position)s on the waiting list",
                name=one.name,
                position=positions[one.id],
            )
            if one.id in positions
            else one.name
            for one in self.registration_ids.sorted("id")
        ]

    def _get_positions(self):
        """The place of these people on the waiting list, for those who wait.

        :return: dict of id of a registration: number, from 1 on
        """
        people = self.registration_ids
        waiting = people.filtered(lambda one: one.training_status in WAITING)
        return {one.id: one.waiting_position for one in waiting}

    def _make_links(self):
        """Pairs of text and address; only the sender gets the way to the page."""
        own = self.with_context(lang=self.lang)
        if self.kind == "feedback":
            return [
                (own.env._("Give Feedback"), url)
                for one in self.registration_ids
                if (url := one._get_feedback_url())
            ]
        if not self.is_to_sender or self.kind in ("called_off", "certificate"):
            return []
        texts = {
            "offered": own.env._("Accept or Decline the Seat"),
            "lapsed": own.env._("Back to the Waiting List"),
        }
        text = texts.get(self.kind) or own.env._("See or Change the Registration")
        return [(text, self.booking_id._get_page_url())]

    # ------------------------------------------------------------
    # What goes along
    # ------------------------------------------------------------

    def _make_attachments(self, mailed, links, files):
        """Entries for calendars, and whatever else is to be handed over.

        :param dict mailed: notice to its ``Told``
        """
        organizers = {
            key: itip.Person(
                self._get_mailbox(*key) or key[1].email_normalized or "", key[0].name
            )
            for key in self.grouped(lambda one: one._get_sender_key())
        }
        entries = {event: event._club_get_entries() for event in self.event_id}
        attached = {}
        for notice, told in mailed.items():
            organizer = organizers[notice._get_sender_key()]
            seated = told.is_seated and notice.kind != "called_off"
            attached[notice] = [
                *notice._make_entries(
                    told.holder,
                    entries[notice.event_id] if seated else {},
                    links[notice],
                    organizer,
                ),
                *(file for one in told.people for file in files.get(one, [])),
            ]
        return attached

    @api.model
    def _find_known(self, recipients):
        """Who was written to about these registrations before."""
        booking_ids = {one.booking.id for one in recipients}
        rows = self._read_group(
            [("booking_id", "in", list(booking_ids)), ("channel", "=", "email")],
            ["booking_id", "email"],
        )
        return {(booking.id, email) for booking, email in rows}

    @api.model
    def _make_privacy(self, mailed, known):
        """What the first mail tells people of their data.

        :return: dict of notice: HTML
        """
        new = {
            notice: (notice.company_id, told.lang)
            for notice, told in mailed.items()
            if (told.booking.id, told.email) not in known
        }
        texts = {
            (company, lang): company._club_privacy_notice(lang)
            for company, lang in set(new.values())
        }
        return {notice: texts[key] for notice, key in new.items()}


class EventEvent(models.Model):
    _inherit = "event.event"

    def _club_get_topic(self, lang):
        """What a mail is about: the training and its first day."""
        self.ensure_one()
        first = self._club_local(self.date_begin).date()
        env = self.with_context(lang=lang).env
        return f"{self.name}, {format_date(env, first, date_format='full')}"

    def _club_tell_moment(self, moment):
        """A moment by the clock on the wall, in the language of the environment."""
        if not moment:
            return ""
        local = self._club_local(moment)
        day = format_date(self.env, local.date(), date_format="full")
        return f"{day}, {local:%H:%M}"

    def _club_get_times(self):
        """One line per day, in the language of the environment.

        :rtype: list[str]
        """
        self.ensure_one()
        lines = []
        for day in self.training_day_ids.sorted("start"):
            stop = self._club_local(day.stop)
            lines.append(f"{self._club_tell_moment(day.start)} – {stop:%H:%M}")
        return lines

    def _club_get_place(self, day=None):
        """Where it is held, in one line; several rooms in one line each.

        :param day: ``club.training.day``; all of them without it
        """
        self.ensure_one()
        if self.training_mode == "online":
            return self.env._("Online")
        days = day or self.training_day_ids
        rooms = days.facility_id or self.facility_id
        if rooms:
            return "\n".join(
                ", ".join(filter(None, (room.name, room._get_place_on_paper())))
                for room in rooms
            )
        venue = self.address_id
        town = f"{venue.zip or ''} {venue.city or ''}".strip()
        return ", ".join(part for part in (venue.name, venue.street, town) if part)

    def _club_get_entries(self):
        """What the calendar of somebody with a seat should hold.

        :return: dict of id of a day, as text: begin, end, place
        """
        return {
            str(day.id): [
                day.start.isoformat(" "),
                day.stop.isoformat(" "),
                ", ".join(self._club_get_place(day).splitlines()),
            ]
            for day in self.training_day_ids.sorted("start")
        }
