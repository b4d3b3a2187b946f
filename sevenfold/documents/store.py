"""Stored files, named by their own SHA-256: written once, never changed.

A file is on the disk before the transaction that cites it commits, so that no entry of the
evidence book ever cites what is not there. What no entry cites is swept later.
"""

import hashlib
import os
import re
import tempfile
from pathlib import Path

from django.conf import settings

from sevenfold.kernel.files import sync_folder


class Damaged(Exception):
    """A stored file is missing, or no longer what its name says."""


def folder() -> Path:
    return settings.SEVENFOLD_HOME / "files"


def path_of(sha256: str) -> Path:
    if not re.fullmatch("[0-9a-f]{64}", sha256):
        raise ValueError("not the name of a stored file")
    return folder() / sha256[:2] / sha256


def name_of(data: bytes) -> str:
    """The name under which these bytes are kept: their SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()


def put(data: bytes) -> str:
    """Keep these bytes and return their name. On the disk for good when it returns."""
    sha256 = name_of(data)
    path = path_of(sha256)
    if path.exists():
        return sha256
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix="new-", delete=False) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(file.name, path)
    sync_folder(path.parent)
    sync_folder(folder())
    return sha256


def read(sha256: str) -> bytes:
    """The bytes of that name. Raises Damaged where they are gone or are not what they were."""
    try:
        data = path_of(sha256).read_bytes()
    except OSError as error:
        raise Damaged(f"the stored file {sha256} cannot be read: {error.strerror}") from error
    if name_of(data) != sha256:
        raise Damaged(f"the stored file {sha256} was altered")
    return data
