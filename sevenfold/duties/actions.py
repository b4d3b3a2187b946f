"""Bringing what is asked into line with the records. Called inside the acts of other rooms."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sevenfold.kernel import clock, sql
from sevenfold.people.models import Person

from . import engine
from .engine import Changes
from .models import Duty


def sync(
    *kinds: str,
    people: Iterable[Person] | None = None,
    subjects: Iterable[int] | None = None,
    since: date | None = None,
    horizon: date | None = None,
    at: datetime,
) -> Changes:
    """Bring the requirements of these kinds, of all where none is named, into line.

    For the people of an act, who are locked until the commit; for some subjects; or for
    everybody. `since` leaves periods alone that closed before it; periods are listed up to the
    horizon, the day of `at` by default.
    """
    within = engine.Within(
        people=None if people is None else tuple(sorted({person.pk for person in people})),
        subjects=None if subjects is None else tuple(sorted(subjects)),
        since=since,
    )
    if within.people:
        sql.lock_rows(Person.objects.all(), within.people)
    duties = Duty.objects.order_by("pk")
    if kinds:
        duties = duties.filter(kind__in=kinds)
    if not within.full:
        return engine.mend(duties, within, at)
    horizon = horizon or clock.london_date(at)
    return sum((engine.synchronise(duty, within, horizon, at) for duty in duties), Changes())


def a_year_before(at: datetime) -> date:
    """The nightly synchronisation leaves alone what closed before this day."""
    return clock.london_date(at) - timedelta(days=366)


def sync_duty(duty: Duty, *, since: date | None = None, at: datetime) -> Changes:
    """Bring one duty into line for everybody: in the daily work each duty stands by itself."""
    return engine.synchronise(duty, engine.Within(since=since), clock.london_date(at), at)
