"""What the margin says: verdicts, counts and the sentence, composed from figures by rule."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Figure:
    """How many rows of one duty in one period stand in one state."""

    line: str  # The duty's line, by which a clause asks for it.
    kind: str
    period: int
    label: str
    state: str
    rows: int
    first_due: date
    last_due: date
    latest: datetime | None


@dataclass(frozen=True)
class Count:
    """One line of the margin: a number, what it counts, and the state to open it by."""

    number: int
    words: str
    state: str
    late: bool = False


@dataclass(frozen=True)
class Tally:
    """What one duty comes to in one period: its heading and its counts."""

    line: str
    period: int
    heading: str
    counts: tuple[Count, ...]
    asked: int


@dataclass(frozen=True)
class Note:
    """Everything beside one clause."""

    verdict: str  # holds, sofar, doesnothold; unasked where no duty is set; "" for nothing due yet.
    tallies: tuple[Tally, ...] = ()
    latest: datetime | None = None
    name: str = ""


@dataclass(frozen=True)
class Truth:
    """The sentence at the head of the statement, as figures."""

    asking: int = 0
    holding: int = 0
    failing: tuple = ()  # Clauses with their notes.
    so_far: bool = False  # Whether something of what holds is still to come.


def verdict(figures: Sequence[Figure]) -> str:
    """One overdue row is enough for "does not hold". Nothing to count says nothing."""
    states = {figure.state for figure in figures}
    if not states:
        return ""
    if "overdue" in states:
        return "doesnothold"
    return "sofar" if "due" in states else "holds"


def truth(notes: Iterable[tuple[object, Note]]) -> Truth:
    judged = [(clause, note) for clause, note in notes if note.verdict not in ("", "unasked")]
    failing = tuple(pair for pair in judged if pair[1].verdict == "doesnothold")
    so_far = any(note.verdict == "sofar" for _, note in judged)
    return Truth(len(judged), len(judged) - len(failing), failing, so_far)


def met_and_late(figures: Sequence[Figure]) -> tuple[int, int]:
    """How many are met, and how many of those were late."""
    late = sum(figure.rows for figure in figures if figure.state == "met late")
    return late + sum(figure.rows for figure in figures if figure.state == "met"), late
