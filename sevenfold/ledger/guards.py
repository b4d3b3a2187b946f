"""Triggers by which the database itself refuses to change or remove what was entered.

They are put up after every migrate and never by a migration: on SQLite, altering a field rebuilds
its table and silently drops them. `verify` and `doctor` check that they stand.

One thing is let through. While the newest entry is of type `ledger.erased`, the payloads of the
entries that it names may go: erasure appends first, and holds the head until it is done.
"""

from dataclasses import dataclass

from django.db import connection

from .models import Checkpoint, Event, Log, Payload
from .records import append_only

UPDATE, DELETE, TRUNCATE = "update", "delete", "truncate"

_EVENT, _PAYLOAD, _LOG, _CHECKPOINT = (
    model._meta.db_table for model in (Event, Payload, Log, Checkpoint)
)

_NEWEST = f'SELECT id, type FROM {_EVENT} ORDER BY log_id DESC, "index" DESC LIMIT 1'
# {names} is the vendor's test whether the newest entry's payload names the one that is to go.
_ERASED = f"""EXISTS (
  SELECT 1 FROM ({_NEWEST}) newest
  JOIN {_PAYLOAD} said ON said.event_id = newest.id
  JOIN {_EVENT} erased ON erased.id = OLD.event_id
  WHERE newest.type = 'ledger.erased' AND erased.type NOT LIKE 'ledger.%' AND {{names}})"""
_NAMES = {
    "sqlite": "OLD.event_id IN (SELECT value FROM json_each(said.body, '$.entries'))",
    "postgresql": "CAST(said.body AS jsonb) -> 'entries' ? OLD.event_id",
}
# An append, or a signature on what is there.
_GROWS = """NEW.number = OLD.number AND NEW.name = OLD.name AND NEW.begun = OLD.begun
  AND (NEW.size > OLD.size AND NEW.signed = OLD.signed
    OR NEW.size = OLD.size AND NEW.peaks = OLD.peaks
      AND NEW.signed > OLD.signed AND NEW.signed <= NEW.size)"""


@dataclass(frozen=True)
class Guard:
    """One trigger. `unless` is a condition in SQL, over OLD and NEW, on which it lets through."""

    table: str
    on: str
    says: str
    unless: str = ""

    @property
    def name(self) -> str:
        return f"guard_{self.table}_{self.on}"

    def make(self, vendor: str) -> list[str]:
        return self._on_sqlite() if vendor == "sqlite" else self._on_postgresql()

    def _on_sqlite(self) -> list[str]:
        when = f" WHEN NOT ({self.unless})" if self.unless else ""
        return [
            f"CREATE TRIGGER {self.name} BEFORE {self.on.upper()} ON {self.table}{when}\n"
            f"BEGIN SELECT RAISE(ABORT, '{self.says}'); END"
        ]

    @property
    def body(self) -> str:
        """What the trigger's function does on PostgreSQL."""
        row = {UPDATE: "NEW", DELETE: "OLD", TRUNCATE: "NULL"}[self.on]
        allowed = f"\n  IF {self.unless} THEN RETURN {row}; END IF;" if self.unless else ""
        return f"""BEGIN{allowed}
  RAISE EXCEPTION '{self.says}' USING ERRCODE = 'integrity_constraint_violation';
END"""

    def _on_postgresql(self) -> list[str]:
        each = "STATEMENT" if self.on == TRUNCATE else "ROW"
        return [
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql"
            f" AS $guard${self.body}$guard$",
            f"CREATE TRIGGER {self.name} BEFORE {self.on.upper()} ON {self.table}"
            f" FOR EACH {each} EXECUTE FUNCTION {self.name}()",
        ]

    def take_down(self, vendor: str) -> list[str]:
        if vendor == "sqlite":
            return [f"DROP TRIGGER IF EXISTS {self.name}"]
        return [f"DROP FUNCTION IF EXISTS {self.name}() CASCADE"]


def guards() -> list[Guard]:
    """Every guard that should stand in this database."""
    vendor = connection.vendor
    erased = _ERASED.format(names=_NAMES[vendor])
    found = [
        Guard(_EVENT, UPDATE, "an entry of the evidence book is never changed"),
        Guard(_EVENT, DELETE, "an entry of the evidence book is never removed"),
        Guard(_PAYLOAD, UPDATE, "what an entry says is never changed"),
        Guard(_PAYLOAD, DELETE, "what an entry says goes by erasure alone", erased),
        Guard(_LOG, UPDATE, "the evidence book only grows", _GROWS),
        Guard(_LOG, DELETE, "a log of the evidence book is never removed"),
        Guard(_CHECKPOINT, UPDATE, "a checkpoint is never changed"),
        Guard(_CHECKPOINT, DELETE, "a checkpoint is never removed"),
    ]
    tables = [_EVENT, _PAYLOAD, _LOG, _CHECKPOINT]
    for table in append_only():
        tables.append(table)
        found.append(Guard(table, UPDATE, "this record is never changed"))
        found.append(Guard(table, DELETE, "this record is never removed"))
    if vendor == "postgresql":
        found += [Guard(table, TRUNCATE, "this table is never emptied") for table in tables]
    return found


def install() -> None:
    """Put up every guard whose table is there, anew."""
    vendor = connection.vendor
    tables = connection.introspection.table_names()
    standing = [guard for guard in guards() if guard.table in tables]
    with connection.cursor() as cursor:
        for guard in standing:
            for statement in (*guard.take_down(vendor), *guard.make(vendor)):
                cursor.execute(statement)
        if vendor == "postgresql" and _LOG in tables:
            # Room for the next version of the head on its own page, so that no index is touched.
            cursor.execute(f"ALTER TABLE {_LOG} SET (fillfactor = 50)")


def remove() -> None:
    """Take every guard down. For the tests, which empty their database."""
    with connection.cursor() as cursor:
        for guard in guards():
            for statement in guard.take_down(connection.vendor):
                cursor.execute(statement)


def missing() -> list[Guard]:
    """The guards that do not stand as they should: gone, disabled or bent."""
    standing = _on_sqlite() if connection.vendor == "sqlite" else _on_postgresql()
    return [guard for guard in guards() if standing.get(guard.name) != _as_it_stands(guard)]


def after_migrate(**_signal) -> None:
    install()


def _as_it_stands(guard: Guard) -> tuple:
    if connection.vendor == "sqlite":
        return (guard.table, *guard.make("sqlite"))
    return (guard.table, _PLACES[guard.on], guard.body)


# pg_trigger.tgtype: before (2), once for each row (1), on delete (8), update (16), truncate (32).
_PLACES = {UPDATE: 2 + 1 + 16, DELETE: 2 + 1 + 8, TRUNCATE: 2 + 32}


def _on_sqlite() -> dict[str, tuple]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
        return {name: tuple(rest) for name, *rest in cursor.fetchall()}


def _on_postgresql() -> dict[str, tuple]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname, relname, tgtype, prosrc FROM pg_trigger"
            " JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_proc ON pg_proc.oid = tgfoid"
            " WHERE NOT tgisinternal AND tgenabled IN ('O', 'A') AND tgqual IS NULL"
        )
        return {name: tuple(rest) for name, *rest in cursor.fetchall()}
