"""Installations of their own for tests: a home, and a database that nobody else is in."""

import json
import os
import pty
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from tests.run import ROOT

TRUST, EMAIL = "Wrenmoor Learning Trust", "marian.okafor@wrenmoor.example"
_numbers = count(1)


@dataclass
class Installation:
    """One home, and the programs that are run on it."""

    home: Path
    database: str  # Its DATABASE_URL; empty for the embedded database.
    also: dict[str, str] = field(default_factory=dict)  # What its environment says besides.

    @property
    def environment(self) -> dict[str, str]:
        left_out = ("DATABASE_URL", "EMAIL_URL", "SEVENFOLD_", "DJANGO_", "PYTEST_")
        kept = {name: text for name, text in os.environ.items() if not name.startswith(left_out)}
        named = {"SEVENFOLD_HOME": str(self.home), "PYTHONPATH": str(ROOT)}
        return kept | named | ({"DATABASE_URL": self.database} if self.database else {}) | self.also

    def command(self, *words) -> list[str]:
        return [sys.executable, "-m", "sevenfold", *map(str, words)]

    def run(self, *words, **options) -> tuple[int, str, str]:
        """The status, standard output and standard error of one command, with no terminal."""
        done = subprocess.run(  # noqa: S603
            self.command(*words),
            env=self.environment,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            **options,
        )
        return done.returncode, done.stdout, done.stderr

    def at_terminal(self, answers: str, *words) -> tuple[int, str]:
        """The status and standard error of a command that is answered at a terminal."""
        ours, theirs = pty.openpty()
        try:
            os.write(ours, answers.encode())
            done = subprocess.run(  # noqa: S603
                self.command(*words),
                env=self.environment,
                cwd=ROOT,
                stdin=theirs,
                capture_output=True,
                text=True,
                check=False,
            )
        finally:
            os.close(ours)
            os.close(theirs)
        return done.returncode, done.stdout + done.stderr

    def init(self) -> str:
        """Begin the trust; what was printed."""
        status, out, err = self.run("init", "--trust", TRUST, "--admin", EMAIL)
        assert (status, err) == (0, "")
        return out

    def verified(self) -> dict:
        return json.loads(self.run("verify", "--json")[1])

    def rows(self, sql: str) -> list[tuple]:
        """What is in its database."""
        if self.database:
            with _connected(self.database.rpartition("/")[2]) as connection:
                return connection.execute(sql).fetchall()
        connection = sqlite3.connect(self.home / "sevenfold.sqlite3")
        try:
            found = connection.execute(sql).fetchall()
            connection.commit()
            return found
        finally:
            connection.close()

    def files(self) -> dict[str, bytes]:
        """Every file of the home but the database."""
        return {
            str(path.relative_to(self.home)): path.read_bytes()
            for path in self.home.rglob("*")
            if path.is_file() and not path.name.startswith("sevenfold.sqlite3")
        }


@pytest.fixture
def installation(tmp_path) -> Iterator[Callable[..., Installation]]:
    """Makes one after another; each with a database of its own on the server of the tests."""
    made = []

    def make(**also: str) -> Installation:
        number, database = next(_numbers), ""
        if "postgresql" in settings.DATABASES["default"]["ENGINE"]:
            name = f"sevenfold_{os.getpid()}_{number}"
            _on_server(f"CREATE DATABASE {name}")
            made.append(name)
            database = _address(name)
        (tmp_path / f"i{number}").mkdir()
        return Installation(tmp_path / f"i{number}" / "home", database, also)

    yield make
    for name in made:
        _on_server(f"DROP DATABASE {name} WITH (FORCE)")


def _on_server(sql: str) -> None:
    with _connected("postgres") as connection:
        connection.execute(sql)


def _connected(name: str) -> psycopg.Connection:
    server = settings.DATABASES["default"]
    return psycopg.connect(
        dbname=name,
        host=server["HOST"],
        port=server["PORT"] or 5432,
        user=server["USER"],
        password=server["PASSWORD"],
        autocommit=True,
    )


def _address(name: str) -> str:
    server = settings.DATABASES["default"]
    if server["HOST"].startswith("/"):
        return f"postgresql://{server['USER']}@/{server['HOST']}/{name}"
    login = ":".join(filter(None, (server["USER"], server["PASSWORD"])))
    return f"postgresql://{login}@{server['HOST']}:{server['PORT'] or 5432}/{name}"
