"""Do the checkpoints that are kept still fit the book, the key and one another? For `verify`."""

from collections.abc import Iterator
from typing import Any

from . import keys, note, queries
from .models import Checkpoint, Log
from .records import Problem

CHUNK = 200


def problems() -> Iterator[Problem]:
    """Reads without holding anything up: what is signed meanwhile is left to the next check."""
    for log in Log.objects.order_by("number"):
        if all(isinstance(value, int) for value in (log.number, log.size, log.signed)):
            yield from _of(log)
            yield from _beyond(log)
        else:  # SQLite lets a column hold anything.
            yield Problem(f"log {log.number}", "its head cannot be read")
    astray = Checkpoint.objects.exclude(log__in=Log.objects.values("number"))
    for row in astray.values_list("pk", flat=True)[:1]:
        yield Problem(f"checkpoint in row {row}", "the head of its log is not there")


def _of(log: Log) -> Iterator[Problem]:
    """Each checkpoint up to the one that the head names, which is the last of a chain."""
    before = 0
    for rows in _chunks(log):
        roots = _roots(log, [size for size, *_ in rows if size <= log.size])
        for size, previous, root, text in rows:
            what = _fault(log, size, root, text, roots)
            if not what and previous != before:
                what = "the one that was signed before it is not there"
            if what:
                yield Problem(_where(log, size), what)
            before = size
    if before != log.signed:
        yield Problem(_where(log, log.signed), "not there: removed or cut off")


def _beyond(log: Log) -> Iterator[Problem]:
    """A row is there only with a head that names it, or a later one."""
    rows = Checkpoint.objects.filter(log=log)
    later = list(rows.filter(size__gt=log.signed).values_list("pk", flat=True)[:CHUNK])
    signed = Log.objects.values_list("signed", flat=True).get(pk=log.pk) if later else 0
    for size in rows.filter(pk__in=later, size__gt=signed).values_list("size", flat=True):
        yield Problem(_where(log, size), "the head of the log does not name it")


def _chunks(log: Log) -> Iterator[list[tuple]]:
    rows = Checkpoint.objects.filter(log=log, size__lte=log.signed).order_by("size")
    rows = rows.values_list("size", "previous", "root", "note")
    after = -1
    while chunk := list(rows.filter(size__gt=after)[:CHUNK]):
        yield chunk
        after = chunk[-1][0]


def _fault(log: Log, size: int, root: Any, text: Any, roots: dict[int, bytes]) -> str:
    if size > log.size:
        return "the book ends before this checkpoint"
    if not isinstance(root, bytes | memoryview):
        return "its root cannot be read"
    if roots.get(size, root) != root:
        return "the entries have another root"
    try:
        # The key signs a text in one way alone.
        return "" if text == _as_signed(log, size, bytes(root)) else "it is not what the key signed"
    except keys.NoKey as missing:
        return str(missing)


def _as_signed(log: Log, size: int, root: bytes) -> str:
    try:
        return note.checkpoint(keys.signer(log), size, root).decode()
    except ValueError:
        return ""  # No tree has this size and root.


def _roots(log: Log, sizes: list[int]) -> dict[int, bytes]:
    """The root at each size; none where a hash is missing, which the walk names."""
    try:
        return dict(zip(sizes, queries.hashes_of(log, [(0, size) for size in sizes]), strict=True))
    except queries.Incomplete:
        return {}


def _where(log: Log, size: Any) -> str:
    where = f"checkpoint at {size} entries"
    return where if log.number == 1 else f"{where} of log {log.number}"
