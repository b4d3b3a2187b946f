"""The six figures that come by mail. They are good for whoever asked for them, in that browser, once."""

import secrets
from datetime import datetime, timedelta

from django.utils.crypto import constant_time_compare, salted_hmac

from .models import User

LASTS = timedelta(minutes=15)
TRIES = 5
KEY = "code"


class Over(Exception):
    """The code ran out, was tried too often, or was never asked for here."""


class Wrong(Exception):
    """Not the code that was sent."""


def begin(session, email: str, user: User | None, *, at: datetime) -> str:
    """A new code for this address; the one before it is no longer good.

    Begun in the same way where no account has the address: then no code opens anything.
    """
    code = f"{secrets.randbelow(10**6):06}"
    session[KEY] = {
        "email": email,
        "user": user and user.pk,
        "digest": _digest(code),
        "until": (at + LASTS).isoformat(),
        "tries": 0,
    }
    return code


def pending(session, *, at: datetime) -> dict:
    """What was asked for, with `until` as an instant. Raises Over."""
    state = session.get(KEY)
    if not state:
        raise Over
    until = datetime.fromisoformat(state["until"])
    if at >= until or state["tries"] >= TRIES:
        raise Over
    return state | {"until": until}


def check(session, typed: str, *, at: datetime) -> User:
    """The account that the code is for; it is spent now. Raises Wrong or Over."""
    state = pending(session, at=at)
    matches = constant_time_compare(_digest("".join(typed.split())), state["digest"])
    user = User.objects.filter(pk=state["user"], is_active=True).first()
    if not matches or user is None:
        session[KEY] = session[KEY] | {"tries": state["tries"] + 1}
        raise Wrong
    del session[KEY]
    return user


def _digest(code: str) -> str:
    return salted_hmac("sevenfold.code", code, algorithm="sha256").hexdigest()
