"""Comparing organisations by name and address. No Odoo in here.

An organisation is written in many ways: "TSV Musterau 1946 e.V." is "Turn- und
Sportverein Musterau". And one village has several that look alike: "Turn- und
Sportverein Musterau 1902" is another club. So a name is taken apart, and what
contradicts counts as much as what agrees.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from .phone import phone_digits

# A pair from this score on is shown to people.
LIKELY = 0.7

FREEMAIL = frozenset(
    [
        "aol.com",
        "arcor.de",
        "email.de",
        "freenet.de",
        "gmail.com",
        "gmx.at",
        "gmx.ch",
        "gmx.com",
        "gmx.de",
        "gmx.net",
        "googlemail.com",
        "hotmail.com",
        "hotmail.de",
        "icloud.com",
        "live.com",
        "live.de",
        "mail.de",
        "mailbox.org",
        "me.com",
        "online.de",
        "outlook.com",
        "outlook.de",
        "posteo.de",
        "proton.me",
        "protonmail.com",
        "t-online.de",
        "web.de",
        "yahoo.com",
        "yahoo.de",
        "vodafone.de",
    ]
)

LEGAL_FORMS = (
    "e v|ev|n e v|nev|eingetragener verein|eingetr verein|gemeinnutziger verein|"
    "gemeinnutzige gmbh|ggmbh|g gmbh|gmbh|gemeinnutzige ug|gug|ug|haftungsbeschrankt|"
    "e g|eg|i gr|i g|in grundung|k d o r|kdor|gbr|rechtsfahig|gemeinnutzig"
)
# canonical word: the ways in which it is written, folded, longest first by length
SYNONYMS = {
    "tsv": "tsv|turn sportverein|turn sport verein|turnsportverein|tus|turn sport|"
    "turn spielverein|tuspo",
    "tv": "tv|turnverein|turn verein",
    "tg": "tg|turngemeinde|turn gemeinde|turngemeinschaft",
    "sv": "sv|sportverein|sport verein|spv",
    "sc": "sc|sportclub|sport club",
    "sg": "sg|sportgemeinschaft|sport gemeinschaft|spielgemeinschaft",
    "sf": "sf|spfr|spfrd|sportfreunde|sport freunde",
    "spvgg": "spvgg|spvg|spvggm|spielvereinigung|sportvereinigung|spiel vereinigung",
    "fc": "fc|fussballclub|fussball club",
    "fv": "fv|fussballverein|fussball verein",
    "vfb": "vfb|verein bewegungsspiele",
    "vfl": "vfl|verein leibesubungen",
    "vfr": "vfr|verein rasenspiele",
    "rsv": "rsv|rasensportverein|radsportverein|rad sportverein",
    "tc": "tc|tennisclub|tennis club",
    "ttc": "ttc|tischtennisclub|tischtennis club",
    "hsg": "hsg|handballspielgemeinschaft|handball spielgemeinschaft",
    "jsg": "jsg|jugendspielgemeinschaft|jugend spielgemeinschaft",
    "msc": "msc|motorsportclub|motorsport club",
    "asv": "asv|angelsportverein|angel sportverein",
    "schutzenverein": "schutzenverein|schutzen verein|schv|schutzenver",
    "schutzengesellschaft": "schutzengesellschaft|schutzen gesellschaft|schges",
    "mgv": "mgv|mannergesangverein|mannergesangsverein|manner gesangverein",
    "gesangverein": "gesangverein|gesangsverein|gesang verein|gv",
    "musikverein": "musikverein|musik verein|mv",
    "ffw": "ffw|ff|freiwillige feuerwehr|freiw feuerwehr|frw feuerwehr|feuerwehr",
    "ruf": "ruf|rufv|reit fahrverein|reit fahr verein|rfv",
    "kulturverein": "kulturverein|kultur verein",
    "heimatverein": "heimatverein|heimat verein",
    "hgv": "hgv|heimat geschichtsverein",
    "ogv": "ogv|obst gartenbauverein",
    "kgv": "kgv|kleingartenverein|kleingarten verein",
    "karnevalverein": "karnevalverein|karnevalsverein|carnevalverein|carnevalsverein|"
    "faschingsverein|kcv",
    "forderverein": "forderverein|forderkreis|verein forderung",
    "drk": "drk|deutsches rotes kreuz|rotes kreuz",
    "dlrg": "dlrg|deutsche lebens rettungs gesellschaft",
    "awo": "awo|arbeiterwohlfahrt",
    "thw": "thw|technisches hilfswerk",
    "dav": "dav|deutscher alpenverein",
    "nabu": "nabu|naturschutzbund",
    "vdk": "vdk|sozialverband vdk",
    "evangelisch": "evangelisch|evangelische|evangelischer|evang",
    "katholisch": "katholisch|katholische|katholischer|kath",
    "jugendabteilung": "jugendabteilung|jugend abteilung|jugendabt|jugendgruppe",
    "blau weiss": "bw|blauweiss",
    "rot weiss": "rw|rotweiss",
    "schwarz weiss": "sw|schwarzweiss",
    "grun weiss": "gw|grunweiss",
}
IGNORED = frozenset(
    [
        "am",
        "an",
        "auf",
        "bei",
        "das",
        "dem",
        "den",
        "der",
        "des",
        "die",
        "e",
        "fur",
        "im",
        "in",
        "mit",
        "u",
        "und",
        "v",
        "vom",
        "von",
        "zu",
        "zum",
        "zur",
        "seit",
        "gegr",
        "gegrundet",
        "club",
        "verein",
    ]
)
GENERIC = re.compile(
    r"(verein|club|verband|vereinigung|gesellschaft|gemeinschaft|bund|kreis|chor|"
    r"freunde|gruppe|initiative|kapelle|stiftung|gemeinde|kirche|kirchengemeinde|"
    r"schule|kita|zentrum|haus|abteilung)$"
)
# a kind of its own: its abbreviation is another's as well
AMBIGUOUS = {"sv": ("schutzenverein", "schwimmverein", "skiverein", "spielverein")}


class Name(NamedTuple):
    """A name taken apart: words, year of foundation, departments, how it was meant."""

    words: tuple
    year: int
    departments: frozenset
    spelling: str
    brief: frozenset


class Actor(NamedTuple):
    """What organisations are compared by."""

    names: tuple
    year: int
    place: frozenset
    zip: str
    street: str
    emails: frozenset
    domains: frozenset
    phones: frozenset
    register: str


class Match(NamedTuple):
    """How likely two organisations are the same, and what agrees or contradicts."""

    score: float
    reasons: tuple


def fold(text):
    """Lower case without accents: "Weißbäcker" and "WEISSBAECKER" are alike."""
    text = (text or "").lower().replace("ß", "ss").replace("æ", "ae")
    text = unicodedata.normalize("NFKD", text)
    text = "".join(char for char in text if not unicodedata.combining(char))
    return re.sub(r"(?<=[^\W\d_])(?:(?<=a)|(?<=o)|(?<=u))e(?![aeiou])", "", text)


def _pattern(spellings):
    ordered = sorted(spellings.split("|"), key=len, reverse=True)
    return "|".join(re.escape(fold(spelling)) for spelling in ordered)


def _synonym_table():
    spellings = {}
    for word, ways in SYNONYMS.items():
        for way in ways.split("|"):
            spellings[fold(way)] = fold(word)
    return spellings


_SYNONYMS = _synonym_table()
_SYNONYM = re.compile(rf"(?<!\S)(?:{_pattern('|'.join(_SYNONYMS))})(?!\S)")
_VOCABULARY = {word for way in _SYNONYMS for word in way.split() if len(word) >= 5}
_LEGAL_FORM = re.compile(rf"(?<=\S)\s+(?:{_pattern(LEGAL_FORMS)})(?!\S)")
_YEAR = re.compile(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)")
_DEPARTMENT = re.compile(r"(?<!\S)(?:abt|abteilung|sparte)\s+(\S+)")
_HOUSE_NUMBER = re.compile(r"(\d+)\s*([a-z]?)\b")


def _shortened(word):
    """A word and what is left of it when a letter is left out."""
    return {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}


def _misspellings():
    found = {}
    for word in sorted(_VOCABULARY):
        for short in _shortened(word):
            found.setdefault(short, set()).add(word)
    return found


_MISSPELLINGS = _misspellings()


@lru_cache(maxsize=20000)
def _spelled(word):
    """The known word that this one is but for a typing error, else itself."""
    if len(word) < 5 or word in _VOCABULARY:
        return word
    known = {
        candidate
        for short in _shortened(word)
        for candidate in _MISSPELLINGS.get(short, ())
        if _alike(word, candidate, 1)
    }
    return known.pop() if len(known) == 1 else word


@lru_cache(maxsize=20000)
def parse_name(text):
    """Take a name apart.

    :param str text: the name as somebody wrote it
    :rtype: Name
    """
    plain = fold(text).replace("klub", "club")
    years = _YEAR.findall(plain)
    plain = " ".join(re.findall(r"[^\W_]+", _YEAR.sub(" ", plain)))
    spelling = plain
    plain = _LEGAL_FORM.sub(" ", plain)
    plain = _LEGAL_FORM.sub(" ", plain)
    plain = re.sub(r"^ev(?= kirch| gemeinde| jugend)", "evangelisch", plain)
    departments = frozenset(_DEPARTMENT.findall(plain))
    plain = _DEPARTMENT.sub(" ", plain)
    words = [
        _spelled(word) for word in plain.split() if word not in ("u", "und", "fur")
    ]
    brief = frozenset(words)
    plain = _SYNONYM.sub(lambda found: _SYNONYMS[found[0]], " ".join(words))
    words = [word for word in plain.split() if word not in IGNORED]
    words = words or plain.split() or spelling.split()
    year = int(years[0]) if years else 0
    return Name(tuple(dict.fromkeys(words)), year, departments, spelling, brief)


@lru_cache(maxsize=20000)
def parse_street(text):
    """Street and house number in one word, as in "schulweg 75"."""
    plain = re.sub(r"str(asse|\.)", "str ", fold(text))
    plain = " ".join(re.findall(r"[^\W_]+", plain))
    return re.sub(r"\s+|(?<=\d)\s+(?=[a-z]\b)", "", plain)


def parse_emails(text):
    """Addresses in a text and the domains that only one organisation uses."""
    text = re.sub(r"\s*\((?:at|ät)\)\s*|\s*\[at\]\s*", "@", (text or "").lower())
    emails = frozenset(re.findall(r"[^\s,;<>\"]+@[^\s,;<>\"]+\.[a-z0-9-]+", text))
    domains = {email.rpartition("@")[2] for email in emails}
    return emails, frozenset(domains - FREEMAIL)


def parse_register(text):
    """The number in a register of associations; the court is written too freely."""
    digits = re.findall(r"\d+", text or "")
    return digits[0].lstrip("0") if len(digits) == 1 else ""


def actor(values):
    """Make organisations comparable.

    :param dict values: ``name``, ``former_name``, ``founding_year``, ``street``,
        ``zip``, ``city``, ``email``, ``phone``, ``register_number``; any may be missing
    :rtype: Actor
    """
    former = re.split(r"[\n;,]", values.get("former_name") or "")
    texts = [values.get("name"), *former]
    names = tuple(parse_name(text.strip()) for text in texts if text and text.strip())
    emails, domains = parse_emails(values.get("email"))
    phones = phone_digits(values.get("phone")).split()
    return Actor(
        names=names,
        year=values.get("founding_year") or (names[0].year if names else 0),
        place=frozenset(parse_name(values.get("city") or "").words),
        zip=re.sub(r"\D", "", values.get("zip") or ""),
        street=parse_street(values.get("street") or ""),
        emails=emails,
        domains=domains,
        phones=frozenset(number for number in phones if len(number) >= 6),
        register=parse_register(values.get("register_number")),
    )


# ---------------------------------------------------------------------------
# Keys: two organisations that are the same share at least one
# ---------------------------------------------------------------------------


def _parts(word):
    """Beginning, end and both: a typing error spoils two of them at most."""
    length = 4 if len(word) >= 6 else 3
    return word[:length], word[-length:], word[:2] + word[-2:]


def _name_keys(name, place):
    words = sorted(name.words, key=lambda word: (-len(word), word))[:6]
    keys = {"n:" + "".join(sorted(name.words))}
    for pair in combinations(words, 2):
        for kind, parts in enumerate(zip(*map(_parts, pair), strict=True)):
            keys.add(f"{kind}:" + "+".join(sorted(parts)))
    # the place is often missing in the name and known from the address
    for word in words if place else ():
        keys.update(f"p:{place}+{part}" for part in _parts(word))
    return keys


def keys(subject):
    """By what an organisation is looked up; equal ones share a key.

    :param Actor subject: the organisation
    :return: set of words without blanks
    """
    found = set()
    place = subject.zip or "".join(sorted(subject.place))
    for name in subject.names:
        found |= _name_keys(name, place)
    found |= {f"e:{email}" for email in subject.emails}
    found |= {f"d:{domain}" for domain in subject.domains}
    found |= {f"t:{phone}" for phone in subject.phones}
    if subject.street and place and re.search(r"\d", subject.street):
        found.add(f"a:{place}+{subject.street}")
    if subject.register:
        found.add(f"r:{subject.register}")
    return found


# ---------------------------------------------------------------------------
# Score
# ---------------------------------------------------------------------------


@lru_cache(maxsize=50000)
def _alike(one, other, allowed):
    """Whether two words differ by that many letters at most (swapped counts one)."""
    if abs(len(one) - len(other)) > allowed:
        return False
    before, last = None, list(range(len(other) + 1))
    for row, left in enumerate(one, 1):
        line = [row]
        for column, right in enumerate(other, 1):
            cost = min(
                last[column] + 1,
                line[-1] + 1,
                last[column - 1] + (left != right),
            )
            if (
                before
                and column > 1
                and left == other[column - 2]
                and one[row - 2] == right
            ):
                cost = min(cost, before[column - 2] + 1)
            line.append(cost)
        before, last = last, line
    return last[-1] <= allowed


def _word_likeness(one, other, brief):
    if one == other:
        return 1.0
    shorter = min(len(one), len(other))
    if shorter >= 4 and _alike(one, other, 2 if shorter >= 10 else 1):
        return 0.9
    for short, written in ((one, other), (other, one)):
        if short in brief and written in AMBIGUOUS.get(short, ()):
            return 0.5
    return 0.0


def _weight(word, place):
    if word.isdigit():
        return 0.3
    if word in place:
        return 1.5
    if word in SYNONYMS or GENERIC.search(word):
        return 1.0
    return 1.3


def _joined(words, others):
    """Write two words as one where the other name does, as in "Blauweiß"."""
    words = list(words)
    for index in range(len(words) - 1, 0, -1):
        both = words[index - 1] + words[index]
        if both in others:
            words[index - 1 : index + 1] = [both]
    return words


def _name_likeness(one, other, place, same_place):
    """From 0 to 1: the weight of the words that agree among all words."""
    left, right = _joined(one.words, other.words), _joined(other.words, one.words)
    brief = one.brief | other.brief
    pairs = sorted(
        (
            (-_word_likeness(word, counterpart, brief), row, column)
            for row, word in enumerate(left)
            for column, counterpart in enumerate(right)
        ),
    )
    agreed = total = 0.0
    rows, columns = set(range(len(left))), set(range(len(right)))
    for likeness, row, column in pairs:
        if likeness and row in rows and column in columns:
            rows.discard(row)
            columns.discard(column)
            weight = max(_weight(left[row], place), _weight(right[column], place))
            agreed -= likeness * weight
            total += weight
    missing = [left[row] for row in rows], [right[column] for column in columns]
    missing = [_counted(words, place, same_place) for words in missing]
    total += sum(sum(_weight(word, place) for word in words) for words in missing)
    likeness = agreed / total if total else 0.0
    return likeness * 0.6 if all(missing) else likeness


def _counted(words, place, same_place):
    """The place need not be repeated where the address tells it."""
    return [
        word for word in words if not (word.isdigit() or (same_place and word in place))
    ]


def _years(one, other):
    """1 for equal years, -1 for different ones, 0 where one is unknown."""
    if one.year and other.year:
        return 1 if one.year == other.year else -1
    for known, unknown in ((one, other), (other, one)):
        short = f"{known.year % 100:02}" if known.year else None
        if short and unknown.names and short in unknown.names[0].words:
            return 1
    return 0


def _same_place(one, other):
    if one.zip and other.zip and one.zip == other.zip:
        return True
    return bool(one.place and other.place and one.place == other.place)


def _other_place(one, other):
    zips = one.zip and other.zip and one.zip != other.zip
    cities = one.place and other.place and one.place != other.place
    return bool(zips and (cities or not (one.place and other.place)))


def _names(one, other):
    """The best likeness among present and former names, and what is to be said."""
    place, same_place = one.place | other.place, _same_place(one, other)
    best = (0.0, "", None, None)
    for left in one.names:
        for right in other.names:
            likeness = _name_likeness(left, right, place, same_place)
            former = left is not one.names[0] or right is not other.names[0]
            if likeness > best[0]:
                best = (likeness, "former" if former else "", left, right)
    likeness, former, left, right = best
    if former:
        return likeness, former, left, right
    if left and left.spelling == right.spelling and left.year == right.year:
        return likeness, "name", left, right
    if likeness >= 0.97:
        return likeness, "spelling", left, right
    return likeness, "similar" if likeness >= 0.6 else "", left, right


def _doubts(one, other, left, right):
    """What speaks against two organisations being one, as a factor."""
    doubt = 1.0
    if _years(one, other) < 0:
        doubt *= 0.55
    if _other_place(one, other):
        doubt *= 0.6
    if {"tsv", "tus"} <= left.brief ^ right.brief:
        # both may stand for the same words, but nobody calls one club by both
        doubt *= 0.6
    if left.departments != right.departments:
        both = left.departments and right.departments
        doubt *= 0.6 if both else 0.93
    if one.register and other.register and one.register != other.register:
        doubt *= 0.6
    for field, factor in (("street", 0.93), ("phones", 0.96), ("domains", 0.96)):
        mine, theirs = getattr(one, field), getattr(other, field)
        if (
            mine
            and theirs
            and (mine != theirs if field == "street" else not mine & theirs)
        ):
            doubt *= factor
    return doubt


def _evidence(one, other):
    """What apart from the name says that two organisations are one."""
    if one.register and one.register == other.register:
        yield "register", 0.5
    if one.emails & other.emails:
        yield "email", 0.6
    elif one.domains & other.domains:
        yield "domain", 0.4
    if one.phones & other.phones:
        yield "phone", 0.5
    if one.street and one.street == other.street and _same_place(one, other):
        yield "address", 0.4
    if _years(one, other) > 0:
        yield "year", 0.1


def compare(one, other):
    """How likely two organisations are the same.

    :param Actor one: an organisation
    :param Actor other: another
    :return: score from 0 to 1 and reasons, the most telling first: ``name`` (equal),
        ``spelling`` (equal but for legal form and spelling), ``similar``, ``former``
        (an earlier name), ``address``, ``email``, ``domain``, ``phone``,
        ``register``, ``year``
    :rtype: Match
    """
    likeness, kind, left, right = _names(one, other)
    if not left:
        return Match(0.0, ())
    likeness *= _doubts(one, other, left, right)
    doubt = 1 - 0.92 * min(1.0, max(0.0, (likeness - 0.35) / 0.65))
    evidence = list(_evidence(one, other))
    # one person may look after two clubs: address and telephone alone say little
    share = min(1.0, 0.35 + likeness)
    for _reason, weight in evidence:
        doubt *= 1 - weight * share
    reasons = tuple(
        reason for reason in (kind, *(name for name, _w in evidence)) if reason
    )
    return Match(round(1 - doubt, 4), reasons)
