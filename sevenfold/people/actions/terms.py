"""Terms and offices: who sits where, from when until when."""

from datetime import date, datetime

from django.db import transaction

from sevenfold.access import policy as access
from sevenfold.kernel import sql

from .. import rules
from ..models import Appointment, Body, Office, Person, Trust
from ..rules import Refused, Span
from ..signals import changed
from . import entries


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
    appointment = Appointment(person=person, body=body, role=role, starts=starts, ends=ends)
    _enter(appointment)
    changed.send(Appointment, people=[person], at=at)
    entries.append("people.appointed", actor, person, at, appointment=appointment)
    return appointment


@transaction.atomic(durable=True)
def renew(
    actor: access.Actor,
    appointment: Appointment,
    starts: date,
    ends: date | None = None,
    *,
    at: datetime,
) -> Appointment:
    """Begin a new term of an appointment: a new row, linked to the last, which stays as it was."""
    access.require(actor, "people.renew", on=appointment)
    last = _held(appointment)
    if hasattr(last, "next"):
        raise Refused("The next term stands already", "starts")
    rules.check_next(starts, _span(last))
    following = Appointment(
        person=last.person,
        body=last.body,
        role=last.role,
        starts=starts,
        ends=ends,
        previous=last,
    )
    _enter(following)
    changed.send(Appointment, people=[last.person], at=at)
    entries.append("people.renewed", actor, last.person, at, appointment=following)
    return following


@transaction.atomic(durable=True)
def end(actor: access.Actor, appointment: Appointment, ends: date, *, at: datetime) -> Appointment:
    """End an appointment; `ends` is its last day. What was asked lapses with it, offices too."""
    access.require(actor, "people.end", on=appointment)
    entries.hold([appointment.person])
    appointment = _fresh(appointment)
    rules.check_ending(ends, _span(appointment))
    appointment.ends = ends
    appointment.save(update_fields=["ends"])
    changed.send(Appointment, people=[appointment.person], at=at)
    entries.append("people.ended", actor, appointment.person, at, appointment=appointment)
    return appointment


@transaction.atomic(durable=True)
def correct_appointment(
    actor: access.Actor,
    appointment: Appointment,
    starts: date,
    ends: date | None,
    reason: str,
    *,
    at: datetime,
) -> Appointment:
    """Put right the days of a term that were entered wrongly, with the reason.

    A term that goes on is no correction: that is a new term.
    """
    access.require(actor, "people.correct_appointment", on=appointment)
    appointment = _held(appointment)
    before = _span(appointment)
    appointment.starts, appointment.ends = starts, ends
    _check(appointment)
    for office in appointment.offices.all():
        if office.starts < starts or (ends and office.starts > ends):
            field = "starts" if office.starts < starts else "ends"
            raise Refused(f"{office.get_kind_display()} {Span(office.starts, office.ends)}", field)
    appointment.save(update_fields=["starts", "ends"])
    changed.send(Appointment, people=[appointment.person], at=at)
    entries.append(
        "people.appointment_corrected",
        actor,
        appointment.person,
        at,
        appointment=appointment,
        context={
            "reason": reason,
            "before": {
                "starts": before.starts.isoformat(),
                "ends": before.ends and before.ends.isoformat(),
            },
        },
    )
    return appointment


@transaction.atomic(durable=True)
def hold_office(
    actor: access.Actor,
    kind: str,
    person: Person,
    appointment: Appointment | None,
    starts: date,
    ends: date | None = None,
    *,
    at: datetime,
) -> Office:
    """Make somebody chair or vice-chair by their appointment, or the trust's accounting officer.

    Each of them has one holder at a time.
    """
    access.require(actor, "people.hold_office")
    span = Span(starts, ends)
    rules.check_order(span, "The office")
    if appointment:
        appointment = _held(appointment)
        if appointment.person_id != person.pk or appointment.role == Appointment.Role.MEMBER:
            raise Refused("That office is not one of this appointment", "office")
        rules.check_within(span, _span(appointment))
    else:
        sql.lock_rows(Trust.objects.all(), [1])
        entries.hold([person])
    if (kind == Office.Kind.ACCOUNTING_OFFICER) != (appointment is None):
        raise Refused("A chair hangs on an appointment; the accounting officer on none", "office")
    holders = Office.objects.filter(kind=kind).select_related("person", "appointment")
    if appointment:
        holders = holders.filter(appointment__body=appointment.body)
    rules.check_vacant(
        Span(starts, ends or (appointment and appointment.ends)),
        [(str(held.person), Span(held.starts, held.last)) for held in holders],
        Office.Kind(kind).label.lower(),
    )
    office = Office.objects.create(
        kind=kind, person=person, appointment=appointment, starts=starts, ends=ends
    )
    entries.append("people.office_held", actor, person, at, office=office)
    return office


@transaction.atomic(durable=True)
def end_office(actor: access.Actor, office: Office, ends: date, *, at: datetime) -> Office:
    """End an office; `ends` is its last day. The appointment under it goes on."""
    access.require(actor, "people.end_office", on=office)
    entries.hold([office.person])
    office = Office.objects.select_related("person", "appointment").get(pk=office.pk)
    rules.check_ending(ends, Span(office.starts, office.last))
    office.ends = ends
    office.save(update_fields=["ends"])
    entries.append("people.office_ended", actor, office.person, at, office=office)
    return office


def _held(appointment: Appointment) -> Appointment:
    """The appointment as it is now, with its body and its person held until the commit."""
    sql.lock_rows(Body.objects.all(), [appointment.body_id])
    entries.hold([appointment.person])
    return _fresh(appointment)


def _fresh(appointment: Appointment) -> Appointment:
    rows = Appointment.objects.select_related("person", "body__academy", "previous")
    return rows.get(pk=appointment.pk)


def _enter(appointment: Appointment) -> None:
    """Write a new term where it can be, with its body and its person held until the commit."""
    sql.lock_rows(Body.objects.all(), [appointment.body_id])
    entries.hold([appointment.person])
    appointment.body = Body.objects.select_related("academy").get(pk=appointment.body_id)
    if appointment.role == Appointment.Role.MEMBER and appointment.ends:
        raise Refused("A member has no end of term. Leave this empty", "ends")
    _check(appointment)
    appointment.save(force_insert=True)


def _check(appointment: Appointment) -> None:
    body, span = appointment.body, _span(appointment)
    joined = (body.academy.name, body.academy.joined) if body.academy else None
    rules.check_term(body.kind, appointment.role, span, joined=joined, closed=body.closed)
    same = Appointment.objects.filter(
        person=appointment.person, body=body, role=appointment.role
    ).exclude(pk=appointment.pk)
    rules.check_free(
        span, [Span(*days) for days in same.values_list("starts", "ends")], appointment.person.name
    )


def _span(appointment: Appointment) -> Span:
    return Span(appointment.starts, appointment.ends)
