"""The name by which a record is known outside its table."""

from uuid import uuid4

from django.db import models


def new_uid() -> str:
    """32 hex digits, random: never made from a name, an address or a counter."""
    return uuid4().hex


class UidField(models.CharField):
    """What entries of the evidence book, mails and addresses call a record by."""

    def __init__(self, **options):
        settled = {"max_length": 32, "unique": True, "default": new_uid, "editable": False}
        super().__init__(**{**options, **settled})
