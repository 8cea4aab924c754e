"""A row of a club list: what its cells mean together. No Odoo in here."""

from dataclasses import dataclass, field

from . import club_list as cells

# what a row that adds up the others has not
OF_A_CLUB = ("street", "zip", "chair", "contact", "phone", "email", "register")
NUMBERS = ("members", "youth")


@dataclass
class Reading:
    """What a row says.

    :param kind: ``club``, ``nameless``, ``total`` or ``empty``
    :param values: what was understood, by the name of what it is; no empty values
    :param problems: (cell, reason, text as found) for what was not
    :param hints: (reason, text) for what was understood but goes elsewhere
    :param notes: (cell, text) that have no field of their own
    """

    kind: str = "club"
    values: dict = field(default_factory=dict)
    problems: list = field(default_factory=list)
    hints: list = field(default_factory=list)
    notes: list = field(default_factory=list)

    def keep(self, **values):
        """Add what was understood."""
        self.values.update(
            {name: value for name, value in values.items() if value not in (None, "")}
        )

    def refuse(self, cell, reason, text):
        """Add what was not; the text is cut to what a sentence bears."""
        text = cells.clean(text)
        self.problems.append((cell, reason, text[:80] + "…" * (len(text) > 80)))


def read_row(row, latest_year, sports):
    """Read all cells of a row.

    :param dict row: cells as found, by name
    :param int latest_year: the last year in which a club can have been founded
    :param dict sports: the vocabulary: id of a sport by ``sport_key``
    :return: :class:`Reading`
    """
    reading = Reading()
    row = _readable_cells(row, reading)
    reading.kind = _kind(row)
    if reading.kind == "nameless":
        reading.refuse("name", "no_name", "")
    if reading.kind == "club":
        _read_identity(row, reading, latest_year)
    if reading.kind in ("club", "nameless"):
        _read_addresses(row, reading)
        _read_people(row, reading)
        _place_mobile(reading)
        _read_sports(row, reading, sports)
        _read_numbers(row, reading)
    return reading


def _readable_cells(row, reading):
    readable = {}
    for name, text in row.items():
        text = text or ""
        if name != "name" and len(text) > cells.LONGEST_CELL:
            reading.refuse(name, "long_cell", text)
        elif name != "name" and text.lstrip().startswith("="):
            reading.refuse(name, "formula", text)
        else:
            readable[name] = text
    return readable


def _kind(row):
    filled = {name for name, text in row.items() if not cells.is_nothing(text)}
    if not filled:
        return "empty"
    if cells.is_total(row.get("name"), [row.get(name) for name in OF_A_CLUB]):
        return "total"
    if "name" not in filled:
        return "total" if filled <= set(NUMBERS) else "nameless"
    return "club"


def _read_identity(row, reading, latest_year):
    name, reason = cells.read_club_name(row.get("name"))
    if reason:
        reading.kind = "nameless"
        reading.refuse("name", reason, row["name"])
    court, number, reason = cells.read_register(row.get("register"), row.get("court"))
    if reason:
        reading.refuse("register", reason, row["register"])
    founded, reason = cells.read_year(row.get("founded"), latest_year)
    if reason:
        reading.refuse("founded", reason, row["founded"])
    exempt, reason = cells.read_date(row.get("tax_exempt"))
    if reason:
        reading.refuse("tax_exempt", reason, row["tax_exempt"])
    reading.keep(
        name=name,
        register_court=number and court,
        register_number=number,
        founding_year=founded,
        year_in_name=cells.year_in_name(name, latest_year),
        tax_exempt_until=exempt,
    )


def _read_addresses(row, reading):
    street = " ".join(filter(None, (row.get("street"), row.get("house_number"))))
    place = cells.read_place(street, row.get("zip"), row.get("city"))
    reading.keep(**dict(zip(("street", "zip", "city"), place, strict=True)))
    _read_several("email", cells.read_emails, row, reading)
    _read_several("phone", cells.read_phones, row, reading)
    _read_several("mobile", cells.read_phones, row, reading)
    website, reason = cells.read_website(row.get("website"))
    reading.keep(website=website)
    if reason:
        reading.refuse("website", reason, row["website"])
    if not cells.is_nothing(row.get("note")):
        reading.notes.append(("note", cells.clean(row["note"])))


def _read_several(name, read, row, reading):
    """The first one has a field, the others go to the notes."""
    found, rest = read(row.get(name))
    for text in rest:
        reading.refuse(name, f"no_{name}", text)
    if found:
        reading.keep(**{name: found[0]})
    for other in found[1:]:
        reading.notes.append((name, other))
        reading.hints.append((name, other))


def _read_people(row, reading):
    for name in ("chair", "contact"):
        person, reason = cells.read_person(row.get(name))
        reading.keep(**{name: person})
        if reason:
            reading.refuse(name, reason, row[name])


def _place_mobile(reading):
    """A mobile number is the chair's own; where none is named, it is the club's."""
    values = reading.values
    if "mobile" not in values or "chair" in values:
        return
    mobile = values.pop("mobile")
    if "phone" in values:
        reading.notes.append(("mobile", mobile))
        reading.hints.append(("mobile", mobile))
    else:
        values["phone"] = mobile


def _read_sports(row, reading, sports):
    words = cells.read_words(
        row.get("sports"), lambda word: cells.sport_key(word) in sports
    )
    known = [sports.get(cells.sport_key(word)) for word in words]
    reading.keep(sport_ids=list(dict.fromkeys(filter(None, known))) or None)
    for word, sport in zip(words, known, strict=True):
        if not sport:
            reading.refuse("sports", "no_sport", word)


def _read_numbers(row, reading):
    total, is_estimated, reason = cells.read_number(row.get("members"))
    if reason:
        reading.refuse("members", reason, row["members"])
    youth, is_rough, reason = cells.read_number(row.get("youth"))
    if reason:
        reading.refuse("youth", reason, row["youth"])
    if youth is not None and total is None:
        reading.refuse("youth", "youth_only", row["youth"])
    elif youth is not None and youth > total:
        reading.refuse("youth", "youth_above", row["youth"])
        youth = None
    if total is not None:
        reading.keep(total=total, youth=youth)
        reading.values["is_estimated"] = is_estimated or is_rough
