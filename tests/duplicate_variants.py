"""Invented clubs that look alike, and the ways in which one club is written.

The abbreviations stand here once more, so that the tests do not borrow the
knowledge they test.
"""

import random
import re

PLACES = [
    "Musterau",
    "Auenstein",
    "Grünbach",
    "Weidental",
    "Neukirch am See",
    "Hohenfels",
    "Oberlinden",
    "Unterlinden",
    "Käßheim",
    "Bad Rosental",
    "Eichenstädt",
    "Südermoor",
]
# as a district's list has them: ten that look alike in each place, then others
ALIKE = [
    "TSV {place} {year} e.V.",
    "SV Blau-Weiß {place} e.V.",
    "Turn- und Sportverein {place} {year}",
    "FC {place} {year} e. V.",
    "Schützenverein „Edelweiß“ {place}",
    "Reit- u. Fahrverein {place} e.V.",
    "Kulturverein {place} – Brücke e.V.",
    "Freiwillige Feuerwehr {place}, Jugendabteilung",
    "Gesangverein Eintracht {place} {year}",
    "Tanzkreis {place}",
]
OTHERS = [
    "Musikverein Harmonie {place}",
    "Musikverein {place} e.V.",
    "Tennisclub Rot-Weiß {place}",
    "Förderverein der Grundschule {place} e.V.",
    "Förderverein Freibad {place}",
    "Heimatverein {place} {year}",
    "Obst- und Gartenbauverein {place}",
    "Karnevalsverein Narrhalla {place} {year} e.V.",
    "Angelsportverein {place}",
    "Männergesangverein Liederkranz {place}",
    "Männergesangverein Frohsinn {place} {year}",
    "Turnverein {place} {year} e.V.",
    "Sportverein {place} e.V.",
    "Schachfreunde {place}",
    "Deutsches Rotes Kreuz Ortsverein {place}",
    "Evangelische Kirchengemeinde {place}",
    "Landfrauenverein {place}",
    "Tischtennisclub {place} {year}",
    "VfL {place} {year} e.V.",
    "Sportfreunde „Einigkeit“ {place}",
    "Bürgerinitiative Lebendiges {place}",
]
STREETS = [
    "Schulweg",
    "Hauptstr.",
    "Am Sportplatz",
    "Bahnhofstraße",
    "Lindenallee",
    "Seestraße",
]
WRITTEN = (
    ("TSV", "Turn- und Sportverein"),
    ("TSV", "Turn- u. Sportverein"),
    ("SV", "Sportverein"),
    ("FC", "Fußballclub"),
    ("FC", "Fußball-Club"),
    ("TV", "Turnverein"),
    ("TC", "Tennisclub"),
    ("TTC", "Tischtennisclub"),
    ("MGV", "Männergesangverein"),
    ("FFW", "Freiwillige Feuerwehr"),
    ("FF", "Freiwillige Feuerwehr"),
    ("VfL", "Verein für Leibesübungen"),
    ("DRK", "Deutsches Rotes Kreuz"),
    ("OGV", "Obst- und Gartenbauverein"),
    ("MV", "Musikverein"),
    ("Reit- u. Fahrverein", "Reit- und Fahrverein"),
    ("RuF", "Reit- u. Fahrverein"),
    ("Ev.", "Evangelische"),
    ("BW", "Blau-Weiß"),
    ("ASV", "Angelsportverein"),
)
LEGAL = re.compile(r",?\s+(e\.\s?V\.|eV)$")
YEAR = re.compile(r"\s(1[89]\d\d|20\d\d)\b")


def make_register(rnd):
    """Values of some 370 organisations, no two of them the same."""
    register = []
    for number, place in enumerate(PLACES):
        years = rnd.sample(range(1848, 2012), len(ALIKE) + len(OTHERS))
        for pattern in ALIKE + OTHERS:
            name = pattern.format(place=place, year=years.pop())
            serial = len(register)
            register.append(
                {
                    "name": name,
                    "street": f"{rnd.choice(STREETS)} {rnd.randint(1, 99)}",
                    "zip": str(63901 + number),
                    "city": place,
                    "email": rnd.choice(
                        (
                            f"info@verein{serial}.example.org",
                            f"vorstand@verein{serial}.example.org",
                            f"verein{serial}@web.de",
                            "",
                        )
                    ),
                    "phone": rnd.choice(("", f"06999 {rnd.randint(1000, 99999)}")),
                    "register_number": rnd.choice(
                        ("", "", f"VR {rnd.randint(100, 9999)}")
                    ),
                }
            )
    return register


