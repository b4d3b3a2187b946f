"""The folder that an outsider is given: entries, stored files, checkpoints, keys, the checkers."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from shutil import copyfile
from typing import Any, BinaryIO

from django.db.models import QuerySet

from sevenfold.kernel import canonical, clock

from . import checker, entry, keys
from .models import HASH_BYTES, Checkpoint, Event, Log

CHUNK = 5_000
OWN = "ledger."  # Entries of these types stand in full whatever their day.


@dataclass(frozen=True)
class Window:
    """The London days whose entries stand in full, both included; the rest by hash alone."""

    first: date | None = None
    last: date | None = None

    def holds(self, event: Event) -> bool:
        if event.type.startswith(OWN) or (self.first is None and self.last is None):
            return True
        day = clock.london_date(event.at)
        return (self.first or day) <= day <= (self.last or day)

    def __str__(self) -> str:
        if self.first is None and self.last is None:
            return "every day"
        first = f"from {self.first}" if self.first else ""
        last = f"to {self.last}" if self.last else ""
        return " ".join(filter(None, [first, last]))


@dataclass
class Written:
    """What a bundle holds, and the stored files that could not be put into it."""

    entries: int = 0
    cited: set[str] = field(default_factory=set)
    missing: list[str] = field(default_factory=list)


class Overtaken(Exception):
    """An erasure came while the bundle was written; it has to be written again."""


def write(folder: Path, window: Window, stored: Callable[[str], Path]) -> Written:
    """Write the bundle into an empty folder, up to each log's newest checkpoint.

    `stored` says where a stored file lies. Raises keys.NoKey; Overtaken, where the checkpoints are
    too old by the end to tell of an erasure.
    """
    written = Written()
    vkeys = []
    for log in Log.objects.order_by("number"):
        newest = log.checkpoints.order_by("-size").first()
        if newest is None:
            continue
        vkeys.append(keys.vkey(log))
        place = folder / f"log-{log.number}"
        (place / "checkpoints").mkdir(parents=True)
        for checkpoint in _last_of_each_day(log):
            text = checkpoint.note.encode()
            (place / "checkpoints" / f"{checkpoint.size}.txt").write_bytes(text)
        with (place / "entries.jsonl").open("wb") as file:
            _entries(file, log, newest.size, window, written)
        if Event.objects.filter(log=log, index__gte=newest.size, type="ledger.erased").exists():
            raise Overtaken
    _files(folder / "files", written, stored)
    (folder / "keys.txt").write_text("".join(f"{vkey}\n" for vkey in vkeys), "utf-8")
    (folder / "README.txt").write_text(README.format(days=window, keys="\n".join(vkeys)), "utf-8")
    (folder / "check.py").write_bytes(checker.script())
    (folder / "check.html").write_bytes(checker.page())
    return written


def _last_of_each_day(log: Log) -> Iterator[Checkpoint]:
    """The newest checkpoint among them."""
    last = None
    for checkpoint in log.checkpoints.order_by("size").iterator(CHUNK):
        if last and clock.london_date(last.at) != clock.london_date(checkpoint.at):
            yield last
        last = checkpoint
    if last:
        yield last


def _entries(file: BinaryIO, log: Log, size: int, window: Window, written: Written) -> None:
    for event in _in_chunks(log, size):
        written.entries += 1
        if not window.holds(event):
            file.write(_by_hash(event))
            continue
        payload = getattr(event, "payload", None)
        if payload is None:
            file.write(entry.line(event.header) + b"\n")
            continue
        # The payload is kept in its canonical form, so that nothing of it need be parsed.
        header, salt = canonical.dumps(event.header).decode(), bytes(payload.salt).hex()
        file.write(f'{{"header":{header},"payload":{payload.body},"salt":"{salt}"}}\n'.encode())
        if '"sha256":' in payload.body:
            written.cited |= {str(name) for name in entry.citations(payload.content)}


def _in_chunks(log: Log, size: int) -> Iterator[Event]:
    """The log's first entries: one long read would hold up every commit."""
    rows: QuerySet[Any] = Event.objects.filter(log=log).select_related("payload").order_by("index")
    for start in range(0, size, CHUNK):
        yield from rows.filter(index__gte=start, index__lt=min(start + CHUNK, size))


def _by_hash(event: Event) -> bytes:
    return b'{"leaf":"%s"}\n' % bytes(event.hashes)[:HASH_BYTES].hex().encode()


def _files(folder: Path, written: Written, stored: Callable[[str], Path]) -> None:
    """Copied as they are: what is wrong with one is for the checker to say."""
    folder.mkdir()
    for name in sorted(written.cited):
        try:
            copyfile(stored(name), folder / name)
        except (OSError, ValueError):
            written.missing.append(name)


README = """\
THE EVIDENCE BOOK OF A TRUST, AND HOW TO CHECK IT

What this is
------------
A copy of the evidence book that a trust keeps with Sevenfold. Whatever somebody does
there, such as signing a code of conduct, leaves one entry: who, what and when. Entries
are only ever added. This folder holds them in their order, and what is needed to find
out whether one was altered, removed or put in later. Nothing else is needed: no
Sevenfold, no network, nobody's word.

What stands here in full: entries of {days}. Of all others there is a number made from
them, so that the order and the count can be checked although they cannot be read.

How to check it
---------------
Either open check.html in a browser and choose this folder, or, where there is Python 3.9
or newer, run in this folder:

    python3 check.py

The last line says OK or NOT OK, and each fault is named above it. Both can be read before
they are run, and neither writes anything.

What to compare
---------------
Whoever wrote this folder also wrote keys.txt. So hold the key in it against the one on
a receipt that somebody kept, or against a letter in the archive mailbox:

{keys}

If somebody has the proof file of an entry (its name ends in .tlog-proof), check it together
with this folder. It shows whether the end of the book was cut off:

    python3 check.py . FILE.tlog-proof

What it cannot tell
-------------------
Whether what was entered was true, and who sat at the keyboard. And a book does not stop its
owner: whoever holds the machine could write all of it anew. The numbers that other people
hold, on receipts and in letters, are what would show it.

What is in this folder
----------------------
keys.txt                    the keys that the book is signed with, one a line
log-N/entries.jsonl         the entries, one a line; line 1 is entry 1
log-N/checkpoints/SIZE.txt  what was signed at that number of entries: the last of each day
files/                      documents that entries name, called by the SHA-256 of their bytes
check.py, check.html        the checker, as a script and as a page
"""
