"""Which edition of a standard counts, and when."""

from datetime import date

from .models import Edition


def edition_in_use(standard: str, on: date) -> Edition:
    """The edition of the standard with this key that was in force on that day.

    Raises Edition.DoesNotExist for a day before the first of them.
    """
    editions = Edition.objects.filter(standard__key=standard, effective__lte=on)
    return editions.select_related("standard").latest("effective")
