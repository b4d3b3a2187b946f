"""Is what is asked still what the records ask for? A synchronisation that writes nothing.

Periods are listed anew and the engine works out each duty anew. What differs was altered, since
every act brings what it touches into line before it commits. What was asked until we knew better
cannot be worked out anew: it has a table of its own, for which nobody vouches.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Count

from sevenfold.kernel.sql import unparsed
from sevenfold.ledger import records
from sevenfold.ledger.records import Problem

from . import engine
from .models import Duty, Period, Requirement

AT_MOST = 100  # Rows named of one duty; of the others it is said how many they are.
# What a requirement is held to, with what the stage calls it.
COMPARED = {
    "person_id": "person",
    "body_id": "body",
    "academy_id": "academy",
    "counts_from": "counts_from",
    "arises_on": "arises",
    "due_on": "due",
    "lapses_on": "lapses",
    "met_on": "met",
    "event_id": "event",
}
PERIOD = ("label", "opens", "closes", "due")
COVERS = {
    Period: ["duty", "ref", *PERIOD],
    Requirement: ["duty", "subject", "period", *COMPARED],
}


@dataclass(frozen=True)
class Difference:
    """One requirement that is not as it should be. Without `columns` it should not be there, and
    without `row` it should be."""

    row: int | None
    subject: int
    period: int
    columns: tuple[str, ...] = ()


def problems() -> Iterator[Problem]:
    """One duty at a time: it is held for as long as it takes to work it out."""
    for duty in Duty.objects.order_by("pk"):
        with transaction.atomic():
            engine.hold(duty)
            yield from _periods(duty)
            yield from _requirements(duty)
    for model in COVERS:
        astray = model.objects.exclude(duty__in=Duty.objects.values("pk")).order_by("pk")
        for row in astray.values_list("pk", flat=True)[:AT_MOST]:
            yield Problem(_where(model, row), "its duty is not there")


def _periods(duty: Duty) -> Iterator[Problem]:
    rows = duty.behaviour.periods(duty, duty.horizon) if duty.horizon else []
    listed = {row.ref: [records.plain(getattr(row, name)) for name in PERIOD] for row in rows}
    dates = (unparsed(name) for name in PERIOD[1:])
    for row, ref, *stored in duty.periods.order_by("pk").values_list("pk", "ref", "label", *dates):
        said = listed.pop(ref, None)
        if said is None:
            yield Problem(_where(Period, row), f"{duty} has no such period")
            continue
        pairs = zip(PERIOD, map(records.plain, stored), said, strict=True)
        changed = [name for name, stands, should in pairs if stands != should]
        if changed:
            yield Problem(_where(Period, row), _altered(changed))
    for label, *_ in listed.values():
        where = f"{Period._meta.db_table}, {duty}"
        yield Problem(f"{where}, {label}" if label else where, "the period is not there")


def _requirements(duty: Duty) -> Iterator[Problem]:
    rows = Requirement.objects.filter(duty=duty).order_by()
    twice = rows.values("subject", "period").annotate(rows=Count("pk")).filter(rows__gt=1)
    doubled = list(twice[:AT_MOST])
    for row in doubled:
        where = f"{Requirement._meta.db_table}, {duty}, subject {row['subject']}"
        yield Problem(f"{where}, period {row['period']}", "it stands there twice")
    if doubled:  # The stage has each once.
        return
    found, in_all = differences(duty, AT_MOST)
    for one in found:
        if one.row is None:
            where = f"{Requirement._meta.db_table}, {duty}, subject {one.subject}"
            yield Problem(f"{where}, period {one.period}", "what the records ask for is not there")
        elif one.columns:
            yield Problem(_where(Requirement, one.row), _altered(one.columns))
        else:
            yield Problem(_where(Requirement, one.row), "the records do not ask for this")
    if in_all > len(found):
        yield Problem(f"{Requirement._meta.db_table}, {duty}", f"{in_all:,} rows differ")


def differences(duty: Duty, at_most: int) -> tuple[list[Difference], int]:
    """What a synchronisation would change: so many, and how many in all. Needs a transaction, and
    each requirement once."""
    stands, should = (
        ", ".join(f"{table}.{name}" for name in names)
        for table, names in (("r", COMPARED), ("s", COMPARED.values()))
    )
    with connection.cursor() as cursor:
        engine.stage(cursor, duty)
        wrong = f"FROM duties_stage s {{join}} WHERE s.flag <> {engine.SAME}"
        extra = """FROM duties_requirement r LEFT JOIN duties_stage s ON s.open_id = r.id
            WHERE r.duty_id = %s AND s.open_id IS NULL"""
        cursor.execute(f"SELECT COUNT(*) {wrong.format(join='')}")
        (in_all,) = cursor.fetchone()
        cursor.execute(f"SELECT COUNT(*) {extra}", [duty.pk])
        in_all += cursor.fetchone()[0]
        join = "LEFT JOIN duties_requirement r ON r.id = s.open_id"
        cursor.execute(
            f"""SELECT s.open_id, s.subject, s.period, {stands}, {should} {wrong.format(join=join)}
                ORDER BY s.subject, s.period LIMIT %s""",
            [at_most],
        )
        found = [_difference(*row) for row in cursor.fetchall()]
        cursor.execute(
            f"SELECT r.id, r.subject, r.period_id {extra} ORDER BY r.id LIMIT %s",
            [duty.pk, at_most - len(found)],
        )
        return found + [Difference(*row) for row in cursor.fetchall()], in_all


def _difference(row: int | None, subject: int, period: int, *values) -> Difference:
    stands, should = values[: len(COMPARED)], values[len(COMPARED) :]
    differ = zip(COMPARED, stands, should, strict=True)
    return Difference(row, subject, period, tuple(name for name, a, b in differ if a != b))


def _where(model: type, row: int) -> str:
    return f"{model._meta.db_table}, row {row}"


def _altered(columns) -> str:
    return f"it is not what the records ask for: {', '.join(columns)}"
