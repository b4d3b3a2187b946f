"""How long to wait before the next attempt, and the parts of a letter. No database, no clock."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

# After the last of them every six hours, until the letter has been tried for five days.
PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360)]
ATTEMPTS = 24
AFTER_SILENCE = timedelta(hours=1)  # Where it is not known whether the letter was taken.


def pause_after(attempts: int) -> timedelta | None:
    """The pause after so many attempts in vain; None where the letter is given up."""
    return PAUSES[min(attempts, len(PAUSES)) - 1] if attempts < ATTEMPTS else None


class NotALetter(ValueError):
    """A template that yields no subject or no text."""


class Words(NamedTuple):
    subject: str
    text: str


def words(rendered: str) -> Words:
    """The subject, which is the first line, and the text. Runs of empty lines become one."""
    subject, _, text = rendered.strip().partition("\n")
    subject = " ".join(subject.split())
    text = re.sub(r"[ \t]*\n(?:[ \t]*\n)+", "\n\n", text).strip()
    if not subject or not text:
        raise NotALetter("a letter has its subject in the first line, and its text below")
    return Words(subject, text)


@dataclass(frozen=True)
class Part:
    """One paragraph: what kind it is, and its lines.

    `button` has its label and its address, `box` a heading and its items, `quote` the quoted words
    and what follows them; `aside` stands in the second voice, `foot` below the line.
    """

    kind: str
    lines: tuple[str, ...]


def parts(text: str) -> list[Part]:
    """The paragraphs of a letter, so that one text makes both shapes and they say the same.

    A line that ends with a colon, and a link below it, is a button; what follows a button is said
    of it. Lines that begin with a dash are the items of a box. What opens with a quotation mark
    quotes. What follows a line of two dashes is the foot.
    """
    found: list[Part] = []
    above, _, foot = text.partition("\n--\n")
    for paragraph in above.strip().split("\n\n"):
        found.append(_part(paragraph.split("\n"), after=found[-1].kind if found else ""))
    found += [Part("foot", tuple(p.split("\n"))) for p in foot.strip().split("\n\n") if p]
    return found


def _part(lines: list[str], after: str) -> Part:
    head, *rest = lines
    if len(rest) == 1 and head.endswith(":") and re.fullmatch(r"https?://\S+", rest[0]):
        return Part("button", (head[:-1], rest[0]))
    if rest and all(line.startswith("- ") for line in rest):
        return Part("box", (head, *(line[2:] for line in rest)))
    if head.startswith("“") and "”" in head:
        quoted, _, source = " ".join(lines).rpartition("”")
        return Part("quote", (f"{quoted}”", source.strip()))
    return Part("aside" if after == "button" else "text", tuple(lines))
