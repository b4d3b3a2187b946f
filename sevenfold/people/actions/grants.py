"""Roles in the system, given to somebody by somebody, for a reason."""

from datetime import date, datetime

from django.db import transaction

from sevenfold.access import policy as access
from sevenfold.kernel import clock, sql
from sevenfold.ui import words

from .. import rules
from ..models import Grant, Person, Trust
from ..rules import Refused, Span
from . import entries

KEEPER = Grant.Role.GOVERNANCE_PROFESSIONAL


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
    """Give somebody a role in the system, with the reason for it. Nobody gives one to themselves."""
    access.require(actor, "people.grant", on=person)
    if person == actor.person:
        raise Refused("Nobody gives a role to themselves. Somebody else has to", "role")
    entries.hold([person])
    span = Span(starts, ends)
    rules.check_order(span, "The role")
    for held in person.grants.filter(role=role):
        if span.overlaps(Span(held.starts, held.ends)):
            raise Refused(f"{person} has this role, {Span(held.starts, held.ends)}", "starts")
    given = Grant.objects.create(
        person=person, role=role, starts=starts, ends=ends, reason=reason, granted_by=actor.person
    )
    entries.append("people.granted", actor, person, at, grant=given)
    return given


@transaction.atomic(durable=True)
def revoke(actor: access.Actor, grant: Grant, ends: date, *, reason: str, at: datetime) -> Grant:
    """Take a role in the system back; `ends` is its last day. The last keeper of the trust stays.

    Whoever is the only governance professional whose role has no end would leave nobody who can
    name the next one.
    """
    access.require(actor, "people.revoke", on=grant)
    # Held by all who take a role back, or two keepers could each send the other away.
    sql.lock_rows(Trust.objects.all(), [1])
    grant = Grant.objects.select_related("person", "granted_by").get(pk=grant.pk)
    rules.check_ending(ends, Span(grant.starts, grant.ends))
    today = clock.london_date(at)
    if ends < today:
        raise Refused(f"A role ends today, {words.day(today)}, or later", "ends")
    if grant.role == KEEPER and not _other_keepers(grant, today):
        raise Refused(
            f"{grant.person} is the only governance professional. Name another one first", None
        )
    grant.ends = ends
    grant.save(update_fields=["ends"])
    entries.append(
        "people.revoked", actor, grant.person, at, grant=grant, context={"because": reason}
    )
    return grant


def _other_keepers(grant: Grant, today: date) -> bool:
    """Whether somebody else looks after the trust from now on without an end, and can come in."""
    others = Grant.objects.filter(role=KEEPER, ends=None, starts__lte=today)
    return others.exclude(person__account=None).exclude(person=grant.person).exists()
