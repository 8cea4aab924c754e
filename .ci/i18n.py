"""Translation files: `i18n.py update DATABASE` or `i18n.py check DATABASE`.

The files carry no dates and keep one order, so that they change only where a
term does.
"""

import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import polib

from odoo.modules.module import Manifest, get_module_path, initialize_sys_path
from odoo.tools import config

ADDON = "club_support"
ROOT = Path(__file__).resolve().parent.parent
CONF = ROOT / ".dev" / "odoo.conf"
POT = ROOT / "i18n" / f"{ADDON}.pot"
GERMAN = ROOT / "i18n" / "de.po"
# Their terms win over those of the other modules we depend on.
FIRST_MODULES = ["base", "web", "mail", "calendar", "resource", "portal"]
PLACEHOLDER = re.compile(
    r"%\(\w+\)[-#0+]*[\d.]*[a-zA-Z]|%[-#0+]*[\d.]*[sdifgeEGxXrc]|\{\w*\}|</?[a-zA-Z][\w-]*"
)


# the add-on does not depend on sms, which installs itself
FOREIGN_FIELD = "__message_has_sms_error"


def clean(catalog, language=""):
    """The same catalog in its one lasting form."""
    fresh = polib.POFile(wrapwidth=78)
    fresh.metadata = {
        "Project-Id-Version": f"Odoo 19.0 {ADDON}",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    if language:
        fresh.metadata["Language"] = language
        fresh.metadata["Plural-Forms"] = "nplurals=2; plural=(n != 1);"
    for entry in sorted(catalog, key=lambda entry: (entry.msgid, entry.msgctxt or "")):
        entry.occurrences = sorted(entry.occurrences)
        fresh.append(entry)
    return fresh


def export(database):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"{ADDON}.pot")
        command = ["i18n", "export", "-c", CONF, "-d", database, "-o", path, ADDON]
        subprocess.run([sys.executable, "-m", "odoo", *map(str, command)], check=True)
        return clean(without_foreign_fields(polib.pofile(str(path))))


def without_foreign_fields(catalog):
    """Drop the labels of fields that only modules installed beside ours add.

    Odoo counts them as ours after an installation, and not after an update.
    """
    for entry in catalog:
        entry.occurrences = [
            place for place in entry.occurrences if FOREIGN_FIELD not in place[0]
        ]
    catalog[:] = [entry for entry in catalog if entry.occurrences]
    return catalog


def depends(module, seen):
    if module not in seen:
        seen.add(module)
        for dependency in Manifest.for_addon(module)["depends"]:
            depends(dependency, seen)
    return seen


def core_terms():
    """German terms of the modules we build on, by their English text."""
    config.parse_config(["-c", str(CONF)], setup_logging=False)
    initialize_sys_path()
    others = sorted(depends(ADDON, {"base"}) - {ADDON, *FIRST_MODULES})
    terms = {}
    for module in [*FIRST_MODULES, *others]:
        path = Path(get_module_path(module) or "", "i18n", "de.po")
        if path.exists():
            for entry in polib.pofile(str(path)).translated_entries():
                terms.setdefault(entry.msgid, entry.msgstr)
    return terms


def update(database):
    template = export(database)
    POT.parent.mkdir(exist_ok=True)
    template.save(str(POT))
    old_entries = polib.pofile(str(GERMAN)) if GERMAN.exists() else []
    known = {entry.msgid: entry for entry in old_entries if entry.msgstr}
    terms = core_terms()
    for entry in template:
        old = known.get(entry.msgid)
        entry.msgstr = old.msgstr if old else terms.get(entry.msgid, "")
        if old and old.fuzzy:
            entry.flags.append("fuzzy")
    clean(template, "de").save(str(GERMAN))
    missing = [entry.msgid for entry in template if not entry.msgstr]
    print(f"{len(template)} terms, {len(missing)} without German translation")
    for msgid in missing:
        print(f"  {msgid!r}")


def placeholders(text):
    return Counter(PLACEHOLDER.findall(text.replace("%%", "")))


def problems(database):
    for path in (POT, GERMAN):
        if not path.exists():
            yield f"{path.relative_to(ROOT)} is missing: run ./dev i18n"
            return
    fresh = export(database)
    committed = POT.read_text()
    if str(fresh).strip() != committed.strip():
        terms = {entry.msgid for entry in fresh}
        old_terms = {entry.msgid for entry in polib.pofile(str(POT))}
        yield f"{POT.name} is not fresh: run ./dev i18n"
        yield from (f"  new: {msgid!r}" for msgid in sorted(terms - old_terms))
        yield from (f"  gone: {msgid!r}" for msgid in sorted(old_terms - terms))
    german = polib.pofile(str(GERMAN))
    expected = {entry.msgid for entry in fresh}
    current = {entry.msgid for entry in german if not entry.obsolete}
    for msgid in sorted(expected ^ current):
        yield f"de.po has other terms than the template: {msgid!r}"
    for entry in german:
        if entry.obsolete:
            yield f"obsolete in de.po: {entry.msgid!r}"
        elif entry.fuzzy:
            yield f"fuzzy in de.po: {entry.msgid!r}"
        elif not entry.msgstr:
            yield f"without German translation: {entry.msgid!r}"
        elif placeholders(entry.msgid) != placeholders(entry.msgstr):
            yield f"other placeholders or tags in de.po: {entry.msgid!r}"


def check(database):
    found = list(problems(database))
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit({"update": update, "check": check}[sys.argv[1]](sys.argv[2]))
