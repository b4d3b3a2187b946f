"""The test client, which reads every page that it is given."""

import re
from datetime import timedelta

from django.db import connection
from django.test import Client

from sevenfold.access.policy import Actor, scoped
from sevenfold.accounts import sessions
from sevenfold.kernel import clock
from sevenfold.people.models import Appointment, Person
from tests import pages


class ReadingClient(Client):
    """Django's client; a page with something wrong in it fails the test that asked for it."""

    def enter(self, actor: Actor, *, minutes_ago: int = 0, second_factor: bool = True) -> None:
        """Be signed in as this person, who proved so many minutes ago who they are."""
        self.force_login(actor.person.account)
        session = self.session
        at = clock.now() - timedelta(minutes=minutes_ago)
        session.update(sessions.proven("a test", at=at, second_factor=second_factor))
        session.save()

    def request(self, **request):
        response = super().request(**request)
        if response.get("Content-Type", "").startswith("text/html") and response.content:
            name = (response.context or {}).get("title")
            found = pages.findings(response.text, name=name)
            actor = getattr(response.wsgi_request, "actor", None)
            if actor:
                text = pages.read(response.text).root.text()
                names = _names_by(response.wsgi_request.resolver_match)
                found += [f"it names {stranger}" for stranger in strangers_in(text, actor, names)]
            listed = "".join(f"\n  {finding}" for finding in found)
            assert not found, f"{request['PATH_INFO']} has something wrong in it:{listed}"
        return response


def _names_by(match) -> str:
    """By which permission a page may name people: who sits where is for all who govern."""
    asked = getattr(match and match.func, "asks", None) or ""
    return "people.see" if asked.startswith("people.") else "assurance.names"


def strangers_in(text: str, actor: Actor, names: str = "assurance.names") -> list[str]:
    """The names and addresses in the text that the actor may not see: names by that permission."""
    logging, connection.force_debug_cursor = connection.force_debug_cursor, False
    try:  # None of these queries is one of the page's.
        named = {*_within(actor, names), actor.person.pk}
        reached = {*_within(actor, "people.see_contact"), actor.person.pk}
        people = Person.objects.order_by("name").values_list("pk", "name", "account__email")
        rows = [
            (pk not in named and name, pk not in reached and address)
            for pk, name, address in people
        ]
    finally:
        connection.force_debug_cursor = logging
    words = [word for row in rows for word in row if word]
    return [word for word in words if re.search(rf"\b{re.escape(word)}\b", text)]


def _within(actor: Actor, action: str) -> set[int]:
    """The people within the actor's reach: themselves, or those who sit or sat where it reaches."""
    sat = scoped(actor, action, Appointment.objects.all()).values_list("person", flat=True)
    return {*scoped(actor, action, Person.objects.all()).values_list("pk", flat=True), *sat}
