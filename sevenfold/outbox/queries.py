"""Which letters are due, and which of them somebody should look at."""

from datetime import datetime

from django.db.models import F, Q, QuerySet

from .models import Message


def waiting() -> QuerySet[Message]:
    """Neither sent nor given up."""
    return Message.objects.filter(sent_at=None, given_up_at=None)


def due(at: datetime) -> QuerySet[Message]:
    """What may be sent at that instant, the most pressing first: what soon is of no use."""
    free = Q(claimed_until=None) | Q(claimed_until__lte=at)
    pressing = F("until").asc(nulls_last=True)
    return waiting().filter(free, due__lte=at).order_by(pressing, "due", "pk")


def given_up() -> QuerySet[Message]:
    return Message.objects.exclude(given_up_at=None).order_by("-given_up_at", "pk")


def possible_repeats() -> QuerySet[Message]:
    """Sent after an attempt whose outcome nobody knows, so that they may have arrived twice."""
    return Message.objects.filter(maybe_sent=True).exclude(sent_at=None).order_by("-sent_at", "pk")
