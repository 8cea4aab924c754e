"""What can be said of a raw mail by its own text: pure Python, no ORM."""

import codecs
import contextlib
import email
import hashlib
import html
import re
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import SMTP, compat32
from email.utils import formataddr, getaddresses, parseaddr

from .delivery import ANSWER, is_unknown_address

ADDRESS_HEADERS = {"from", "to", "cc", "bcc", "reply-to", "sender"}
# what the writer of a mail set, not the servers on its way
WRITTEN_HEADERS = ("Message-ID", "Date", "From", "Subject")
LONGEST_HEADER = 20000
LONGEST_IDENTIFIER = 500
# Python reads comments in addresses by recursion
MOST_BRACKETS = 50
# a header block of a forwarded mail stands near the top and has short lines
LONGEST_LINE = 1000
MOST_LINES = 2000

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
    r"\s*:\s*\*?(?P<value>.*)$",
    re.IGNORECASE,
)
SENDER_LABELS = {"von", "from"}
BRACKETED = re.compile(r"\[(?:mailto:)?([^\s\]@]+@[^\s\]@]+)\]")
NUMBER_TAG = re.compile(r"\[([^\[\]]{1,40})\]")
BLOCK_END = re.compile(r"<br\s*/?>|</(?:p|div|tr|li|blockquote|h[1-6])>", re.IGNORECASE)
TAG = re.compile(r"<[^<>]*>")
# halves of characters, which some encodings can write and no database stores
SURROGATES = re.compile(r"[\ud800-\udfff]+")
NOT_FAILED = {"delayed", "delivered", "relayed", "expanded"}
UNDELIVERABLE_SUBJECT = re.compile(
    r"\s*(unzustellbar|nicht zustellbar|undeliver|mail delivery failed|returned mail"
    r"|delivery status notification \(failure\)|failure notice)",
    re.IGNORECASE,
)
# the protocol in front of what the server said: “smtp; 550 …”
ANSWER_TYPE = re.compile(r"^[\w.-]+\s*;\s*")
DAEMONS = ("mailer-daemon@", "postmaster@")


def read_envelope(raw):
    """What a mail says of itself, read so carefully that nothing can go wrong.

    Python's own parser stumbles over many malformed headers; a mail has to be
    stored and listed even then.

    :param bytes raw: the mail as it came
    :return: an ``email.message.Message`` with headers only, as plain text
    """
    return BytesHeaderParser(policy=compat32).parsebytes(raw)


def get_header(envelope, name):
    """All values of a header in readable text, joined by a comma."""
    values = []
    for value in envelope.get_all(name, []):
        try:
            parts = decode_header(str(value))
            values.append(str(make_header(parts)))
        except (ValueError, LookupError, MessageError):
            values.append(str(value))
    return _clean(", ".join(values))


def get_digest(raw):
    """A fingerprint of what was written, whichever way the mail came here.

    The headers that mail servers add on the way do not count.
    """
    envelope = read_envelope(raw)
    written = [str(envelope.get(name, "")) for name in WRITTEN_HEADERS]
    body = re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[-1]
    text = "\0".join(written).encode("utf-8", "surrogateescape")
    return hashlib.sha256(text + b"\0" + body).hexdigest()


def read_mail(raw):
    """Parse a raw mail and repair what mail programs commonly get wrong.

    Text under an unknown or false character set is decoded as UTF-8 or, failing
    that, Windows-1252; characters that no database stores are dropped, as are
    headers that nobody can read; inline images get a file name.

    :param bytes raw: the mail as it came
    :return: an ``EmailMessage`` whose parts can all be read
    """
    try:
        message = email.message_from_bytes(raw, policy=SMTP)
    except Exception:  # noqa: BLE001 - the parser raises whatever it stumbles over
        message = email.message_from_bytes(_mend_types(raw), policy=SMTP)
    for number, part in enumerate(message.walk()):
        _repair_headers(part)
        if part.get_content_maintype() == "text":
            _repair_text(part)
        elif part.get("Content-ID") and not part.get_filename():
            _name_inline_part(part, number)
    return message


def _mend_types(raw):
    """The mail with plain text for every content type that nobody can read."""
    message = email.message_from_bytes(raw, policy=compat32)
    for part in message.walk():
        value = part.get("Content-Type")
        if value and _read_header("Content-Type", str(value)):
            part.replace_header("Content-Type", "text/plain")
    return message.as_bytes()


def _repair_headers(part: EmailMessage):
    headers = [
        (name, value, _read_header(name, value)) for name, value in part.raw_items()
    ]
    if all(readable is None for _name, _value, readable in headers):
        return
    for name in {name for name, _value, _readable in headers}:
        del part[name]
    for name, value, readable in headers:
        # a header that may stand only once, or that nobody can read, is left out
        with contextlib.suppress(Exception):
            part[name] = _clean(value) if readable is None else readable


