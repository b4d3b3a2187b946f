"""The order of an induction: each principle in turn, none skipped, then the trust's own steps (3.1)."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

SEVEN_PRINCIPLES = "seven-principles"
FRAMEWORK = "ethical-leadership"


class OutOfTurn(Exception):
    """A principle was acknowledged before the ones that come ahead of it."""


_INDUCTS = re.compile(r"\binduct", re.I)
_JOINS = re.compile(
    r"\b(?:who(?:ever)? joins?|on joining|new(?:ly appointed)? (?:members?|trustees?|governors?))\b",
    re.I,
)
_SEVEN = re.compile(r"\b(?:seven|nolan) principles\b", re.I)


def asks_for_induction(clause: str) -> bool:
    """Whether a clause seems to say that whoever joins learns of the seven principles (as 3.1)."""
    return bool(_SEVEN.search(clause) and (_INDUCTS.search(clause) or _JOINS.search(clause)))


@dataclass(frozen=True)
class Progress:
    """How far a person has come: the principles' keys in order, and those acknowledged."""

    principles: tuple[str, ...]
    acknowledged: frozenset[str]

    @property
    def next(self) -> str | None:
        """The first principle still to acknowledge, or None when there is none left."""
        return next((key for key in self.principles if key not in self.acknowledged), None)

    @property
    def complete(self) -> bool:
        return self.next is None

    def reached(self, key: str) -> bool:
        """Whether the person may open this principle: one already acknowledged, or the next."""
        return key in self.acknowledged or key == self.next

    def acknowledge(self, key: str) -> "Progress":
        """The progress after this principle too. Raises OutOfTurn for any but the next."""
        if key != self.next:
            raise OutOfTurn(f"{key} was acknowledged where {self.next} is next")
        return replace(self, acknowledged=self.acknowledged | {key})


READ, COURSE, MEETING = "read", "course", "meeting"
KINDS = {
    READ: "something to read and confirm",
    COURSE: "a course, with its date",
    MEETING: "a meeting held, with its date",
}
VIRTUES, STATEMENT = "virtues", "statement"


@dataclass(frozen=True)
class Listed:
    """One line of the trust's list: something to read and confirm, a course, or a meeting held.

    Two lines show what Sevenfold has already, and are known by their keys: the Framework's virtues
    and the statement in force. The principles are on no list: they cannot be taken off one.
    """

    key: str
    kind: str
    title: str
    words: str = ""

    @property
    def is_read(self) -> bool:
        return self.kind == READ

    @property
    def kind_words(self) -> str:
        return KINDS[self.kind]

    @property
    def in_a_sentence(self) -> str:
        """The title within a sentence; a trust's own may begin with a name, so it is quoted."""
        if self.key in (VIRTUES, STATEMENT):
            return self.title[0].lower() + self.title[1:]
        return f"“{self.title}”"


USUAL = (
    Listed(VIRTUES, READ, "The seven virtues"),
    Listed(STATEMENT, READ, "Our statement"),
)


def without(steps: Sequence[Listed], key: str) -> tuple[Listed, ...]:
    return tuple(step for step in steps if step.key != key)


def earlier(steps: Sequence[Listed], key: str) -> tuple[Listed, ...]:
    """The list with this step one place further up; the first stays where it is."""
    moved = list(steps)
    for place, step in enumerate(steps):
        if step.key == key and place:
            moved[place - 1], moved[place] = moved[place], moved[place - 1]
    return tuple(moved)


@dataclass(frozen=True)
class Piece:
    """A piece of what is read: heading, area, term (with its meaning), clause or paragraph."""

    shape: str
    text: str
    label: str = ""  # The number of a clause, the name of a term.


@dataclass(frozen=True)
class Reading:
    """What a step puts before the reader, and the very bytes that confirming it cites."""

    pieces: tuple[Piece, ...]
    data: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    @property
    def seconds(self) -> int:
        return seconds_to_read(*(f"{piece.label} {piece.text}" for piece in self.pieces))


def said(name: str) -> str:
    """What a person says of a principle by ticking its box and pressing the button."""
    return f"I have read this, and I know what {name.lower()} asks of me here"


# Adults read such prose silently at 238 words a minute (Brysbaert's review of 190 studies, 2019);
# a phone and a thought for oneself make it slower.
WORDS_A_MINUTE = 200


def seconds_to_read(*texts: str) -> int:
    words = sum(len(text.split()) for text in texts)
    return round(words * 60 / WORDS_A_MINUTE)


def minutes(seconds: int) -> int:
    """Whole minutes, one at least."""
    return max(1, round(seconds / 60))
