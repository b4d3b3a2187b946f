"""The trust, its academies and its bodies."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from sevenfold.access import policy as access
from sevenfold.kernel import clock, sql
from sevenfold.kernel.fields import new_uid
from sevenfold.outbox import actions as outbox
from sevenfold.outbox.models import Message
from sevenfold.outbox.queries import waiting
from sevenfold.ui import words

from ..models import Academy, Appointment, Body, FormerName, Trust
from ..rules import Refused
from ..signals import changed
from . import entries

TEST_LETTER = "people/mail/test.txt"


@transaction.atomic(durable=True)
def found(
    actor: access.Actor, name: str, company_number: str = "", *, uid: str = "", at: datetime
) -> Trust:
    """Set up the one trust of this installation. `uid` is given where a log is named by it."""
    access.require(actor, "people.found")
    trust = Trust.objects.create(
        pk=1, uid=uid or new_uid(), name=name, company_number=company_number
    )
    entries.append("people.founded", actor, trust, at, trust=trust)
    return trust


@transaction.atomic(durable=True)
def describe(
    actor: access.Actor,
    name: str,
    company_number: str = "",
    *,
    local_tier: str = "",
    governor: str = "",
    at: datetime,
) -> Trust:
    """Say what the trust is called, its company number, and its own words for its local tier.

    `local_tier` and `governor` are words such as "local governing body" and "academy councillor";
    left empty, the usual ones stand.
    """
    access.require(actor, "people.describe")
    sql.lock_rows(Trust.objects.all(), [1])
    trust = Trust.objects.get()
    trust.name, trust.company_number = name, company_number
    trust.local_tier, trust.governor = local_tier or None, governor or None
    trust.save()
    entries.append("people.described", actor, trust, at, trust=trust)
    return trust


@transaction.atomic(durable=True)
def try_mail(actor: access.Actor, *, at: datetime) -> Message:
    """Send the actor a letter of no consequence, to see that letters arrive.

    The second click returns the letter of the first while that has not left.
    """
    access.require(actor, "people.try_mail")
    entries.hold([actor.person])
    if first := waiting().filter(person=actor.uid, template=TEST_LETTER).first():
        return first
    account = actor.person.account
    letter = outbox.queue(
        TEST_LETTER,
        to=actor.person,
        address=account.email,
        context={"trust": Trust.objects.get(), "name": actor.person.name},
        at=at,
    )
    entries.append("people.mail_tried", actor, actor.person, at, context={"letter": letter.uid})
    return letter


@transaction.atomic(durable=True)
def add_academy(actor: access.Actor, name: str, joined: date, *, at: datetime) -> Academy:
    """Add an academy, with the day on which it joined the trust."""
    access.require(actor, "people.add_academy")
    if Academy.objects.filter(name__iexact=name).exists():
        raise Refused(f"{name} is here already", "name")
    academy = Academy.objects.create(name=name, joined=joined)
    entries.append("people.academy_added", actor, academy, at, academy=academy)
    return academy


@transaction.atomic(durable=True)
def release_academy(actor: access.Actor, academy: Academy, left: date, *, at: datetime) -> Academy:
    """Record that an academy left the trust after its last day in it.

    Its bodies close with it and everybody's term on them ends. Nothing is removed.
    """
    access.require(actor, "people.release_academy", on=academy)
    sql.lock_rows(Academy.objects.all(), [academy.pk])
    academy = Academy.objects.get(pk=academy.pk)
    if academy.left:
        raise Refused(f"It left on {words.day(academy.left)} already", "left")
    if left < academy.joined:
        raise Refused(f"It joined the trust on {words.day(academy.joined)}, after this day", "left")
    academy.left = left
    academy.save(update_fields=["left"])
    bodies = list(academy.bodies.filter(closed=None).order_by("pk"))
    ended = _close(bodies, left, "left", at)
    entries.append(
        "people.academy_released",
        actor,
        academy,
        at,
        academy=academy,
        body=bodies,
        appointment=ended,
    )
    return academy


@transaction.atomic(durable=True)
def add_body(
    actor: access.Actor, kind: str, name: str, academy: Academy | None = None, *, at: datetime
) -> Body:
    """Add the members, the trust board, a committee or a local academy committee."""
    access.require(actor, "people.add_body")
    if (kind == Body.Kind.LOCAL) != (academy is not None):
        raise Refused("A local committee, and no other, belongs to an academy", "academy")
    if academy:
        sql.lock_rows(Academy.objects.all(), [academy.pk])
        if Academy.objects.filter(pk=academy.pk).exclude(left=None).exists():
            raise Refused(f"{academy} has left the trust", "academy")
    _check_name(name)
    body = Body.objects.create(kind=kind, name=name, academy=academy)
    entries.append("people.body_added", actor, body, at, body=body)
    return body


@transaction.atomic(durable=True)
def rename_body(actor: access.Actor, body: Body, name: str, starts: date, *, at: datetime) -> Body:
    """Give a body another name from a day on. What it was called until then stays known."""
    access.require(actor, "people.rename_body", on=body)
    sql.lock_rows(Body.objects.all(), [body.pk])
    body = Body.objects.get(pk=body.pk)
    if starts > clock.london_date(at):
        raise Refused("A new name is recorded when its day has come", "starts")
    last = body.former_names.last()
    if last and starts <= last.until + timedelta(days=1):
        raise Refused(f"It was called {last} until {words.day(last.until)}", "starts")
    _check_name(name)
    former = FormerName.objects.create(body=body, name=body.name, until=starts - timedelta(days=1))
    body.name = name
    body.save(update_fields=["name"])
    entries.append("people.body_renamed", actor, body, at, body=body, former_name=former)
    return body


@transaction.atomic(durable=True)
def close_body(actor: access.Actor, body: Body, closed: date, *, at: datetime) -> Body:
    """Close a body after its last day. Everybody's term on it ends; nothing is removed."""
    access.require(actor, "people.close_body", on=body)
    sql.lock_rows(Body.objects.all(), [body.pk])
    body = Body.objects.get(pk=body.pk)
    if body.closed:
        raise Refused(f"It was closed on {words.day(body.closed)} already", "closed")
    ended = _close([body], closed, "closed", at)
    entries.append("people.body_closed", actor, body, at, body=body, appointment=ended)
    return body


def _close(bodies: list[Body], day: date, field: str, at: datetime) -> list[Appointment]:
    """Close these bodies and end whatever is held on them. Returns the appointments that ended."""
    keys = [body.pk for body in bodies]
    sql.lock_rows(Body.objects.all(), keys)
    running = Appointment.objects.filter(Q(ends=None) | Q(ends__gt=day), body__in=keys)
    ended = list(running.select_related("person", "body__academy", "previous").order_by("pk"))
    people = {appointment.person for appointment in ended}
    entries.hold(people)
    for appointment in ended:
        if appointment.starts > day:
            starts = words.day(appointment.starts)
            raise Refused(f"{appointment.person} is appointed there from {starts}", field)
        appointment.ends = day
    Appointment.objects.filter(pk__in=[row.pk for row in ended]).update(ends=day)
    for body in bodies:
        body.closed = day
    Body.objects.filter(pk__in=keys).update(closed=day)
    if people:
        changed.send(Appointment, people=list(people), at=at)
    return ended


def _check_name(name: str) -> None:
    if Body.objects.filter(name__iexact=name).exists():
        raise Refused(f"There is a {name} already", "name")
