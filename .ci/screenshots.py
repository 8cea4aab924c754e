"""Pictures of the running demo system, taken with headless Chromium.

`screenshots.py [-o FOLDER] [NAME...]`; without names: all of SHOTS, the table
below. A new picture is one more line there.
"""

import argparse
import base64
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import websocket
from PIL import Image
from training_shots import make_shots

DATABASE = "club_support"
FOLDER = Path(__file__).resolve().parent.parent / "static/description/screenshots"
DESKTOP = (1440, 900)
MOBILE = (390, 844)
TIMEOUT = 60


@dataclass(frozen=True)
class Shot:
    """One picture.

    ``login`` is the user (None: nobody), ``wait`` the selector of what must be
    there, ``steps`` what to do then: ("click", selector), ("wait", selector) or
    ("js", code). ``link`` is Python for `odoo shell` whose value the address is,
    where nobody may read it; ``pdf`` is code that gives the PDF, whose first page is
    taken.
    """

    name: str
    login: str | None
    url: str
    wait: str
    size: tuple = DESKTOP
    steps: tuple = ()
    link: str = ""
    pdf: str = ""


def click(selector, text):
    """Step: click the one of several elements that has this text."""
    found = f"[...document.querySelectorAll({json.dumps(selector)})]"
    wanted = f"(element) => element.textContent.includes({json.dumps(text)})"
    return "js", f"{found}.find({wanted}).click()"


def enter(selector, text):
    """Step: type a text into a field."""
    field = f"document.querySelector({json.dumps(selector)})"
    typed = f"document.execCommand('insertText', false, {json.dumps(text)})"
    return "js", f"{field}.focus(); {field}.select(); {typed}"


BOARD = "/odoo/club-cases"
CARD = ".o_kanban_record:not(.o_kanban_ghost)"
FORM = ("wait", ".o_form_view .o-mail-Message")
FORM_OPEN = ("wait", ".o_form_view .o_notebook")
DIALOG = ("wait", ".modal .o_form_view")
JERSEYS = (click(CARD, "Mädchenfußball"), FORM)
ROW = ".o_data_row"
REGISTER = "/odoo/club-register"
LIST_ROWS = (
    ("click", ".o_data_row .o_data_cell"),
    ("wait", ".o_form_view button[name=action_view_rows]"),
    ("click", ".o_statusbar_buttons button[name=action_view_rows]"),
    ("wait", ".o_list_view [name=action_add_as_new], .o_data_row"),
)
# The link of a club stands on its check; no mail leaves the demo.
OPEN_LINK = """
fetch("/web/dataset/call_kw/club.profile.check/search_read", {
    method: "POST",
    headers: {"Content-Type": "application/json"},
    body: JSON.stringify({params: {
        model: "club.profile.check", method: "search_read",
        args: [[["state", "=", "sent"]], ["link_url"]], kwargs: {limit: 1},
    }}),
}).then((answer) => answer.json()).then((answer) => {
    location = new URL(answer.result[0].link_url).pathname + "?lang=de";
});
"""
# The same for what was passed on to somebody else.
OPEN_REFERRAL = """
fetch("/web/dataset/call_kw/club.case.referral/search_read", {
    method: "POST",
    headers: {"Content-Type": "application/json"},
    body: JSON.stringify({params: {
        model: "club.case.referral", method: "search_read",
        args: [[["state", "=", "sent"]], ["link_url"]], kwargs: {limit: 1},
    }}),
}).then((answer) => answer.json()).then((answer) => {
    location = new URL(answer.result[0].link_url).pathname + "?lang=de";
});
"""
# The link of an invitation is in its mail only; this is what the mail says.
INVITATION_LINK = """
env.ref("club_support.club_invitation_al_hamwi_demo")._get_answer_url()
"""
# a request over a time that somebody else has
OPEN_TAKEN = """
fetch("/web/dataset/call_kw/club.reservation/search_read", {
    method: "POST",
    headers: {"Content-Type": "application/json"},
    body: JSON.stringify({params: {
        model: "club.reservation", method: "search_read",
        args: [[["name", "like", "Zusatztraining"]], ["id"]], kwargs: {limit: 1},
    }}),
}).then((answer) => answer.json()).then((answer) => {
    location = "/odoo/club.reservation/" + answer.result[0].id;
});
"""
# a hall with thirds
CHOOSE_HALL = """
(() => {
    const select = document.querySelector("select[name=hall]");
    const option = [...select.options].find(
        (each) => each.textContent.includes("Jahnhalle")
    );
    select.value = option.value;
    select.dispatchEvent(new Event("change", {bubbles: true}));
})()
"""
# today may be a Sunday
LATER = ("click", ".o_club_board_bar button:has(.oi-arrow-right)")
# the plan is read anew without leaving the page
READ = ("js", "new Promise((done) => setTimeout(done, 3000))")
PLAN_OF_HALL = """
fetch("/web/dataset/call_kw/club.facility/search_read", {
    method: "POST",
    headers: {"Content-Type": "application/json"},
    body: JSON.stringify({params: {
        model: "club.facility", method: "search_read",
        args: [[["name", "=", "Auetalhalle"]], ["id"]], kwargs: {limit: 1},
    }}),
}).then((answer) => answer.json()).then((answer) => fetch(
    "/report/pdf/club_support.club_facility_plan_a4/" + answer.result[0].id
)).then((answer) => answer.arrayBuffer()).then((buffer) => btoa(
    new Uint8Array(buffer).reduce((text, byte) => text + String.fromCharCode(byte), "")
))
"""
MINUTES = """
fetch("/web/dataset/call_kw/club.meeting/search_read", {
    method: "POST",
    headers: {"Content-Type": "application/json"},
    body: JSON.stringify({params: {
        model: "club.meeting", method: "search_read",
        args: [[["minutes_state", "=", "draft"]], ["id"]], kwargs: {limit: 1},
    }}),
}).then((answer) => answer.json()).then((answer) => fetch(
    "/report/pdf/club_support.club_meeting_minutes/" + answer.result[0].id
)).then((answer) => answer.arrayBuffer()).then((buffer) => btoa(
    new Uint8Array(buffer).reduce((text, byte) => text + String.fromCharCode(byte), "")
))
"""
NETWORKS = "/odoo/action-club_support.club_network_action?view_type=list"
MEETINGS = "/odoo/action-club_support.club_meeting_action"
FIGURES = "/odoo/club-figures"
OPENING = (
    click(CARD, "Begleitung des Vorstands"),
    ("wait", ".o_form_view .o_notebook"),
)
CLUB = (click(".o_data_row .o_data_cell", "SG Grünbach"), ("wait", ".o_notebook"))

