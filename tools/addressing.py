"""How somebody is addressed. No Odoo in here but the records that are passed."""

from dataclasses import dataclass
from typing import Any

CLOSING_MARKS = (",", "!", ".", ":")


@dataclass(frozen=True)
class Recipient:
    """Who receives what is written to an organisation, and by which way."""

    #: the organisation that is addressed, a ``res.partner``
    organisation: Any
    #: who receives it there, a ``res.partner`` that may be empty
    person: Any
    #: ``"email"``, ``"letter"`` or ``"none"``: neither e-mail nor postal address
    channel: str
    #: ``"holder"``, ``"club"``, ``"letter"`` or ``"none"``: which step it was
    step: str
    #: a sentence for staff: why this way
    reason: str
    #: how the text begins, in the recipient's language
    salutation: str
    #: the one address, normalized; empty unless the channel is e-mail
    email: str = ""
    #: the same with the name of whoever receives it
    email_formatted: str = ""
    #: lines of the address field, from the name to the country
    address_lines: tuple = ()

    @property
    def partner(self):
        """The contact who is written to: the person, or the organisation."""
        if self.step == "club":
            return self.organisation
        return self.person or self.organisation


def finish_salutation(text):
    """“Dear Hanna” as the first line of a letter: with its comma.

    :param str text: salutation as somebody typed it
    """
    text = " ".join(text.split())
    return text if text.endswith(CLOSING_MARKS) else f"{text},"
