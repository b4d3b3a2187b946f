from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from types import SimpleNamespace

import pytest
from django.db import connection, transaction

from sevenfold.ledger import actions, guards, records
from sevenfold.ledger.actions import new_id
from tests.ledger import promises

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
AMIRA = SimpleNamespace(uid="a1" * 16)
SEVENFOLD = SimpleNamespace(uid=None)


@pytest.fixture
def log(db):
    """A log that has just been begun, with nothing registered that its entries could tell of."""
    registered, checks = dict(records.RECORDS), dict(records.CHECKS)
    records.RECORDS.clear()
    records.CHECKS.clear()
    yield actions.begin("wrenmoor.example", at=NOON)
    for table, before in ((records.RECORDS, registered), (records.CHECKS, checks)):
        table.clear()
        table.update(before)


@pytest.fixture
def enter(log):
    """Enters one entry: what happened, and to whom. Each a second after the one before."""
    seconds = count()

    def enter(type="room.happened", *, actor=AMIRA, subject=AMIRA, id=None, **payload):
        at = NOON + timedelta(seconds=next(seconds))
        with transaction.atomic():
            return actions.append(type, actor=actor, subject=subject, at=at, payload=payload, id=id)

    return enter


@pytest.fixture
def promised(log):
    """The tables of promises, declared: entries tell of them, and promises are only added."""
    with connection.cursor() as cursor:
        for statement in promises.sql(connection.vendor):
            cursor.execute(statement)
    records.register("keeper", promises.Keeper, {"name": "name"})
    records.register("promise", promises.Promise, promises.COLUMNS, append_only=True)
    guards.install()
    yield
    with connection.cursor() as cursor:
        for statement in promises.DROP:
            cursor.execute(statement)
        if connection.vendor == "postgresql":
            for guard in guards.guards():
                if guard.table.startswith("promises"):
                    cursor.execute(f"DROP FUNCTION {guard.name}()")


@contextmanager
def _behind_the_guards():
    connection.check_constraints()  # PostgreSQL alters no table while a check is still to come.
    guards.remove()
    yield
    connection.check_constraints()
    guards.install()


@pytest.fixture
def tamper():
    """Runs SQL with the guards down, and puts them up again as whoever tampers would."""

    def tamper(*statements):
        with _behind_the_guards(), connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    return tamper


@pytest.fixture
def erase(enter):
    """Erases entries as an erasure does: what says so first, then the payloads go."""

    def erase(*ids):
        with transaction.atomic():
            said = enter("ledger.erased", id=new_id(), entries=sorted(ids), reason="asked to")
            with connection.cursor() as cursor:
                for id in ids:
                    cursor.execute("DELETE FROM ledger_payload WHERE event_id = %s", [id])
        return said

    return erase
