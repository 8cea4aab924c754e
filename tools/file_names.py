"""Names of files that any system can store."""

import re
import unicodedata
from pathlib import PurePosixPath

LONGEST = 120
FORBIDDEN = re.compile(
    r'[\x00-\x1f\x7f/\\:*?"<>|\u200b-\u200f\u2028-\u202e\u2066-\u2069]'
)
RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


def safe_name(name, default="file"):
    """A name without folders, control characters and words that Windows reserves.

    :param str name: as it came, from anywhere
    :param str default: what a name without any letter becomes
    """
    name = unicodedata.normalize("NFC", name or "")
    name = FORBIDDEN.sub("_", name)
    name = " ".join(name.split()).strip(". ")
    if not name.strip("_. "):
        return default
    if RESERVED.match(name):
        name = f"_{name}"
    if len(name) > LONGEST:
        suffix = PurePosixPath(name).suffix[:20]
        name = name[: LONGEST - len(suffix)].rstrip(". ") + suffix
    return name


class UniqueNames:
    """Gives every file of a folder a name of its own, whatever the case of letters."""

    def __init__(self):
        self._taken = set()

    def add(self, name):
        """The name itself, or with a number when it is taken.

        :param str name: a safe name
        """
        path = PurePosixPath(name)
        candidate, number = name, 1
        while candidate.casefold() in self._taken:
            number += 1
            candidate = f"{path.stem} ({number}){path.suffix}"
        self._taken.add(candidate.casefold())
        return candidate
