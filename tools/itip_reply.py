"""Reading the answers that calendars send by mail (iTIP REPLY, RFC 5546).

No Odoo in here. Calendars differ in how strictly they write, so this reads lines,
not a grammar: whatever is missing or broken makes an answer unreadable, never an
error.
"""

import re
from collections import namedtuple
from datetime import datetime
from urllib.parse import unquote

# ``stamp``: when the calendar wrote it, naive UTC, or None
CalendarReply = namedtuple(
    "CalendarReply",
    "uid sequence answer attendee note substitute stamp is_counter",
)
CALENDAR_TYPES = {"text/calendar", "application/ics", "text/x-vcalendar"}
ANSWERS = {
    "ACCEPTED": "yes",
    "DECLINED": "no",
    "TENTATIVE": "perhaps",
    "DELEGATED": "substitute",
}
METHODS = {"REPLY", "COUNTER"}
LONGEST_CALENDAR = 256 * 1024
LONGEST_NOTE = 2000
LONGEST_NAME = 150
LATEST_SEQUENCE = 2**31 - 1
FOLDED = re.compile(r"\r?\n[ \t]")
ESCAPED = re.compile(r"\\([\\;,nN])")
PARAMETER = re.compile(r';\s*([\w-]+)\s*=\s*((?:"[^"]*"|[^";:])*)')
MAILTO = re.compile(r"^\s*mailto:", re.IGNORECASE)
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def read_reply(message):
    """Find the answer of a calendar in a mail.

    :param message: an ``EmailMessage`` whose parts can be read; forwarded mails
        inside of it are looked at as well
    :return: a ``CalendarReply``, or ``None`` where there is none
    """
    for part in message.walk():
        if _is_calendar(part) and (
            reply := parse_reply(_get_text(part), _get_method(part))
        ):
            return reply
    return None


def parse_reply(text, method=""):
    """Read one calendar object.

    :param str text: what stands in the part or file
    :param str method: of the part, for a text that does not name its own
    :return: a ``CalendarReply``, or ``None`` if it is not an answer
    """
    lines = list(_read_lines(text[:LONGEST_CALENDAR]))
    method = next((value for name, _p, value in lines if name == "METHOD"), method)
    method = method.strip().upper()
    is_counter = method == "COUNTER"
    if method not in METHODS:
        return None
    event = list(_first_event(lines))
    values = {name: value for name, _parameters, value in reversed(event)}
    uid = values.get("UID", "").strip()
    attendee = _choose_attendee(event, is_counter)
    if not uid or not attendee:
        return None
    address, parameters = attendee
    answer = ANSWERS.get(parameters.get("PARTSTAT", "").upper(), "perhaps")
    return CalendarReply(
        uid=uid,
        sequence=_read_sequence(values.get("SEQUENCE", "")),
        answer=answer,
        attendee=address,
        note=_read_note(values.get("COMMENT", "")),
        substitute=_find_substitute(event, parameters),
        stamp=_read_stamp(values.get("DTSTAMP", "")),
        is_counter=is_counter,
    )


def _is_calendar(part):
    if part.is_multipart():
        return False
    filename = part.get_filename() or ""
    return part.get_content_type() in CALENDAR_TYPES or filename.lower().endswith(
        ".ics"
    )


def _get_method(part):
    method = part.get_param("method")
    return method if isinstance(method, str) else ""


def _get_text(part):
    """The text of a part, by its character set if that fits."""
    payload = part.get_payload(decode=True) or b""
    for charset in (part.get_content_charset(), "utf-8", "cp1252"):
        try:
            return payload.decode(charset or "utf-8")
        except (LookupError, ValueError):
            continue
    return payload.decode("latin-1")


def _read_lines(text):
    """Name, parameters and value of each line, folded ones put together."""
    for line in FOLDED.sub("", text).splitlines():
        head, value = _split_line(line)
        if value is None:
            continue
        name = re.split(r"[;\s]", head, maxsplit=1)[0].upper()
        parameters = {
            key.upper(): parameter.strip().strip('"')
            for key, parameter in PARAMETER.findall(head)
        }
        yield name, parameters, value


def _split_line(line):
    """Name with parameters, and value: at the first colon outside of quotes."""
    is_quoted = False
    for index, sign in enumerate(line):
        if sign == '"':
            is_quoted = not is_quoted
        elif sign == ":" and not is_quoted:
            return line[:index], line[index + 1 :]
    return line, None


def _first_event(lines):
    """The lines of the first event, without those of alarms inside of it."""
    depth = 0
    for name, parameters, value in lines:
        kind = value.strip().upper()
        if name == "BEGIN" and (depth or kind == "VEVENT"):
            depth += 1
        elif name == "END" and depth:
            depth -= 1
            if not depth:
                return
        elif depth == 1:
            yield name, parameters, value


def _choose_attendee(event, is_counter):
    """Whoever answered: address and parameters; others may be listed as well.

    Whoever proposes another time need not have decided on this one.
    """
    for name, parameters, value in event:
        if name == "ATTENDEE" and (
            is_counter or parameters.get("PARTSTAT", "").upper() in ANSWERS
        ):
            return _read_address(value, parameters), parameters
    return None


def _read_address(value, parameters):
    """The address of somebody; some calendars write a name of their own there."""
    address = unquote(MAILTO.sub("", value)).strip().lower()
    if "@" not in address:
        address = parameters.get("EMAIL", "").strip().lower() or address
    return address


def _find_substitute(event, parameters):
    """The name of whoever was sent instead; an address is no name."""
    delegate = _read_address(parameters.get("DELEGATED-TO", ""), {})
    for name, others, value in event:
        address = _read_address(value, others)
        if name == "ATTENDEE" and delegate and address == delegate:
            common_name = CONTROLS.sub(" ", others.get("CN", "")).strip()
            return "" if "@" in common_name else common_name[:LONGEST_NAME]
    return ""


def _read_note(value):
    text = ESCAPED.sub(lambda m: "\n" if m[1] in "nN" else m[1], value)
    return CONTROLS.sub(" ", text).strip()[:LONGEST_NOTE]


def _read_sequence(value):
    """The version that was answered; RFC 5545 says 0 where it is left out."""
    match = re.fullmatch(r"\s*(\d{1,10})\s*", value)
    return min(int(match[1]), LATEST_SEQUENCE) if match else 0


def _read_stamp(value):
    match = re.fullmatch(r"\s*(\d{8}T\d{6})Z?\s*", value)
    if not match:
        return None
    try:
        stamp = datetime.strptime(match[1], "%Y%m%dT%H%M%S")
    except ValueError:
        return None
    return stamp
