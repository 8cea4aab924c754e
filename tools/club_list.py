"""Cells of club lists as people fill them in. No Odoo in here.

Each ``read_…`` function takes a cell as found and returns what it means, and a
reason where it means nothing: a key that the caller turns into a sentence. An
empty cell, or one that says so ("-", "k. A."), has neither.
"""

import calendar
import re
import unicodedata
from datetime import date

from .phone import phone_digits

LONGEST_CELL = 500
LONGEST_NAME = 120
LARGEST_NUMBER = 1_000_000
NOTHING = {
    *("", "-", "--", "–", "—", "/", "?", "x", "k.a", "ka", "keine angabe", "n.b"),
    *("unbekannt", "keine", "keiner", "nein", "nicht bekannt", "entfällt", "n/a"),
}
MONTHS = {
    "jan": 1,
    "feb": 2,
    "mär": 3,
    "mae": 3,
    "mar": 3,
    "apr": 4,
    "mai": 5,
    "may": 5,
    "jun": 6,
    "jul": 7,
    "aug": 8,
    "sep": 9,
    "okt": 10,
    "oct": 10,
    "nov": 11,
    "dez": 12,
    "dec": 12,
}
TITLES = re.compile(r"\b(?:prof|dr|mag|dipl|ing|med|jur|phil|rer|nat|hc|h\.c)\b\.?")
LEGAL_FORM = re.compile(r"\be\W{0,2}v\b\.?|\beingetragener verein\b|\bi\W{0,2}g\b\.?$")
ESTIMATED = re.compile(
    r"\b(?:ca|circa|zirka|rd|rund|etwa|ungefähr|über|mehr als|mind|mindestens|"
    r"geschätzt|gesch|about|over)\b\.?|[~≈><≥≤+()]"
)
TOTAL = re.compile(
    r"(?:(?:gesamt|zwischen|end)?summen?|gesamt(?:zahl)?|insgesamt|total|Σ|anzahl)"
    r"(?:\s+(?:der|aller|alle|mitglieder|vereine|gesamt))*"
)


def clean(text):
    """A cell on one line, without blanks around it or characters nobody sees."""
    text = unicodedata.normalize("NFC", str(text or ""))
    visible = (" " if unicodedata.category(c)[0] in "CZ" else c for c in text)
    return " ".join("".join(visible).split())


def is_nothing(text):
    """Tell whether a cell is empty or says that nothing is known."""
    return clean(text).casefold().rstrip(".").replace(". ", ".") in NOTHING


def is_total(name, others):
    """Tell whether a row adds up the others.

    :param str name: the cell with the name
    :param others: the cells that only a club has: address, person, e-mail
    """
    word = clean(name).casefold().strip(" .:=*")
    return not any(map(clean, others)) and bool(TOTAL.fullmatch(word))


