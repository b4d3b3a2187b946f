"""The column of an id."""

from django.db import models


class IdField(models.CharField):
    """32 hex digits. On PostgreSQL not varchar, for which Django would keep a second index."""

    def __init__(self, **options):
        super().__init__(**{**options, "max_length": 32})

    def db_type(self, connection) -> str:
        # In an array, as Django writes many rows at once, plain char would be a single letter.
        return "bpchar(32)" if connection.vendor == "postgresql" else "char(32)"
