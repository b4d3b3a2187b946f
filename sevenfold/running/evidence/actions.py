"""Signing as the book grows, the receipts that a checkpoint covers, and one letter a day outside."""

import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from sevenfold.conduct import letters as conduct
from sevenfold.induction import letters as induction
from sevenfold.ledger import actions as ledger
from sevenfold.ledger import keys, queries
from sevenfold.ledger.models import Checkpoint, Deposit, Event, Log
from sevenfold.outbox import actions as outbox
from sevenfold.outbox.models import Message, ReceiptsQueued
from sevenfold.people.models import Trust

MINUTE = timedelta(minutes=1)
BATCH = 200

# By the type of the entry, who writes the receipts for it.
Receipts = Callable[..., Iterator[Message]]
RECEIPTS: dict[str, Receipts] = {
    "conduct.signed": conduct.receipts,
    "induction.acknowledged": induction.receipts,
}

log = logging.getLogger("sevenfold.evidence")


def follow(*, at: datetime) -> str:
    """Sign what the book has grown by, at most once a minute, and queue the receipts it covers.

    Answers why nothing was signed, where it was refused: then nobody's receipt rests on the book.
    """
    newest = queries.newest_checkpoint()
    if newest is None or at - newest.at >= MINUTE:
        try:
            ledger.checkpoint(at)
        except (ledger.Forked, keys.NoKey, queries.Incomplete) as refusal:
            return str(refusal)
    queue_receipts(at=at)
    return ""


def queue_receipts(*, at: datetime) -> None:
    """Queue the letters of every receipt that a checkpoint covers by now, each once."""
    for head in Log.objects.exclude(signed=0).order_by("number"):
        checkpoint = head.checkpoints.select_related("log").order_by("size").last()
        if checkpoint and not ReceiptsQueued.objects.filter(
            log=head.number, size__gte=checkpoint.size
        ):
            while _queue_batch(checkpoint, at):
                pass


@transaction.atomic(durable=True)
def _queue_batch(checkpoint: Checkpoint, at: datetime) -> bool:
    """Go on where the last batch ended; whether there is more. Another worker waits meanwhile."""
    number = checkpoint.log_id
    ReceiptsQueued.objects.get_or_create(log=number)
    done = ReceiptsQueued.objects.select_for_update().get(log=number)
    events = Event.objects.filter(log=number, index__gte=done.size, index__lt=checkpoint.size)
    events = list(events.filter(type__in=RECEIPTS).order_by("index")[:BATCH])
    for type, write in RECEIPTS.items():
        outbox.queue_many(_written([e for e in events if e.type == type], checkpoint, write, at))
    more = len(events) == BATCH
    done.size = events[-1].index + 1 if more else max(done.size, checkpoint.size)
    done.save()
    return more


def _written(
    events: Sequence[Event], checkpoint: Checkpoint, write: Receipts, at: datetime
) -> list[Message]:
    """The letters. An entry that cannot be proved gets none, and never stops the rest."""
    if not events:
        return []
    try:
        return list(write(events, checkpoint, at=at))
    except queries.Incomplete as fault:
        if len(events) == 1:
            log.error("No receipt for entry %d: %s", events[0].number, fault)
            return []
        return [letter for event in events for letter in _written([event], checkpoint, write, at)]


@transaction.atomic(durable=True)
def deposit(*, at: datetime) -> Deposit | None:
    """Send the newest checkpoint to the archive mailbox, unless it is there; once a day.

    It goes to somebody outside who keeps it, because a book does not stop its owner.
    """
    if not settings.ARCHIVE:
        return None
    head = Log.objects.select_for_update().order_by("-number").first()
    checkpoint = head and head.checkpoints.order_by("size").last()
    if checkpoint is None or Deposit.objects.filter(checkpoint=checkpoint).exists():
        return None
    trust = Trust.objects.get()
    lines, _, _ = checkpoint.note.partition("\n\n")
    letter = outbox.queue(
        "running/mail/checkpoint.txt",
        to=trust,
        address=settings.ARCHIVE,
        context={"trust": trust, "checkpoint": checkpoint, "lines": lines},
        at=at,
        attachments={f"checkpoint-{checkpoint.size}.txt": checkpoint.note},
    )
    return Deposit.objects.create(checkpoint=checkpoint, at=at, letter=letter.uid)
