"""Letters of the doors that leave or do not, and sweeping up after them."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import transaction

from . import letters, limits, links
from .models import Attempt, CacheEntry, Link, User

# An ended link says for so long what became of it.
LINKS_KEPT = timedelta(days=90)


@transaction.atomic(durable=True)
def send_code(user: User, digits: str, trust: str, *, until: datetime, at: datetime) -> None:
    letters.code(user, digits, trust, until=until, at=at)


@transaction.atomic(durable=True)
def send_link_again(link: Link, address: str, trust: str, *, at: datetime) -> None:
    """Mail a fresh link for the same act. `address` has {token} where its secret goes."""
    token = links.issue(link.user, link.act, at=at, whom=link.whom, sender=link.sender)
    letters.link(link, address.format(token=token), trust, at=at)


@transaction.atomic(durable=True)
def sweep(*, at: datetime) -> None:
    """Remove what nobody needs any longer: tries, old links, sessions, what the cache forgot."""
    Attempt.objects.filter(at__lt=at - limits.LONGEST).delete()
    Link.objects.filter(expires__lt=at - LINKS_KEPT).delete()
    Session.objects.filter(expire_date__lt=at).delete()
    CacheEntry.objects.filter(expires__lt=at).delete()
