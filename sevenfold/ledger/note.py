"""Checkpoints, signed by the log's own key and cosigned by others (C2SP signed-note).

Here they are written. How keys, notes and checkpoints are judged is written once, in the checker
that outsiders use.
"""

import base64
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from .checker.check import COSIGNER, LARGEST, LOG, Key, name_of_key


@dataclass(frozen=True)
class Signer:
    """A secret key under its name. A log's name is its origin."""

    key: Key
    secret: Ed25519PrivateKey

    def line(self, signed: bytes, before: bytes = b"") -> str:
        """A signature line over these bytes; `before` stands between key id and signature."""
        data = self.key.id + before + self.secret.sign(signed)
        return f"\u2014 {self.key.name} {base64.b64encode(data).decode()}\n"


def new_secret() -> bytes:
    """A new secret key of 32 bytes."""
    return Ed25519PrivateKey.generate().private_bytes_raw()


def log_signer(origin: str, secret: bytes) -> Signer:
    return _signer(origin, LOG, secret)


def cosigner(name: str, secret: bytes) -> Signer:
    return _signer(name, COSIGNER, secret)


def checkpoint(signer: Signer, size: int, root: bytes) -> bytes:
    """The checkpoint of the signer's log at this size, signed by it alone.

    Whoever calls has proved before that this tree extends the last one signed.
    """
    if not 1 <= size <= LARGEST or len(root) != 32:
        raise ValueError("no tree has this size and root")
    text = f"{signer.key.name}\n{size}\n{base64.b64encode(root).decode()}\n"
    return f"{text}\n{signer.line(text.encode())}".encode()


def cosigned(note: bytes, signer: Signer, seconds: int) -> bytes:
    """The checkpoint with a cosigner's line more: that they saw it `seconds` after 1970."""
    if not 0 <= seconds < 1 << 63:
        raise ValueError("no cosignature has this time")
    text, _, _ = note.rpartition(b"\n\n")
    signed = b"cosignature/v1\ntime %d\n%s\n" % (seconds, text)
    return note + signer.line(signed, seconds.to_bytes(8, "big")).encode()


def _signer(name: str, type: int, secret: bytes) -> Signer:
    if not name_of_key(name):
        raise ValueError("no key can bear this name")
    key = Ed25519PrivateKey.from_private_bytes(secret)
    return Signer(Key(name, type, key.public_key().public_bytes_raw()), key)
