"""Is the evidence book as it was written, and do the records still agree with it?

Nothing is held up for long: entries are walked and tables read in chunks while people go on
working. Then the head is held for a moment, what was appended meanwhile is walked, and only what
did not agree before is looked at again.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from hashlib import blake2b
from itertools import chain, islice
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import DateField, DateTimeField, Q, QuerySet

from sevenfold.kernel.sql import unparsed

from . import dangling, entry, guards, records, signed
from .models import Checkpoint, Event, Log, Payload
from .records import CHECKS, RECORDS, Problem, Record
from .walk import ERASED, Walk, in_chunks, instant

Item = TypeVar("Item")
Place = tuple[int, int]  # Number of the log, index of the entry.
Said = tuple[bytes, Place]  # A digest of a row's last state, and the entry that tells it.

# What stands in no entry is vouched for by the checkpoints; when a log began or was signed, by nothing.
LEDGER = {
    Event: None,
    Payload: None,
    Log: ("number", "size", "peaks", "signed"),
    Checkpoint: ("log_id", "size", "previous", "root", "note"),
}


@dataclass(frozen=True)
class Report:
    """What was found. `covers` names each table and column for which the promise is made."""

    events: int
    problems: list[Problem]
    covers: dict[str, list[str]]

    @property
    def ok(self) -> bool:
        return not self.problems


@dataclass
class Told:
    """What the entries say altogether, gathered on the walk."""

    # For each record, what was said last of the row of each uid.
    rows: dict[str, dict[str, Said]] = field(default_factory=lambda: {name: {} for name in RECORDS})
    files: dict[str, Place] = field(default_factory=dict)  # Each stored file, where first cited.
    emptied: dict[str, tuple[Place, str]] = field(default_factory=dict)  # Payload gone: and type.
    erased: dict[str, Place] = field(default_factory=dict)  # Said to be erased, and where.
    problems: list[Problem] = field(default_factory=list)

    def hear(self, log: int, index: int, type: str, id: str, body: str | None) -> None:
        place = log, index
        if body is None:
            self.emptied[id] = place, type
            return
        try:
            payload = json.loads(body)
            told = list(records.told(payload))
            erased = [str(id) for id in payload["entries"]] if type == ERASED else []
        except (ValueError, AttributeError, KeyError, TypeError, RecursionError):
            self.problems.append(Problem(_entry(place), "what it says cannot be read"))
            return
        for record, row in told:
            values = [row.get(key) for key in record.columns.values()]
            self.rows[record.name][row["uid"]] = _fingerprint(values), place
        self.erased |= dict.fromkeys(erased, place)
        if '"sha256":' in body:  # Most entries cite nothing, and looking for it takes long.
            for sha256 in entry.citations(payload):
                self.files.setdefault(str(sha256), place)


def verify() -> Report:
    """Check all that `covers` names. Reads everything, changes nothing."""
    told = Told()
    walks = {log.number: Walk(log, partial(told.hear, log.number)) for log in _logs()}
    for walk in walks.values():
        walk.to(walk.log.size)
    doubtful = _compare(told)
    problems = []
    with transaction.atomic():
        for head in _logs(held=True):
            walk = walks.setdefault(head.number, Walk(head, partial(told.hear, head.number)))
            walk.to(head.size)
            problems += walk.finish(head)
        problems += _logs_missing(set(walks))
        for name, said in doubtful.items():
            problems += _settle(RECORDS[name], said | told.rows[name])
        problems += _erasures(told)
    problems += [*told.problems, *signed.problems(), *_guards(), *_files(told)]
    problems += dangling.problems([*LEDGER, *(record.model for record in RECORDS.values())])
    problems += _checks()
    first = {problem.where: problem for problem in reversed(problems)}
    return Report(
        sum(walk.entries for walk in walks.values()), list(reversed(first.values())), covers()
    )


def covers() -> dict[str, list[str]]:
    """Each table and column whose alteration `verify` finds."""
    found = {
        model._meta.db_table: list(columns or [field.column for field in model._meta.fields])
        for model, columns in LEDGER.items()
    }
    declared = [(record.table, record.covers) for record in RECORDS.values()]
    for table, covered in chain(declared, *(check.covers.items() for check in CHECKS.values())):
        columns = found.setdefault(table, [])
        columns += [column for column in covered if column not in columns]
    return found


def _logs(*, held: bool = False) -> list[Log]:
    """Those with a number: SQLite lets a column hold anything, and of the others `signed` tells."""
    logs = Log.objects.order_by("number")
    rows = logs.select_for_update() if held else logs
    return [log for log in rows if isinstance(log.number, int)]


def _logs_missing(there: set[int]) -> Iterator[Problem]:
    newest = max(there, default=0)
    for number in range(1, newest):
        if number not in there:
            yield Problem(f"log {number}", "not there")
    astray = Event.objects.filter(Q(log__gt=newest) | Q(log__lt=1)).order_by("log", "index").first()
    if astray:
        yield Problem(_entry((astray.log_id, astray.index)), "the head of its log is not there")


def _compare(told: Told) -> dict[str, dict[str, Said | None]]:
    """The rows, by record and uid, that do not agree with what was said last; the rest is done."""
    doubtful: dict[str, dict[str, Said | None]] = {}
    for name, record in RECORDS.items():
        said, told.rows[name] = told.rows[name], {}
        doubtful[name] = {}
        for _, uid, values in _states(record, in_chunks(_rows(record), "pk")):
            last = said.pop(uid, None)
            if last is None or last[0] != _fingerprint(values):
                doubtful[name][uid] = last
        doubtful[name] |= said  # Told of, but not there.
    return doubtful


def _rows(record: Record) -> QuerySet:
    """Key, uid and declared columns of each row."""
    columns = (
        unparsed(path) if isinstance(column, DateField) else path
        for path, column in record.fields.items()
    )
    return record.model._base_manager.values_list("pk", "uid", *columns)


def _states(record: Record, rows: Iterable[tuple]) -> Iterator[tuple[Any, str, list[Any]]]:
    """Key, uid and declared values of each row, in payload form."""
    instants = [isinstance(column, DateTimeField) for column in record.fields.values()]
    for key, uid, *values in rows:
        yield (
            key,
            uid,
            [
                instant(value) if is_instant else records.plain(value)
                for value, is_instant in zip(values, instants, strict=True)
            ],
        )


def _settle(record: Record, doubtful: dict[str, Said | None]) -> Iterator[Problem]:
    """Look again at the rows in doubt, with nobody appending: where and how do they differ?"""
    for chunk in _batches(doubtful.items()):
        states = _states_said(record, dict(chunk))
        rows = _rows(record).filter(uid__in=[uid for uid, _ in chunk]).order_by("pk")
        there = {
            uid: (key, dict(zip(record.columns.values(), values, strict=True)))
            for key, uid, values in _states(record, rows)
        }
        for uid, said in chunk:
            yield from _difference(record, said, states.get(uid), *there.get(uid, (None, None)))


def _difference(
    record: Record, said: Said | None, state: dict | None, key: Any, row: dict | None
) -> Iterator[Problem]:
    if said is None:
        if row is not None:
            yield Problem(f"{record.table}, row {key}", "no entry tells of this row")
        return
    where = f"{_entry(said[1])}, {record.table}"
    if row is None:
        yield Problem(where, "the row that this entry tells of is not there")
    elif state is not None:
        # A column that was declared later is in no older entry, and one dropped since in no row.
        changed = [name for name in state.keys() & row.keys() if state[name] != row[name]]
        if changed:
            yield Problem(
                where, f"the row no longer has what this entry says: {', '.join(sorted(changed))}"
            )


def _states_said(record: Record, said: dict[str, Said | None]) -> dict[str, dict[str, Any]]:
    """The states themselves, by uid, from the entries that tell them."""
    places = {uid: last[1] for uid, last in said.items() if last}
    bodies: dict[Place, str] = {}
    for log in {log for log, _ in places.values()}:
        indices = [index for number, index in places.values() if number == log]
        events = Event.objects.filter(log=log, index__in=indices)
        for index, body in events.values_list("index", "payload__body"):
            bodies[log, index] = body
    states = {}
    for body in bodies.values():
        for told, row in records.told(json.loads(body)):
            if told.name == record.name and row["uid"] in places:
                states[row["uid"]] = row
    return states


def _erasures(told: Told) -> Iterator[Problem]:
    """Every entry whose payload is gone is named as erased by a later one, and the other way."""
    for id, (place, type) in told.emptied.items():
        if str(type).startswith("ledger.") or told.erased.get(id, place) <= place:
            yield Problem(
                _entry(place), "what it says is gone, and no entry says that it was erased"
            )
    for chunk in _batches(told.erased):
        for event in Event.objects.filter(pk__in=chunk, payload__isnull=False).order_by("index"):
            place = event.log_id, event.index
            if place < told.erased[event.pk]:
                yield Problem(_entry(place), "said to be erased, but what it says is still there")


def _guards() -> Iterator[Problem]:
    for guard in guards.missing():
        yield Problem(guard.table, f"the guard that refuses {guard.on.upper()} does not stand")


def _files(told: Told) -> Iterator[Problem]:
    for sha256, place in told.files.items():
        damage = records.damage_of(sha256)
        if damage:
            yield Problem(_entry(place), damage)


def _checks() -> Iterator[Problem]:
    """What the rooms find. What was altered may be such that a room stumbles over it."""
    for name, check in CHECKS.items():
        try:
            yield from check.find()
        except Exception as error:
            what = " ".join(f"{type(error).__name__}: {error}".split())
            yield Problem(name, f"cannot be looked at ({what})")


def _entry(place: Place) -> str:
    log, index = place
    return f"entry {index + 1}" if log == 1 else f"entry {index + 1} of log {log}"


def _fingerprint(values: list[Any]) -> bytes:
    return blake2b(repr(values).encode(errors="surrogatepass"), digest_size=16).digest()


def _batches(items: Iterable[Item], size: int = 500) -> Iterator[list[Item]]:
    items = iter(items)
    while chunk := list(islice(items, size)):
        yield chunk
