"""How things stand: the only place that names a state."""

from datetime import date, datetime

from django.db.models import Case, F, Q, QuerySet, Value, When

from sevenfold.access import policy as access

from .models import Requirement

STATES = ("met", "met late", "due", "overdue")


def at(requirements: QuerySet, day: date, known: datetime | None = None) -> QuerySet:
    """What stands on that day, each row with its `state`, as far as was known by that instant.

    An act after the day is ignored. Left out, `known` is now: the rows that are open.
    """
    if known is None:
        standing = requirements.filter(closed=None)
        met = Q(met_on__lte=day)
    else:
        standing = requirements.filter(Q(closed=None) | Q(closed__gt=known), opened__lte=known)
        met = Q(met_on__lte=day, met_seen__lte=known)
    return standing.filter(arises_on__lte=day, lapses_on__gte=day).annotate(
        state=Case(
            When(met & Q(met_on__lte=F("due_on")), then=Value("met")),
            When(met, then=Value("met late")),
            When(due_on__lt=day, then=Value("overdue")),
            default=Value("due"),
        )
    )


def asked(actor: access.Actor, kind: str, day: date) -> Requirement | None:
    """What a kind asks of the actor themselves on that day, the most pressing of it first."""
    own = Requirement.objects.filter(duty__kind=kind, person=actor.person)
    return at(own, day).order_by(F("met_on").asc(nulls_first=True), "due_on", "pk").first()
