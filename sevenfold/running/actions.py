"""What the worker writes: its sign of life, and the daily work."""

from datetime import date, datetime

from django.db import transaction

from sevenfold.duties import actions as duties
from sevenfold.duties.models import Duty

from .models import Pulse


def beat(*, at: datetime) -> None:
    """Note that the worker is alive."""
    Pulse.objects.update_or_create(pk=1, defaults={"at": at})


def note_mail(error: str, *, at: datetime) -> None:
    """Note why the mail server does not have us, or with no words that it has."""
    pulse = Pulse.objects.filter(pk=1)
    if not error:
        pulse.update(mail_error="", mail_since=None)
        return
    pulse.update(mail_error=error)
    pulse.filter(mail_since=None).update(mail_since=at)


def note_book(error: str) -> None:
    """Note why the evidence book cannot be signed, or with no words that it can."""
    Pulse.objects.filter(pk=1).update(book_error=error)


@transaction.atomic(durable=True)
def bring_into_line(duty: Duty, since: date | None, *, at: datetime) -> None:
    """Bring what one duty asks of everybody into line with the records, from `since` on."""
    duties.sync_duty(duty, since=since, at=at)