SHOTS = [
    Shot("board", "beraterin", BOARD, CARD),
    Shot("board_mobile", "beraterin", BOARD, CARD, MOBILE),
    Shot(
        "quick_entry",
        "beraterin",
        BOARD,
        CARD,
        steps=(
            ("click", ".o-kanban-button-new"),
            ("wait", ".o_kanban_quick_create .o_form_view"),
            enter("[name=name] input", "Hallenzeit für Rollstuhlbasketball"),
            enter("[name=partner_id] input", "Musterau"),
            ("wait", ".o-autocomplete--dropdown-menu .dropdown-item"),
        ),
    ),
    Shot(
        "case",
        "beraterin",
        BOARD,
        CARD,
        steps=(click(CARD, "Gemeinschaftsgarten"), FORM),
    ),
    Shot("conversation", "beraterin", BOARD, CARD, steps=JERSEYS),
    Shot(
        "log_call",
        "beraterin",
        BOARD,
        CARD,
        steps=(
            *JERSEYS,
            ("click", "button[name=action_log_call]"),
            DIALOG,
            enter(".modal [name=minutes] input", "10"),
            enter(
                ".modal [name=note] textarea",
                "Beschluss des Vorstands kommt bis Mittwoch, dann Antrag stellen.",
            ),
        ),
    ),
    Shot(
        "close",
        "beraterin",
        BOARD,
        CARD,
        steps=(
            *JERSEYS,
            click(".o_statusbar_buttons button", "Abschließen"),
            DIALOG,
        ),
    ),
    Shot("desk", "beraterin", "/odoo/club-desk", CARD),
    Shot(
        "case_timeline",
        "beraterin",
        BOARD,
        CARD,
        steps=(
            *OPENING,
            ("click", ".nav-link[name=timeline]"),
            ("wait", ".tab-pane.active .o_data_row"),
        ),
    ),
    Shot(
        "plan",
        "beraterin",
        BOARD,
        CARD,
        steps=(
            *OPENING,
            ("click", ".nav-link[name=plan]"),
            ("wait", ".tab-pane.active .o_data_row"),
        ),
    ),
    Shot(
        "assessment",
        "beraterin",
        BOARD,
        CARD,
        steps=(
            *OPENING,
            ("click", ".nav-link[name=goals]"),
            ("wait", ".tab-pane.active [name=assessment_ids] .o_data_row"),
            ("click", ".tab-pane.active [name=assessment_ids] .o_data_cell"),
            DIALOG,
        ),
    ),
    Shot(
        "referral",
        "berater",
        REGISTER,
        ROW,
        steps=(("js", OPEN_REFERRAL), ("wait", ".club-page, main")),
    ),
    Shot(
        "figures_graph",
        "leitung",
        f"{FIGURES}?view_type=graph",
        ".o_graph_view canvas",
    ),
    Shot(
        "figures_pivot",
        "leitung",
        f"{FIGURES}?view_type=pivot",
        ".o_pivot table",
    ),
    Shot(
        "workbook",
        "leitung",
        "/odoo/action-club_support.club_workbook_export_action",
        ".modal .o_form_view",
    ),
    Shot("cases", "beraterin", f"{BOARD}?view_type=list", ROW),
    Shot("calendar", "beraterin", f"{BOARD}?view_type=calendar", ".o_calendar_view"),
    Shot("activities", "beraterin", f"{BOARD}?view_type=activity", ".o_activity_view"),
    Shot("incoming_mails", "beraterin", "/odoo/club-incoming-mails", ROW),
    Shot("contact_entries", "beraterin", "/odoo/club-contact-entries", ROW),
    Shot("register", "beraterin", REGISTER, ROW),
    Shot(
        "register_board",
        "beraterin",
        f"{REGISTER}?view_type=kanban",
        ".o_kanban_record",
    ),
    Shot("club", "beraterin", REGISTER, ROW, (1440, 1150), steps=CLUB),
    Shot(
        "club_members",
        "beraterin",
        REGISTER,
        ROW,
        steps=(*CLUB, ("click", ".nav-link[name=members]"), ("wait", "canvas")),
    ),
    Shot("import", "beraterin", "/odoo/club-lists", ROW, steps=LIST_ROWS),
    Shot(
        "corrections",
        "beraterin",
        "/odoo/action-club_support.club_profile_proposal_action",
        ROW,
    ),
    Shot(
        "data_check",
        "beraterin",
        REGISTER,
        ".o_kanban_record",  # on a telephone the list is a board
        MOBILE,
        steps=(("js", OPEN_LINK), ("wait", ".club-page, main")),
    ),
    Shot(
        "network",
        "beraterin",
        NETWORKS,
        ROW,
        (1440, 1150),
        steps=(click(".o_data_row .o_data_cell", "Runder Tisch"), FORM_OPEN),
    ),
    Shot(
        "meeting",
        "beraterin",
        f"{MEETINGS}?view_type=list",
        ROW,
        (1440, 1150),
        steps=(
            click(".o_data_row .o_data_cell", "7. Treffen"),
            FORM_OPEN,
            ("click", ".nav-link[name=invitations]"),
            ("wait", ".tab-pane.active .o_data_row"),
        ),
    ),
    Shot(
        "meeting_calendar",
        "beraterin",
        f"{MEETINGS}?view_type=calendar",
        ".o_calendar_view",
    ),
    Shot("answer_page", None, "", ".club-page, main", MOBILE, link=INVITATION_LINK),
    Shot("minutes", "beraterin", "/odoo/club-desk", CARD, pdf=MINUTES),
    Shot(
        "hall_week",
        "belegung",
        "/odoo/occupancy-plan",
        ".o_club_board_bar",
        steps=(("js", CHOOSE_HALL), READ, LATER, READ),
    ),
    Shot(
        "hall_day",
        "belegung",
        "/odoo/occupancy-plan",
        ".o_club_board_bar",
        steps=(
            ("click", "button[name=mode_day]"),
            ("wait", "button[name=mode_day].active"),
            READ,
            LATER,
            READ,
        ),
    ),
    Shot(
        "hall_taken",
        "belegung",
        "/odoo/occupancy-plan",
        ".o_club_board_bar",
        steps=(("js", OPEN_TAKEN), ("wait", ".o_form_view .alert")),
    ),
    Shot("hall_plan", "belegung", "/odoo/club-desk", CARD, pdf=PLAN_OF_HALL),
    *make_shots(Shot),
    Shot("offices", "beraterin", "/odoo/club-offices", ROW),
    Shot("settings", "admin", "/odoo/settings#club_support", ".o_settings_container"),
]

