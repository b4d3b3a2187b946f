"""People as such: their names, and how they come in."""

from datetime import datetime

from django.db import transaction

from sevenfold.access import policy as access
from sevenfold.accounts import links
from sevenfold.accounts.models import Link, User, new_session_seed
from sevenfold.kernel import clock
from sevenfold.outbox import actions as outbox
from sevenfold.ui import words

from .. import queries
from ..models import Invitation, Person, Trust
from ..rules import Refused
from . import entries

SIGN = "conduct.sign"  # What whoever governs is let in for by the link in their invitation.


@transaction.atomic(durable=True)
def add_person(actor: access.Actor, name: str, email: str = "", *, at: datetime) -> Person:
    """Add a person to the register, with an account where there is an address to write to.

    The address is not in the entry: entries outlive the people they are about. Two people never
    share one, because whoever reads its mail could sign for both.
    """
    access.require(actor, "people.add_person")
    account = _new_account(email) if email else None
    person = Person.objects.create(name=name, account=account)
    entries.append("people.person_added", actor, person, at, person=person)
    return person


@transaction.atomic(durable=True)
def correct_person(
    actor: access.Actor, person: Person, name: str, email: str = "", *, at: datetime
) -> Person:
    """Put right a person's name, or the address by which they come in.

    A new address signs them out everywhere and ends the links that were sent to the old one.
    """
    access.require(actor, "people.correct_person", on=person)
    entries.hold([person])
    person = Person.objects.select_related("account").get(pk=person.pk)
    person.name = name
    if person.account is None and email:
        person.account = _new_account(email)
    elif person.account and person.account.email != email.lower():
        if not email:
            raise Refused("Write another address: this one is their way in", "email")
        _check_address(email)
        person.account.email = email.lower()
        person.account.session_seed = new_session_seed()
        person.account.save(update_fields=["email", "session_seed"])
        Link.objects.filter(user=person.account, ended=None).update(ended=at)
    person.save(update_fields=["name", "account"])
    entries.append("people.person_corrected", actor, person, at, person=person)
    return person


@transaction.atomic(durable=True)
def invite(actor: access.Actor, person: Person, *, at: datetime) -> Invitation:
    """Write to somebody that they may come in, and how. Once a day, unless the letter came back.

    Refuses whoever has no address of their own, and whoever holds nothing that they could see.
    """
    access.require(actor, "people.invite", on=person)
    entries.hold([person])
    person = Person.objects.select_related("account").get(pk=person.pk)
    today = clock.london_date(at)
    if person.account is None:
        raise Refused(f"{person} has no address. Add their own, or ask them on paper")
    if not queries.holding(today).filter(pk=person.pk).exists():
        raise Refused(f"{person} holds nothing here yet. Appoint them, or give them a role")
    last = person.invitations.last()
    if last and clock.london_date(last.at) == today and not queries.came_back(last):
        raise Refused(f"We wrote to {person} today at {words.clock_time(last.at)}")
    held = [row.where for row in queries.held_by(person, today)]
    context = {
        "trust": Trust.objects.first(),
        "sender": actor.person.name,
        "person": person,
        "held": held,
        "until": at + links.LASTS,
    }
    if access.may(queries.actor_for(person, on=today), SIGN):
        context["token"] = links.issue(
            person.account,
            SIGN,
            at=at,
            whom=f"{person}, {words.joined(held)}",
            sender=actor.person.name,
        )
    letter = outbox.queue(
        "people/mail/invitation.txt",
        to=person,
        address=person.account.email,
        context=context,
        at=at,
    )
    invitation = Invitation.objects.create(person=person, at=at, letter=letter.uid)
    entries.append("people.invited", actor, person, at, invitation=invitation)
    return invitation


def _new_account(email: str) -> User:
    _check_address(email)
    return User.objects.create(email=email.lower())


def _check_address(email: str) -> None:
    user = User.objects.filter(email=email.lower()).select_related("person").first()
    if user:
        whose = getattr(user, "person", None)
        raise Refused(
            f"{whose or 'Somebody else'} has this address. Each person needs one of their own",
            "email",
        )
