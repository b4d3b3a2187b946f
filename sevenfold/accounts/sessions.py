"""A session: who it is, how they proved it and when, and for how long that is taken for true."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth import login
from django.utils.http import url_has_allowed_host_and_scheme

from sevenfold.access.policy import LINKED

from .models import User, new_session_seed

# People who govern are volunteers, and not all of them at machines of their own.
IDLE = timedelta(hours=2)
LONGEST = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=5)  # How often being there is written down.
KEPT_FOR = timedelta(days=1)

LINK = "link"
KEPT = "kept"
OVER = "over"


@dataclass(frozen=True)
class Proof:
    """How the person of a session proved who they are."""

    words: str
    at: datetime
    second_factor: bool
    only: frozenset[str] | None  # What a mailed link allows; none after any other way in.


def begin(request, user: User, words: str, *, at: datetime, second_factor: bool = False) -> None:
    """Sign in. The session gets another key, and whoever was signed in before is out of it."""
    login(request, user, "django.contrib.auth.backends.ModelBackend")
    for name in (LINK, OVER):
        request.session.pop(name, None)
    request.session.update(proven(words, at=at, second_factor=second_factor))


def proven(words: str, *, at: datetime, second_factor: bool) -> dict:
    """What a session holds from the sign-in on."""
    return {
        "proof": words,
        "proved_at": at.isoformat(),
        "second_factor": second_factor,
        "began": at.isoformat(),
        "seen": at.isoformat(),
    }


def begin_by_link(request, link, words: str, *, at: datetime) -> None:
    """Open a session that lets its person do what the link was sent for, and nothing else."""
    begin(request, link.user, words, at=at)
    request.session[LINK] = {"uid": link.uid, "act": link.act, "done": False}


def prove(request, words: str, *, at: datetime, second_factor: bool = False) -> None:
    """The person of this session proved once more who they are."""
    request.session.cycle_key()
    request.session["proof"] = words
    request.session["proved_at"] = at.isoformat()
    request.session["second_factor"] = second_factor or request.session["second_factor"]


def proof_of(request) -> Proof:
    """How whoever is signed in proved it. A session that says nothing of it proves nothing."""
    session = request.session
    link = session.get(LINK)
    errand = link and LINKED[link["act"]]
    return Proof(
        session.get("proof", ""),
        _instant(session.get("proved_at")),
        bool(session.get("second_factor")),
        errand and (errand.afterwards if link["done"] else errand.allows),
    )


def is_over(session, *, at: datetime) -> bool:
    """Whether nobody was here for too long, or the session is too old whoever was."""
    seen, began = _instant(session.get("seen")), _instant(session.get("began"))
    return seen is None or began is None or at - seen >= IDLE or at - began >= LONGEST


def see(session, *, at: datetime) -> None:
    """Somebody is here. Not written at each page: that would take the write lock for reading."""
    if at - _instant(session["seen"]) >= SEEN_EVERY:
        session["seen"] = at.isoformat()


def end_everywhere(user: User) -> None:
    """No session of this account is good any longer, wherever it was opened."""
    User.objects.filter(pk=user.pk).update(session_seed=new_session_seed())


def keep(request, user: User, *, at: datetime) -> None:
    """Keep what was typed on the way to a proof. Files are not kept."""
    fields = [
        [name, values] for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"
    ]
    request.session[KEPT] = {
        "path": request.get_full_path(),
        "user": user.pk,
        "fields": fields,
        "until": (at + KEPT_FOR).isoformat(),
    }


def kept(request, path: str, *, at: datetime) -> dict[str, list[str]]:
    """What this person had typed on that page before a proof was asked for, by field."""
    state = request.session.get(KEPT)
    if not state or state["path"] != path or state["user"] != request.user.pk:
        return {}
    return dict(state["fields"]) if at < _instant(state["until"]) else {}


def forget(request) -> None:
    """What was typed on this page has been sent."""
    if request.session.get(KEPT, {}).get("path") == request.get_full_path():
        del request.session[KEPT]


def own_page(request, address: str | None, otherwise: str = "/") -> str:
    """The address if it is one of our own pages."""
    own = address and url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if own else otherwise


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
