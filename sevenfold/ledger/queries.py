"""Finding an entry by what people know of it."""

from django.db.models import QuerySet

from . import entry
from .models import Event


def entries() -> QuerySet[Event]:
    """All entries in their order, each with what it says."""
    return Event.objects.select_related("payload", "log").order_by("log", "index")


def find(name: str) -> Event | None:
    """The entry with this id, or with this number in the log in use: `48213`, `48,213`."""
    number = name.replace(",", "")
    if number.isascii() and number.isdigit() and len(number) < len("9007199254740993"):
        newest = latest()
        return newest and entries().filter(log=newest.log, index=int(number) - 1).first()
    return entries().filter(pk=name).first()


def latest() -> Event | None:
    return entries().last()


def proof(event: Event) -> str:
    """What receipts show as the entry's proof: its leaf hash in 16 groups of four."""
    return entry.in_groups(event.leaf)
