"""The key that signs checkpoints: one secret of this installation, under the name of each log.

Whoever has it can sign for the trust, so it lies beside the database, never in it.
"""

import os
import tempfile
from pathlib import Path

from django.conf import settings

from . import note
from .models import Log


class NoKey(Exception):
    """The key that signs checkpoints is not where it should be."""


def path() -> Path:
    return settings.SEVENFOLD_HOME / "keys" / "ledger"


def make() -> None:
    """Make the secret unless there is one. When this returns it is on the disk for good."""
    place = path()
    if place.exists():
        return
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Written apart and then linked, so that nobody ever reads half a key or makes a second one.
    with tempfile.NamedTemporaryFile(dir=place.parent, prefix="new-") as file:  # Mode 0600.
        file.write(note.new_secret().hex().encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
        try:
            os.link(file.name, place)
        except FileExistsError:
            return
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def signer(log: Log) -> note.Signer:
    """Raises NoKey."""
    try:
        return note.log_signer(log.origin, bytes.fromhex(path().read_text().strip()))
    except (OSError, ValueError) as error:
        raise NoKey("the key that signs checkpoints cannot be read: keys/ledger") from error


def vkey(log: Log) -> str:
    """The log's key, whole, as receipts and bundles show it. Raises NoKey."""
    return signer(log).key.vkey