# Nothing is loading and nothing has been fetched for a while.
IDLE = """
(() => {
    const count = performance.getEntriesByType("resource").length;
    if (window.shotCount !== count) {
        window.shotCount = count;
        window.shotSince = performance.now();
    }
    return document.readyState === "complete" && document.fonts.status === "loaded"
        && !document.querySelector(".o_blockUI, .o_loading_indicator")
        && performance.now() - window.shotSince > 700;
})()
"""
STILL = """
document.head.insertAdjacentHTML("beforeend",
    "<style>* { transition: none !important; animation: none !important;"
    + " caret-color: transparent !important; }</style>");
"""
# Odoo sends what a form holds when its page is left; a picture changes nothing.
LEAVE = "XMLHttpRequest.prototype.send = navigator.sendBeacon = () => true"


class ShotError(Exception):
    """What went wrong with a picture."""


class Browser:
    """A headless Chromium, spoken to by the DevTools protocol."""

    def __init__(self, executable, address):
        self.address = address
        self.profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.process = subprocess.Popen(
            [
                executable,
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--hide-scrollbars",
                "--no-first-run",
                "--lang=de-DE",
                "--accept-lang=de-DE,de",
                "--remote-debugging-port=0",
                "--remote-allow-origins=*",
                f"--user-data-dir={self.profile.name}",
                "about:blank",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        self.socket = websocket.create_connection(
            self._page_address(), timeout=TIMEOUT, http_no_proxy=["*"]
        )
        self.number = 0
        self.errors = []
        for domain in ("Page", "Runtime", "Network"):
            self.send(f"{domain}.enable")

    def _page_address(self):
        port_file = Path(self.profile.name, "DevToolsActivePort")
        deadline = time.monotonic() + TIMEOUT
        while time.monotonic() < deadline:
            if port_file.exists() and port_file.read_text().count("\n"):
                port = port_file.read_text().split()[0]
                with self.opener.open(f"http://127.0.0.1:{port}/json") as answer:
                    for target in json.load(answer):
                        if target["type"] == "page":
                            return target["webSocketDebuggerUrl"]
            time.sleep(0.1)
        raise ShotError("Chromium does not start")

    def close(self):
        self.socket.close()
        self.process.terminate()
        self.process.wait()
        self.profile.cleanup()

    def send(self, method, **params):
        self.number += 1
        self.socket.send(
            json.dumps({"id": self.number, "method": method, "params": params})
        )
        while True:
            answer = json.loads(self.socket.recv())
            if answer.get("method") == "Runtime.exceptionThrown":
                details = answer["params"]["exceptionDetails"]
                exception = details.get("exception", {})
                self.errors.append(exception.get("description", details["text"]))
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise ShotError(f"{method}: {answer['error']['message']}")
                return answer["result"]

    def evaluate(self, code):
        answer = self.send(
            "Runtime.evaluate", expression=code, awaitPromise=True, returnByValue=True
        )
        if "exceptionDetails" in answer:
            raise ShotError(f"{code}: {answer['exceptionDetails']['text']}")
        return answer["result"].get("value")

    def wait(self, condition, what):
        deadline = time.monotonic() + TIMEOUT
        while not self.evaluate(condition):
            if time.monotonic() > deadline:
                raise ShotError(f"{what} did not come within {TIMEOUT} s")
            time.sleep(0.1)

    def wait_for(self, selector):
        self.wait(
            f"!!document.querySelector({json.dumps(selector)})?.checkVisibility()",
            selector,
        )
        self.wait(IDLE, "a quiet page")

    def log_in(self, login):
        self.send("Network.clearBrowserCookies")
        if login:
            self.send(
                "Network.setCookie",
                name="session_id",
                value=self._session(login),
                url=self.address,
            )

    def _session(self, login):
        """The demo users' passwords are their logins."""
        params = {"db": DATABASE, "login": login, "password": login}
        request = urllib.request.Request(  # noqa: S310  our own server
            f"{self.address}/web/session/authenticate",
            json.dumps({"jsonrpc": "2.0", "params": params}).encode(),
            {"Content-Type": "application/json"},
        )
        with self.opener.open(request, timeout=TIMEOUT) as answer:
            if "error" in json.load(answer):
                raise ShotError(f"login of {login} refused")
            cookie = answer.headers["Set-Cookie"]
        return cookie.partition("session_id=")[2].partition(";")[0]

    def open(self, url, size):
        width, height = size
        mobile = size == MOBILE
        self.send(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=2 if mobile else 1,
            mobile=mobile,
        )
        self.send("Emulation.setTimezoneOverride", timezoneId="Europe/Berlin")
        # by way of an empty page, lest the one before be taken for this one
        self.evaluate(LEAVE)
        self.send("Page.navigate", url="about:blank")
        self.wait("location.href === 'about:blank'", "an empty page")
        self.send("Page.navigate", url=self.address + url)
        self.wait("location.href !== 'about:blank'", url)

    def step(self, action, argument):
        if action == "click":
            self.wait_for(argument)
            self.evaluate(f"document.querySelector({json.dumps(argument)}).click()")
        elif action == "js":
            self.evaluate(argument)
        elif action != "wait":
            raise ShotError(f"unknown step {action}")
        self.wait_for(argument if action == "wait" else "body")

    def save(self, path):
        self.evaluate(STILL)
        picture = self.send("Page.captureScreenshot", format="png")
        save_picture(base64.b64decode(picture["data"]), path)


def save_picture(content, path):
    image = Image.open(io.BytesIO(content))
    reduce_colours(image.convert("RGB")).save(path, optimize=True)


def save_first_page(document, path):
    """The first page of a PDF as picture."""
    program = shutil.which("pdftoppm")
    if not program:
        raise ShotError("pdftoppm is missing; please install poppler-utils")
    command = [program, "-png", "-r", "100", "-f", "1", "-l", "1", "-"]
    made = subprocess.run(command, input=document, capture_output=True, check=False)
    if made.returncode:
        raise ShotError(made.stderr.decode().strip() or "no PDF came")
    save_picture(made.stdout, path)


def find_link(code):
    """Path of an address that only the database knows.

    :param str code: Python for `odoo shell`
    """
    script = f'print("LINK", {code.strip()})\n'
    command = [Path(__file__).resolve().parent.parent / "dev", "shell"]
    asked = subprocess.run(
        command, input=script, capture_output=True, text=True, check=False
    )
    found = re.search(r"^LINK (\S+)$", asked.stdout, re.MULTILINE)
    if not found:
        raise ShotError(f"no link: {asked.stderr.strip()[-300:]}")
    return urlsplit(found[1]).path + "?lang=de"


def reduce_colours(image):
    """256 colours, a third of the size: areas keep theirs, so do small icons.

    Pillow's own way turns white into nearly white.
    """

    def triples(values):
        return list(zip(*[iter(values)] * 3, strict=True))

    def nearest(colour):
        return min(range(len(palette)), key=lambda n: distance(palette[n], colour))

    def distance(one, other):
        return sum(abs(a - b) for a, b in zip(one, other, strict=True))

    counted = sorted(image.getcolors(image.width * image.height), reverse=True)
    rest = image.quantize(128, method=Image.Quantize.MAXCOVERAGE).getpalette()
    palette = [colour for _count, colour in counted[:128]] + triples(rest)
    index = {colour: nearest(colour) for _count, colour in counted}
    pixels = bytes(index[colour] for colour in triples(image.tobytes()))
    reduced = Image.frombytes("P", image.size, pixels)
    reduced.putpalette([value for colour in palette for value in colour])
    return reduced


def take(browser, shot, folder):
    """Take one picture; return what went wrong, if anything."""
    start = time.monotonic()
    browser.errors.clear()
    path = folder / f"{shot.name}.png"
    try:
        browser.log_in(shot.login)
        browser.open(find_link(shot.link) if shot.link else shot.url, shot.size)
        browser.wait_for(shot.wait)
        for action, argument in shot.steps:
            browser.step(action, argument)
        if shot.pdf:
            save_first_page(base64.b64decode(browser.evaluate(shot.pdf)), path)
        else:
            browser.save(path)
    except ShotError as error:
        browser.errors.insert(0, str(error))
        path = folder / f"{shot.name}.failed.png"
        browser.save(path)
    print(f"{path.name:<40} {time.monotonic() - start:4.1f} s", flush=True)
    for error in browser.errors:
        print(f"    {error}", flush=True)
    return list(browser.errors)


def main():
    parser = argparse.ArgumentParser(prog="./dev screenshots")
    parser.add_argument("-o", "--output", type=Path, default=FOLDER)
    parser.add_argument("names", nargs="*", metavar="NAME")
    options = parser.parse_args()
    unknown = set(options.names) - {shot.name for shot in SHOTS}
    if unknown:
        parser.error(f"no such picture: {', '.join(sorted(unknown))}")
    options.output.mkdir(parents=True, exist_ok=True)
    browser = Browser(os.environ["BROWSER"], os.environ["CLUB_SUPPORT_URL"])
    try:
        failed = [
            shot.name
            for shot in SHOTS
            if (not options.names or shot.name in options.names)
            and take(browser, shot, options.output)
        ]
    finally:
        browser.close()
    if failed:
        print(f"not as they should be: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
