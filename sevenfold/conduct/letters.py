"""The receipt by mail, which carries the proof."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sevenfold.ledger import queries as ledger
from sevenfold.ledger.models import Checkpoint, Event
from sevenfold.outbox import actions as outbox
from sevenfold.outbox.models import Message
from sevenfold.people.models import Trust

from .models import Signature


def receipts(events: Sequence[Event], checkpoint: Checkpoint, *, at: datetime) -> Iterator[Message]:
    """A letter for each of these signatures whose signer can be written to."""
    trust = Trust.objects.get()
    signatures = Signature.objects.filter(event__in=events, person__account__isnull=False)
    signatures = signatures.select_related(
        "person__account", "issue", "event__log", "event__payload"
    )
    files = ledger.proof_files([signature.event for signature in signatures], checkpoint)
    for signature, file in zip(signatures, files, strict=True):
        entry = signature.event
        yield outbox.compose(
            "conduct/mail/receipt.txt",
            to=signature.person,
            address=signature.person.account.email,
            context={
                "trust": trust,
                "signature": signature,
                "entry": entry,
                "proof": ledger.leaf_in_groups(entry),
                "key": ledger.vkey_of(checkpoint.log),
            },
            at=at,
            attachments={f"receipt-{entry.number}.tlog-proof": file.decode()},
        )
