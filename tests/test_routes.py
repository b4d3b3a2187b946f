"""Every address, and what it asks of whoever opens it, stands on a list that people review."""

from pathlib import Path

from django.urls import URLPattern, get_resolver

from sevenfold.access.policy import ACTIONS
from sevenfold.demo import urls as demo

ROUTES = Path(__file__).with_name("routes.txt")


def test_the_routes_are_those_on_the_list():
    # Mailed and printed addresses live for years: whoever takes one off the list or renames it
    # decides where it leads from now on.
    assert sorted(_routes(get_resolver().url_patterns)) == ROUTES.read_text().splitlines()


def test_each_route_names_a_permission_of_the_policy_or_is_open_to_all():
    patterns = [*get_resolver().url_patterns, *demo.urlpatterns]
    named = {route.split(" ")[1] for route in _routes(patterns)}

    assert named - {"open"} <= ACTIONS.keys()


def _routes(patterns, before: str = "/"):
    for pattern in patterns:
        address = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield f"{address} {pattern.callback.asks or 'open'}"
        else:
            yield from _routes(pattern.url_patterns, address)
