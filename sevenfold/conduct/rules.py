"""What a code of conduct must state, how it is laid out, and when an issue of it is in force."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

SEVEN = (
    "Selflessness",
    "Integrity",
    "Objectivity",
    "Accountability",
    "Openness",
    "Honesty",
    "Leadership",
)


class NotTheSeven(Exception):
    """A code that does not state each of the seven principles (clause 3.2)."""

    def __init__(self, missing: Sequence[str]):
        self.missing = tuple(missing)
        super().__init__(f"the code does not state {', '.join(missing)}")


# A name set out as a principle: alone on its line, or before its meaning, after a list mark.
_MARK = r"^\W*(?:\(?(?:\d+|[a-z]|[ivx]+)[.)]\W*)?"
_STATED = {name: re.compile(rf"{_MARK}{name}\W*(?:$|[:–—.-]\W)", re.I | re.M) for name in SEVEN}
_LISTED = re.compile(r"[^.!?]*\bprinciples?\b[^.!?]*", re.I)


def missing_principles(text: str) -> list[str]:
    """The names of the principles that the text does not state, in their order.

    A principle is stated where its name is set out (a heading, a list item, a run-in term), or
    where one sentence introduces the principles and names all seven.
    """
    if any(_names_all(sentence) for sentence in _LISTED.findall(text)):
        return []
    return [name for name in SEVEN if not _STATED[name].search(text)]


_CODE = re.compile(r"\bcodes? of conduct\b", re.I)
_AGREES = re.compile(r"\b(?:re-?)?(?:sign|agree|accept|commit|adhere|abide|subscrib)", re.I)


def asks_for_a_signature(clause: str) -> bool:
    """Whether a clause seems to say that people sign a code of conduct (as 3.2 does)."""
    return bool(_CODE.search(clause) and _AGREES.search(clause))


def _names_all(sentence: str) -> bool:
    return all(re.search(rf"\b{name}\b", sentence, re.I) for name in SEVEN)


@dataclass(frozen=True)
class Block:
    """A piece of the code as the page lays it out: a heading, a paragraph, or terms with meanings."""

    kind: str  # heading, paragraph, terms
    text: str = ""
    terms: tuple[tuple[str, str], ...] = ()


_TERM = re.compile(r"^(?P<term>[A-Z][\w ’'-]{1,40}): (?P<meaning>\S.*)$")
_HEADING = re.compile(r"^(?:#+ |\d+[.)]? )?[A-Z][^.:;]{2,70}$")


def blocks(text: str) -> list[Block]:
    """The code's own words, laid out: paragraphs are parted by empty lines."""
    laid_out = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        lines = [line.strip() for line in paragraph.splitlines() if line.strip()]
        terms = [_TERM.match(line) for line in lines]
        if all(terms):
            laid_out.append(Block("terms", terms=tuple(term.group(1, 2) for term in terms)))
            continue
        if _HEADING.match(lines[0]):
            laid_out.append(Block("heading", lines.pop(0).lstrip("# ")))
        if lines:
            laid_out.append(Block("paragraph", " ".join(lines)))
    return laid_out


def minutes_to_read(text: str) -> int:
    """At 120 words a minute: slowly, as one reads what one is about to sign. One at least."""
    return max(1, round(len(text.split()) / 120))


def same_name(typed: str, registered: str) -> bool:
    """Whether a typed name is the one on the register, but for case, accents and blanks."""
    return _folded(typed) == _folded(registered)


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.replace("’", "'"))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).casefold().split())


@dataclass(frozen=True)
class InForce:
    """The days on which one issue is the one to sign, and the day by which."""

    issue: Any
    opens: date
    closes: date
    due: date


def terms_of(issues: Iterable[Any], after: int) -> list[InForce]:
    """When each issue is in force: from its approval, or its year's first day, to the next one's.

    Due on 30 September or `after` days after approval, the later. An issue that another replaces
    before it is ever in force is left out. `issues` come in order of year and approval.
    """
    found: list[InForce] = []
    for issue in issues:
        year = issue.year
        opens = max(issue.approved_on, year.first)
        if found and found[-1].issue.year == year:
            last = found.pop()
            if last.opens < opens:
                closes = opens - timedelta(days=1)
                found.append(InForce(last.issue, last.opens, closes, last.due))
        due = max(date(year.starts, 9, 30), issue.approved_on + timedelta(days=after))
        found.append(InForce(issue, opens, year.last, due))
    return found
