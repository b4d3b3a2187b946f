"""What happens to the trust's people: each function is one act, one transaction, one event."""

from datetime import date, datetime

from django.db import transaction

from sevenfold.access import policy as access
from sevenfold.accounts.models import User
from sevenfold.ledger import actions as ledger
from sevenfold.ledger import records

from .models import Academy, Appointment, Body, Grant, Person, Trust
from .signals import changed


@transaction.atomic(durable=True)
def found(actor: access.Actor, name: str, company_number: str = "", *, at: datetime) -> Trust:
    """Set up the one trust of this installation."""
    access.require(actor, "people.found")
    trust = Trust.objects.create(pk=1, name=name, company_number=company_number)
    _append("people.founded", actor, trust, at, trust=trust)
    return trust


@transaction.atomic(durable=True)
def add_academy(actor: access.Actor, name: str, joined: date, *, at: datetime) -> Academy:
    """Add an academy, with the day on which it joined the trust."""
    access.require(actor, "people.add_academy")
    academy = Academy.objects.create(name=name, joined=joined)
    _append("people.academy_added", actor, academy, at, academy=academy)
    return academy


@transaction.atomic(durable=True)
def add_body(
    actor: access.Actor, kind: str, name: str, academy: Academy | None = None, *, at: datetime
) -> Body:
    """Add the members, the trust board, a committee or a local academy committee."""
    access.require(actor, "people.add_body")
    body = Body.objects.create(kind=kind, name=name, academy=academy)
    _append("people.body_added", actor, body, at, body=body)
    return body


@transaction.atomic(durable=True)
def add_person(actor: access.Actor, name: str, email: str = "", *, at: datetime) -> Person:
    """Add a person to the register, with an account where there is an address to write to.

    The address is not in the entry: entries outlive the people they are about.
    """
    access.require(actor, "people.add_person")
    account = User.objects.create(email=email.lower()) if email else None
    person = Person.objects.create(name=name, account=account)
    _append("people.person_added", actor, person, at, person=person)
    return person


@transaction.atomic(durable=True)
def appoint(
    actor: access.Actor,
    person: Person,
    body: Body,
    role: str,
    starts: date,
    ends: date | None = None,
    *,
    at: datetime,
) -> Appointment:
    """Appoint a person to a body for one term. What is asked of them follows at once."""
    access.require(actor, "people.appoint")
    appointment = Appointment.objects.create(
        person=person, body=body, role=role, starts=starts, ends=ends
    )
    changed.send(Appointment, people=[person], at=at)
    _append("people.appointed", actor, person, at, appointment=appointment)
    return appointment


@transaction.atomic(durable=True)
def end(actor: access.Actor, appointment: Appointment, ends: date, *, at: datetime) -> Appointment:
    """End an appointment; `ends` is its last day. What was asked lapses with it."""
    access.require(actor, "people.end", on=appointment)
    appointment = Appointment.objects.select_for_update().get(pk=appointment.pk)
    appointment.ends = ends
    appointment.save(update_fields=["ends"])
    changed.send(Appointment, people=[appointment.person], at=at)
    _append("people.ended", actor, appointment.person, at, appointment=appointment)
    return appointment


@transaction.atomic(durable=True)
def grant(
    actor: access.Actor,
    person: Person,
    role: str,
    starts: date,
    ends: date | None = None,
    *,
    reason: str,
    at: datetime,
) -> Grant:
    """Give somebody a role in the system, with the reason for it."""
    access.require(actor, "people.grant")
    given = Grant.objects.create(
        person=person, role=role, starts=starts, ends=ends, reason=reason, granted_by=actor.person
    )
    _append("people.granted", actor, person, at, grant=given)
    return given


def _append(event: str, actor: access.Actor, subject, at: datetime, **rows) -> None:
    payload = {name: records.state(name, row) for name, row in rows.items()}
    ledger.append(event, actor=actor, subject=subject, at=at, payload=payload)
