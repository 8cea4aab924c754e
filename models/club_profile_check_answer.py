from odoo import fields, models

from ..tools.answers import (
    UnreadableError,
    read_day,
    read_email,
    read_line,
    read_number,
    read_phone,
    read_text,
    read_website,
)
from .club_profile_check_page import PERSON_FIELDS

ACTIVITY = "club_support.mail_activity_type_profile_corrections"


class ClubProfileCheck(models.Model):
    """What the page behind the link sends.

    The caller has verified the link and passes the check with the rights of the
    superuser; nothing here is for users. An answer replaces the open proposals of
    an earlier one, so that a link cannot fill the database.
    """

    _inherit = "club.profile.check"

    # ------------------------------------------------------------
    # Answers
    # ------------------------------------------------------------

    def _answer_confirm(self):
        """All is right as it stands."""
        self._answer([])

    def _answer_correct(self, typed):
        """Take what was typed as proposals, or refuse it as a whole.

        :param dict typed: texts by name of the field; unknown names are ignored
        :return: dict of sentences by name of the field, empty when all is well
        """
        reader = AnswerReader(self, typed)
        proposals = reader.read_form()
        if not reader.errors:
            self._answer(proposals)
        return reader.errors

    def _answer(self, vals_list):
        # first, so that two answers at once meet here and the second one waits
        self.date_answered = fields.Datetime.now()
        self.flush_recordset()
        self.proposal_ids.filtered(lambda p: p.state == "open").unlink()
        self.env["club.profile.proposal"].create(vals_list)
        self._finish_answered()
        if vals_list:
            self._ask_to_check()

    def _ask_to_check(self):
        """Tell whoever looks after the organisation, once."""
        partner, user = self.partner_id, self.partner_id.user_id
        if not user.active or partner.activity_search([ACTIVITY]):
            return
        # quick update: the page must not wait for a mail server
        partner.with_context(mail_activity_quick_update=True).activity_schedule(
            ACTIVITY, user_id=user.id
        )

    def _finish_answered(self):
        """Whatever is answered and decided is confirmed and nobody's task any more."""
        # sudo: a colleague's task is done as well, and the state is not ours to write
        checks = self.sudo().filtered(lambda c: c.state in ("confirmed", "done"))
        for day, answered in checks.grouped(
            lambda check: check.date_answered.date()
        ).items():
            answered.partner_id.filtered(
                lambda partner, day=day: (
                    not partner.profile_confirmed_on
                    or partner.profile_confirmed_on < day
                )
            ).profile_confirmed_on = day
        waiting = checks.partner_id.profile_check_ids.filtered(
            lambda check: check.state == "corrected"
        )
        (checks.partner_id - waiting.partner_id).activity_unlink([ACTIVITY])


