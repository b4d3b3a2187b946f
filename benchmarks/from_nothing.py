"""Synchronise all duties from nothing; floor: copy the finished table into an empty twin."""

import re

from django.db import connection, transaction

from sevenfold.duties import actions as duties
from sevenfold.duties.models import Requirement
from sevenfold.kernel import clock

from . import trusts
from .bench import Figure, Scale, by_turns, figure, timed

PROMISE = "synchronise all duties from nothing"
GOAL = 3
TABLE = Requirement._meta.db_table
TWIN = "twin"
COLUMNS = ", ".join(field.column for field in Requirement._meta.fields)


def measure(scale: Scale) -> list[Figure]:
    with trusts.copy_of(scale.trust):
        _make_twin()
        now = clock.now()

        def ours() -> float:
            _empty(TABLE)
            return timed(lambda: _synchronise(now))

        def floor() -> float:
            _empty(TWIN)
            return timed(_copy)

        times = by_turns(scale.rounds, ours, floor)
        return [figure(PROMISE, *times, GOAL, note=f"{Requirement.objects.count():,} rows")]


def _synchronise(now) -> None:
    with transaction.atomic():
        duties.sync(at=now)


def _copy() -> None:
    with transaction.atomic():
        # Named one by one: given a *, SQLite copies whole pages and writes no row at all.
        _run(f"INSERT INTO {TWIN} ({COLUMNS}) SELECT {COLUMNS} FROM {TABLE}")


def _make_twin() -> None:
    if connection.vendor == "postgresql":
        return _run(f"CREATE TABLE {TWIN} (LIKE {TABLE} INCLUDING ALL)")
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE tbl_name = %s AND sql <> ''", [TABLE])
        made = [statement for (statement,) in cursor.fetchall()]
    for statement in made:
        named = re.sub(r'INDEX "(\w+)"', r'INDEX "twin_\1"', statement)
        _run(named.replace(f'"{TABLE}"', f'"{TWIN}"'))
    return None


def _empty(table: str) -> None:
    _run(f"{'TRUNCATE' if connection.vendor == 'postgresql' else 'DELETE FROM'} {table}")


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
