"""Which tables the entries tell of: each room declares its own beside its models.

A payload's top-level keys that are names registered here hold the state of those rows, one object
or a list of them; other keys are context. `verify` holds rows and entries together by this.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Field, Model, QuerySet

from . import entry


@dataclass(frozen=True)
class Problem:
    """Something that is not as it was entered: where, and what, in plain words."""

    where: str
    what: str


@dataclass(frozen=True)
class Record:
    """One table that entries tell of: field path to payload key, the row's uid among them."""

    name: str
    model: type[Model]
    columns: Mapping[str, str]
    append_only: bool

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def covers(self) -> list[str]:
        """The table's own columns for which the entries vouch."""
        fields = [self.model._meta.get_field(path.split("__")[0]) for path in self.columns]
        return [field.column for field in fields]

    @property
    def fields(self) -> dict[str, Field]:
        """The field at the end of each path."""
        return {path: self._field(path) for path in self.columns}

    def _field(self, path: str) -> Field:
        *through, last = path.split("__")
        model = self.model
        for name in through:
            model = model._meta.get_field(name).related_model
        return model._meta.get_field(last)


@dataclass(frozen=True)
class Check:
    """What a room finds out by itself, and the columns for which it vouches, by table."""

    find: Callable[[], Iterable[Problem]]
    covers: Mapping[str, list[str]]


RECORDS: dict[str, Record] = {}
CHECKS: dict[str, Check] = {}
ONLY_ADDED: list[type[Model]] = []  # Tables that no entry tells of row by row.
_file_checks: list[Callable[[str], str | None]] = []


def register(
    name: str, model: type[Model], columns: Mapping[str, str], *, append_only: bool = False
) -> None:
    """Declare what entries say of the rows of `model`, which has a `uid`, under the key `name`.

    Paths go through foreign keys: "person__uid". The database itself refuses to change or delete
    the rows of an append-only table.
    """
    RECORDS[name] = Record(name, model, {"uid": "uid", **columns}, append_only)


def check(
    name: str, find: Callable[[], Iterable[Problem]], covers: Mapping[type[Model], Iterable[str]]
) -> None:
    """Have `verify` ask a room for problems that cannot be seen row by row.

    `name` says what is checked, in a word. `covers` names, by model, each field whose alteration
    `find` finds, and whose rows cannot be removed, doubled or put in without its finding it.
    """
    columns = {
        model._meta.db_table: [model._meta.get_field(field).column for field in fields]
        for model, fields in covers.items()
    }
    CHECKS[name] = Check(find, columns)


def only_added(model: type[Model]) -> None:
    """Have the database itself refuse to change or remove rows of which no entry tells."""
    ONLY_ADDED.append(model)


def append_only() -> list[str]:
    """The tables to which rows are only ever added."""
    told = [record.table for record in RECORDS.values() if record.append_only]
    return told + [model._meta.db_table for model in ONLY_ADDED]


def check_files(damage: Callable[[str], str | None]) -> None:
    """Have `verify` ask what is wrong with the stored file of this name, if anything.

    The ledger cites stored files and knows no store, so whoever knows both says this once.
    """
    _file_checks[:] = [damage]


def damage_of(sha256: str) -> str | None:
    """What is wrong with a stored file, if anything."""
    if not _file_checks:
        return "the stored file that it cites could not be looked at"
    return _file_checks[0](sha256)


def state(name: str, row: Model) -> dict[str, Any]:
    """The row's uid and its whole declared state, as a payload holds them."""
    return {key: plain(_value(row, path)) for path, key in RECORDS[name].columns.items()}


def states(name: str, rows: QuerySet) -> list[dict[str, Any]]:
    """The same for many rows, in the queryset's order, by one query."""
    keys = RECORDS[name].columns.values()
    return [
        dict(zip(keys, map(plain, values), strict=True))
        for values in rows.values_list(*RECORDS[name].columns)
    ]


def told(payload: Mapping[str, Any]) -> Iterator[tuple[Record, dict[str, Any]]]:
    """Each state of a row that this payload tells. Raises NotAnEntry where it is not a state."""
    for name in payload.keys() & RECORDS.keys():
        rows = payload[name] if isinstance(payload[name], list) else [payload[name]]
        for row in rows:
            if not isinstance(row, dict) or not isinstance(row.get("uid"), str):
                raise entry.NotAnEntry(f"what stands under {name} is not the state of a row")
            yield RECORDS[name], row


def plain(value: Any) -> Any:
    """A column's value in payload form."""
    if isinstance(value, datetime):
        return entry.time_text(value)
    if isinstance(value, date):
        return value.isoformat()
    return value


def _value(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = None if row is None else getattr(row, name)
    return row