class AnswerReader:
    """Reads one form: proposals for what differs, sentences for what is wrong."""

    def __init__(self, check, typed):
        self.check = check
        self.env = check.env
        self.typed = typed
        self.errors = {}
        self.proposals = []
        self.open = check._page_open()

    def read_form(self):
        """:return: values for ``club.profile.proposal``"""
        self._read_simple("name", lambda text: read_line(text, 150), required=True)
        self._read_address()
        self._read_simple("phone", read_phone)
        self._read_simple("email", read_email)
        self._read_simple("website", read_website)
        self._read_members()
        for office in self.check._page_offices():
            self._read_person(office, "email", read_email)
            self._read_person(office, "phone", read_phone)
            self._read_successor(f"office_{office.id}_", office)
        for function in self.check._page_vacancy():
            self._read_successor("office_0_", self.env["club.office"], function)
        if text := self._value("remark", lambda text: read_text(text, 2000)):
            self._propose("remark", {"text": text})
        return self.proposals

    # -- parts of the form

    def _read_simple(self, name, read, required=False):
        current = self.check._page_current(name)
        if self._is_unchanged(name, current[name]):
            return
        value = self._value(name, read)
        if required and not value and name not in self.errors:
            self.errors[name] = self.env._("Please enter the name of the organisation.")
        if value != current[name]:
            self._propose(name, {name: value})

    def _read_address(self):
        current = self.check._page_current("address")
        limits = {"street": 100, "street2": 100, "zip": 10, "city": 80}
        address = dict(current)
        for name, limit in limits.items():
            if not self._is_unchanged(name, current[name]):
                address[name] = self._value(
                    name, lambda text, limit=limit: read_line(text, limit)
                )
        if address != current:
            self._propose("address", address)

    def _read_members(self):
        current = self.check._page_current("members")
        total = self._value("total", read_number)
        youth = self._value("youth", read_number)
        if "total" in self.errors or "youth" in self.errors:
            return
        if youth is not None and total is None:
            self.errors["total"] = self.env._(
                "Please enter the number of all members as well."
            )
        elif youth is not None and youth > total:
            self.errors["youth"] = self.env._(
                "Young members are part of all members, there cannot be more of them."
            )
        elif total is not None and {"total": total, "youth": youth} != current:
            self._propose("members", {"total": total, "youth": youth})

    def _read_person(self, office, key, read):
        name, kind = f"office_{office.id}_{key}", PERSON_FIELDS[key]
        current = self.check._page_current(kind, office)
        may_see = self.check._page_may_see(office)
        if may_see and self._is_unchanged(name, current[key]):
            return
        value = self._value(name, read)
        if not may_see and not value:
            # an empty field says nothing about what one does not see
            self._keep(kind, office)
        elif value != current[key]:
            self._propose(kind, {key: value}, office)

    def _read_successor(self, prefix, office, function=None):
        person = self._value(f"{prefix}name", lambda text: read_line(text, 100))
        email = self._value(f"{prefix}new_email", read_email)
        phone = self._value(f"{prefix}new_phone", read_phone)
        today = fields.Date.context_today(self.check)
        since = self._value(f"{prefix}since", lambda text: read_day(text, today))
        if not person:
            if (email or phone or since) and f"{prefix}name" not in self.errors:
                self.errors[f"{prefix}name"] = self.env._(
                    "Please enter the name of the new person as well."
                )
            return
        if person.casefold() == (office.person_id.name or "").casefold():
            self.errors[f"{prefix}name"] = self.env._(
                "This is the person we know. Please enter the new e-mail address or "
                "telephone number of this person in the fields above."
            )
            return
        payload = self._successor_payload(office, person, email, phone)
        payload["date_from"] = fields.Date.to_string(since or today)
        self._propose("successor", payload, office, function)

    def _successor_payload(self, office, person, email, phone):
        """Fields that were left empty keep what was typed for this person before."""
        known = self.open.get(("successor", office))
        earlier = known.payload if known and known.payload["name"] == person else {}
        return {
            "name": person,
            "email": email or earlier.get("email"),
            "phone": phone or earlier.get("phone"),
        }

    # -- tools

    def _is_unchanged(self, name, current):
        """Nothing typed, or just what is stored, as unreadable as it may be."""
        typed = self.typed.get(name)
        return typed is None or " ".join(typed.split()) == " ".join(current.split())

    def _value(self, name, read):
        try:
            return read(self.typed.get(name))
        except UnreadableError as error:
            self.errors[name] = self._sentence(error)
            return None

    def _propose(self, kind, payload, office=None, function=None):
        proposal = self.env["club.profile.proposal"]
        current = self.check._page_current(kind, office)
        old_value = proposal.new({"kind": kind})._describe(current)
        self.proposals.append(
            {
                "check_id": self.check.id,
                "kind": kind,
                "office_id": office.id if office else False,
                "person_id": office.person_id.id if office else False,
                "function_id": function.id if function else False,
                "old_value": old_value,
                "payload": payload,
            }
        )

    def _keep(self, kind, office):
        if known := self.open.get((kind, office)):
            self._propose(kind, known.payload, office)

    def _sentence(self, error):
        sentences = {
            "long": self.env._(
                "This is too long. Please use %(limit)s characters at most.",
                limit=error.limit,
            ),
            "email": self.env._(
                "This is not a complete e-mail address. It looks like "
                "name@example.org, one address per field."
            ),
            "phone": self.env._(
                "This is not a telephone number. Please enter the area code and the "
                "number."
            ),
            "website": self.env._(
                "This is not the address of a website. It looks like www.example.org."
            ),
            "number": self.env._("Please enter a whole number in digits, as in 312."),
            "negative": self.env._("The number of members cannot be below zero."),
            "day": self.env._("This is not a date. It looks like 31.03.2026."),
            "day_range": self.env._(
                "This date cannot be right. Please check the year."
            ),
        }
        return sentences[error.code]
