"""People with a session of their own."""

from django.test import Client

from sevenfold.accounts import sessions
from sevenfold.kernel import clock
from sevenfold.people.models import Person


def client(person: Person) -> Client:
    """Django's client, signed in as this person a moment ago."""
    visitor = Client(SERVER_NAME="localhost")
    visitor.force_login(person.account)
    session = visitor.session
    session.update(sessions.proven("a benchmark", at=clock.now(), second_factor=True))
    session.save()
    return visitor
