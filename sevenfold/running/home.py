"""The home of an installation, while it is being made: by one program alone, and whole or not at all."""

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

# What an installation keeps in its home; with SQLite the database besides.
SECRET, FILES, SETTINGS = "keys/secret", "files", "settings.env"


class InUse(Exception):
    """Another program is making something of this home."""


def database() -> Path | None:
    """The file of the embedded database; none on PostgreSQL."""
    return Path(connection.settings_dict["NAME"]) if connection.vendor == "sqlite" else None


def holdings(home: Path) -> list[str]:
    """What stands in the home that an installation has of its own. Nothing, and it is empty."""
    of_its_own = [SETTINGS, "demo", *(f"keys/{name}" for name in ("secret", "ledger"))]
    there = [name for name in of_its_own if (home / name).exists()]
    if (home / FILES).is_dir() and any((home / FILES).iterdir()):
        there.append(FILES)
    embedded = database()
    if embedded and embedded.exists() and embedded.stat().st_size:
        there.append(embedded.name)
    return there


@contextmanager
def being_made() -> Iterator[Path]:
    """Hold the home, made if absent; where the block fails, what was not there before goes again.

    Raises InUse, OSError.
    """
    home = settings.SEVENFOLD_HOME
    made = [path for path in (home, *home.parents) if not path.exists()]
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = os.open(home, os.O_RDONLY)
    try:
        _hold(folder, home)
        before = set(home.rglob("*"))
        try:
            yield home
        except BaseException:
            connection.close()
            _clear(home, before)
            for path in made:
                path.rmdir()
            raise
    finally:
        os.close(folder)


def make_secret(home: Path) -> None:
    """The key of this installation's sessions and locked secrets, unless there is one."""
    place = home / SECRET
    place.parent.mkdir(mode=0o700, exist_ok=True)
    if not place.exists():
        write(place, secrets.token_urlsafe(50).encode())


def write(place: Path, data: bytes) -> None:
    """Write a file that nobody else reads. On the disk for good when it returns."""
    descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    sync_folder(place.parent)


def sync_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _hold(folder: int, home: Path) -> None:
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise InUse(f"another program is at work on {home}") from error


def _clear(home: Path, before: set[Path]) -> None:
    for path in sorted(home.rglob("*")):
        if path not in before and path.exists():
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
