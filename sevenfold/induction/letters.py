"""The receipt by mail, once all seven are acknowledged. It carries the proof of each."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby

from django.db.models import F, Max

from sevenfold.ledger import queries as ledger
from sevenfold.ledger.models import Checkpoint, Event
from sevenfold.outbox import actions as outbox
from sevenfold.outbox.models import Message
from sevenfold.people.models import Trust

from .models import Acknowledgement


def receipts(events: Sequence[Event], checkpoint: Checkpoint, *, at: datetime) -> Iterator[Message]:
    """A letter for each induction that one of these acknowledgements completed."""
    trust = Trust.objects.get()
    rows = Acknowledgement.objects.filter(induction__person__account__isnull=False)
    last = Max("induction__edition__provisions__number")
    completing = rows.filter(event__in=events).annotate(last=last)
    completing = completing.filter(principle__number=F("last")).order_by()
    given = rows.filter(induction__in=completing.values("induction"), event__log=checkpoint.log)
    given = given.select_related(
        "induction__person__account", "principle", "event__log", "event__payload"
    )
    given = list(given.order_by("induction", "principle__number"))
    files = ledger.proof_files([each.event for each in given], checkpoint)
    pairs = zip(given, files, strict=True)
    for induction, group in groupby(pairs, key=lambda pair: pair[0].induction):
        steps, proofs = zip(*group, strict=True)
        yield outbox.compose(
            "induction/mail/receipt.txt",
            to=induction.person,
            address=induction.person.account.email,
            context={
                "trust": trust,
                "person": induction.person,
                "given": steps,
                "last": steps[-1],
                "key": ledger.vkey_of(checkpoint.log),
            },
            at=at,
            attachments={
                f"receipt-{each.event.number}.tlog-proof": proof.decode()
                for each, proof in zip(steps, proofs, strict=True)
            },
        )
