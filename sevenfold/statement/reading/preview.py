"""What was read, laid out for somebody to check before any of it is kept. Pure.

Parts that need an eye, because of a doubt or because a clause seems to ask something, come first
with all their lines; those that were plain come after them.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from . import Line, Reading

COUNTED = {
    "purpose": ("core purpose", "core purposes"),
    "principle": ("principle", "principles"),
    "commitment": ("commitment", "commitments"),
    "value": ("value", "values"),
    "clause": ("clause", "clauses"),
}
TAKEN_FOR = {
    "purpose": "Purpose",
    "principle": "Principle",
    "commitment": "Commitment",
    "value": "Value",
    "clause": "Clause",
    "lead-in": "Lead-in",
    "text": "Text",
    "heading": "Heading",
}


@dataclass(frozen=True)
class Read:
    """One line: what it was taken for, why that is in doubt, and what it seems to ask for."""

    taken_for: str
    number: str
    text: str
    doubts: tuple[str, ...] = ()
    suggested: tuple[str, ...] = ()
    place: int = 0  # In the whole document, counted from 1.


@dataclass(frozen=True)
class Part:
    """A heading and the lines beneath it."""

    heading: str
    lines: tuple[Read, ...]

    @property
    def needs_an_eye(self) -> bool:
        return any(line.doubts or line.suggested for line in self.lines)


@dataclass(frozen=True)
class Preview:
    """The whole of what was read. `astray`: doubts about words that stand in no single line."""

    title: str
    counts: tuple[str, ...]
    parts: tuple[Part, ...]
    astray: tuple[tuple[str, str], ...]
    left_out: tuple[str, ...]

    @property
    def to_check(self) -> list[Part]:
        return [part for part in self.parts if part.needs_an_eye]

    @property
    def plain(self) -> list[Part]:
        return [part for part in self.parts if not part.needs_an_eye]

    @property
    def plain_lines(self) -> int:
        return sum(len(part.lines) for part in self.plain)

    @property
    def doubtful(self) -> list[Read]:
        return [line for part in self.parts for line in part.lines if line.doubts]

    @property
    def doubts(self) -> int:
        return len(self.doubtful) + len(self.astray)


def title_of(reading: Reading) -> str:
    """What the document calls itself: its first line, where that is a heading over everything.

    A heading over its own purpose, values or clauses ("Our vision") is no title.
    """
    first, second = (*reading.lines, None, None)[:2]
    over_all = second and second.role in ("heading", "text")
    if first and first.role == "heading" and over_all and 0 < len(first.text) <= 200:
        return first.text
    return "Our statement of ethical leadership"


def laid_out(reading: Reading, suggest: Callable[[str], Sequence[str]]) -> Preview:
    """The reading as it is checked; `suggest` names the kinds of duty that a clause's words call for."""
    doubts, astray = _placed(reading.lines, reading.unsure)
    parts: list[tuple[str, list[Read]]] = [("", [])]
    for place, line in enumerate(reading.lines):
        if line.role == "heading" and not doubts[place]:
            parts.append((f"{line.number} {line.text}".strip(), []))
            continue
        parts[-1][1].append(
            Read(
                TAKEN_FOR[line.role or line.kind],
                line.number,
                line.text,
                tuple(doubts[place]),
                tuple(map(_within, suggest(line.text))) if line.kind == "clause" else (),
                place + 1,
            )
        )
    return Preview(
        title_of(reading),
        tuple(_counts(reading)),
        tuple(Part(heading, tuple(lines)) for heading, lines in parts if lines),
        tuple(astray),
        reading.left_out,
    )


def _within(title: str) -> str:
    """A title within a sentence."""
    return title[0].lower() + title[1:]


def _counts(reading: Reading) -> Iterable[str]:
    """1 core purpose, 14 commitments: what there is of each kind, none of what there is not."""
    for kind, (one, more) in COUNTED.items():
        count = len(reading.of(kind))
        if count:
            yield f"{count} {one if count == 1 else more}"


def _placed(lines: Sequence[Line], unsure: Iterable[tuple[str, str]]):
    """Each doubt at the first line with its words that has not this doubt yet; the rest astray."""
    doubts: dict[int, list[str]] = defaultdict(list)
    astray = []
    for text, why in unsure:
        whole = [place for place, line in enumerate(lines) if line.text == text]
        within = [place for place, line in enumerate(lines) if text and text in line.text]
        free = [place for place in whole + within if why not in doubts[place]]
        if free:
            doubts[free[0]].append(why)
        else:
            astray.append((text, why))
    return doubts, astray
