"""Files that have to be on the disk for good before anything rests on them."""

import os
import tempfile
from pathlib import Path


def write_once(path: Path, data: bytes) -> None:
    """Write a secret of this installation, unless it is there. For its owner alone to read.

    Written apart and then linked, so that nobody ever reads half of it or makes a second one.
    """
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix="new-") as file:  # Mode 0600.
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
        try:
            os.link(file.name, path)
        except FileExistsError:
            return
    sync_folder(path.parent)


def sync_folder(path: Path) -> None:
    """The names in a folder are on the disk for good when this returns."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
