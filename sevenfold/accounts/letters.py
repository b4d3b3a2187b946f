"""The letters of the doors, handed to the outbox."""

from datetime import datetime

from sevenfold.access.policy import LINKED
from sevenfold.outbox import actions as outbox

from .links import LASTS
from .models import Link, User


def code(user: User, digits: str, trust: str, *, until: datetime, at: datetime) -> None:
    """The six figures. After `until` the letter is of no use, and is given up."""
    context = {"code": digits, "until": until, "trust": trust}
    outbox.queue(
        "accounts/mail/code.txt",
        to=user.person,
        address=user.email,
        context=context,
        at=at,
        until=until,
    )


def link(link: Link, address: str, trust: str, *, at: datetime) -> None:
    """A fresh link in place of one that ran out."""
    until = at + LASTS
    context = {
        "to_do": LINKED[link.act].to_do,
        "address": address,
        "until": until,
        "trust": trust,
        "sender": link.sender,
    }
    outbox.queue(
        "accounts/mail/link.txt",
        to=link.user.person,
        address=link.user.email,
        context=context,
        at=at,
        until=until,
    )
