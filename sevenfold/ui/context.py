"""What the furniture of a page shows, from what the middleware put on the request."""

from typing import NamedTuple


class Place(NamedTuple):
    """One of the at most five places in the masthead. Rooms fill `request.nav` with them."""

    label: str
    url: str


class Banner(NamedTuple):
    """The line above the bar on every page of the demonstration: `request.banner`."""

    lead: str
    text: str
    url: str = ""
    link: str = ""


def furniture(request) -> dict:
    """Who is asking, which trust, where they may go; each may be missing, as on an error page."""
    actor = getattr(request, "actor", None)
    places = getattr(request, "nav", ())
    return {
        "person": actor and actor.person,
        "role": actor and _role(actor),
        "trust": getattr(request, "trust", None),
        "banner": getattr(request, "banner", None),
        "notices": getattr(request, "notices", ()),
        "nav": [(place, _current(place, places, request.path)) for place in places],
    }


def _role(actor) -> str:
    """What somebody is first of all here, in lower case after their name."""
    return actor.grants[0].role.replace("-", " ") if actor.grants else ""


def _current(place: Place, places, path: str) -> str:
    """The value of aria-current: the page itself, or the one place that the page lies within."""
    if path == place.url:
        return "page"
    # Every page lies within the first one, so that says nothing.
    around = [url for _, url in places if url != "/" and path.startswith(url)]
    return "true" if place.url == max(around, key=len, default=None) else ""
