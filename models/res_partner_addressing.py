"""One way to address a club: who holds the function, its own address, a letter."""

from odoo import models
from odoo.tools import formataddr

from ..tools.addressing import Recipient, finish_salutation


class ResPartner(models.Model):
    _inherit = "res.partner"

    # ------------------------------------------------------------
    # Recipients
    # ------------------------------------------------------------

    def _club_recipient(self, function=None):
        """Whom to write to in each organisation, one each.

        Three steps: whoever holds the function today and has an address that
        works, else the organisation's own address, else a letter.

        :param function: a ``club.office.function``, or nothing for whoever speaks
            for the organisation
        :return: dict of organisation: ``Recipient``
        """
        recipients = self._club_recipients(function)
        return {organisation: found[0] for organisation, found in recipients.items()}

    def _club_recipients(self, function=None):
        """Whom to write to in each organisation, all holders of the function.

        Without a function it is one: the first of those who speak for the
        organisation and can be reached.

        :param function: a ``club.office.function``, or nothing
        :return: dict of organisation: list of ``Recipient``, at least one
        """
        offices = self._club_find_offices(function)
        by_organisation = offices.grouped("partner_id")
        unusable = self.env["club.team"]._get_mailbox_addresses()
        # one set of records: whatever is read of them is read at once
        everybody = (self | offices.person_id).with_prefetch()
        everybody.mapped("is_blacklisted")
        return {
            organisation: organisation._club_choose_recipients(
                function, by_organisation.get(organisation, offices.browse()), unusable
            )
            for organisation in everybody[: len(self)]
        }

    def _club_find_offices(self, function):
        """Offices held today, the one to be addressed first in front."""
        wanted = (
            ("function_id", "=", function.id)
            if function
            else ("function_id.speaks_for_club", "=", True)
        )
        return self.env["club.office"].search(
            [
                ("partner_id", "in", self.ids),
                ("person_id.active", "=", True),
                ("is_current", "=", True),
                wanted,
            ],
            order="needs_review, function_sequence, date_from desc, id desc",
        )

    def _club_choose_recipients(self, function, offices, unusable):
        """The three steps for one organisation."""
        holders = offices.person_id
        if function and function.is_single_seat:
            holders = holders[:1]
        reachable = holders.filtered(lambda person: person._club_can_mail(unusable))
        if reachable:
            chosen = reachable if function else reachable[:1]
            return [
                self._club_make_recipient("holder", person, offices)
                for person in chosen
            ]
        step = "club" if self._club_can_mail(unusable) else "letter"
        return [self._club_make_recipient(step, holders[:1], offices)]

    def _club_can_mail(self, unusable=()):
        """Whether mail to this contact arrives, as far as is known.

        :param unusable: addresses that are nobody's, such as our own mailboxes
        """
        self.ensure_one()
        # sudo: whether an address works does not depend on the reader
        address = self.sudo()
        email = address.email_normalized or ""
        return bool(
            email.partition("@")[0]
            and email not in unusable
            and not address.email_undeliverable
            and not address.is_blacklisted
        )

    def _club_make_recipient(self, step, person, offices):
        self.ensure_one()
        lines = self._club_letter_lines(person)
        if step == "letter" and not lines:
            step = "none"
        address = {"holder": person, "club": self}.get(step, self.browse())
        email = address.email_normalized or ""
        return Recipient(
            organisation=self,
            person=person,
            channel="email" if email else step,
            step=step,
            reason=self._club_explain_step(step, person, offices),
            salutation=(person or self)._club_salutation(),
            email=email,
            email_formatted=formataddr((address.name or "", email)) if email else "",
            address_lines=lines,
        )

    def _club_explain_step(self, step, person, offices):
        """Why this way: sentences for the list of recipients."""
        if step == "holder":
            office = offices.filtered(lambda office: office.person_id == person)[:1]
            return self.env._(
                "%(person)s is %(function)s.",
                person=person.name,
                function=office.function_id.name,
            )
        way = {
            "club": self.env._("The mail goes to the organisation’s own address."),
            "letter": self.env._("So it becomes a letter."),
            "none": self.env._(
                "A postal address is missing too; please add one of them."
            ),
        }
        sentences = [person._club_explain_address() if person else ""]
        if not person:
            sentences[0] = self.env._("Nobody in office is known for this.")
        if step != "club":
            sentences.append(self._club_explain_address())
        return " ".join([*sentences, way[step]])

    def _club_explain_address(self):
        """Why mail to this contact does not work."""
        # sudo: whether an address works does not depend on the reader
        address = self.sudo()
        if not (address.email_normalized or "").partition("@")[0]:
            return self.env._("%(name)s has no e-mail address.", name=self.name)
        if address.email_undeliverable:
            return self.env._("Mail to %(name)s came back.", name=self.name)
        if address.is_blacklisted:
            return self.env._("%(name)s wishes no bulk mail.", name=self.name)
        return self.env._("The address of %(name)s is one of our own.", name=self.name)

    # ------------------------------------------------------------
    # Salutation and address field
    # ------------------------------------------------------------

    def _club_salutation(self):
        """First line of a letter or mail, in the language of who receives it.

        :return: such as “Dear Hanna Krause,”
        """
        self.ensure_one()
        if self.letter_salutation:
            return finish_salutation(self.letter_salutation)
        env = self.with_context(lang=self.lang or self.env.lang).env
        if self.is_company or not self.name:
            return env._("Hello,")
        return env._("Dear %(name)s,", name=self.name)

    def _club_letter_lines(self, person=None):
        """Lines of the address field of a letter to this organisation.

        It goes to the organisation's postal address, or to the home of the person
        where the organisation has none.

        :param person: the ``res.partner`` who receives it there, may be empty
        :return: tuple of lines, empty without a postal address
        """
        self.ensure_one()
        person = person if person is not None else self.browse()
        if self._club_has_postal_address():
            names, place = (self.name, person.name), self
        elif person and person._club_has_postal_address():
            care_of = self.env._("c/o %(person)s", person=person.name)
            names, place = (self.name, care_of), person
        else:
            return ()
        lines = (*names, place.street2, place.street, f"{place.zip or ''} {place.city}")
        return tuple(
            line.strip() for line in (*lines, place._club_foreign_country()) if line
        )

    def _club_has_postal_address(self):
        return bool((self.street or self.street2) and self.city)

    def _club_foreign_country(self):
        """The country in capitals, where the letter leaves ours."""
        own = (self.company_id or self.env.company).country_id
        if not self.country_id or self.country_id == own:
            return ""
        return (self.country_id.name or "").upper()
