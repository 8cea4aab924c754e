"""What a mail server's answer says of an address: pure Python, no ORM."""

import ast
import re

# A reply code and the enhanced status (RFC 3463) behind it; either may be missing.
ANSWER = re.compile(
    r"\s*(?P<code>[245]\d\d\b)?[ -]*#?"
    r"(?P<status>[245]\.\d{1,3}\.\d{1,3}(?![.\d]))?"
)
REFUSED = re.compile(r"SMTPRecipientsRefused\s*:\s*(?P<answers>\{.*\})", re.DOTALL)
UNKNOWN_CODES = {"550", "551", "553"}
# 5.1.7 and 5.1.8 are about the address of the sender
UNKNOWN_STATUS = re.compile(r"5\.1\.(?![78]$)\d+")
SAYS_NOTHING = {None, "", "5.0.0"}


def is_unknown_address(answer, status=""):
    """Whether a mail server says that an address does not work.

    A server that refuses us, our text or a full mailbox says nothing of the address.

    :param str answer: what the server said, such as “550 5.1.1 no such user”
    :param str status: enhanced status if it was told apart from the answer
    """
    said = ANSWER.match(answer)
    if status in SAYS_NOTHING:
        status = said["status"]
    if status in SAYS_NOTHING:
        return said["code"] in UNKNOWN_CODES
    return bool(UNKNOWN_STATUS.fullmatch(status))


def find_unknown_addresses(failure):
    """The addresses that a mail server does not know, by the error of sending.

    :param str failure: text of the error that ``smtplib`` raised
    :return: list of addresses as they were handed over
    """
    found = REFUSED.search(failure or "")
    try:
        answers = ast.literal_eval(found["answers"]) if found else {}
    except (SyntaxError, ValueError):
        return []
    return [
        address
        for address, (code, text) in answers.items()
        if is_unknown_address(f"{code} {text.decode('utf-8', 'replace')}")
    ]
