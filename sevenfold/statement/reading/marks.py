"""The marks that begin a line: numbers, letters, Roman numerals, names such as Article 3, bullets."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from .words import MONTH

_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}
_COUNTED = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")

_DEEP = re.compile(r"(\d{1,3}(?:\.\d{1,3}){1,4})(?![\d/.]\d)(?!\d)[.):]?(?:\s+|$)")
_CLOSED = re.compile(r"(\(\d{1,3}\)|\d{1,3}(?=[.)]))[.)]?(?:\s+|$|(?=[A-Z“‘]))")
_BARE = re.compile(r"(\d{1,2})(\t\s*|\s+)(?=[A-Z“‘\"'(])")
_LETTER = re.compile(r"(\(([a-zA-Z])\)|([a-zA-Z])(?=[.)]))[.)]?\s+")
_NUMERAL = re.compile(r"(\(([ivxl]{1,8}|[IVXL]{1,8})\)|([ivxl]{1,8}|[IVXL]{1,8})(?=[.)]))[.)]?\s+")
_NAMED = re.compile(
    r"((?i:article|clause|section|part|chapter|schedule|appendix|annex|principle|value|commitment"
    r"|promise|pledge|rule|standard|question|q)\s?"
    r"(\d{1,2}(?:\.\d{1,2}){0,2}|[IVXL]{1,8}\b|[A-Z]\b|(?i:one|two|three|four|five|six|seven|eight|nine|ten)\b))"
    r"(?:\s*[.:)–—-]+(?:\s+|$)|\t\s*|\s{2,}|$|\s(?=[A-Z“‘]))"
)
_BULLET = re.compile(r"[•·●○◦▪▫■□◆►▶➢➤✓✔❖\uf0b7\uf0a7]\s*|[*+–—-]\s+|o\t\s*")


@dataclass(frozen=True)
class Mark:
    """What begins a line: its style, as it is shown, its place in its sequence, and the word that
    names it (article, part)."""

    style: str
    shown: str = ""
    path: tuple[int, ...] = ()
    word: str = ""

    def before(self, other: "Mark | None") -> bool:
        """Whether the other is the next in the same sequence."""
        return (
            other is not None
            and (self.style, self.word) == (other.style, other.word)
            and bool(self.path)
            and other.path == (*self.path[:-1], self.path[-1] + 1)
        )

    def over(self, other: "Mark | None") -> bool:
        """Whether the other is numbered within this one, as 3.1 is within 3."""
        return (
            other is not None
            and other.style == "number"
            and len(other.path) > len(self.path) > 0
            and other.path[: len(self.path)] == self.path
        )


def mark_of(
    line: str,
    before: dict[str, Mark],
    open_line: bool = False,
    sections: frozenset[int] = frozenset(),
) -> tuple[Mark | None, str]:
    """The mark of a line and the rest of it.

    `before` holds the latest mark of each style, since "b." or a bare "2" is a mark only where
    its sequence has come that far, or, among `sections`, the text numbers within it (2.1).
    `open_line` says that the line above breaks off in the middle of a sentence, where a number is
    more likely to belong to that sentence.
    """
    if (found := _BARE.match(line)) and int(found[1]) in sections:
        return Mark("number", found[1], (int(found[1]),)), line[found.end() :]
    for find in (_numbered, _lettered, _named, _bulleted):
        mark, end = find(line, before)
        if mark and not (open_line and _belongs_to_sentence(mark, line[end:], before)):
            return mark, line[end:]
    return None, line


def sections_of(lines: Iterable[str]) -> frozenset[int]:
    """The numbers within which a text numbers: 2, where a line begins with 2.1."""
    found = (_DEEP.match(line) for line in lines)
    return frozenset(int(deep[1].split(".")[0]) for deep in found if deep)


def _belongs_to_sentence(mark: Mark, rest: str, before: dict[str, Mark]) -> bool:
    if mark.style == "bullet":
        return "bullet" not in before and rest[:1].islower() and mark.shown in "–—-"
    expected = mark.path[-1:] == (1,) or _follows(mark, before)
    return rest[:1].islower() and not expected and not mark.shown.startswith("(")


def _follows(mark: Mark, before: dict[str, Mark]) -> bool:
    latest = before.get(mark.style)
    if latest is None:
        return False
    return mark.path in {
        (*latest.path[:depth], latest.path[depth] + 1) for depth in range(len(latest.path))
    }


def _numbered(line: str, before: dict[str, Mark]) -> tuple[Mark | None, int]:
    if found := _DEEP.match(line):
        path = tuple(int(part) for part in found[1].split("."))
        return Mark("number", found[1], path), found.end()
    if found := _CLOSED.match(line):
        return Mark("number", found[1], (int(found[1].strip("()")),)), found.end()
    if found := _BARE.match(line):
        mark = Mark("number", found[1], (int(found[1]),))
        dated = MONTH.match(line, found.end())
        in_turn = "\t" in found[2] or mark.path == (1,) or _follows(mark, before)
        if in_turn and not dated:
            return mark, found.end()
    return None, 0


def _lettered(line: str, before: dict[str, Mark]) -> tuple[Mark | None, int]:
    numeral = _NUMERAL.match(line)
    if numeral and (mark := _numeral(numeral[1], before)):
        return mark, numeral.end()
    if found := _LETTER.match(line):
        letter = found[2] or found[3]
        style = "letter" if letter.islower() else "LETTER"
        mark = Mark(style, found[1], (ord(letter.lower()) - ord("a") + 1,))
        if found[2] or mark.path == (1,) or _follows(mark, before):
            return mark, found.end()
    return None, 0


def _numeral(shown: str, before: dict[str, Mark]) -> Mark | None:
    numeral = shown.strip("()")
    style = "roman" if numeral.islower() else "ROMAN"
    mark = Mark(style, shown, (_value(numeral.lower()),))
    letter = before.get("letter" if numeral.islower() else "LETTER")
    if len(numeral) == 1 and letter and letter.path[-1] + 1 == ord(numeral.lower()) - ord("a") + 1:
        return None
    return mark if mark.path == (1,) or _follows(mark, before) or len(numeral) > 1 else None


def _value(numeral: str) -> int:
    values = [_ROMAN[letter] for letter in numeral]
    return sum(
        -value if value < max(values[at:], default=0) else value for at, value in enumerate(values)
    )


def _named(line: str, _before: dict[str, Mark]) -> tuple[Mark | None, int]:
    found = _NAMED.match(line)
    if not found or not found[1][0].isupper():
        return None, 0
    word = found[1][: -len(found[2])].strip().lower()
    return Mark("named", found[1], _path(found[2]), word), found.end()


def _path(shown: str) -> tuple[int, ...]:
    if shown[0].isdigit():
        return tuple(int(part) for part in shown.split("."))
    if shown.lower() in _COUNTED:
        return (_COUNTED.index(shown.lower()) + 1,)
    if set(shown.lower()) <= set(_ROMAN):
        return (_value(shown.lower()),)
    return (ord(shown.lower()) - ord("a") + 1,)


def _bulleted(line: str, _before: dict[str, Mark]) -> tuple[Mark | None, int]:
    found = _BULLET.match(line)
    if not found or not line[found.end() :].strip():
        return None, 0
    return Mark("bullet", found[0].strip()), found.end()
