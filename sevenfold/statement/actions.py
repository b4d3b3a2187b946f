"""A statement is kept, adopted, and its clauses are turned into duties."""

import json
from dataclasses import asdict
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from sevenfold.access import policy as access
from sevenfold.documents import store
from sevenfold.duties import actions as duties
from sevenfold.duties.kinds import KINDS
from sevenfold.duties.models import Duty
from sevenfold.kernel.fields import new_uid
from sevenfold.ledger import actions as ledger
from sevenfold.ledger import records
from sevenfold.people.models import Body

from .models import Ask, Line, Statement, as_stored
from .reading import Reading


@transaction.atomic(durable=True)
def keep(
    actor: access.Actor, title: str, reading: Reading, source: bytes, *, at: datetime
) -> Statement:
    """Keep what was read from the trust's own document as the next version, a draft.

    The document is stored as it came, and beside it the lines as they are shown.
    """
    access.require(actor, "statement.keep")
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
    version = (Statement.objects.aggregate(last=Max("version"))["last"] or 0) + 1
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
    """Record that a body adopted this version, on which day and by which minute."""
    access.require(actor, "statement.adopt")
    statement = Statement.objects.select_for_update().get(pk=statement.pk)
    statement.adopted_on, statement.adopted_by, statement.minute = on, body, minute
    statement.save(update_fields=["adopted_on", "adopted_by", "minute"])
    ledger.append(
        "statement.adopted",
        actor=actor,
        subject=statement,
        at=at,
        payload={"statement": records.state("statement", statement)},
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
    at once.
    """
    access.require(actor, "statement.ask")
    params = KINDS[kind].Params(**(parameters or {}))
    uid = new_uid()
    duty = Duty.objects.create(
        uid=uid,
        line=uid,
        kind=kind,
        parameters=json.dumps(asdict(params), sort_keys=True),
        begins=begins,
        standing=standing,
    )
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
