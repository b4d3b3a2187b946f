"""How things stand: the only place that names a state."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.db.models import Case, Count, F, Max, Min, Q, QuerySet, Value, When

from sevenfold.access import policy as access
from sevenfold.kernel import clock

from . import engine
from .models import Duty, PastRequirement, Requirement

STATES = ("met", "met late", "due", "overdue")


def at(requirements: QuerySet, day: date) -> QuerySet:
    """What stands on that day, as far as is known now, each row with its `state`.

    An act after the day is ignored.
    """
    return _standing(requirements, day, Q(met_on__lte=day))


def as_known(day: date, known: datetime, **within) -> QuerySet:
    """The same as far as was known by that instant, of requirements that stand and of past ones.

    `within` narrows both. Ask for columns that both have; the result is not narrowed any further.
    """
    met = Q(met_on__lte=day, met_seen__lte=known)
    stands = Requirement.objects.filter(opened__lte=known, **within)
    stood = PastRequirement.objects.filter(opened__lte=known, closed__gt=known, **within)
    return _standing(stands, day, met).union(_standing(stood, day, met), all=True)


def _standing(rows: QuerySet, day: date, met: Q) -> QuerySet:
    return rows.filter(arises_on__lte=day, lapses_on__gte=day).annotate(
        state=Case(
            When(met & Q(met_on__lte=F("due_on")), then=Value("met")),
            When(met, then=Value("met late")),
            When(due_on__lt=day, then=Value("overdue")),
            default=Value("due"),
        )
    )


@dataclass(frozen=True)
class Asking:
    """What a duty would ask for in one period: of how many, and due between which days."""

    period: str
    rows: int
    first_due: date
    last_due: date
    overdue: int  # How many would be late already today.
    met: int  # How many have done it already.


@dataclass(frozen=True)
class Preview:
    """Whom a duty would bind, and what it would ask of them: nothing of it is kept."""

    rows: int
    people: int
    names: tuple[str, ...]  # The first of them.
    asks: tuple[Asking, ...]


def preview(actor: access.Actor, duty: Duty, at: datetime, most_names: int = 8) -> Preview:
    """What would follow if this duty were kept now. It is not: everything is taken back."""
    return engine.rehearse(duty, at, partial(_preview, actor, clock.london_date(at), most_names))


def _preview(
    actor: access.Actor, today: date, most_names: int, bound: QuerySet, asked: QuerySet
) -> Preview:
    counts = bound.aggregate(rows=Count("pk"), people=Count("person", distinct=True))
    shown = access.scoped(actor, "assurance.names", bound.exclude(person=None))
    names = shown.order_by("person__name").values_list("person__name", flat=True).distinct()
    grouped = (
        asked.values(label=F("period__label"), opens=F("period__opens"))
        .annotate(
            rows=Count("pk"),
            first_due=Min("due_on"),
            last_due=Max("due_on"),
            overdue=Count("pk", filter=Q(met_on=None, due_on__lt=today, lapses_on__gte=today)),
            met=Count("met_on"),
        )
        .order_by("opens")
    )
    asks = [
        Asking(
            row["label"],
            row["rows"],
            row["first_due"],
            row["last_due"],
            row["overdue"],
            row["met"],
        )
        for row in grouped
    ]
    return Preview(counts["rows"], counts["people"], tuple(names[:most_names]), tuple(asks))


def asked(actor: access.Actor, kind: str, day: date) -> Requirement | None:
    """What a kind asks of the actor themselves on that day, the most pressing of it first."""
    own = Requirement.objects.filter(duty__kind=kind, person=actor.person)
    return at(own, day).order_by(F("met_on").asc(nulls_first=True), "due_on", "pk").first()
