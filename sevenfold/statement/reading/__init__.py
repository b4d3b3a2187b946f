"""Reading a trust's statement from plain text: its purpose, how-lines, commitments, values, clauses.

Two stages: text becomes blocks, each whole however its lines were broken (pages, blocks, marks),
and blocks become lines by what they look like and what stands above them (shape, kinds). The
reading never fails on text, and keeps every word in a line or among what it left out, but for the
marks of points: a bullet, and the "Commitment 3" before a commitment, which keeps its number alone.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from . import kinds
from .blocks import blocks_of
from .kinds import CLAUSE, OTHER, Line
from .words import COMMITMENTS, PRINCIPLES, PURPOSE, VALUES

__all__ = ["Line", "Reading", "read"]


@dataclass(frozen=True)
class Reading:
    """A statement as it was read.

    `lines` in reading order; `unsure` pairs of a text and the reason for the doubt; `left_out` the
    lines that belong to the pages and not to the statement: contents, running heads, numbers.
    """

    lines: tuple[Line, ...]
    unsure: tuple[tuple[str, str], ...] = ()
    left_out: tuple[str, ...] = ()

    def of(self, kind: str) -> list[Line]:
        """The lines of one kind, in reading order."""
        return [line for line in self.lines if line.kind == kind]

    def as_json(self) -> dict[str, Any]:
        """The reading as `sevenfold statement parse --json` prints it."""
        purpose = self.of(PURPOSE)
        return {
            "purpose": purpose[0].text if purpose else None,
            "principles": [line.text for line in self.of(PRINCIPLES)],
            "commitments": [
                {"area": line.heading, "number": int(line.number), "text": line.text}
                for line in self.of(COMMITMENTS)
            ],
            "values": [line.text for line in self.of(VALUES)],
            "clauses": [
                {"number": line.number, "section": line.heading, "text": line.text}
                for line in self.of(CLAUSE)
            ],
            "other": [f"{line.number} {line.text}".strip() for line in self.of(OTHER)],
            "unsure": [{"text": text, "why": why} for text, why in self.unsure],
        }


def read(text: str) -> Reading:
    """Read a statement from its text. Never raises, whatever the text."""
    blocks, left_out = blocks_of(text)
    lines, unsure = kinds.lines_of(blocks)
    return Reading(lines, (*unsure, *_doubled(lines)), tuple(left_out))


def _doubled(lines: tuple[Line, ...]) -> list[tuple[str, str]]:
    """Clauses that share number and section with another, which a reader could not tell apart."""
    clauses = [line for line in lines if line.kind == CLAUSE and line.number]
    times = Counter((line.number, line.heading) for line in clauses)
    return [
        (line.text, f"the number {line.number} comes more than once in its section")
        for line in clauses
        if times[line.number, line.heading] > 1
    ]
