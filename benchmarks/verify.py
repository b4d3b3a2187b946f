"""Verify half a million entries; floor: reading the same rows in chunks and hashing them."""

from hashlib import sha256
from statistics import median

from sevenfold.demo.large import Size
from sevenfold.ledger import verify as checking
from sevenfold.ledger.models import Log
from sevenfold.ledger.records import RECORDS
from sevenfold.ledger.walk import entries_of, in_chunks

from . import trusts
from .bench import Figure, Scale, by_turns, figure, timed

PROMISE = "verify"
GOAL = 3
GROWTH = 2.2


def measure(scale: Scale) -> list[Figure]:
    events, ours, floor = _times(scale.twice, scale.rounds)
    fewer, half, _ = _times(scale.trust, scale.rounds)
    mine, theirs = median(ours), median(half)
    growth = (mine / events) / (theirs / fewer) * 2
    return [
        figure(f"{PROMISE} {events:,} events", ours, floor, GOAL, note="records included"),
        Figure(
            f"{PROMISE} twice the events",
            mine,
            theirs,
            growth,
            GROWTH,
            note=f"{events:,} against {fewer:,}, brought to exactly twice",
        ),
    ]


def _times(size: Size, rounds: int) -> tuple[int, list[float], list[float]]:
    trusts.use(size)
    found = []
    times = by_turns(
        rounds, lambda: timed(lambda: found.append(checking.verify())), lambda: timed(_read)
    )
    assert all(report.ok for report in found), found[0].problems[:3]
    return found[0].events, *times


def _read() -> None:
    """Every row that verify reads, in the same chunks, each hashed once."""
    for log in Log.objects.all():
        for row in in_chunks(entries_of(log), "index"):
            _hash(row)
    for record in RECORDS.values():
        for row in in_chunks(checking._rows(record), "pk"):
            _hash(row)


def _hash(row: tuple) -> None:
    sha256(repr(row).encode()).digest()
