"""Sealed copies of what people did: made from what is there, and evidence of nothing by themselves."""

from django.db import models


class SealedCopy(models.Model):
    """The one sealed PDF of an entry, kept because sealing it again would give other bytes.

    It is no record of an act, so no entry tells of it: whoever only looks leaves nothing in the
    evidence book.
    """

    of = models.CharField(max_length=32, unique=True)  # The id of the entry.
    sha256 = models.CharField(max_length=64)  # The stored file.
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "sealed copies"

    def __str__(self) -> str:
        return f"Sealed copy of {self.of}"
