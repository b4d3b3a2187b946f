"""A trust's beginning: the book, the trust with its two bodies, and whoever looks after it first."""

import re
from datetime import datetime

from django.conf import settings
from django.db import connection

from sevenfold.access.policy import FIRST_WAY_IN, SEVENFOLD
from sevenfold.accounts import links
from sevenfold.kernel import clock
from sevenfold.kernel.fields import new_uid
from sevenfold.ledger import actions as ledger
from sevenfold.people import actions as people
from sevenfold.people.models import Person, Trust

from . import database

KEEPER = "governance-professional"


class AlreadyThere(Exception):
    """There is a trust here: an installation has one."""


def refuse_a_second() -> None:
    """Raises AlreadyThere, with the trust's name, also in a database from before a migration."""
    if not database.is_there():
        return
    for name in Trust.objects.values_list("name", flat=True):
        raise AlreadyThere(name)


def found(name: str, email: str, *, at: datetime) -> tuple[Person, str]:
    """Begin the trust; its first governance professional, and the secret of their one way in.

    All in one transaction, so that a trust that nobody can come into is never left behind. Raises
    AlreadyThere.
    """
    # Each act is a transaction of its own; begun like this, the connection makes them parts of one.
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    try:
        refuse_a_second()
        begun = _found(name, email, at)
        connection.commit()
    except BaseException:
        connection.rollback()
        raise
    finally:
        connection.set_autocommit(True)
    return begun


def _found(name: str, email: str, at: datetime) -> tuple[Person, str]:
    uid = new_uid()
    ledger.begin(settings.HOST.lstrip(".") or f"{uid}.invalid", at=at)
    people.found(SEVENFOLD, name, uid=uid, at=at)
    people.add_body(SEVENFOLD, "members", "Members", at=at)
    people.add_body(SEVENFOLD, "board", "Trust board", at=at)
    person = people.add_person(SEVENFOLD, name_from(email), email, at=at)
    people.grant(SEVENFOLD, person, KEEPER, clock.london_date(at), reason="Set-up", at=at)
    return person, links.issue(person.account, FIRST_WAY_IN, at=at, whom=f"{person}, {name}")


def name_from(email: str) -> str:
    """marian.okafor@… is Marian Okafor until she says otherwise; what holds no name, her office."""
    words = re.findall(r"[^\W\d_]+", email.partition("@")[0].replace("'", "’"))
    named = " ".join(word.capitalize() for word in words)
    return named or "Governance professional"
