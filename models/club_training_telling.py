"""Who is told what: senders of registrations, and the people they named."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import email_normalize

from ..tools.working_days import add_days
from .club_training_notice_calendar import Attachment

TELLS = "club_tell_clubs"
PURPOSE = "training"
CERTIFICATE = "club_support.event_registration_report_certificate"
LINK_DAYS = 30
# what belongs to one person, and to the sender only where that person has no address
PERSONAL = ("certificate", "feedback")
# told also when the date is over
AFTERWARDS = ("called_off", "certificate", "feedback")
# of one date, nobody is told this twice
ONCE = ("called_off", "certificate", "feedback")
# worth no letter
MAIL_ONLY = ("reminder", "feedback")
SEATED = ("open", "done")


@dataclass(frozen=True)
class Told:
    """One recipient of a notice, and whom it is about."""

    booking: Any
    #: ``event.registration``
    people: Any
    #: whose calendar has the entries: the booking, or one of the people
    holder: Any
    #: whether the calendar should have them
    is_seated: bool
    is_sender: bool
    name: str
    email: str
    channel: str
    address: str
    lang: str


class ClubTrainingBooking(models.Model):
    _inherit = "club.training.booking"

    notice_ids = fields.One2many(
        comodel_name="club.training.notice",
        inverse_name="booking_id",
        string="Mails and Letters",
        readonly=True,
    )

    def _club_tell(self, kind, registrations=None, reason=None, files=None):
        """Queue what these senders, and the people they named, are told.

        One mail to each: the sender gets all of it with the link to the page, people
        with an address of their own get what is theirs. Certificates and questions
        for feedback go to the people alone where they can. Nothing is sent here.

        :param str kind: of ``club.training.notice``
        :param registrations: ``event.registration`` that it is about; all of these
            bookings without it
        :param str reason: why, for them to read
        :param dict files: registration to list of ``Attachment``
        :return: the notices
        """
        people = self.registration_ids if registrations is None else registrations
        return self._tell_people(kind, people, reason, files)

    def _tell_people(self, kind, people, reason=None, files=None):
        """See ``_club_tell``."""
        # sudo: whoever may take the step has them told; addresses stay here
        bookings, people = self.sudo(), people.sudo().filtered("active")
        Notice = bookings.env["club.training.notice"]
        if not self.env.context.get(TELLS, True):
            return Notice
        if kind == "certificate" and files is None:
            files = people._club_get_certificate_files()
        return Notice._tell(kind, bookings._get_told(kind, people), reason, files)

    def _get_page_url(self):
        """The link to the page of this booking, for its sender only.

        It opens until thirty days after the date.
        """
        self.ensure_one()
        event = self.event_id
        last_day = event._club_local(event.date_end).date()
        return self._club_link_url(PURPOSE, add_days(last_day, LINK_DAYS))

    # ------------------------------------------------------------
    # To whom
    # ------------------------------------------------------------

    def _get_told(self, kind, people):
        """The recipients of a notice about these people.

        :rtype: list[Told]
        """
        unusable = self.env["club.team"]._get_mailbox_addresses()
        people = people.filtered(
            lambda one: one._club_is_told(kind) and one.booking_id in self
        )
        found = []
        for booking, own in people.sorted("id").grouped("booking_id").items():
            found += booking._get_told_one(kind, own, unusable)
        return found

    def _get_told_one(self, kind, people, unusable):
        address = self._club_usable(self.email, unusable)
        with_own, found = people.browse(), []
        for one in people:
            email = self._club_usable(one.email, unusable)
            if email and email != address:
                with_own |= one
                # the offer is the sender's to accept
                if kind != "offered":
                    found.append(self._make_told_person(one, email))
        mine = people - with_own if kind in PERSONAL else people
        if mine and (address or kind == "offered" or mine - with_own):
            found.append(self._make_told_sender(kind, mine, address, unusable))
        return [one for one in found if one]

    def _make_told_person(self, registration, email):
        return Told(
            booking=self,
            people=registration,
            holder=registration,
            is_seated=registration.state in SEATED,
            is_sender=False,
            name=registration.name or "",
            email=email,
            channel="email",
            address="",
            lang=self._get_told_lang(),
        )

    def _make_told_sender(self, kind, people, address, unusable):
        lines = ()
        if self.partner_id and kind not in MAIL_ONLY:
            lines = self.partner_id._club_letter_lines()
        elif not address and kind in MAIL_ONLY:
            return None
        # who has an address of their own has the entry in a calendar of their own
        covered = self.registration_ids.filtered(
            lambda one: self._club_usable(one.email, unusable) in ("", address)
        )
        channel = "email" if address else "letter" if lines else "none"
        return Told(
            booking=self,
            people=people,
            holder=self,
            is_seated=any(one.state in SEATED for one in covered),
            is_sender=True,
            name=self.contact_name or "",
            email=address,
            channel=channel,
            address="\n".join(lines),
            lang=self._get_told_lang(),
        )

    @api.model
    def _club_usable(self, email, unusable):
        """An address that mails can go to, normalized; empty without one."""
        address = email_normalize(email or "") or ""
        return "" if address in unusable else address

    def _get_told_lang(self):
        known = {code for code, _name in self.env["res.lang"].get_installed()}
        wished = (self.lang, self.partner_id.lang, self.company_id.partner_id.lang)
        return next((lang for lang in wished if lang in known), self.env.lang)


class EventRegistration(models.Model):
    _inherit = "event.registration"

    def _club_get_certificate_files(self):
        """The certificates of these people as PDF, each apart.

        :return: dict of registration: list of ``Attachment``
        """
        Report = self.env["ir.actions.report"]
        return {
            one: [
                Attachment(
                    f"{one.certificate_number}.pdf",
                    Report._render_qweb_pdf(CERTIFICATE, one.ids)[0],
                    "application/pdf",
                )
            ]
            for one in self.filtered("certificate_number")
        }

    def _club_is_told(self, kind):
        """Whether somebody is told this about this registration at all."""
        event = self.event_id
        if not self.training_id or self.is_anonymised:
            return False
        if kind not in AFTERWARDS and event.date_end <= fields.Datetime.now():
            return False
        # who was told that the training is called off knows that the seat is gone
        return kind != "given_up" or self.cancel_kind != "called_off"


class EventEvent(models.Model):
    _inherit = "event.event"

    training_reminded_on = fields.Date(
        string="Reminded On", readonly=True, copy=False, groups=fields.NO_ACCESS
    )

    def _club_tell(self, kind, reason=None):
        """Tell everybody of these dates whom it concerns; nothing is sent here.

        :param str kind: ``moved``, ``called_off``, ``reminder``, ``certificate`` or
            ``feedback``, see ``club.training.notice``
        :param str reason: why, for them to read
        :return: the notices
        """
        # sudo: whoever may take the step has them told; addresses stay here
        events = self.sudo().filtered("training_id")
        people = events.env["event.registration"].search(
            Domain("event_id", "in", events.ids) & self._club_get_told_domain(kind)
        )
        if kind in ONCE:
            people -= events._club_get_told_already(kind)
        return people.booking_id._tell_people(kind, people, reason)

    def action_club_send_certificates(self):
        """Queue a mail with the certificate for everybody who has not got it so.

        :raises UserError: when nobody is left who has one
        """
        self._check_training_step("open", "held")
        if not self._club_tell("certificate"):
            raise UserError(
                self.env._(
                    "There is no certificate to send. Please issue the certificates "
                    "first; each is sent once."
                )
            )
        return True

    @api.model
    def _club_get_told_domain(self, kind):
        """Which registrations a notice about a date concerns."""
        if kind == "reminder":
            return Domain("training_status", "=", "registered")
        if kind == "feedback":
            return Domain("training_status", "=", "attended")
        if kind == "certificate":
            return Domain("certificate_number", "!=", False)
        ahead = Domain("state", "in", ("draft", "open"))
        if kind == "called_off":
            return ahead | Domain("cancel_kind", "=", "called_off")
        return ahead

    def _club_get_told_already(self, kind):
        told = self.env["club.training.notice"].search(
            [("event_id", "in", self.ids), ("kind", "=", kind)]
        )
        return told.registration_ids

    def _club_is_reminder_due(self):
        """Whether the people have not been reminded of this day yet."""
        self.ensure_one()
        days = self.training_id.reminder_days
        begin = self._club_local(self.date_begin).date()
        first = begin - timedelta(days=days)
        today = self._club_local(fields.Datetime.now()).date()
        reminded = self.training_reminded_on
        return bool(days) and first <= today and not (reminded and reminded >= first)


class ClubTraining(models.Model):
    _inherit = "club.training"

    reminder_days = fields.Integer(
        string="Reminder (Days Before)",
        default=3,
        aggregator=None,
        help="0: nobody is reminded.",
    )

    _reminder_plausible = models.Constraint(
        "CHECK (reminder_days BETWEEN 0 AND 60)",
        "A reminder goes out at most sixty days before. Please correct the number.",
    )

    @api.model
    def _cron_remind(self):
        """Remind those who have a seat some days before the begin, once."""
        now = fields.Datetime.now()
        ahead = self.env["event.event"].search(
            [
                ("training_state", "=", "open"),
                ("training_id.reminder_days", ">", 0),
                ("date_begin", ">", now),
                ("date_begin", "<", now + timedelta(days=61)),
            ]
        )
        due = ahead.filtered(lambda event: event._club_is_reminder_due())
        due._club_tell("reminder")
        for events in due.grouped("date_tz").values():
            events.training_reminded_on = events[0]._club_local(now).date()
