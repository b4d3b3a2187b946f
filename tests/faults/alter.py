"""Alterations by whoever has the database in hand: made behind the guards, which stand again after."""

import random
import string
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from django.db.models import Value

from sevenfold.ledger import guards

MODELS = {model._meta.db_table: model for model in apps.get_models()}
QUOTE = connection.ops.quote_name
# What lets a copy of a row in: whatever must be the only one of its kind is made another.
TRIES = 40
# What only SQLite would let a column hold.
ODD = ("x", b"\0\xff", 3.5, -1, "2026-13-45")


class Impossible(Exception):
    """The table's own constraints let no such alteration in."""


@contextmanager
def behind_the_guards(table: str) -> Iterator[None]:
    """No guard and no foreign key speaks up within; the guards stand again after it."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # What is to come has been checked; from here on no trigger of any kind fires.
            cursor.execute("SET LOCAL session_replication_role = replica")
            yield
            cursor.execute("SET LOCAL session_replication_role = DEFAULT")
            return
        cursor.execute("PRAGMA defer_foreign_keys = ON")
        standing = [guard for guard in guards.guards() if guard.table == table]
        for guard in standing:
            for statement in guard.take_down("sqlite"):
                cursor.execute(statement)
        yield
        for guard in standing:
            for statement in guard.make("sqlite"):
                cursor.execute(statement)


def cell(dice: random.Random, table: str, column: str) -> str:
    """Give one cell of one row another value."""
    model, field = MODELS[table], _field(table, column)
    rows = list(model._base_manager.order_by("pk").values_list("pk", field.attname))
    for _ in range(TRIES):
        key, before = dice.choice(rows)
        after = _another(dice, field, before, [value for _, value in rows])
        if _same(before, after):
            continue
        try:
            with transaction.atomic(), behind_the_guards(table):
                changed = model._base_manager.filter(pk=key).update(**{field.attname: after})
        except DatabaseError:
            continue
        assert changed == 1
        return f"{table}.{column} of {key!r}: {before!r} becomes {after!r}"
    raise Impossible(f"{table}.{column}")


def removed(dice: random.Random, table: str) -> str:
    """Take one row out."""
    key = dice.choice(list(MODELS[table]._base_manager.order_by("pk").values_list("pk", flat=True)))
    _delete(table, [key])
    return f"{table}: row {key!r} removed"


def cut_off(dice: random.Random, table: str) -> str:
    """Take the newest rows out, as many as may be."""
    model = MODELS[table]
    order = ("log", "index") if table == "ledger_event" else ("pk",)
    if table == "ledger_payload":
        order = ("event__log", "event__index")
    keys = list(model._base_manager.order_by(*order).values_list("pk", flat=True))
    gone = keys[-dice.randint(1, min(3, len(keys))) :]
    _delete(table, gone)
    return f"{table}: the newest {len(gone)} cut off"


def doubled(dice: random.Random, table: str) -> str:
    """Put one row in a second time, with another key."""
    model = MODELS[table]
    for _ in range(TRIES):
        row = dice.choice(list(model._base_manager.order_by("pk").values()))
        copy = dict(row)
        for field in model._meta.concrete_fields:
            if field.unique:
                copy[field.attname] = _fresh(dice, field, row[field.attname])
        for constraint in model._meta.constraints:
            if isinstance(constraint, models.UniqueConstraint) and not constraint.condition:
                field = model._meta.get_field(dice.choice(constraint.fields))
                copy[field.attname] = _fresh(dice, field, copy[field.attname])
        try:
            with transaction.atomic(), behind_the_guards(table):
                model._base_manager.bulk_create([model(**copy)])
        except DatabaseError:
            continue
        return f"{table}: row {row[model._meta.pk.attname]!r} doubled"
    raise Impossible(f"{table} doubled")


def _delete(table: str, keys: list) -> None:
    column = QUOTE(MODELS[table]._meta.pk.column)
    marks = ", ".join(["%s"] * len(keys))
    with behind_the_guards(table), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE {column} IN ({marks})", keys)  # noqa: S608
        assert cursor.rowcount == len(keys)


def _field(table: str, column: str) -> models.Field:
    fields = MODELS[table]._meta.concrete_fields
    return next(field for field in fields if field.column == column)


def _same(before: Any, after: Any) -> bool:
    if isinstance(before, memoryview):
        before = bytes(before)
    return before == after


def _another(dice: random.Random, field: models.Field, before: Any, all_values: list) -> Any:
    """Another value that such a cell might have: a neighbour's, none, or a little different."""
    choices = ["altered", "altered", "neighbour"] + ["none"] * field.null
    choices += ["odd"] * (connection.vendor == "sqlite")
    match dice.choice(choices):
        case "neighbour":
            value = dice.choice(all_values)
            return bytes(value) if isinstance(value, memoryview) else value
        case "none":
            return None
        case "odd":
            return Value(dice.choice(ODD), models.Field())
        case _:
            return _altered(dice, field, before)


def _altered(dice: random.Random, field: models.Field, before: Any) -> Any:
    if before is None:
        before = _sample(field)
    if isinstance(before, bytes | memoryview):
        data = bytearray(before)
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
        return bytes(data)
    if isinstance(before, bool):
        return not before
    if isinstance(before, int):
        return max(0, before + dice.choice([-2, -1, 1, 2, dice.randrange(3, 9_000)]))
    if isinstance(before, datetime):
        return before + dice.choice([1, -1]) * timedelta(
            microseconds=dice.choice([1, 10**6, 10**10])
        )
    if isinstance(before, date):
        if before.year in (1, 9999):  # The ends of the calendar.
            return before.replace(year=2026)
        return before + timedelta(days=dice.choice([-30, -1, 1, 30, 900]))
    place = dice.randrange(len(before) + 1)
    letter = dice.choice(string.hexdigits[:16])
    return (before[:place] + letter + before[place + 1 :])[: field.max_length]


def _sample(field: models.Field) -> Any:
    kind = field.target_field if field.is_relation else field
    if isinstance(kind, models.DateTimeField):
        return datetime(2026, 12, 24, 9, tzinfo=UTC)
    if isinstance(kind, models.DateField):
        return date(2026, 12, 24)
    return 1 if isinstance(kind, models.IntegerField) else "x"


def _fresh(dice: random.Random, field: models.Field, before: Any) -> Any:
    """A value that is nowhere yet, of the same form."""
    if isinstance(before, str):
        size = len(before) or 8
        return "".join(dice.choice(string.hexdigits[:16]) for _ in range(size))
    if isinstance(before, date):
        return before.replace(year=2000) + timedelta(days=dice.randrange(1, 9_000))
    return dice.randrange(10_000, 20_000)
