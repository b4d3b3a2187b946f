"""The evidence book: its logs, their entries in order, and what each entry says."""

from base64 import b64encode
from typing import Any

from django.db import models

from sevenfold.kernel import canonical

from . import entry, tree
from .fields import IdField

HASH_BYTES = 32


class Log(models.Model):
    """One log and its head. Only the newest is appended to; a restore may close one for good."""

    number = models.PositiveIntegerField(primary_key=True)
    name = models.CharField(max_length=253)
    begun = models.DateTimeField()
    size = models.PositiveBigIntegerField(default=0)
    peaks = models.BinaryField(default=b"")  # Roots of the whole subtrees, the largest first.
    signed = models.PositiveBigIntegerField(default=0)  # The size at its newest checkpoint.

    def __str__(self) -> str:
        return self.origin

    @property
    def origin(self) -> str:
        """What checkpoints call this log."""
        return f"{self.name}/ledger/{self.number}"

    @property
    def root(self) -> bytes:
        return tree.root(split(self.peaks))


class Event(models.Model):
    """The header of one entry, and the hashes of the tree that it completes. Never changed."""

    id = IdField(primary_key=True)
    log = models.ForeignKey(Log, models.PROTECT, related_name="events", db_index=False)
    index = models.PositiveBigIntegerField()  # Its place in the log, from 0.
    type = models.CharField(max_length=entry.TYPE_LENGTH)
    actor = IdField(null=True)  # None where Sevenfold itself acted.
    subject = IdField()
    at = models.DateTimeField()
    digest = models.BinaryField()
    hashes = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["log", "index"], name="one_entry_a_place")]

    def __str__(self) -> str:
        return f"Entry {self.number:,}, {self.type}"

    @property
    def number(self) -> int:
        """What people see and type, counted from 1."""
        return self.index + 1

    @property
    def header(self) -> dict[str, Any]:
        return entry.header(
            id=self.id,
            type=self.type,
            actor=self.actor,
            subject=self.subject,
            at=self.at,
            digest=bytes(self.digest),
        )

    @property
    def leaf(self) -> bytes:
        return entry.leaf(self.header)


class Payload(models.Model):
    """What happened in full, with its salt. Erasure takes this row, and the tree stays whole."""

    event = models.OneToOneField(Event, models.PROTECT, primary_key=True, related_name="payload")
    body = models.TextField()  # Canonical JSON.
    salt = models.BinaryField()

    def __str__(self) -> str:
        return f"Payload of {self.event_id}"

    @property
    def content(self) -> dict[str, Any]:
        return canonical.loads(self.body.encode())


class Checkpoint(models.Model):
    """What the log's key signed at one size, verbatim. Never changed, never removed."""

    log = models.ForeignKey(Log, models.PROTECT, related_name="checkpoints", db_index=False)
    size = models.PositiveBigIntegerField()
    previous = models.PositiveBigIntegerField()  # The size at the one before; 0 for the first.
    root = models.BinaryField()
    note = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["log", "size"], name="one_checkpoint_a_size")
        ]

    def __str__(self) -> str:
        return f"{self.log_id} at {self.size:,} entries"

    @property
    def root_text(self) -> str:
        """The root as the checkpoint's third line has it."""
        return b64encode(self.root).decode()


class Deposit(models.Model):
    """A checkpoint that was sent to somebody outside, who keeps it."""

    checkpoint = models.OneToOneField(Checkpoint, models.PROTECT, related_name="deposit")
    at = models.DateTimeField()
    letter = models.CharField(max_length=32)  # The letter's uid; it need not be kept for ever.

    def __str__(self) -> str:
        return f"Deposit of {self.checkpoint}"


def split(hashes: bytes) -> list[bytes]:
    """Hashes kept end to end in one column."""
    return [bytes(hashes[at : at + HASH_BYTES]) for at in range(0, len(hashes), HASH_BYTES)]
