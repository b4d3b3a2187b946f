"""Real processes of Sevenfold, on the database of the test that starts them."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).parents[2]
PATIENCE = 60  # Seconds, for a machine with much else to do.


def environment(**also: str) -> dict[str, str]:
    """This process's, with the database of the test."""
    return os.environ | {"DATABASE_URL": database_url()} | also


def database_url() -> str:
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{found['NAME']}"
    host, port = found["HOST"], found["PORT"]
    if host.startswith("/"):
        return f"postgresql://{found['USER']}@/{host}/{found['NAME']}"
    return f"postgresql://{found['USER']}:{found['PASSWORD']}@{host}:{port or 5432}/{found['NAME']}"


@contextmanager
def program(*arguments: str, **also: str) -> Iterator[subprocess.Popen]:
    """`sevenfold …` as a process of its own, which is gone when the block ends."""
    process = subprocess.Popen(  # noqa: S603 - the program is ours.
        [sys.executable, "-m", "sevenfold", *arguments],
        env=environment(**also),
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        process.stderr.close()


def run(*arguments: str, given: str = "", **also: str) -> subprocess.CompletedProcess:
    """`sevenfold …` to its end."""
    return subprocess.run(  # noqa: S603 - the program is ours.
        [sys.executable, "-m", "sevenfold", *arguments],
        env=environment(**also),
        cwd=ROOT,
        input=given,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def wait_until(true: Callable[[], object]) -> None:
    """Returns once it is so; fails the test if it never is."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "it never came about"
        time.sleep(0.05)
