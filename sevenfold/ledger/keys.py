"""The key that signs checkpoints: one secret of this installation, under the name of each log.

Whoever has it can sign for the trust, so it lies beside the database, never in it.
"""

from pathlib import Path

from django.conf import settings

from sevenfold.kernel.files import write_once

from . import note
from .models import Log


class NoKey(Exception):
    """The key that signs checkpoints is not where it should be."""


def path() -> Path:
    return settings.SEVENFOLD_HOME / "keys" / "ledger"


def make() -> None:
    """Make the secret unless there is one. When this returns it is on the disk for good."""
    write_once(path(), note.new_secret().hex().encode() + b"\n")


def signer(log: Log) -> note.Signer:
    """Raises NoKey."""
    try:
        return note.log_signer(log.origin, bytes.fromhex(path().read_text().strip()))
    except (OSError, ValueError) as error:
        raise NoKey("the key that signs checkpoints cannot be read: keys/ledger") from error


def vkey(log: Log) -> str:
    """The log's key, whole, as receipts and bundles show it. Raises NoKey."""
    return signer(log).key.vkey