def _read_header(name, value):
    """The header mended, or ``None`` if it can stay as it is."""
    raw_value = value.encode("ascii", "surrogateescape") if _is_raw(value) else b""
    if len(value) > LONGEST_HEADER:
        return _clean(value[:LONGEST_HEADER].rpartition(",")[0])
    if name.lower() == "message-id" and len(value) > LONGEST_IDENTIFIER:
        return f"<{hashlib.sha256(value.encode('utf-8', 'replace')).hexdigest()}@long>"
    if raw_value:
        return _clean(_decode(raw_value, "utf-8"))
    try:
        readable = str(SMTP.header_fetch_parse(name, value))
    except Exception:  # noqa: BLE001 - the parser raises whatever it stumbles over
        return _rescue_header(name, value)
    return None if readable == _clean(readable) else _clean(readable)


def _is_raw(value):
    """Whether a header holds bytes that are not ASCII, as no header should."""
    try:
        value.encode("ascii", "surrogateescape")
    except UnicodeEncodeError:
        return False
    return not value.isascii()


def _rescue_header(name, value):
    if name.lower() == "content-type":
        return "text/plain"
    if name.lower() in ADDRESS_HEADERS:
        pairs = getaddresses([_clean(value)])
        usable = [(n, a) for n, a in pairs if re.fullmatch(r"[^@\s]+@[^@\s]+", a)]
        if usable:
            return ", ".join(formataddr(pair) for pair in usable)
        return re.sub(r'[<>@,;:"()\\]', " ", _clean(value)).strip()
    return _clean(value)


def _clean(text):
    """Text in one line without control characters and nests of brackets."""
    if text.count("(") > MOST_BRACKETS:
        text = text.replace("(", " ").replace(")", " ")
    return re.sub(r"[\x00-\x1f\x7f]+", " ", SURROGATES.sub("", text)).strip()


def _repair_text(part: EmailMessage):
    payload = part.get_payload(decode=True) or b""
    text = _decode(payload, part.get_content_charset() or "utf-8")
    # a character set that Python does not know, or cannot use here, raises
    with contextlib.suppress(LookupError, ValueError):
        if part.get_content() == text:
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
            return SURROGATES.sub("", payload.decode(candidate)).replace("\0", "")
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


def is_undeliverable(message):
    """Whether a mail tells that one of ours could not be delivered."""
    actions = [
        str(block.get("Action") or "").strip().lower()
        for part in message.walk()
        if part.get_content_type() == "message/delivery-status"
        for block in part.get_payload()
        if block.get("Action")
    ]
    if actions:
        return not set(actions) <= NOT_FAILED
    if is_receipt(message):
        return False
    sender = parseaddr(str(message.get("From") or ""))[1].lower()
    from_daemon = sender.startswith(DAEMONS) or message.get("Return-Path") == "<>"
    says_so = UNDELIVERABLE_SUBJECT.match(str(message.get("Subject") or ""))
    is_report = message.get_content_type() == "multipart/report"
    return bool(from_daemon and (says_so or is_report))


def get_diagnosis(message):
    """What the mail server says about an address that mail came back from.

    :return: one line, empty if it says nothing that programs can read
    """
    status, answer = _read_report(message)
    return answer or status


def names_unknown_address(message):
    """Whether a report says that the address does not work."""
    status, answer = _read_report(message)
    return is_unknown_address(answer, ANSWER.match(status)["status"])


def _read_report(message):
    """Status and answer of the server, of the first address in a report."""
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for block in part.get_payload():
            status = _clean(str(block.get("Status") or ""))
            answer = _clean(str(block.get("Diagnostic-Code") or ""))
            if status or answer:
                return status, ANSWER_TYPE.sub("", answer)
    return "", ""


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


def get_text(message):
    """The text of a mail in lines, from its plain part or else from its HTML."""
    texts = {"text/plain": [], "text/html": []}
    for part in message.walk():
        if part.get_content_type() in texts and not part.get_filename():
            texts[part.get_content_type()].append(part.get_content())
    plain = "\n".join(texts["text/plain"]).strip()
    if plain:
        return plain
    source = "\n".join(texts["text/html"])
    in_one_line = re.sub(r"\s+", " ", source)
    return html.unescape(TAG.sub("", BLOCK_END.sub("\n", in_one_line)))


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
    lines = [line.strip()[:LONGEST_LINE] for line in text.splitlines()[:MOST_LINES]]
    lines = [line for line in lines if line]
    for index, line in enumerate(lines):
        match = HEADER_LINE.match(line)
        if not match or match["label"].lower() not in SENDER_LABELS:
            continue
        neighbours = lines[max(0, index - 4) : index] + lines[index + 1 : index + 5]
        if any(HEADER_LINE.match(neighbour) for neighbour in neighbours):
            return split_sender(match["value"].strip())
    return None


def split_sender(value):
    """Split “Kowalski, Olga <olga@…>” into name and address, either may be empty."""
    value = BRACKETED.sub(r"<\1>", value.strip()[:LONGEST_LINE])
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
