"""Links that are mailed to one person for one act, and the first way in, which is printed.

Mail scanners open every link, so opening one does nothing: a page says for whom it is, and its one
button opens a session that allows the one act. The link ends when the act is done; one that lets
its person sign in for real ends with the button.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from sevenfold.access.policy import LINKED

from .models import Link, User
from .sessions import LINK

LASTS = timedelta(days=14)
WAY_IN_LASTS = timedelta(hours=1)


def issue(user: User, act: str, *, at: datetime, whom: str = "", sender: str = "") -> str:
    """The secret for the address of a new link. Called inside the act that mails or prints it.

    `whom` and `sender` are the words for its page: "Amina Yusuf, governor at Kestrel Fold Primary".
    Raises KeyError for an act that has no row in access.LINKED.
    """
    lasts = WAY_IN_LASTS if LINKED[act].comes_in else LASTS
    token = secrets.token_urlsafe(32)
    Link.objects.create(
        user=user,
        act=act,
        token_hash=_digest(token),
        sent_to=user.email,
        whom=whom,
        sender=sender,
        made=at,
        expires=at + lasts,
    )
    return token


def find(token: str) -> Link | None:
    """The link, whether or not it is still good."""
    return Link.objects.select_related("user").filter(token_hash=_digest(token)).first()


def is_good(link: Link, *, at: datetime) -> bool:
    return link.ended is None and at < link.expires and link.user.is_active


def end(request, *, at: datetime) -> None:
    """The act of this session's link is done. Does nothing in a session opened in another way."""
    state = request.session.get(LINK)
    if not state or state["done"]:
        return
    Link.objects.filter(uid=state["uid"], ended=None).update(ended=at)
    request.session[LINK] = state | {"done": True}


def use(link: Link, *, at: datetime) -> bool:
    """End a link that is good for one use. Of many who press its button at once, one is answered."""
    return bool(Link.objects.filter(pk=link.pk, ended=None, expires__gt=at).update(ended=at))


def masked(address: str) -> str:
    """a…f@example.org: enough for its owner to know it by."""
    name, _, host = address.partition("@")
    return f"{name[:1]}…{name[-1:] if len(name) > 2 else ''}@{host}"


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
