"""The test client, which reads every page that it is given."""

import re

from django.db import connection
from django.test import Client

from sevenfold.access.policy import Actor, scoped
from sevenfold.people.models import Person
from tests import pages


class ReadingClient(Client):
    """Django's client; a page with something wrong in it fails the test that asked for it."""

    def enter(self, actor: Actor) -> None:
        """Be signed in as this person."""
        self.force_login(actor.person.account)

    def request(self, **request):
        response = super().request(**request)
        if response.get("Content-Type", "").startswith("text/html") and response.content:
            name = (response.context or {}).get("title")
            found = pages.findings(response.text, name=name)
            actor = getattr(response.wsgi_request, "actor", None)
            if actor:
                text = pages.read(response.text).root.text()
                found += [f"it names {stranger}" for stranger in strangers_in(text, actor)]
            listed = "".join(f"\n  {finding}" for finding in found)
            assert not found, f"{request['PATH_INFO']} has something wrong in it:{listed}"
        return response


def strangers_in(text: str, actor: Actor) -> list[str]:
    """The names and addresses in the text of people whose names the actor may not see."""
    logging, connection.force_debug_cursor = connection.force_debug_cursor, False
    try:  # None of these queries is one of the page's.
        known = scoped(actor, "assurance.names", Person.objects.order_by()).values("pk")
        strangers = Person.objects.exclude(pk=actor.person.pk).exclude(pk__in=known)
        rows = list(strangers.order_by("name").values_list("name", "account__email"))
    finally:
        connection.force_debug_cursor = logging
    words = [word for row in rows for word in row if word]
    return [word for word in words if re.search(rf"\b{re.escape(word)}\b", text)]
