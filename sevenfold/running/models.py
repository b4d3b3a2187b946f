"""What the worker knows of itself. Nothing here is evidence."""

from django.db import models
from django.db.models import Q


class Pulse(models.Model):
    """The worker's last sign of life, and what it could not do then."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    at = models.DateTimeField()
    mail_error = models.TextField(blank=True)
    mail_since = models.DateTimeField(null=True)  # Since when the mail server has not had us.
    book_error = models.TextField(blank=True)  # Why the evidence book is not signed.

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_pulse")]

    def __str__(self) -> str:
        return f"Pulse of {self.at}"


class Chore(models.Model):
    """One part of the daily work: for which day it was done last, and whether it failed."""

    name = models.CharField(max_length=100, unique=True)
    title = models.CharField(max_length=200)
    day = models.DateField(null=True)  # The London day for which it was last done, or tried.
    whole = models.DateField(null=True)  # The day on which it last left nothing out.
    claimed_until = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.title
