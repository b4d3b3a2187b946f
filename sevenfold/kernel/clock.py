"""The one module that knows the hour, London and the academic year.

Only views, commands and the worker ask for `now` or `today`; acts are handed `at`, an instant, and
rules are handed `on`, a day in London.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
FOR_EVER = date.max


def now() -> datetime:
    return datetime.now(UTC)


def today() -> date:
    return london_date(now())


def london(at: datetime) -> datetime:
    """The same instant by London's clocks."""
    return at.astimezone(LONDON)


def london_date(at: datetime) -> date:
    """The day in London at that instant."""
    return london(at).date()


def midnight_after(day: date) -> datetime:
    """The instant at which that London day is over."""
    return datetime.combine(date.fromordinal(day.toordinal() + 1), datetime.min.time(), LONDON)


@dataclass(frozen=True, order=True)
class AcademicYear:
    """1 September to 31 August, named by the calendar year in which it starts."""

    starts: int

    @classmethod
    def of(cls, day: date) -> "AcademicYear":
        return cls(day.year if day.month >= 9 else day.year - 1)

    @property
    def label(self) -> str:
        return f"{self.starts}/{(self.starts + 1) % 100:02}"

    @property
    def first(self) -> date:
        return date(self.starts, 9, 1)

    @property
    def last(self) -> date:
        return date(self.starts + 1, 8, 31)

    def __str__(self) -> str:
        return self.label
