"""A statement is kept, adopted, and its clauses are turned into duties."""

import json
from dataclasses import asdict
from datetime import date, datetime

from django.db import transaction

from sevenfold.access import policy as access
from sevenfold.documents import store
from sevenfold.duties import actions as duties
from sevenfold.duties.kinds import KINDS
from sevenfold.duties.models import Duty
from sevenfold.kernel import clock, sql
from sevenfold.kernel.fields import new_uid
from sevenfold.ledger import actions as ledger
from sevenfold.ledger import records
from sevenfold.people.models import Body, Trust

from . import queries, rules
from .models import Ask, Line, Statement, as_stored
from .reading import Reading


class NotYet(Exception):
    """An adoption that lies in the future cannot be recorded."""


class AdoptedAlready(Exception):
    """A version that a body adopted stands as it is."""

    def __init__(self, statement: Statement):
        self.statement = statement
        super().__init__(f"{statement} was adopted already")


class AskedAlready(Exception):
    """The clause asks for just this already."""


@transaction.atomic(durable=True)
def keep(
    actor: access.Actor, title: str, reading: Reading, source: bytes, *, at: datetime
) -> Statement:
    """Keep what was read from the trust's own document as the next version, a draft.

    The document is stored as it came, and beside it the lines as they are shown. The second click
    returns the draft of the first.
    """
    access.require(actor, "statement.keep")
    sql.lock_rows(Trust.objects.all(), [1])
    last = Statement.objects.order_by("version").last()
    if last and rules.same(last.title, last.lines.all(), title, reading) and not last.adopted_on:
        return last
    lines = [
        Line(
            uid=new_uid(),
            place=place,
            kind=line.kind,
            role=line.role,
            number=line.number,
            heading=line.heading,
            text=line.text,
        )
        for place, line in enumerate(reading.lines)
    ]
    version = last.version + 1 if last else 1
    statement = Statement.objects.create(
        version=version, title=title, sha256=store.put(as_stored(lines))
    )
    for line in lines:
        line.statement = statement
    Line.objects.bulk_create(lines)
    ledger.append(
        "statement.kept",
        actor=actor,
        subject=statement,
        at=at,
        payload={
            "statement": records.state("statement", statement),
            "source": {"sha256": store.put(source)},
        },
    )
    return statement


@transaction.atomic(durable=True)
def adopt(
    actor: access.Actor, statement: Statement, body: Body, on: date, minute: str, *, at: datetime
) -> Statement:
    """Record that a body adopted this version, on which day and by which minute.

    The clauses that stay keep their duties: those with the words, else the number, of a clause in
    force before. Raises NotYet for a day to come, AdoptedAlready for the second time.
    """
    access.require(actor, "statement.adopt")
    sql.lock_rows(Statement.objects.all(), [statement.pk])
    statement = Statement.objects.get(pk=statement.pk)
    if statement.adopted_on:
        raise AdoptedAlready(statement)
    if on > clock.london_date(at):
        raise NotYet(on)
    links = [
        Ask.objects.create(clause=clause, duty_line=line)
        for clause, line in queries.kept_duties(statement, on).kept
    ]
    statement.adopted_on, statement.adopted_by, statement.minute = on, body, minute
    statement.save(update_fields=["adopted_on", "adopted_by", "minute"])
    ledger.append(
        "statement.adopted",
        actor=actor,
        subject=statement,
        at=at,
        payload={
            "statement": records.state("statement", statement),
            "ask": [records.state("ask", link) for link in links],
        },
    )
    return statement


@transaction.atomic(durable=True)
def ask(
    actor: access.Actor,
    clause: Line,
    kind: str,
    begins: date,
    parameters: dict | None = None,
    *,
    standing: bool = True,
    at: datetime,
) -> Duty:
    """A clause asks for a duty of this kind, in force from a day on.

    `standing` binds on that day those who are there already, too. What is asked of whom follows
    at once. Raises AskedAlready for the same kind with the same parameters.
    """
    access.require(actor, "statement.ask")
    # Held until the commit, so that a second click waits here and then finds the first one's duty.
    sql.lock_rows(Line.objects.all(), [clause.pk])
    duty = duty_of(kind, begins, parameters, standing=standing)
    if queries.duties_of(clause).filter(kind=kind, parameters=duty.parameters, ends=None).exists():
        raise AskedAlready
    duty.save(force_insert=True)
    link = Ask.objects.create(clause=clause, duty_line=duty.line)
    duties.sync(kind, at=at)
    ledger.append(
        "statement.asked",
        actor=actor,
        subject=duty,
        at=at,
        payload={"duty": records.state("duty", duty), "ask": records.state("ask", link)},
    )
    return duty


def duty_of(
    kind: str, begins: date, parameters: dict | None = None, *, standing: bool = True
) -> Duty:
    """The duty that `ask` would keep, kept nowhere yet."""
    params = KINDS[kind].Params(**(parameters or {}))
    uid = new_uid()
    return Duty(
        uid=uid,
        line=uid,
        kind=kind,
        parameters=json.dumps(asdict(params), sort_keys=True),
        begins=begins,
        standing=standing,
    )
