"""What the acts of this room share: the entry that each leaves, and the rows that they hold."""

from collections.abc import Iterable
from datetime import datetime

from sevenfold.access import policy as access
from sevenfold.kernel import sql
from sevenfold.ledger import actions as ledger
from sevenfold.ledger import records

from ..models import Person


def append(event: str, actor: access.Actor, subject, at: datetime, *, context=None, **rows) -> None:
    """Leave the entry of an act: the state of each row, or of each of a list of rows."""
    payload = {name: _state(name, row) for name, row in rows.items()}
    ledger.append(event, actor=actor, subject=subject, at=at, payload=payload | (context or {}))


def _state(name: str, row) -> dict | list[dict]:
    if isinstance(row, list):
        return [records.state(name, each) for each in row]
    return records.state(name, row)


def hold(people: Iterable[Person]) -> None:
    """Hold these people until the commit. Bodies are held before people, academies before both."""
    sql.lock_rows(Person.objects.all(), [person.pk for person in people])
