"""What a kind of duty says of itself. One small class for each kind, in its room's kinds.py.

A kind says who is bound and what was done, each as one queryset with its columns named by field
path or expression, and lists its periods in Python, where all calendar logic lives. It joins
nothing, counts nothing, writes nothing: the engine does.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from django.db.models import Expression, QuerySet
from django.urls import reverse

from sevenfold.kernel.clock import FOR_EVER, AcademicYear


@dataclass(frozen=True)
class Bound:
    """Who or what is bound, whatever the date. Columns are field paths or expressions."""

    rows: QuerySet
    subject: str = "pk"
    person: str | None = None
    body: str | None = None
    academy: str | None = None
    starts: str | Expression | None = None  # A span: starts and perhaps ends ...
    ends: str | Expression | None = None
    on: str | Expression | None = None  # ... or a thing of one day.
    due: str | Expression | None = None  # Its own date, or so many days after it starts.
    days: int = 0
    counts_from: str | Expression | None = None  # An act before this day does not count.


@dataclass(frozen=True)
class Done:
    """The acts. Each of them alone meets what was asked; the first in time is the proof."""

    acts: QuerySet
    subject: str
    on: str = "on"  # The day in London.
    event: str = "event"
    person: str | None = None  # Lets the engine narrow to the people of an act.
    period: str | None = None  # Holds PeriodRow.ref; left out, the day decides.
    # Whether nobody has more than one in a period, so that none is chosen among many: it is quicker.
    single: bool = False


@dataclass(frozen=True)
class PeriodRow:
    """One period of a duty: an academic year, an issue of a code, a cycle, or once."""

    ref: int
    label: str
    opens: date
    closes: date
    due: date | None = None


@dataclass(frozen=True)
class Part:
    """A part of what is asked that the person has done already, with its entry's id."""

    words: str
    at: datetime
    event: str


@dataclass(frozen=True)
class Todo:
    """What one person is shown of what a duty still asks of them."""

    title: str
    button: str
    page: str  # The address where it is done, or carried on.
    detail: str = ""
    minutes: int = 0  # About how long the rest of it takes.
    in_parts: bool = False  # Whether it can be left part-way and taken up again.
    progress: tuple[int, int] | None = None  # How many of how many parts, once it is begun.
    progress_words: str = ""
    parts: tuple[Part, ...] = ()


ONCE = PeriodRow(ref=0, label="", opens=date.min, closes=FOR_EVER)


class Kind:
    """The interface against which everything about duties is written once."""

    code: str
    title: str
    Params: type  # A frozen dataclass. duty.params is one, filled from the duty's row.

    def bound(self, duty) -> Bound:
        raise NotImplementedError

    def done(self, duty) -> Done:
        raise NotImplementedError

    def periods(self, duty, horizon: date) -> Iterable[PeriodRow]:
        return [ONCE]

    def suggests(self, text: str) -> bool:
        """Whether a clause of these words seems to ask for it. Only ever a suggestion."""
        return False

    # What the pages say of it; a period's label stands where {period} is.
    name: ClassVar[str]  # Its clause's short name: "the code of conduct".
    counted: ClassVar[str]  # What the margin counts: "Signatures on the {period} code".
    met: ClassVar[str] = "done"  # The word after a count of what is met: "signed".
    rows: ClassVar[str] = ""  # What one row of those it binds stands for, in a sentence.
    task: ClassVar[str] = ""  # What a person is asked to do; empty where no person is asked.
    task_detail: ClassVar[str] = ""
    task_button: ClassVar[str] = ""
    task_page: ClassVar[str] = ""  # The name of the address where it is done.
    done_words: ClassVar[str] = ""  # What they then have done: "Code of conduct signed".
    proof_page: ClassVar[str] = ""  # The page of the person's own receipt; takes the entry's id.

    def todo(self, actor, on: date) -> Todo:
        """What the actor is shown while it is open. A kind that is done in parts says how far."""
        return Todo(self.task, self.task_button, reverse(self.task_page), self.task_detail)


def years(duty, horizon: date) -> list[AcademicYear]:
    """The academic years that the duty touches and that have begun by the horizon."""
    last = min(horizon, duty.ends or horizon)
    return [
        AcademicYear(starts)
        for starts in range(AcademicYear.of(duty.begins).starts, AcademicYear.of(last).starts + 1)
    ]


KINDS: dict[str, Kind] = {}


def suggested(text: str) -> list[Kind]:
    """The kinds that a clause of these words seems to ask for."""
    return [kind for kind in KINDS.values() if kind.suggests(text)]


def register(kind: type[Kind]) -> type[Kind]:
    """Each room's kinds.py is found by autodiscovery; the engine names no room."""
    KINDS[kind.code] = kind()
    return kind