class Variants:
    """Write organisations otherwise, as people do."""

    def __init__(self, rnd):
        self.rnd = rnd

    def make(self, values):
        """Another person's notion of this organisation."""
        found = dict(values)
        changes = self.rnd.sample(
            [
                self.abbreviate,
                self.legal_form,
                self.umlauts,
                self.typo,
                self.order,
                self.year,
                self.department,
                self.capitals,
                self.hyphens,
                self.quotes,
            ],
            self.rnd.randint(1, 3),
        )
        for change in changes:
            found["name"] = change(found["name"], values)
        self.address(found)
        return found

    def address(self, found):
        """Other people know another e-mail address, and half of the rest."""
        if self.rnd.random() < 0.5:
            found["email"] = f"chair{self.rnd.randint(1, 10**6)}@gmx.de"
        if self.rnd.random() < 0.4:
            found.update(street="", zip="", city="")
        elif self.rnd.random() < 0.3:
            found["street"] = found["street"].replace("str.", "straße")
        if self.rnd.random() < 0.5:
            found["phone"] = ""
        else:
            found["phone"] = re.sub(r"^0(\d+) ", r"+49 \1 / ", found["phone"])
        if self.rnd.random() < 0.6:
            found["register_number"] = ""

    def abbreviate(self, name, values):
        pairs = [*WRITTEN, *((written, short) for short, written in WRITTEN)]
        self.rnd.shuffle(pairs)
        for this, that in pairs:
            if re.search(rf"(?<!\w){re.escape(this)}(?!\w)", name):
                return re.sub(rf"(?<!\w){re.escape(this)}(?!\w)", that, name, count=1)
        return name

    def legal_form(self, name, values):
        if LEGAL.search(name):
            return LEGAL.sub("", name)
        return name + self.rnd.choice(
            (" e.V.", " eV", ", e. V.", " eingetragener Verein")
        )

    def umlauts(self, name, values):
        table = self.rnd.choice(
            (
                {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ü": "Ue"},
                {"ä": "a", "ö": "o", "ü": "u", "ß": "ss", "Ä": "A", "Ü": "U"},
            )
        )
        return "".join(table.get(char, char) for char in name)

    def typo(self, name, values):
        words = list(re.finditer(r"[^\W\d_]{5,}", name))
        if not words:
            return name
        word = self.rnd.choice(words)
        place = self.rnd.randrange(word.start() + 1, word.end() - 1)
        letter = self.rnd.choice("aeinrstl")
        return self.rnd.choice(
            (
                name[:place] + name[place + 1 :],
                name[:place] + letter + name[place + 1 :],
                name[:place] + letter + name[place:],
                name[:place] + name[place + 1] + name[place] + name[place + 2 :],
            )
        )

    def order(self, name, values):
        place = values["city"]
        if place not in name:
            return name
        rest = re.sub(r"\s+", " ", name.replace(place, "")).strip(" –,")
        return self.rnd.choice((f"{place}, {rest}", f"{place} {rest}"))

    def year(self, name, values):
        if YEAR.search(name):
            return YEAR.sub(self.rnd.choice(("", r" von \1")), name)
        return name

    def department(self, name, values):
        word = self.rnd.choice(("Abt.", "Abteilung"))
        return f"{name} {word} {self.rnd.choice(('Turnen', 'Jugend', 'Ski'))}"

    def capitals(self, name, values):
        return self.rnd.choice((name.upper(), name.lower()))

    def hyphens(self, name, values):
        if "-" in name:
            return re.sub(r"-(?=\w)", self.rnd.choice((" ", "")), name)
        return name

    def quotes(self, name, values):
        if "„" in name:
            return re.sub("[„“]", self.rnd.choice(("", '"')), name)
        words = name.split()
        if len(words) > 2:
            words[1] = f'"{words[1]}"'
        return " ".join(words)


def random_of(seed):
    """Repeatable chance; nothing secret depends on it."""
    return random.Random(seed)
