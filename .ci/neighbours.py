"""Odoo's own tests of the modules whose tables we share, run with us beside them."""

from pathlib import Path

MODULES = ("event", "calendar", "portal")
# whatever these do, they do it in a browser
BROWSER = ("start_tour(", "browser_js(")


def find_tests(source):
    """The test files of these modules, without those that need a browser.

    :param source: folder of Odoo's source, which has odoo/ in it
    """
    found = [
        path
        for module in MODULES
        for path in sorted(Path(source, "odoo", "addons", module).glob("tests/test_*"))
        if not any(word in path.read_text() for word in BROWSER)
    ]
    if not found:
        raise FileNotFoundError(f"no tests of {', '.join(MODULES)} in {source}")
    return found