def plain(text):
    """Words in small ASCII letters and digits, as keys to compare by."""
    text = clean(text).casefold()
    for letter, pair in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        text = text.replace(letter, pair)
    text = unicodedata.normalize("NFKD", text.replace("ı", "i").replace("&", " und "))
    text = "".join(c for c in text if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+", text))


def club_key(name):
    """What makes a club's name: no legal form, no notation; years and words stay."""
    text = LEGAL_FORM.sub(" ", clean(name).casefold())
    return re.sub(r"\bu\b", "und", plain(text))


def person_key(name):
    """What makes a person's name, whatever the title and the order."""
    return " ".join(sorted(plain(TITLES.sub(" ", clean(name).casefold())).split()))


def sport_key(name):
    """The stem of a sport: Schießen, Schießsport and Sportschießen are one."""
    text = plain(name)
    text = re.sub(r"^sport(?=\w{4})|\bsports?\b|sports?$", "", text).strip()
    return re.sub(r"(?<=\w{3})en$", "", text) or plain(name)


def register_key(number):
    """The digits of a register number with its kind: VR unless it says otherwise."""
    match = re.fullmatch(r"([a-z]*) ?0*(\d+) ?([a-z]?)", plain(number))
    return match and f"{match[1] or 'vr'}{match[2]}{match[3]}"


# ------------------------------------------------------------
# Dates and numbers
# ------------------------------------------------------------


def read_date(text):
    """The day a cell names; a month or a year stands for its last day.

    :return: day or None, reason or None (``no_date``, ``no_such_day``)
    """
    if is_nothing(text):
        return None, None
    text = clean(text).casefold()
    text = re.sub(r"^(?:gültig |bis |zum |vom )+", "", text)
    for pattern, order in (
        (r"(\d{4})-(\d\d?)-(\d\d?)(?:[ t][\d:.]+)?", "ymd"),
        (r"(\d\d?)[./-] ?(\d\d?)[./-] ?(\d{4}|\d\d)", "dmy"),
        (r"(\d\d?)\.? ([a-zä]{3})[a-zä]*\.? (\d{4}|\d\d)", "dmy"),
        (r"([a-zä]{3})[a-zä]*\.? (\d{4})", "my"),
        (r"(\d\d?)[./-] ?(\d{4})", "my"),
        (r"(\d{4})-(\d\d)", "ym"),
        (r"(\d{4})", "y"),
    ):
        match = re.fullmatch(pattern, text, re.ASCII)
        if match:
            return _day(dict(zip(order, match.groups(), strict=True)))
    return None, "no_date"


def _day(parts):
    year = int(parts["y"])
    if len(parts["y"]) == 2:
        year += 2000 if year < 70 else 1900
    month = parts.get("m", "12")
    month = int(month) if month.isdigit() else MONTHS.get(month, 0)
    if not (1900 <= year <= 2100 and 1 <= month <= 12):
        return None, "no_such_day"
    last = calendar.monthrange(year, month)[1]
    day = int(parts.get("d", last))
    if not 1 <= day <= last:
        return None, "no_such_day"
    return date(year, month, day), None


def read_number(text):
    """A whole number of people.

    :return: number or None, whether it is rough, reason or None (``no_number``,
        ``negative``, ``too_large``)
    """
    if is_nothing(text):
        return None, False, None
    text = clean(text).casefold()
    if re.match(r"[-−–] ?\d", text):
        return None, False, "negative"
    bare = ESTIMATED.sub(" ", text)
    bare = re.sub(r"\b(?:mitglieder|personen|jugendliche|kinder)\b", " ", bare)
    digits = re.sub(r"(?<=\d)[.' ’](?=\d{3}(?!\d))", "", " ".join(bare.split()))
    digits = re.sub(r"[.,]0{1,2}$", "", digits.strip(" .,"))
    if not re.fullmatch(r"\d+", digits, re.ASCII):
        return None, False, "no_number"
    if len(digits) > 9 or int(digits) > LARGEST_NUMBER:
        return None, False, "too_large"
    return int(digits), bool(ESTIMATED.search(text)), None


def read_year(text, latest):
    """The year in which a club was founded.

    :return: year or None, reason or None (``no_year``)
    """
    if is_nothing(text):
        return None, None
    day, _reason = read_date(text)
    year = day and day.year
    if not year and re.fullmatch(r"\d{4}", clean(text), re.ASCII):
        year = int(clean(text))
    if year and 1000 <= year <= latest:
        return year, None
    return None, "no_year"


def year_in_name(name, latest):
    """The founding year that a club carries in its name, if there is just one."""
    years = re.findall(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)", clean(name), re.ASCII)
    years = {int(year) for year in years if int(year) <= min(latest, 2030)}
    return years.pop() if len(years) == 1 else None


# ------------------------------------------------------------
# Ways to reach somebody
# ------------------------------------------------------------


def read_emails(text):
    """All addresses of a cell, and what looks like one but is none.

    :return: addresses in small letters, unreadable parts
    """
    if is_nothing(text):
        return [], []
    text = clean(text)
    text = re.sub(r"\s*[(\[{]\s*(?:at|ät|@)\s*[)\]}]\s*", "@", text, flags=re.I)
    text = re.sub(r"\s*[(\[{]\s*(?:dot|punkt|\.)\s*[)\]}]\s*", ".", text, flags=re.I)
    if "@" not in text:
        text = re.sub(r"\s+(?:at|ät)\s+", "@", text, flags=re.I)
    text = re.sub(r"\b(?:mailto|e-?mail):\s*", "", text, flags=re.I)
    parts = [part.strip("<>()[]\"'.:") for part in re.split(r"[;,|/\s]+", text)]
    addresses, rest = [], []
    for part in filter(None, parts):
        if re.fullmatch(r"[\w.+%-]+@[\w-]+(\.[\w-]+)*\.[^\W\d_]{2,}", part):
            addresses.append(part.lower())
        elif "@" in part:
            rest.append(part)
    if not addresses and not rest:
        rest.append(text)
    return list(dict.fromkeys(addresses)), rest


def read_phones(text):
    """All numbers of a cell in their own notation, and what is none.

    :return: numbers, unreadable parts
    """
    if is_nothing(text):
        return [], []
    text = re.sub(
        r"\b(?:tel|telefon|mobil|handy|fon|phone)\b[.:]*", " ", text, flags=re.I
    )
    parts = re.split(
        r"[,;|\n]|\boder\b|\bund\b|\bu\.|(?<=\d{3}) ?/ ?(?=\+|0\d{3})", text
    )
    numbers, rest = [], []
    for part in filter(None, map(clean, parts)):
        digits = re.sub(r"\D", "", part)
        is_number = re.fullmatch(r"[\d\s()+/.–-]+", part, re.ASCII)
        good = is_number and 4 <= len(digits) <= 17
        (numbers if good else rest).append(part)
    return list(dict.fromkeys(numbers)), rest


def same_phone(one, other):
    """Tell whether two notations are one number."""
    return phone_digits(one) == phone_digits(other)


def read_website(text):
    """A web address with its scheme.

    :return: address or None, reason or None (``no_website``)
    """
    if is_nothing(text):
        return None, None
    address = clean(text).split()[0].rstrip(",;")
    if not re.match(r"https?://", address, re.I):
        address = f"https://{address}"
    if re.fullmatch(r"https?://[\w-]+(\.[\w-]+)+(:\d+)?([/?#]\S*)?", address, re.I):
        return address, None
    return None, "no_website"


def website_key(address):
    """A web address without what makes no difference."""
    bare = re.sub(r"^https?://(www\.)?", "", clean(address).casefold())
    return bare.rstrip("/")


# ------------------------------------------------------------
# Names, registers, lists of words
# ------------------------------------------------------------


def read_club_name(text):
    """The name of an organisation, notation kept.

    :return: name or None, reason or None (``no_name``, ``long_name``, ``formula``)
    """
    name = clean(text)
    if is_nothing(name) or not re.search(r"[^\W\d_]{2}", name):
        return None, "no_name"
    if name[0] in "=@" or re.match(r"[+-]\w+\(", name):
        return None, "formula"
    if len(name) > LONGEST_NAME:
        return None, "long_name"
    return name, None


def read_person(text):
    """The name of one person, family name last.

    :return: name or None, reason or None (``no_person``, ``nobody``, ``several``)
    """
    if is_nothing(text):
        return None, None
    name = clean(re.sub(r"\(.*?\)", " ", clean(text)))
    name = re.sub(r"^(?:(?:herrn?|frau|mr|mrs|ms)\b\.? ?)+", "", name, flags=re.I)
    if re.fullmatch(r"n\. ?n\.?|vakant|(?:derzeit )?(?:nicht|un)besetzt", name, re.I):
        return None, "nobody"
    is_list = len([line for line in str(text).splitlines() if clean(line)]) > 1
    is_list = is_list or re.search(r"[;/&+]|\bund\b|\bu\.", name)
    if is_list or name.count(",") > 1:
        return None, "several"
    if "," in name:
        family, given = (part.strip() for part in name.split(","))
        name = f"{given} {family}".strip()
    if not re.fullmatch(r"[^\W\d_][^\W\d_'’´`. -]*(?:[ .'’´`-]+[^\W\d_]+)*\.?", name):
        return None, "no_person"
    if len(name) > LONGEST_NAME:
        return None, "no_person"
    return name, None


def read_register(text, court=None):
    """Court and number of an entry in the register of associations.

    :param str court: the cell of a column of its own, if there is one
    :return: court or None, number or None, reason or None (``no_register``)
    """
    court = re.sub(r"^(?:ag|amtsgericht)\b\.? ?", "", clean(court), flags=re.I) or None
    if is_nothing(text):
        return court, None, None
    match = re.fullmatch(
        r"(?:(?:ag|amtsgericht|registergericht)\b\.? ?(?P<before>[^\d,;:]+?)[,;:]? )?"
        r"(?:(?P<kind>vr|hrb|hra|gnr|vereinsregister)\b\.?:? ?)?"
        r"(?:(?:nr|nummer)\b\.?:? ?)?(?P<number>\d{1,7} ?[a-z]?)"
        r"(?:[,;]? ?\(?(?:ag|amtsgericht) (?P<after>[^\d()]+)\)?)?",
        re.sub(r"(?i)\b(vr|hrb|hra|nr)\.?(?=\d)", r"\1 ", clean(text)),
        re.I | re.ASCII if clean(text).isascii() else re.I,
    )
    if not match:
        return court, None, "no_register"
    kind = (match["kind"] or "VR").upper().replace("VEREINSREGISTER", "VR")
    found = match["before"] or match["after"] or court
    return found and found.strip(), f"{kind} {match['number'].upper().strip()}", None


def read_words(text, is_known=lambda word: False):
    """The entries of a list in one cell.

    :param is_known: tells whether an entry that contains a weaker separator
        (“/”, “and”) is one word of the vocabulary
    """
    if is_nothing(text):
        return []
    words = []
    for part in map(clean, re.split(r"[,;|\n]", str(text))):
        weak = re.split(r"\s*[/+]\s*|(?<!-)\s+(?:und|u\.|&|and)\s+", part)
        words += [part] if is_known(part) else weak
    return list(dict.fromkeys(word for word in map(clean, words) if word))


def read_place(street, zip_code, city):
    """Street, zip and town, also where they share a cell.

    :return: the three, each may be empty
    """
    street, zip_code, city = clean(street), clean(zip_code), clean(city)
    if not (zip_code or city):
        match = re.fullmatch(r"(.+?)[,;]? (\d{5}) (\D+)", street)
        if match:
            street, zip_code, city = match.groups()
    match = re.fullmatch(r"(?:D ?- ?)?(\d{5}) (\D+)", city)
    if match:
        zip_code, city = zip_code or match[1], match[2]
    match = re.fullmatch(r"(?:D ?- ?)?(\d{4,5})(?:\.0)?", zip_code)
    if match:
        # a spreadsheet takes the leading zero of a zip for none
        zip_code = match[1].zfill(5)
    return tuple("" if is_nothing(part) else part for part in (street, zip_code, city))


# ------------------------------------------------------------
# Files
# ------------------------------------------------------------


def guess_encoding(data):
    """How a text file was written, or None to leave the guess to others."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    for encoding in ("utf-8-sig", "windows-1252"):
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return None


def plain_heading(heading):
    """A heading without notations: “1.Vorsitzende(r)” is “1. vorsitzende”."""
    text = clean(heading).lower().strip(" :*")
    text = re.sub(r"(?:\(-?\w{1,2}\)|/-?(?:r|e|in))(?!\w)", "", text)
    text = re.sub(r"^(\d\.)(?=\w)", r"\1 ", text)
    text = re.sub(r"\s*[/,]\s*", "/", text)
    text = re.sub(r"\bhnr\b", "hausnummer", text.rstrip(" ."))
    return re.sub(r"(?<=\w)[- ]?nr$", "-nr", text)


def guess_separator(first_line):
    """The separator that a heading line is made of, or None."""
    counts = {mark: first_line.count(mark) for mark in (";", "\t", ",", "|")}
    best = max(counts, key=counts.get)
    return best if counts[best] else None
