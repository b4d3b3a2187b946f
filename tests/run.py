"""Runs every test: on SQLite, then on a PostgreSQL that is made for it and gone afterwards.

`python -m tests.run` for all of it, `--quick` for SQLite without a browser. What is not installed
is left out, and said so in one line; where CI is set, that line is a failure and so is a test
that skips itself. The last line is the sum of all runs.
"""

import argparse
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from tests.browser import program as browser_program

ROOT = Path(__file__).resolve().parent.parent
IN_CI = os.environ.get("CI", "").lower() not in {"", "0", "false"}
LEAVE_TO_SKIP = "../shared is absent"


@dataclass(frozen=True)
class Tally:
    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped
        )

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def main() -> int:
    parser = argparse.ArgumentParser(description="Run the tests.")
    parser.add_argument("--quick", action="store_true", help="SQLite alone, without a browser")
    quick = parser.parse_args().quick
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # So that what is open is closed.

    with tempfile.TemporaryDirectory(prefix="sevenfold-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o711)  # PostgreSQL's own user passes through.
        try:
            tally = run_all(folder, quick)
        except KeyboardInterrupt:
            print("Stopped.")
            return 130
    print(tally)
    return 1 if tally.failed or not tally.passed else 0


def run_all(folder: Path, quick: bool) -> Tally:
    browser = not quick and browser_program() is not None
    tally = run_pytest("SQLite", folder, browser=browser)
    if quick:
        return tally
    if not browser:
        tally += missing("No Chromium is installed, so no test used a browser.")
    programs = postgresql_programs()
    if not programs:
        return tally + missing("No PostgreSQL is installed, so nothing was tested on it.")
    with postgresql(programs, folder / "server") as url:
        return tally + run_pytest("PostgreSQL", folder, browser=browser, database=url)


def missing(line: str) -> Tally:
    print(line, flush=True)
    return Tally(failed=1) if IN_CI else Tally()


def run_pytest(label: str, folder: Path, *, browser: bool, database: str = "") -> Tally:
    """One run of pytest, in silence unless something fails."""
    print(f"{label}{' with a browser' if browser else ''} … ", end="", flush=True)
    report, temporary = folder / f"{label}.xml", folder / label
    temporary.mkdir()
    command = [sys.executable, "-m", "pytest", "-q", "-n", "auto", f"--junit-xml={report}"]
    if not browser:
        command += ["-m", "not browser"]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment(temporary, database),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    tally, refused = read_report(report)
    if done.returncode and not tally.failed:  # No test was found, or pytest itself broke down.
        tally += Tally(failed=1)
    print(tally, flush=True)
    if tally.failed:
        print(done.stdout, *refused, sep="\n", flush=True)
    return tally


def environment(temporary: Path, database: str) -> dict[str, str]:
    """This one's, less whatever it says about an installation of Sevenfold."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("SEVENFOLD_", "DJANGO_", "PYTEST_"))
        and name not in {"DATABASE_URL", "EMAIL_URL"}
    }
    return kept | {"TMPDIR": str(temporary)} | ({"DATABASE_URL": database} if database else {})


def read_report(report: Path, strict: bool = IN_CI) -> tuple[Tally, list[str]]:
    """The counts, and where it is strict the tests that skipped themselves without leave.

    Those are counted as failed.
    """
    if not report.exists():
        return Tally(), []
    suite = ElementTree.parse(report).getroot().find("testsuite")
    total, failures, errors, skipped = (
        int(suite.get(name)) for name in ("tests", "failures", "errors", "skipped")
    )
    refused = [
        f"{case.get('classname')}.{case.get('name')} skipped itself: {skip.get('message')}"
        for case in suite.iter("testcase")
        for skip in case.iter("skipped")
        if strict and LEAVE_TO_SKIP not in skip.get("message", "")
    ]
    failed = failures + errors
    return Tally(total - failed - skipped, failed + len(refused), skipped - len(refused)), refused


def postgresql_programs() -> Path | None:
    """The folder of the newest PostgreSQL server's programs, where there is one."""
    debian = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(debian, key=lambda path: int(path.parts[-3]), default=shutil.which("initdb"))
    return Path(newest).parent if newest else None


@contextmanager
def postgresql(programs: Path, folder: Path, *, durable: bool = False) -> Iterator[str]:
    """A server with nothing in it that listens on a socket in this folder alone; its address.

    What is committed survives a crash of the machine only where `durable` asks for it.
    """
    folder.mkdir(mode=0o700)
    as_whom = server_user(folder)
    data, log = folder / "data", folder / "log"
    options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c max_connections=300"
    if not durable:
        options += " -c fsync=off -c full_page_writes=off -c synchronous_commit=off"

    def call(program: str, *arguments: str | Path, check: bool = True) -> None:
        subprocess.run(
            [*as_whom, programs / program, *arguments],
            cwd=folder,
            env=os.environ | {"LC_ALL": "C.UTF-8"},
            stdout=subprocess.DEVNULL,
            check=check,
        )

    call(
        "initdb", "--no-sync", "--auth=trust", "--username=sevenfold", "--encoding=UTF8", "-D", data
    )
    try:
        call("pg_ctl", "start", "--silent", "-w", "-D", data, "-l", log, "-o", options)
        call("createdb", "-h", folder, "-U", "sevenfold", "sevenfold")
        yield f"postgresql://sevenfold@/{folder}/sevenfold"
    finally:
        call("pg_ctl", "stop", "--silent", "-m", "immediate", "-D", data, check=False)


def server_user(folder: Path) -> list[str]:
    """What to put before a command, since PostgreSQL does not run as root."""
    if os.geteuid() != 0:
        return []
    names = {user.pw_name for user in pwd.getpwall()}
    user = "postgres" if "postgres" in names else "nobody"
    shutil.chown(folder, user)
    return ["setpriv", f"--reuid={user}", f"--regid={pwd.getpwnam(user).pw_gid}", "--clear-groups"]


if __name__ == "__main__":
    sys.exit(main())
