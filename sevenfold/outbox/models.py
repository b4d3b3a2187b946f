"""Letters on their way out. A row is written with the act that it tells of, or not at all."""

from django.db import models
from django.db.models import Q

from sevenfold.kernel.fields import UidField


class Message(models.Model):
    """One letter to one address, and what became of it."""

    uid = UidField()
    person = models.CharField(max_length=32, db_index=True)  # The addressee's uid.
    to = models.TextField()  # The address as it was when the letter was queued.
    template = models.CharField(max_length=100)
    trust = models.TextField()
    sender = models.TextField(blank=True)  # Who asks, where it is a person.
    subject = models.TextField()
    text = models.TextField()  # Empty once it has left: it may hold a link that lets somebody in.
    # What goes with it, as pairs of a name and a text; none once it has left.
    attachments = models.JSONField(default=list)
    at = models.DateTimeField()
    due = models.DateTimeField()  # The next attempt.
    until = models.DateTimeField(null=True)  # Of no use to anybody afterwards.
    claimed_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)  # What the mail server last said against it.
    # It was offered to the mail server, whose answer was never recorded. Once it has been sent:
    # it may have arrived twice.
    maybe_sent = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(
                fields=["due"], condition=Q(sent_at=None, given_up_at=None), name="letters_to_send"
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject}, to {self.to}"


class ReceiptsQueued(models.Model):
    """Up to which entry of a log the receipts have been queued, each once."""

    log = models.PositiveIntegerField(primary_key=True)
    size = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"Receipts of log {self.log} up to entry {self.size:,}"
