"""Which line of one version is which line of another. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from .reading import Reading


def same(title: str, lines: Iterable[Any], other: str, reading: Reading) -> bool:
    """Whether a version as it was kept is what was just read, word for word."""
    return title == other and [_said(line) for line in lines] == [
        _said(line) for line in reading.lines
    ]


def _said(line: Any) -> tuple[str, ...]:
    return line.kind, line.role, line.number, line.heading, line.text


def successors(before: Iterable[Any], after: Iterable[Any]) -> dict[Any, Any]:
    """Which clause of the later version each of the earlier one lives on in, where one does.

    The one with the same words; else the one with the same number, unless that has the words of
    another. Of several alike, none, because nobody could say which.
    """
    before, after = list(before), list(after)
    found = _pairs(before, after, lambda clause: _folded(clause.text))
    taken = set(found.values())
    left = [clause for clause in before if clause not in found]
    free = [clause for clause in after if clause not in taken]
    return found | _pairs(left, free, lambda clause: clause.number)


def _pairs(before: list[Any], after: list[Any], key: Callable[[Any], str]) -> dict[Any, Any]:
    """Those that share a key which no other of either version has."""
    times = [Counter(map(key, clauses)) for clauses in (before, after)]
    by_key = {key(clause): clause for clause in after}
    return {
        clause: by_key[key(clause)]
        for clause in before
        if key(clause) and all(counted[key(clause)] == 1 for counted in times)
    }


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
