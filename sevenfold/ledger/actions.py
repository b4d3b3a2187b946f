"""Beginning a log, appending to it and signing it. An entry is the last thing that an act writes."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from sevenfold.kernel.fields import new_uid
from sevenfold.kernel.protocols import HasUid

from . import entry, keys, note, queries, records, tree
from .models import Checkpoint, Event, Log, Payload, split

new_id = new_uid  # An entry's id, so that a record can cite its entry before that is there.


class NotBegun(Exception):
    """Something was to be entered before the evidence book was begun."""


class Forked(Exception):
    """The book does not go on from the checkpoint signed last: nothing was signed."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """An entry to be appended."""

    type: str
    actor: HasUid
    subject: HasUid
    at: datetime
    payload: dict[str, Any]
    id: str = field(default_factory=new_id)


def begin(name: str, *, at: datetime) -> Log:
    """Begin log 1 and make its key. The name is for good: the site's host name, else the trust's
    uid and `.invalid`.

    Raises ValueError for a name that no checkpoint could bear, IntegrityError if it was begun.
    """
    if not name or not name.isprintable() or any(sign.isspace() or sign == "+" for sign in name):
        raise ValueError("the name of a log has neither spaces nor a plus")
    log = Log.objects.create(number=1, name=name, begun=at)
    keys.make()
    return log


def append(
    type: str,
    *,
    actor: HasUid,
    subject: HasUid,
    at: datetime,
    payload: dict[str, Any],
    id: str | None = None,
) -> Event:
    """Append one entry within the act's transaction: the act's last line.

    Whoever appends holds up every other act until the commit. Raises NotAnEntry for what breaks a
    rule of the entries, NotBegun before the first log.
    """
    draft = Draft(
        type=type, actor=actor, subject=subject, at=at, payload=payload, id=id or new_id()
    )
    return append_many([draft])[0]


def append_many(drafts: Iterable[Draft]) -> list[Event]:
    """Append entries in this order, all in one go: for imports."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("an entry belongs to its act's transaction")
    written = [_write(draft) for draft in drafts]
    if not written:
        return []
    log = Log.objects.select_for_update().order_by("-number").first()
    if log is None:
        raise NotBegun
    peaks = split(log.peaks)
    for event, _, leaf in written:
        event.log, event.index = log, log.size
        completed, peaks = tree.append(log.size, peaks, leaf)
        event.hashes = b"".join(completed)
        log.size += 1
    log.peaks = b"".join(peaks)
    Event.objects.bulk_create([event for event, _, _ in written])
    Payload.objects.bulk_create([payload for _, payload, _ in written])
    log.save(update_fields=["size", "peaks"])
    return [event for event, _, _ in written]


@transaction.atomic(durable=True)
def checkpoint(at: datetime) -> Checkpoint | None:
    """Sign the book as it stands, if it has grown, and return its newest checkpoint.

    Appends nothing. None before the first entry. Raises Forked, keys.NoKey.
    """
    log = Log.objects.select_for_update().order_by("-number").first()
    return log and sign(log, at=at)


def sign(log: Log, *, at: datetime) -> Checkpoint | None:
    """The same for one log, whose head the caller's transaction holds.

    Signs only once it is proved that the tree extends the one signed last: two checkpoints that
    contradict one another would show the whole book to be forged.
    """
    last = log.checkpoints.order_by("-size").first()
    _prove_extends(log, last)
    if log.size == (last.size if last else 0):
        return last
    if last is None:
        keys.make()  # A log from before there were checkpoints has none.
    signed = Checkpoint.objects.create(
        log=log,
        size=log.size,
        previous=log.signed,
        root=log.root,
        note=note.checkpoint(keys.signer(log), log.size, log.root).decode(),
        at=at,
    )
    log.signed = log.size
    log.save(update_fields=["signed"])
    return signed


def _prove_extends(log: Log, last: Checkpoint | None) -> None:
    if log.signed != (last.size if last else 0):
        raise Forked("a checkpoint that was signed is not there")
    if last is None:
        return
    if last.size > log.size:
        raise Forked(f"the book has {log.size:,} entries, and {last.size:,} were signed")
    hashes = queries.hashes_of(log, tree.consistency(last.size, log.size))
    if not tree.extends(last.size, bytes(last.root), log.size, log.root, hashes):
        raise Forked(f"the first {last.size:,} entries are not those that were signed")


def _write(draft: Draft) -> tuple[Event, Payload, bytes]:
    """The rows and the leaf of an entry without its place. Done before the head is locked."""
    for record, row in records.told(draft.payload):
        if row.keys() != set(record.columns.values()):
            raise entry.NotAnEntry(f"what stands under {record.name} is not its whole state")
    body = entry.payload_bytes(draft.payload)
    salt = secrets.token_bytes(entry.SALT_BYTES)
    event = Event(
        id=draft.id,
        type=draft.type,
        actor=draft.actor.uid,
        subject=draft.subject.uid,
        at=draft.at,
        digest=entry.digest(salt, body),
    )
    return event, Payload(event=event, body=body.decode(), salt=salt), event.leaf
