"""Finding an entry by what people know of it, and proving that it is in the book."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from sevenfold.kernel import clock

from . import checker, entry, keys, proof, tree
from .checker import check
from .models import HASH_BYTES, Checkpoint, Event, Log

Held = check.Proof  # A proof that holds by itself.
NotHeld = check.Fault  # Why one does not: what, and on which line of the file.
checker_page, checker_script = checker.page, checker.script


class Incomplete(Exception):
    """Hashes of the tree are missing or wrong, so that nothing can be proved by them."""


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


def leaf_in_groups(event: Event) -> str:
    """What receipts show as the entry's proof: its leaf hash in 16 groups of four."""
    return entry.in_groups(event.leaf)


# Checkpoints


def newest_checkpoint() -> Checkpoint | None:
    """That of the log in use, if it was ever signed."""
    return Checkpoint.objects.select_related("log").order_by("log", "size").last()


def covering(event: Event) -> Checkpoint | None:
    """The newest checkpoint of the entry's log, if it covers the entry."""
    checkpoints = Checkpoint.objects.select_related("log")
    newest = checkpoints.filter(log=event.log_id).order_by("size").last()
    return newest if newest and newest.size > event.index else None


def standing_on(day: date) -> Checkpoint | None:
    """The last checkpoint signed on that London day or before it."""
    signed = Checkpoint.objects.filter(at__lt=clock.midnight_after(day))
    return signed.order_by("log", "size").last()


def said_by(event: Event) -> dict[str, Any] | None:
    """What the entry says; none once that was erased."""
    payload = getattr(event, "payload", None)
    return payload and payload.content


def vkey_of(log: Log) -> str:
    """The log's key, whole; nothing where the key is not to be had."""
    try:
        return keys.vkey(log)
    except keys.NoKey:
        return ""


# Proofs


def hashes_of(log: Log, ranges: Sequence[tree.Range]) -> list[bytes]:
    """The hash of each range of leaves, from the rows that keep them. One query.

    Raises Incomplete where one of these rows is missing or keeps too little.
    """
    rows = {tree.row_of(*node) for leaves in ranges for node in tree.nodes(leaves)}
    kept = dict(
        Event.objects.filter(log=log, index__in=rows).values_list("index", "hashes") if rows else ()
    )

    def fetch(level: int, n: int) -> bytes:
        hashes = kept.get(tree.row_of(level, n))
        # SQLite lets a column hold anything.
        hashes = bytes(hashes) if isinstance(hashes, bytes | memoryview) else b""
        hash = hashes[level * HASH_BYTES : (level + 1) * HASH_BYTES]
        if len(hash) != HASH_BYTES:
            raise Incomplete(f"entry {tree.row_of(level, n) + 1} keeps no hash of level {level}")
        return hash

    return tree.hashes(ranges, fetch)


def root_at(log: Log, size: int) -> bytes:
    """The root of the log's first `size` entries. Raises Incomplete."""
    return hashes_of(log, [(0, size)])[0]


def proof_files(events: Sequence[Event], checkpoint: Checkpoint) -> list[bytes]:
    """The proof file of each of these entries, which the checkpoint covers. One query.

    The entries are of its log and come with their payload. Raises Incomplete where a proof would
    not hold.
    """
    paths = [tree.inclusion(event.index, checkpoint.size) for event in events]
    hashes = iter(hashes_of(checkpoint.log, [leaves for path in paths for leaves in path]))
    files = []
    for event, path in zip(events, paths, strict=True):
        siblings = [next(hashes) for _ in path]
        size, root = checkpoint.size, bytes(checkpoint.root)
        if not tree.included(_leaf(event), event.index, size, siblings, root):
            raise Incomplete(f"entry {event.number} is not in the tree that was signed")
        files.append(proof.write(line(event), event.index, siblings, checkpoint.note.encode()))
    return files


