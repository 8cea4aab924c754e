"""The one way in: public page, staff and telephone register people alike."""

import re

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

from ..tools.actor_names import fold

MOST_PEOPLE = 20
LONGEST = 200
# exactly one address, with a domain that can be in the net
ADDRESS = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;.<>\"]{2,}")
STAFF = ("staff", "phone", "mail")


class EventEvent(models.Model):
    _inherit = "event.event"

    def _club_register(
        self,
        people,
        organisation=None,
        contact=None,
        email=None,
        phone=None,
        via="staff",
        stays_together=True,
        lang=None,
        note=None,
    ):
        """Register people for this date; seats are given after the commit.

        The caller has checked who asks. Either everybody is registered or nobody.

        :param list people: dicts with ``name``, ``email`` and ``phone``; the contact's
            address counts where one has none
        :param organisation: ``res.partner``, or the name of the club as typed
        :param contact: who registers them: ``res.partner`` or a name
        :param str email: where everything about it is sent
        :param str via: how it came, one of the ways of a booking; staff may register
            people after the deadline, too
        :param str lang: language of the mails, such as ``de_DE``
        :return: ``club.training.booking`` as superuser
        :raises UserError: date barred, wrong address, somebody twice, too many people
        """
        self.ensure_one()
        event = self.sudo()
        event._check_club_open(via)
        sender = self._read_sender(contact, email, phone)
        people = self._read_people(people, sender, via)
        event._check_registered_once(people)
        booking_vals = {
            "event_id": event.id,
            "contact_name": sender["name"] or people[0]["name"],
            "email": sender["email"],
            "phone": sender["phone"],
            "lang": lang,
            "via": via,
            "stays_together": stays_together,
            "note": note,
            **event._read_organisation(organisation, sender["email"]),
        }
        try:
            # flushed at its end: whoever came in the same moment is found here
            with event.env.cr.savepoint():
                return event._make_booking(booking_vals, people)
        except UniqueViolation as error:
            name = event._find_twice(people, error)
            raise UserError(event._get_twice_sentence(name)) from error

    def _make_booking(self, booking_vals, people):
        booking = self.env["club.training.booking"].create(booking_vals)
        Registration = self.env["event.registration"].with_context(
            mail_create_nolog=True, mail_create_nosubscribe=True, tracking_disable=True
        )
        Registration.create(
            [
                {**person, "event_id": self.id, "booking_id": booking.id}
                for person in people
            ]
        )
        return booking

    def _find_twice(self, people, error):
        """The one of these whom the database refused."""
        identify = self.env["event.registration"]._make_identity
        detail = error.diag.message_detail or ""
        names = [
            one["name"]
            for one in people
            if (identify(one["name"], one["email"]) or "-") in detail
        ]
        return (names or [people[0]["name"]])[0]

    # ------------------------------------------------------------
    # Whether
    # ------------------------------------------------------------

    def _check_club_open(self, via):
        if not self.training_id:
            raise UserError(
                self.env._("This is no training. Please choose a date of a training.")
            )
        if via in STAFF:
            self._check_club_staff_may_register()
        elif barred := self._club_get_barred():
            raise UserError(barred)

    def _check_club_staff_may_register(self):
        """Staff registers after the deadline, too, but not what is over.

        :raises UserError: when the date is not open, or is over
        """
        barred = self._club_get_barred()
        is_ahead = self.date_begin > fields.Datetime.now()
        if barred and not (self.training_state == "open" and self.active and is_ahead):
            raise UserError(barred)

    def _check_registered_once(self, people):
        identities = self.env["event.registration"]
        seen = {}
        for person in people:
            identity = identities._make_identity(person["name"], person["email"])
            if identity in seen:
                raise UserError(self._get_twice_sentence(person["name"]))
            if identity:
                seen[identity] = person["name"]
        known = identities.search(
            [
                ("event_id", "=", self.id),
                ("state", "!=", "cancel"),
                ("training_identity", "in", list(seen)),
            ],
            limit=1,
        )
        if known:
            raise UserError(self._get_twice_sentence(seen[known.training_identity]))

    def _get_twice_sentence(self, name):
        return self.env._(
            "“%(name)s” is registered for this training already, with the same e-mail "
            "address. Nobody needs to register twice.",
            name=name,
        )

    # ------------------------------------------------------------
    # Who
    # ------------------------------------------------------------

    @api.model
    def _read_sender(self, contact, email, phone):
        partner = contact if isinstance(contact, models.BaseModel) else None
        sender = {
            "name": partner.name if partner else self._read_text(contact),
            "email": self._read_text(email) or (partner and partner.email) or "",
            "phone": self._read_text(phone) or (partner and partner.phone) or "",
        }
        self._check_address(sender["email"])
        return sender

    @api.model
    def _read_people(self, people, sender, via):
        rows = [
            {
                name: self._read_text(person.get(name))
                for name in ("name", "email", "phone")
            }
            for person in people
        ]
        rows = [row for row in rows if any(row.values())]
        if not rows or any(not row["name"] for row in rows):
            raise UserError(
                self.env._("Whoever comes needs a name. Please enter it for everybody.")
            )
        if len(rows) > MOST_PEOPLE:
            raise UserError(
                self.env._(
                    "At most %(count)s people can be registered at once. Please "
                    "register the others separately.",
                    count=MOST_PEOPLE,
                )
            )
        for row in rows:
            row["email"] = row["email"] or sender["email"]
            self._check_address(row["email"])
            if not row["email"] and via not in STAFF:
                self._refuse_address("")
        return rows

    @api.model
    def _read_text(self, text):
        """One line without spaces around; longer ones are no names."""
        text = " ".join(text.split()) if isinstance(text, str) else ""
        if len(text) > LONGEST:
            raise UserError(
                self.env._(
                    "“%(text)s…” is too long. Please shorten it to %(count)s letters.",
                    text=text[:30],
                    count=LONGEST,
                )
            )
        return text

    @api.model
    def _check_address(self, email):
        if email and not (ADDRESS.fullmatch(email) and email_normalize(email)):
            self._refuse_address(email)

    @api.model
    def _refuse_address(self, email):
        raise UserError(
            self.env._(
                "“%(email)s” is not an e-mail address to which we can write. Please "
                "enter one such as name@example.org.",
                email=email,
            )
        )

    # ------------------------------------------------------------
    # Which club
    # ------------------------------------------------------------

    def _read_organisation(self, organisation, email):
        """The club it is for: as chosen, as typed, and as found, if that is safe."""
        if isinstance(organisation, models.BaseModel):
            club = organisation.sudo().commercial_partner_id
            return {"partner_id": club.id if club.is_company else False}
        typed = self._read_text(organisation)
        if not typed:
            return {}
        return {
            "organisation_name": typed,
            "partner_id": self._find_organisation(typed, email).id,
        }

    def _find_organisation(self, typed, email):
        """The one organisation of that name, or with that very address.

        A name that two have is nobody's, nor is a provider's domain.
        """
        Partner = self.env["res.partner"]
        domain = [
            ("is_company", "=", True),
            ("parent_id", "=", False),
            ("company_id", "in", (False, self.company_id.id)),
        ]
        pattern = typed.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        found = Partner.search([*domain, ("name", "=ilike", pattern)], limit=2)
        if not found:
            # accents and spaces as people type them; few begin alike
            begin = pattern.split()[0]
            alike = Partner.search([*domain, ("name", "ilike", begin)], limit=500)
            wanted = " ".join(fold(typed).split())
            found = alike.filtered(
                lambda one: " ".join(fold(one.name).split()) == wanted
            )
        if not found and email:
            own = [*domain, ("email_normalized", "=", email_normalize(email))]
            found = Partner.search(own, limit=2)
        return found if len(found) == 1 else Partner
