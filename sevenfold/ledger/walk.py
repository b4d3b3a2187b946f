"""One walk through the entries of a log: is each as it was entered, and at its place?

Lean on purpose: a log of half a million entries is walked in seconds. Headers are put together
here by hand, since a header that differs in any way gives another leaf.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db.models import QuerySet

from sevenfold.kernel.sql import unparsed

from .models import HASH_BYTES, Event, Log
from .records import Problem

CHUNK = 5_000

ERASED = "ledger.erased"
# Called with (index, type, id, body) of every entry; body is None where the payload is gone.
Read = Callable[[int, str, str, str | None], None]


class Walk:
    """Goes on where it stopped, so that what is appended meanwhile can be walked at the end."""

    def __init__(self, log: Log, read: Read):
        self.log = log
        self.read = read
        self.next = 0  # The index of the next entry.
        self.entries = 0  # How many there were.
        self.problems: list[Problem] = []
        self.peaks: list[bytes | None] = []  # None: lost with an entry that is missing.
        self._faulty = -1  # The last entry with a problem of its own.

    def to(self, size: int) -> None:
        """Walk on to the place `size`."""
        if not isinstance(size, int):  # SQLite lets a column hold anything.
            return
        rows = entries_of(self.log).filter(index__lt=size)
        for row in in_chunks(rows, "index", after=self.next - 1 if self.next else None):
            self._take(*row)
        if self.next < size:
            self._miss(size)

    def finish(self, head: Log) -> list[Problem]:
        """The problems, once the walk has come to the end of the log, whose head is held."""
        where = f"log {head.number}"
        if not isinstance(head.size, int) or not isinstance(head.peaks, bytes):
            self.problems.append(Problem(where, "its head cannot be read"))
            return self.problems
        beyond = Event.objects.filter(log=head, index__gte=head.size).order_by("index")
        for index in beyond.values_list("index", flat=True)[:1]:
            place = f"entry {index + 1}" if isinstance(index, int) else f"place {index!r}"
            self._fault(head.size, "the head of the log does not count this entry", where=place)
        if self._faulty < 0 and b"".join(filter(None, self.peaks)) != head.peaks:
            self.problems.append(Problem(where, "its head does not fit the entries"))
        return self.problems

    def _take(self, index, id, type, actor, subject, at, digest, hashes, body, salt) -> None:
        if not isinstance(index, int) or index < self.next:
            self._fault(self.next - 1, "it has no place of its own", where=f"entry {id}")
            return
        if index > self.next:
            self._miss(index)
        self.next = index + 1
        self.entries += 1
        if not isinstance(hashes, bytes):
            hashes = b""
        try:
            by = "null" if actor is None else f'"{actor}"'
            header = (
                f'{{"actor":{by},"at":"{instant(at)}","digest":"{digest.hex()}","id":"{id}",'
                f'"subject":"{subject}","type":"{type}","v":1}}'
            )
            if sha256(b"\0" + header.encode()).digest() != hashes[:HASH_BYTES]:
                self._fault(index, "its header is not the one that was entered")
            elif body is not None and sha256(salt + body.encode()).digest() != digest:
                self._fault(index, "what it says is not what was entered")
        except (AttributeError, TypeError):  # Again: anything.
            self._fault(index, "a value in it cannot be read")
        self._grow(index, hashes)
        self.read(index, type, id, body)

    def _grow(self, index: int, hashes: bytes) -> None:
        """Check the hashes that this entry completes; then go on with those that it keeps.

        Going on with what is kept names one altered row once, not every later row above it.
        """
        peaks = self.peaks
        node = hashes[:HASH_BYTES]
        level = 0
        while index >> level & 1:
            left = peaks.pop()
            level += 1
            kept = hashes[level * HASH_BYTES : (level + 1) * HASH_BYTES]
            fits = left is not None and sha256(b"\1" + left + node).digest() == kept
            # A fault among the entries below this node explains it.
            if not fits and self._faulty <= index - (1 << level):
                self._fault(index, "the hashes that it keeps do not fit the entries before it")
            node = kept
        if len(hashes) != (level + 1) * HASH_BYTES and self._faulty != index:
            self._fault(index, "it does not keep as many hashes as its place asks for")
        peaks.append(node)

    def _miss(self, index: int) -> None:
        """Entries from the next one up to, not including, `index` are not there."""
        first, last = self.next + 1, index
        missing = f"entry {first}" if first == last else f"entries {first} to {last}"
        self._fault(index - 1, "not there: removed or cut off", where=missing)
        self.next = index
        self.peaks = [None] * index.bit_count()

    def _fault(self, index: int, what: str, where: str = "") -> None:
        self._faulty = index
        where = where or f"entry {index + 1}"
        if self.log.number > 1:
            where = f"{where} of log {self.log.number}"
        self.problems.append(Problem(where, what))


def entries_of(log: Log) -> QuerySet:
    """Each entry's index first, then its header, its hashes, and what it says."""
    return Event.objects.filter(log=log).values_list(
        "index",
        "id",
        "type",
        "actor",
        "subject",
        unparsed("at"),
        "digest",
        "hashes",
        "payload__body",
        "payload__salt",
    )


def instant(value: Any) -> Any:
    """A stored instant as entries hold it, be it parsed or text as SQLite keeps it."""
    if isinstance(value, str):
        day, _, hour = value.removesuffix("+00:00").partition(" ")
        return f"{day}T{hour}Z" if "." in hour else f"{day}T{hour}.000000Z"
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds")[:26] + "Z"
    return value


def in_chunks(rows: QuerySet, key: str, after: Any = None) -> Iterator[tuple[Any, ...]]:
    """Rows in the order of a unique key, their first column: one long read holds up every commit."""
    rows = rows.order_by(key)
    while True:
        chunk = list((rows if after is None else rows.filter(**{f"{key}__gt": after}))[:CHUNK])
        yield from chunk
        if len(chunk) < CHUNK:
            return
        after = chunk[-1][0]
