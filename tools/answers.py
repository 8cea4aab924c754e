"""Reading what people type into the fields of a page. No Odoo in here."""

import re
import unicodedata
from datetime import datetime, timedelta

MEMBERS_LIMIT = 1_000_000
EARLIEST = timedelta(days=50 * 366)
LATEST = timedelta(days=366)


class UnreadableError(ValueError):
    """What was typed cannot be used; ``code`` says why, ``limit`` how far it may go."""

    def __init__(self, code, limit=None):
        super().__init__(code)
        self.code = code
        self.limit = limit


def read_line(text, limit):
    """One line without control characters, blanks at the edges or twice in a row."""
    line = " ".join(_without_controls(text or "").split())
    if len(line) > limit:
        raise UnreadableError("long", limit)
    return line


def read_text(text, limit):
    """Several lines, without control characters."""
    lines = (_without_controls(line).rstrip() for line in (text or "").splitlines())
    text = "\n".join(lines).strip()
    if len(text) > limit:
        raise UnreadableError("long", limit)
    return text


def read_email(text, limit=150):
    """One address as clubs have it; several in one field are refused."""
    line = read_line(text, limit)
    pattern = r"[\w.!#$%&'*+/=?^`{|}~-]+@([^\W_]([\w-]*[^\W_])?\.)+[^\W\d_][\w-]+"
    if line and not re.fullmatch(pattern, line):
        raise UnreadableError("email")
    return line


def read_phone(text, limit=40):
    line = read_line(text, limit)
    if line and not 4 <= len(re.sub(r"\D", "", line)) <= 25:
        raise UnreadableError("phone")
    return line


def read_website(text, limit=150):
    line = read_line(text, limit)
    pattern = r"(?i)(https?://)?([\w-]+\.)+[\w-]{2,}(:\d+)?([/?#]\S*)?"
    if line and not re.fullmatch(pattern, line):
        raise UnreadableError("website")
    return line


def read_number(text):
    """A number of people, with or without points between the thousands."""
    line = read_line(text, 40)
    if not line:
        return None
    if re.fullmatch(r"[-−–]\s*\d+", line):
        raise UnreadableError("negative")
    if not re.fullmatch(r"[0-9]{1,9}|[0-9]{1,3}([., ’'][0-9]{3})+", line):
        raise UnreadableError("number")
    number = int(re.sub(r"\D", "", line))
    if number > MEMBERS_LIMIT:
        raise UnreadableError("number")
    return number


def read_day(text, today):
    """A day as the browser sends it or as people write it in German."""
    line = read_line(text, 40)
    if not line:
        return None
    for form in ("%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y"):
        try:
            day = datetime.strptime(line, form).date()
        except ValueError:
            continue
        break
    else:
        raise UnreadableError("day")
    if not today - EARLIEST <= day <= today + LATEST:
        raise UnreadableError("day_range")
    return day


def _without_controls(text):
    return "".join(
        " " if unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") else sign
        for sign in text
        if unicodedata.category(sign) != "Cf"
    )
