"""How this installation runs."""

from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet

from . import rules
from .models import Chore, Pulse


def notices(now: datetime) -> list[rules.Notice]:
    """What those who look after the trust should know at once. One query."""
    pulse = Pulse.objects.first()
    return rules.notices(
        pulse and pulse.at,
        pulse and pulse.mail_since,
        pulse.book_error if pulse else "",
        mail=bool(settings.MAIL),
        now=now,
    )


def failed_chores() -> QuerySet[Chore]:
    return Chore.objects.exclude(error="").order_by("title", "pk")
