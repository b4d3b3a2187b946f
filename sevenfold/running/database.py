"""Whether there is a database to work with, said in one line where there is none."""

from pathlib import Path

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader


class Unusable(Exception):
    """There is no database, it does not answer, or it is of another version."""


def check(*, current: bool = True) -> None:
    """Raises Unusable, with what to do. Unless `current`, one of an older version will do."""
    if not is_there():
        raise Unusable(
            f"There is no trust in {settings.SEVENFOLD_HOME}: “sevenfold init” makes one"
        )
    if current and (older := of_another_version()):
        raise Unusable(older)


def is_there() -> bool:
    """Whether anything was ever put into the database. Makes none. Raises Unusable."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite" and not Path(name).is_file():
        return False
    try:
        return "people_trust" in connection.introspection.table_names()
    except Error as error:
        raise Unusable(f"The database cannot be reached: {said(error)}") from error


def of_another_version() -> str:
    """What to do about it where the database is not of this version's shape; else nothing."""
    loader = MigrationLoader(connection)
    done, known = set(loader.applied_migrations), set(loader.disk_migrations)
    ours = {label for label, _ in known}
    if any(label in ours and (label, name) not in known for label, name in done):
        return "The database is of a newer Sevenfold than this one"
    if known - done - loader.replacements.keys():
        return "The database is of an older Sevenfold: “sevenfold upgrade” brings it up to date"
    return ""


def said(error: Exception) -> str:
    """What a database said, in one line."""
    return " ".join(str(error).split()) or type(error).__name__
