"""Keeping sealed copies."""

from datetime import datetime

from django.db import transaction

from . import store
from .models import SealedCopy


@transaction.atomic(durable=True)
def keep_sealed(of: str, pdf: bytes, *, at: datetime) -> bytes:
    """Keep the sealed PDF of an entry, and return the one that is kept: the first there was.

    Of two who seal at once the later waits for the other's row, and gets its file.
    """
    copy, new = SealedCopy.objects.get_or_create(
        of=of, defaults={"sha256": store.name_of(pdf), "at": at}
    )
    if new:
        store.put(pdf)
        return pdf
    return store.read(copy.sha256)