def proof_now(event: Event) -> bytes | None:
    """The entry's proof file, if a checkpoint covers it yet and the proof would hold."""
    checkpoint = covering(event)
    try:
        return proof_file(event, checkpoint) if checkpoint else None
    except Incomplete:
        return None


def proof_file(event: Event, checkpoint: Checkpoint) -> bytes:
    return proof_files([event], checkpoint)[0]


def _leaf(event: Event) -> bytes:
    try:
        return event.leaf
    except entry.NotAnEntry as fault:
        raise Incomplete(f"entry {event.number} was altered: {fault}") from fault


def line(event: Event) -> bytes:
    """The entry's line, in full, or without what was erased. Raises Incomplete."""
    payload = getattr(event, "payload", None)
    if payload is None:
        return entry.line(event.header)
    body, salt = payload.body.encode(), bytes(payload.salt)
    if entry.digest(salt, body) != bytes(event.digest):
        raise Incomplete(f"what entry {event.number} says is not what was entered")
    return entry.line(event.header, payload.content, salt)


# Proofs that somebody shows


def claims(data: bytes) -> tuple[str, int | None]:
    """The log and the number that a proof file says it is of, as far as that can be made out.

    Proves nothing.
    """
    head, _, note = data.partition(b"\n\n")
    origin = note.split(b"\n")[0].decode(errors="ignore")
    index = re.search(rb"^index (0|[1-9][0-9]{0,15})$", head, re.MULTILINE)
    whole = note.startswith(origin.encode() + b"\n") and check.name_of_key(origin)
    return origin if whole and check.ORIGIN.fullmatch(origin) else "", int(
        index[1]
    ) + 1 if index else None


def read_proof(data: bytes) -> Held:
    """The proof, where it holds by our own keys. Raises NotHeld, keys.NoKey."""
    return check.read_proof(data, own_keys())


def time_of(held: Held) -> datetime:
    """When the entry's act was."""
    return entry.read_time(held.entry.header["at"])


def agrees_with_checkpoint_of(data: bytes) -> bool:
    """Whether the checkpoint in a proof file, whatever stands before it, is one of our book's."""
    try:
        signed = check.read_checkpoint(data.partition(b"\n\n")[2], own_keys())
        log = log_of(signed.origin)
        return (
            log is not None and log.size >= signed.size and root_at(log, signed.size) == signed.root
        )
    except (NotHeld, Incomplete):
        return False


def unaltered(id: str, leaf: str) -> Event | None:
    """The entry with this id, if the book still has it with this leaf (hex) and what it said.

    Once a checkpoint covers it, also in the place where it was signed.
    """
    event = entries().filter(pk=id).first()
    try:
        if event is None or _leaf(event).hex() != leaf:
            return None
        line(event)
        checkpoint = covering(event)
        if checkpoint:
            proof_file(event, checkpoint)
    except Incomplete:
        return None
    return event


def log_of(origin: str) -> Log | None:
    """Our log of this origin, if there is one."""
    return next((log for log in Log.objects.order_by("number") if log.origin == origin), None)


def own_keys() -> list[check.Key]:
    """The keys of our logs. Raises keys.NoKey."""
    return [keys.signer(log).key for log in Log.objects.order_by("number")]


def contradiction(log: Log, held: check.Proof) -> str:
    """How the book contradicts a proof that holds by itself; nothing where it agrees.

    The book must have this leaf at this place and this root at this size.
    """
    if log.size < held.checkpoint.size:
        return "the evidence book ends before this proof"
    event = Event.objects.filter(log=log, index=held.index).first()
    try:
        stands = event is not None and event.leaf == held.entry.leaf
        agrees = root_at(log, held.checkpoint.size) == held.checkpoint.root
    except entry.NotAnEntry:
        stands = False
    except Incomplete:
        agrees = False
    if not stands:
        return "the evidence book has another entry at this place"
    return "" if agrees else "the evidence book has another root at this size"
