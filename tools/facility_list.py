"""A row of a list of halls, pitches and rooms: what its cells mean. No Odoo in here."""

import re
from dataclasses import dataclass, field

from . import club_list as cells

CELLS = (
    *("site", "building", "whole", "name", "type", "category", "street"),
    *("house_number", "zip", "city", "latitude", "longitude", "capacity", "sports"),
    *("equipment", "bookable", "note"),
)
NAMES = ("site", "building", "whole", "name", "type")
NO = {"nein", "n", "no", "0", "false", "falsch", "nicht buchbar", "gesperrt"}
YES = {"ja", "j", "yes", "y", "x", "1", "true", "wahr", "buchbar"}
LIMITS = {"latitude": 90, "longitude": 180}


@dataclass
class Words:
    """The vocabulary, by ``word_key``: ids of types, sports and equipment.

    :param type_sports: ids of sports by id of a type
    """

    types: dict = field(default_factory=dict)
    sports: dict = field(default_factory=dict)
    equipment: dict = field(default_factory=dict)
    type_sports: dict = field(default_factory=dict)


@dataclass
class Reading:
    """What a row says.

    :param kind: ``space``, ``building``, ``site``, ``nameless`` or ``empty``
    :param values: what was understood; no empty values
    :param problems: (cell, reason, text as found) for what was not
    """

    kind: str = "space"
    values: dict = field(default_factory=dict)
    problems: list = field(default_factory=list)

    def keep(self, **values):
        """Add what was understood."""
        self.values.update(
            {name: value for name, value in values.items() if value not in (None, "")}
        )

    def refuse(self, cell, reason, text):
        """Add what was not; the text is cut to what a sentence bears."""
        text = cells.clean(text)
        self.problems.append((cell, reason, text[:80] + "…" * (len(text) > 80)))


def word_key(word):
    """What makes a word of the vocabulary, whatever its notation."""
    return cells.plain(word)


def place_key(name, street):
    """What makes a site: its name and its street, “Straße” or “Str.” alike."""
    street = re.sub(r"str(?:asse)?\b", "str", cells.plain(street))
    return cells.plain(name), street.replace(" ", "")


def read_row(row, words):
    """Read all cells of a row.

    :param dict row: cells as found, by name
    :param Words words: the vocabulary
    :return: :class:`Reading`
    """
    reading = Reading()
    row = _readable_cells(row, reading)
    _read_names(row, reading)
    if reading.kind == "empty":
        return reading
    street = " ".join(filter(None, (row.get("street"), row.get("house_number"))))
    place = cells.read_place(street, row.get("zip"), row.get("city"))
    reading.keep(**dict(zip(("street", "zip", "city"), place, strict=True)))
    _read_position(row, reading)
    _read_capacity(row, reading)
    _read_type(row, reading, words)
    _read_vocabulary("equipment", words.equipment, row, reading)
    _read_bookable(row, reading)
    if not cells.is_nothing(row.get("note")):
        reading.keep(note=cells.clean(row["note"]))
    return reading


def _readable_cells(row, reading):
    readable = {}
    for name, text in row.items():
        text = cells.clean(text)
        if len(text) > cells.LONGEST_CELL:
            reading.refuse(name, "long_cell", text)
        elif name in NAMES and len(text) > cells.LONGEST_NAME:
            reading.refuse(name, "long_name", text)
        elif text.startswith(("=", "@")):
            reading.refuse(name, "formula", text)
        elif not cells.is_nothing(text) or (
            # a mere “no” says something there
            name == "bookable" and text.casefold() in NO | YES
        ):
            readable[name] = text
    return readable


def _read_names(row, reading):
    """Where a list has one column of names only, a site is called like its space."""
    if not row:
        reading.kind = "empty"
        if reading.problems:
            reading.kind = "nameless"
        return
    site = row.get("site") or row.get("building") or row.get("name")
    if not site:
        reading.kind = "nameless"
        reading.refuse("site", "no_name", "")
    elif row.get("name") or row.get("type"):
        reading.kind = "space"
    else:
        reading.kind = "building" if row.get("building") else "site"
    names = {name: row.get(name) for name in NAMES}
    reading.keep(**{**names, "site": site})


def _read_position(row, reading):
    """A position has both degrees, or it is none."""
    found = {}
    for name, limit in LIMITS.items():
        if name in row:
            degree = _read_degree(row[name])
            if degree is None or abs(degree) > limit:
                reading.refuse(name, "no_position", row[name])
            else:
                found[name] = degree
    if len(found) == len(LIMITS):
        reading.keep(**found)
    elif found and len(row.keys() & LIMITS.keys()) < len(LIMITS):
        name, degree = found.popitem()
        reading.refuse(name, "half_position", str(degree))


def _read_degree(text):
    match = re.fullmatch(r"(-?\d{1,3}(?:[.,]\d+)?) ?°? ?[NEO]?", text, re.ASCII)
    return round(float(match[1].replace(",", ".")), 6) if match else None


def _read_capacity(row, reading):
    number, _is_rough, reason = cells.read_number(row.get("capacity"))
    reading.keep(capacity=number)
    if reason:
        reading.refuse("capacity", reason, row["capacity"])


def _read_type(row, reading, words):
    """The type, and the sports: as named, as usual for it, or of the category."""
    type_id = words.types.get(word_key(row.get("type")))
    reading.keep(type_id=type_id)
    _read_vocabulary("sports", words.sports, row, reading)
    if "sports" not in reading.values:
        category = cells.read_words(row.get("category"))
        known = [words.sports.get(_sport(word)) for word in category]
        usual = words.type_sports.get(type_id)
        if type_id is None:
            usual = [each for each in known if each]
        reading.keep(sports=usual or None)


def _read_vocabulary(name, known, row, reading):
    """Words of a list in one cell; those that nobody knows are problems."""
    key = _sport if name == "sports" else word_key
    found = []
    for word in cells.read_words(row.get(name), lambda word: key(word) in known):
        if key(word) in known:
            found.append(known[key(word)])
        else:
            reading.refuse(name, f"no_{name}", word)
    reading.keep(**{name: list(dict.fromkeys(found)) or None})


def _sport(word):
    return cells.sport_key(word)


def _read_bookable(row, reading):
    word = row.get("bookable", "").casefold()
    if word in NO | YES:
        reading.keep(bookable=word in YES)
    elif word:
        reading.refuse("bookable", "no_answer", row["bookable"])
