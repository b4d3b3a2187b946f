"""People as such: their names, and how they come in."""

from datetime import datetime

from django.db import transaction

from sevenfold.access import policy as access
from sevenfold.accounts.models import User, new_session_seed

from ..models import Person
from ..rules import Refused
from . import entries


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

    A new address signs them out everywhere. One that was there is not taken away.
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
    person.save(update_fields=["name", "account"])
    entries.append("people.person_corrected", actor, person, at, person=person)
    return person


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
