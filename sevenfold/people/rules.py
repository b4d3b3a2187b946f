"""Which terms, offices and grants can be: pure, and each refusal in words for the field it is about."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from unicodedata import combining, normalize

from sevenfold.ui import words

# The role that sitting on each kind of body gives.
ROLES = {
    "members": "member",
    "board": "trustee",
    "committee": "committee-member",
    "local": "governor",
}
ORDINALS = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth")


class Refused(ValueError):
    """What was asked cannot be: why, in words, and the field of the form that can mend it."""

    def __init__(self, why: str, field: str | None = None):
        self.field = field
        super().__init__(why)


@dataclass(frozen=True)
class Span:
    """From a day to a last day, which is none while the end is open."""

    starts: date
    ends: date | None = None

    def overlaps(self, other: "Span") -> bool:
        return (other.ends is None or self.starts <= other.ends) and (
            self.ends is None or other.starts <= self.ends
        )

    def __str__(self) -> str:
        if self.ends is None:
            return f"since {words.day(self.starts)}"
        return f"{words.day(self.starts)} to {words.day(self.ends)}"


def check_order(span: Span, what: str = "The term") -> None:
    """Raises Refused where a span ends before it starts."""
    if span.ends and span.ends < span.starts:
        raise Refused(
            f"{what} ends before it starts. It starts on {words.day(span.starts)}", "ends"
        )


def check_term(
    kind: str,
    role: str,
    span: Span,
    *,
    joined: tuple[str, date] | None = None,
    closed: date | None = None,
) -> None:
    """Whether somebody can hold this role over this span on a body of that kind.

    `joined` is the name of the body's academy with the day on which it joined the trust.
    """
    if role != ROLES[kind]:
        raise Refused(f"Nobody sits there as {role.replace('-', ' ')}", "body")
    check_order(span)
    if joined and span.starts < joined[1]:
        raise Refused(
            f"{joined[0]} joined the trust on {words.day(joined[1])}, after this day", "starts"
        )
    if closed and span.starts > closed:
        raise Refused(f"It was closed on {words.day(closed)}, before this day", "starts")
    if closed and (span.ends is None or span.ends > closed):
        raise Refused(f"It was closed on {words.day(closed)}. The term ends by then", "ends")


def check_free(span: Span, others: Iterable[Span], who: str) -> None:
    """Whether somebody has not this appointment already; a new term begins after the last."""
    for other in others:
        if span.overlaps(other):
            raise Refused(f"{who} has this appointment already, {other}", "starts")


def check_next(starts: date, last: Span) -> None:
    """Whether a new term may begin on that day. The end of the last is never moved for it."""
    if last.ends is None:
        raise Refused(
            "The term goes on without an end, so there is no new one. End it first", "starts"
        )
    if starts <= last.ends:
        raise Refused(
            f"The last term runs until {words.day(last.ends)}. Start the new one after it", "starts"
        )


def check_ending(last_day: date, span: Span) -> None:
    """Whether a term or an office may end on that day: it is made shorter, never longer."""
    if last_day < span.starts:
        raise Refused(f"This is before it starts, on {words.day(span.starts)}", "ends")
    if span.ends and last_day > span.ends:
        raise Refused(f"It ends on {words.day(span.ends)} already, and is not made longer", "ends")


def check_vacant(span: Span, holders: Iterable[tuple[str, Span]], office: str) -> None:
    """Whether nobody else holds an office that has one holder."""
    for name, held in holders:
        if span.overlaps(held):
            raise Refused(f"{name} is {office}, {held}. End that first", "starts")


def check_within(span: Span, term: Span) -> None:
    """Whether an office lies within the term of the appointment under it."""
    if span.starts < term.starts or (term.ends and span.starts > term.ends):
        raise Refused(f"The appointment is {term}. Choose a day within it", "starts")
    if term.ends and span.ends and span.ends > term.ends:
        raise Refused(
            f"The appointment ends on {words.day(term.ends)}, and the office with it", "ends"
        )


def next_term(last: Span) -> Span:
    """The term that follows, as long as the last: what the form suggests."""
    if last.ends is None:
        return last
    starts = last.ends + timedelta(days=1)
    try:
        ends = last.ends.replace(year=last.ends.year + starts.year - last.starts.year)
    except ValueError:  # 29 February.
        ends = last.ends + (last.ends - last.starts)
    return Span(starts, ends)


def ordinal(place: int) -> str:
    """First, second … of somebody's terms, counted from 1."""
    return ORDINALS[place - 1] if place <= len(ORDINALS) else f"{place}th"


def six_months_after(day: date) -> date:
    """The day until which a place is said to fall vacant soon."""
    return day + timedelta(days=183)


def fold(name: str) -> str:
    """A name as people search for it: in small letters, without accents."""
    plain = "".join(letter for letter in normalize("NFKD", name) if not combining(letter))
    return " ".join(plain.casefold().split())


def matches(typed: str, name: str) -> bool:
    """Whether every word that was typed is in the name."""
    return all(word in fold(name) for word in fold(typed).split())


def nearest(typed: str, names: Iterable[str]) -> str | None:
    """The name that is most like what was typed, by the whole of it or by one of its words."""
    whole = {form: name for name in names for form in [fold(name), *fold(name).split()]}
    close = get_close_matches(fold(typed), whole, n=1)
    return whole[close[0]] if close else None
