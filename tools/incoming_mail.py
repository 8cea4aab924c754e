"""What can be said of a raw mail by its own text: pure Python, no ORM."""

import codecs
import email
import re
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr

AUTOMATIC_PRECEDENCE = {"auto_reply", "auto-reply"}
BULK_PRECEDENCE = {"bulk", "list", "junk"}
AUTOMATIC_HEADERS = ("X-Autoreply", "X-Autorespond", "X-Auto-Reply")
BULK_HEADERS = ("List-Unsubscribe", "List-Id")
# Some mail systems send absence notes without any of the headers for it.
AUTOMATIC_SUBJECT = re.compile(
    r"\s*(automatische antwort|automatic reply|abwesenheitsnotiz|out of office)\b",
    re.IGNORECASE,
)
FORWARD_PREFIX = re.compile(r"\s*(wg|fw|fwd|wtr)\s*:\s*", re.IGNORECASE)
REPLY_PREFIX = re.compile(
    r"\s*(aw|re|antw|antwort|wg|fw|fwd|wtr)\s*:\s*", re.IGNORECASE
)
HEADER_LINE = re.compile(
    r"^[\s>]*\*?(?P<label>von|from|gesendet|sent|datum|date|an|to|betreff|subject)"
    r"\s*:\s*\*?\s*(?P<value>.*?)\s*$",
    re.IGNORECASE,
)
SENDER_LABELS = {"von", "from"}
BRACKETED = re.compile(r"\[(?:mailto:)?([^\s\]]+@[^\s\]]+)\]")
NUMBER_TAG = re.compile(r"\[([^\[\]\s]{1,40})\]")


def read_mail(raw):
    """Parse a raw mail and repair what mail programs commonly get wrong.

    Text under an unknown or false character set is decoded as UTF-8 or, failing
    that, Windows-1252; characters that no database stores are dropped; inline
    images get a file name.

    :param bytes raw: the mail as it came
    :return: an ``EmailMessage`` whose parts can all be read
    """
    message = email.message_from_bytes(raw, policy=SMTP)
    _repair_headers(message)
    for number, part in enumerate(message.walk()):
        if part.get_content_maintype() == "text":
            _repair_text(part)
        elif part.get("Content-ID") and not part.get_filename():
            _name_inline_part(part, number)
    return message


def _repair_headers(message: EmailMessage):
    for name, value in list(message.raw_items()):
        try:
            raw_value = value.encode("ascii", "surrogateescape")
        except UnicodeEncodeError:
            continue
        if not value.isascii() or b"\0" in raw_value:
            repaired = _decode(raw_value, "utf-8").replace("\r", "").replace("\n", "")
            message.replace_header(name, repaired)


def _repair_text(part: EmailMessage):
    payload = part.get_payload(decode=True) or b""
    charset = part.get_content_charset() or "utf-8"
    text = _decode(payload, charset)
    if _is_known(charset) and payload.decode(charset, "replace") == text:
        return
    disposition, content_id = part.get("Content-Disposition"), part.get("Content-ID")
    filename = part.get_filename()
    part.set_content(text, subtype=part.get_content_subtype(), charset="utf-8")
    if disposition:
        part.add_header("Content-Disposition", disposition.split(";")[0])
    if filename:
        part.set_param("filename", filename, header="Content-Disposition")
    if content_id:
        part["Content-ID"] = content_id


def _decode(payload, charset):
    """Decode bytes by the declared character set if it is known and fits."""
    for candidate in [_real_charset(charset), "utf-8", "cp1252"]:
        try:
            return payload.decode(candidate).replace("\0", "")
        except (LookupError, ValueError):
            continue
    return payload.decode("latin-1").replace("\0", "")


def _real_charset(charset):
    """Windows programs say Latin-1 where they mean Windows-1252, a superset."""
    if _is_known(charset) and codecs.lookup(charset).name == "iso8859-1":
        return "cp1252"
    return charset


def _is_known(charset):
    try:
        codecs.lookup(charset)
    except (LookupError, ValueError):
        return False
    return True


def _name_inline_part(part, number):
    extension = part.get_content_subtype().split("+")[0]
    filename = f"inline-{number}.{extension}"
    if part.get("Content-Disposition"):
        part.set_param("filename", filename, header="Content-Disposition")
    else:
        part.add_header("Content-Disposition", "inline", filename=filename)


def classify(message):
    """Tell mail that no person wrote to us from mail that needs an answer.

    :return: ``"automatic"`` for absence notes, receipts and the like, ``"bulk"``
        for newsletters and lists, ``None`` for mail from a person
    """
    precedence = (message.get("Precedence") or "").strip().lower()
    auto_submitted = (message.get("Auto-Submitted") or "no").split(";")[0].strip()
    if (
        auto_submitted.lower() != "no"
        or precedence in AUTOMATIC_PRECEDENCE
        or any(message.get(header) for header in AUTOMATIC_HEADERS)
        or AUTOMATIC_SUBJECT.match(message.get("Subject") or "")
        or is_receipt(message)
    ):
        return "automatic"
    if precedence in BULK_PRECEDENCE or any(message.get(h) for h in BULK_HEADERS):
        return "bulk"
    return None


def is_receipt(message):
    """Whether a mail only tells that another one was read."""
    report_type = message.get_param("report-type") or ""
    return (
        message.get_content_type() == "multipart/report"
        and str(report_type).lower() == "disposition-notification"
    )


def get_plain_text(message):
    """The text of a mail without an HTML part, ``None`` where there is one."""
    texts = []
    for part in message.walk():
        if part.get_content_type() == "text/html":
            return None
        if part.get_content_type() == "text/plain" and not part.get_filename():
            texts.append(part.get_content())
    return "\n".join(texts).replace("\r\n", "\n").strip()


def is_forward(subject):
    """Whether a subject says that the mail was forwarded (WG:, FW:, Fwd:)."""
    return bool(FORWARD_PREFIX.match(subject or ""))


def strip_prefixes(subject):
    """The subject without any AW:, WG:, Re:, Fwd: in front."""
    subject = (subject or "").strip()
    while match := REPLY_PREFIX.match(subject):
        subject = subject[match.end() :]
    return subject


def find_original_sender(text):
    """Find who wrote a forwarded mail, by the header block in the body.

    :param str text: the body as plain text
    :return: ``(name, address)`` of the first block that is found, with an
        empty string for what it does not tell, or ``None``
    """
    lines = text.splitlines()
    for index, line in enumerate(lines):
        match = HEADER_LINE.match(line)
        if not match or match["label"].lower() not in SENDER_LABELS:
            continue
        neighbours = lines[max(0, index - 4) : index] + lines[index + 1 : index + 5]
        if any(HEADER_LINE.match(neighbour) for neighbour in neighbours):
            return split_sender(match["value"])
    return None


def split_sender(value):
    """Split “Kowalski, Olga <olga@…>” into name and address, either may be empty."""
    value = BRACKETED.sub(r"<\1>", value)
    name, bracket, rest = value.rpartition("<")
    if bracket:
        address = rest.partition(">")[0].strip()
        return reorder_name(name.strip().strip("\"'")), address.lower()
    if "@" in value:
        return "", parseaddr(value)[1].lower()
    return reorder_name(value), ""


def reorder_name(name):
    """Turn “Kowalski, Olga” into “Olga Kowalski”; leave other names alone."""
    parts = [part.strip() for part in name.split(",")]
    if len(parts) == 2 and all(parts):
        return f"{parts[1]} {parts[0]}"
    return name


def find_numbers(subject):
    """Everything in square brackets in a subject: possible case numbers."""
    return NUMBER_TAG.findall(subject or "")
