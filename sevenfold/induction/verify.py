"""Does each acknowledgement belong to the edition of its induction?

Entries name a principle by its key, which every edition has.
"""

from collections.abc import Iterator

from django.db.models import F

from sevenfold.ledger.records import Problem

from .models import Acknowledgement


def problems() -> Iterator[Problem]:
    astray = Acknowledgement.objects.exclude(principle__edition=F("induction__edition"))
    for row in astray.order_by("pk").values_list("pk", flat=True):
        where = f"{Acknowledgement._meta.db_table}, row {row}"
        yield Problem(where, "its principle is not of the edition of its induction")
